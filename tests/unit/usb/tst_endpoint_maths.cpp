// SPDX-License-Identifier: GPL-3.0-or-later
// Packet sizes, service intervals, power: the tables of USB 2.0 §9.6.6 and USB 3.2 §9.6.7 (P31, P32).
#include "core/usb/device_info.h"
#include "tests/unit/base/printers.h"

#include <QTest>

using namespace wb;
using namespace wb::usb;

Q_DECLARE_METATYPE(wb::usb::Speed)
Q_DECLARE_METATYPE(wb::usb::EndpointInfo)

namespace {

constexpr std::uint8_t kIso = 1;
constexpr std::uint8_t kBulk = 2;
constexpr std::uint8_t kInterrupt = 3;

EndpointInfo endpoint(std::uint8_t type, std::uint16_t maxPacketSize, std::uint8_t interval = 1)
{
    EndpointInfo info;
    info.address = { 0x81 };
    info.attributes = type;
    info.maxPacketSize = maxPacketSize;
    info.interval = interval;
    return info;
}

EndpointInfo withCompanion(EndpointInfo info, std::uint16_t bytesPerInterval, std::uint8_t attributes = 0)
{
    info.companionMaxBurst = std::uint8_t { 0 };
    info.companionAttributes = attributes;
    info.companionBytesPerInterval = bytesPerInterval;
    return info;
}

} // namespace

class TestEndpointMaths : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bytesPerInterval_data();
    void bytesPerInterval();
    void intervals_data();
    void intervals();
    void power();
    void bulkStreams();
};

void TestEndpointMaths::bytesPerInterval_data()
{
    QTest::addColumn<EndpointInfo>("info");
    QTest::addColumn<Speed>("speed");
    QTest::addColumn<quint32>("bytes");
    const auto row = [](const char* name, const EndpointInfo& info, Speed speed, quint32 bytes) {
        QTest::newRow(name) << info << speed << bytes;
    };
    row("full speed iso", endpoint(kIso, 1023), Speed::Full, 1023);
    row("full speed ignores the multiplier", endpoint(kIso, 0x0800 | 512), Speed::Full, 512);
    row("high speed once", endpoint(kIso, 1024), Speed::High, 1024);
    row("high speed twice", endpoint(kIso, 0x0800 | 1024), Speed::High, 2048);
    row("high speed three times", endpoint(kIso, 0x1000 | 1024), Speed::High, 3072);
    row("reserved multiplier is at most three", endpoint(kIso, 0x1800 | 1024), Speed::High, 3072);
    row("reserved high bits", endpoint(kIso, 0xe000 | 100), Speed::High, 100);
    row("high speed interrupt three times", endpoint(kInterrupt, 0x1000 | 512), Speed::High, 1536);
    row("low speed interrupt", endpoint(kInterrupt, 8), Speed::Low, 8);
    row("bulk is one packet", endpoint(kBulk, 512), Speed::High, 512);
    row("bulk has no multiplier", endpoint(kBulk, 0x1000 | 512), Speed::High, 512);
    row("no bandwidth", endpoint(kIso, 0), Speed::High, 0);
    row("super speed iso", withCompanion(endpoint(kIso, 1024), 49152), Speed::Super, 49152);
    row("super speed iso without bandwidth", withCompanion(endpoint(kIso, 1024), 0), Speed::Super, 0);
    row("super speed interrupt without a number", withCompanion(endpoint(kInterrupt, 64), 0), Speed::Super, 64);
    row("super speed without a companion", endpoint(kIso, 1024), Speed::Super, 1024);
    EndpointInfo large = withCompanion(endpoint(kIso, 1024), 1, 0x80);
    large.isoBytesPerInterval = 96 * 1024;
    row("super speed plus companion", large, Speed::SuperPlus, 96 * 1024);
    EndpointInfo unannounced = withCompanion(endpoint(kIso, 1024), 3072);
    unannounced.isoBytesPerInterval = 96 * 1024;
    row("companion that was not announced", unannounced, Speed::SuperPlus, 3072);
}

void TestEndpointMaths::bytesPerInterval()
{
    QFETCH(const EndpointInfo, info);
    QFETCH(const Speed, speed);
    QFETCH(const quint32, bytes);
    QCOMPARE(quint32 { usb::bytesPerInterval(info, speed) }, bytes);
}

void TestEndpointMaths::intervals_data()
{
    QTest::addColumn<EndpointInfo>("info");
    QTest::addColumn<Speed>("speed");
    QTest::addColumn<quint64>("nanoseconds");
    const auto row = [](const char* name, std::uint8_t type, std::uint8_t interval, Speed speed, quint64 nanoseconds) {
        QTest::newRow(name) << endpoint(type, 8, interval) << speed << nanoseconds;
    };
    row("low speed interrupt", kInterrupt, 10, Speed::Low, 10'000'000);
    row("full speed interrupt", kInterrupt, 255, Speed::Full, 255'000'000);
    row("full speed interrupt zero", kInterrupt, 0, Speed::Full, 0);
    row("full speed iso", kIso, 1, Speed::Full, 1'000'000);
    row("full speed iso slowest", kIso, 16, Speed::Full, 32'768'000'000);
    row("full speed iso invalid", kIso, 17, Speed::Full, 0);
    row("high speed interrupt", kInterrupt, 4, Speed::High, 1'000'000);
    row("high speed iso fastest", kIso, 1, Speed::High, 125'000);
    row("high speed slowest", kInterrupt, 16, Speed::High, 4'096'000'000);
    row("high speed zero", kInterrupt, 0, Speed::High, 0);
    row("high speed invalid", kInterrupt, 255, Speed::High, 0);
    row("super speed", kInterrupt, 8, Speed::Super, 16'000'000);
    row("bulk has none", kBulk, 4, Speed::High, 0);
    row("unknown speed", kInterrupt, 4, Speed::Unknown, 0);
}

void TestEndpointMaths::intervals()
{
    QFETCH(const EndpointInfo, info);
    QFETCH(const Speed, speed);
    QFETCH(const quint64, nanoseconds);
    QCOMPARE(quint64 { intervalNanoseconds(info, speed) }, nanoseconds);
}

void TestEndpointMaths::power()
{
    ConfigurationInfo configuration;
    configuration.maxPowerRaw = 250;
    QCOMPARE(maxPowerMilliamps(configuration, Speed::Full), 500U);
    QCOMPARE(maxPowerMilliamps(configuration, Speed::High), 500U);
    QCOMPARE(maxPowerMilliamps(configuration, Speed::Super), 2000U);
}

void TestEndpointMaths::bulkStreams()
{
    const auto offered = [](std::uint8_t type, std::uint8_t attributes) {
        return maxBulkStreams(withCompanion(endpoint(type, 1024), 0, attributes));
    };
    QCOMPARE(offered(kBulk, 0), 0U);
    QCOMPARE(offered(kBulk, 1), 2U);
    QCOMPARE(offered(kBulk, 4), 16U);
    QCOMPARE(offered(kBulk, 0xe4), 16U); // the upper bits are reserved
    QCOMPARE(offered(kBulk, 16), 65536U);
    QCOMPARE(offered(kBulk, 31), 65536U);
    QCOMPARE(offered(kInterrupt, 4), 0U);
    QCOMPARE(maxBulkStreams(endpoint(kBulk, 512)), 0U); // no companion
}

QTEST_APPLESS_MAIN(TestEndpointMaths)
#include "tst_endpoint_maths.moc"
