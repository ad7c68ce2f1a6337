// SPDX-License-Identifier: GPL-3.0-or-later
// Bus times by the formulas of USB 2.0 §5.11.3, worked out by hand, and who shares a bus with whom.
#include "core/usb/bandwidth.h"
#include "tests/unit/base/printers.h"

#include <QTest>

#include <cmath>

using namespace wb;
using namespace wb::usb;

Q_DECLARE_METATYPE(wb::usb::Speed)
Q_DECLARE_METATYPE(wb::usb::TransferType)
Q_DECLARE_METATYPE(wb::usb::Direction)

namespace {

bool isNear(double value, double wanted)
{
    if (std::abs(value - wanted) <= std::abs(wanted) * 1e-9)
        return true;
    qWarning("%.9g is not %.9g", value, wanted);
    return false;
}

EndpointInfo endpoint(std::uint8_t address, TransferType type, std::uint16_t maxPacketSize, std::uint8_t interval)
{
    EndpointInfo info;
    info.address = { address };
    info.attributes = static_cast<std::uint8_t>(type);
    info.maxPacketSize = maxPacketSize;
    info.interval = interval;
    return info;
}

// One interface whose alternate setting n has endpoint n.
BusMember member(const char* path, Speed speed, const std::vector<EndpointInfo>& endpoints,
    std::vector<std::pair<std::uint8_t, std::uint8_t>> selected = {})
{
    DeviceInfo device;
    device.id = nextDeviceId();
    device.path = *parsePortPath(path);
    device.speed = speed;
    InterfaceInfo interface;
    for (std::size_t place = 0; place < endpoints.size(); ++place) {
        AlternateSetting alternate;
        alternate.number = static_cast<std::uint8_t>(place);
        alternate.endpoints = { endpoints[place] };
        interface.alternates.push_back(alternate);
    }
    ConfigurationInfo configuration;
    configuration.value = 1;
    configuration.interfaces = { interface };
    device.configurations = { configuration };
    device.activeConfiguration = std::uint8_t { 1 };
    return { std::make_shared<const DeviceInfo>(device), std::move(selected) };
}

BusMember hub(const char* path, Speed speed, std::uint8_t protocol)
{
    BusMember made = member(path, speed, {});
    DeviceInfo device = *made.device;
    device.descriptor.deviceClass = 0x09;
    device.descriptor.deviceProtocol = protocol;
    made.device = std::make_shared<const DeviceInfo>(device);
    return made;
}

const EndpointInfo kMouse = endpoint(0x81, TransferType::Interrupt, 64, 10);
constexpr double kMouseShare = 59231.0 / 10e6;

} // namespace

class TestBandwidth : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void transactions_data();
    void transactions();
    void sharesOfAnInterval();
    void limits();
    void selectedAlternatesCount();
    void superSpeedGoesTwoWays();
    void translatorsDivideTheBus();
    void othersDoNotCount();
};

void TestBandwidth::transactions_data()
{
    QTest::addColumn<TransferType>("type");
    QTest::addColumn<Direction>("direction");
    QTest::addColumn<Speed>("speed");
    QTest::addColumn<quint32>("bytes");
    QTest::addColumn<double>("nanoseconds");
    using enum TransferType;
    const auto row
        = [](const char* name, TransferType type, Direction direction, Speed speed, quint32 bytes, double nanoseconds) {
              QTest::newRow(name) << type << direction << speed << bytes << nanoseconds;
          };
    row("low speed in", Interrupt, Direction::In, Speed::Low, 8, 64060 + 668.32 + 676.67 * 77);
    row("low speed out", Interrupt, Direction::Out, Speed::Low, 8, 64107 + 668.32 + 667.0 * 77);
    row("full speed interrupt", Interrupt, Direction::In, Speed::Full, 64, 9107 + 83.54 * 600);
    row("full speed iso in", Isochronous, Direction::In, Speed::Full, 1023, 7268 + 83.54 * 9551);
    row("full speed iso out", Isochronous, Direction::Out, Speed::Full, 1023, 6265 + 83.54 * 9551);
    row("high speed interrupt", Interrupt, Direction::In, Speed::High, 1024, 20830.0);
    row("high speed iso", Isochronous, Direction::Out, Speed::High, 1024, 20546.712);
    row("an empty packet takes its frame", Isochronous, Direction::In, Speed::High, 0, 2.083 * (304 + 3));
    row("bulk reserves nothing", Bulk, Direction::In, Speed::High, 512, 0);
    row("control reserves nothing", Control, Direction::In, Speed::Full, 64, 0);
    row("super speed counts bytes", Isochronous, Direction::In, Speed::Super, 1024, 0);
}

void TestBandwidth::transactions()
{
    QFETCH(const TransferType, type);
    QFETCH(const Direction, direction);
    QFETCH(const Speed, speed);
    QFETCH(const quint32, bytes);
    QFETCH(const double, nanoseconds);
    QVERIFY(isNear(transactionNanoseconds(type, direction, speed, bytes), nanoseconds));
}

void TestBandwidth::sharesOfAnInterval()
{
    using enum TransferType;
    // Three transactions of 1,024 bytes: 49 % of a microframe; in every second one half of that.
    QVERIFY(isNear(periodicShare(endpoint(0x81, Isochronous, 0x1400, 1), Speed::High), 3 * 20546.712 / 125000));
    QVERIFY(isNear(periodicShare(endpoint(0x81, Isochronous, 0x1400, 2), Speed::High), 3 * 20546.712 / 250000));
    QVERIFY(isNear(periodicShare(kMouse, Speed::Full), kMouseShare));
    QCOMPARE(periodicShare(endpoint(0x81, Isochronous, 1024, 0), Speed::High), 0.0); // invalid
    QCOMPARE(periodicShare(endpoint(0x81, Isochronous, 0, 1), Speed::High), 0.0);
    QCOMPARE(periodicShare(endpoint(0x81, Bulk, 512, 1), Speed::High), 0.0);
    EndpointInfo camera = endpoint(0x81, Isochronous, 1024, 1);
    camera.companionBytesPerInterval = std::uint16_t { 31250 };
    QVERIFY(isNear(periodicShare(camera, Speed::Super), 0.5)); // 62,500 bytes of 8b/10b in 125 us
    camera.isoBytesPerInterval = 151'515;
    camera.companionAttributes = std::uint8_t { 0x80 };
    QVERIFY(std::abs(periodicShare(camera, Speed::SuperPlus) - 1.0) < 1e-5); // 128b/132b
}

void TestBandwidth::limits()
{
    const auto limit = [](Speed speed) {
        const BusMember one = member("1-1", speed, {});
        return periodicLoad(*one.device, std::span(&one, 1)).limit;
    };
    QCOMPARE(limit(Speed::Low), 0.9);
    QCOMPARE(limit(Speed::Full), 0.9);
    QCOMPARE(limit(Speed::High), 0.8);
    QCOMPARE(limit(Speed::Super), 0.9);
    QCOMPARE(limit(Speed::SuperPlusX2), 0.9);
    QCOMPARE(limit(Speed::Unknown), 0.0);
}

void TestBandwidth::selectedAlternatesCount()
{
    const std::vector<EndpointInfo> settings { endpoint(0x81, TransferType::Isochronous, 0, 1),
        endpoint(0x81, TransferType::Isochronous, 1024, 1) };
    const std::vector members { member("1-1", Speed::High, settings),
        member("1-2", Speed::High, settings, { { std::uint8_t { 0 }, std::uint8_t { 1 } } }) };
    const PeriodicLoad load = periodicLoad(*members[0].device, members);
    QCOMPARE(load.reservations.size(), std::size_t { 1 });
    QCOMPARE(load.reservations[0].device, members[1].device->id);
    QVERIFY(isNear(load.used(), 20546.712 / 125000));
    QCOMPARE(load.share(Direction::Out), 0.0);
}

void TestBandwidth::superSpeedGoesTwoWays()
{
    EndpointInfo in = endpoint(0x81, TransferType::Isochronous, 1024, 1);
    in.companionBytesPerInterval = std::uint16_t { 6250 };
    EndpointInfo out = endpoint(0x02, TransferType::Isochronous, 1024, 1);
    out.companionBytesPerInterval = std::uint16_t { 12500 };
    const std::vector members { member("2-1", Speed::Super, { in }), member("2-2", Speed::Super, { out }) };
    const PeriodicLoad load = periodicLoad(*members[0].device, members);
    QVERIFY(load.isDuplex);
    QVERIFY(isNear(load.share(Direction::In), 0.1));
    QVERIFY(isNear(load.used(), 0.2)); // not the sum
}

void TestBandwidth::translatorsDivideTheBus()
{
    const std::vector members { hub("usb1", Speed::High, 0), hub("1-1", Speed::High, 1), hub("1-2", Speed::High, 2),
        member("1-3", Speed::Full, { kMouse }), member("1-1.1", Speed::Full, { kMouse }),
        member("1-1.2", Speed::Full, { kMouse }), member("1-2.1", Speed::Full, { kMouse }),
        hub("1-2.2", Speed::Full, 0), member("1-2.2.1", Speed::Full, { kMouse }),
        member("1-2.2.2", Speed::Full, { kMouse }) };
    const auto mice
        = [&members](std::size_t place) { return periodicLoad(*members[place].device, members).reservations.size(); };
    QCOMPARE(mice(3), std::size_t { 1 }); // on the root hub
    QCOMPARE(mice(4), std::size_t { 2 }); // one translator for the whole hub
    QCOMPARE(mice(6), std::size_t { 1 }); // one translator a port
    QCOMPARE(mice(8), std::size_t { 2 }); // behind a Full Speed hub, which has none of its own
    QCOMPARE(mice(0), std::size_t { 0 }); // they take nothing of the High Speed bus
    QVERIFY(isNear(periodicLoad(*members[4].device, members).used(), 2 * kMouseShare));
}

void TestBandwidth::othersDoNotCount()
{
    std::vector members { member("1-1", Speed::Full, { kMouse }), member("2-1", Speed::Full, { kMouse }),
        member("1-2", Speed::Full, { kMouse }), member("1-3", Speed::Full, { kMouse }) };
    DeviceInfo kept = *members[2].device;
    kept.origin = "desk.json";
    members[2].device = std::make_shared<const DeviceInfo>(kept);
    DeviceInfo unconfigured = *members[3].device;
    unconfigured.activeConfiguration.reset();
    members[3].device = std::make_shared<const DeviceInfo>(unconfigured);
    QCOMPARE(periodicLoad(*members[0].device, members).reservations.size(), std::size_t { 1 });
}

QTEST_APPLESS_MAIN(TestBandwidth)
#include "tst_bandwidth.moc"
