// SPDX-License-Identifier: GPL-3.0-or-later
// What the backend says about attached devices, and how it hears of arrivals and departures.
#include "core/backend/libusb1/hotplug_watch.h"
#include "core/backend/libusb1/system_facts.h"
#include "tests/umockdev/support/backend_rig.h"
#include "tests/umockdev/support/sample_devices.h"

#include <QFile>
#include <QTest>

#include <libusb.h>

using namespace wb;

class TestLibusb1Devices : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesTheLibrary();
    void listsWithoutOpening();
    void readsRealDescriptions_data();
    void readsRealDescriptions();
    void ordersByPlace();
    void keepsIdentityAndPointer();
    void seesDriverAndConfigurationChange();
    void seesArrivalAndDeparture();
    void aWatchThatHasGoneIsNotCalled();
    void neverReusesAnId();
    void toleratesUnconfigured();
    void toleratesHostileFacts();
    void worksWithoutSystemFacts();
    void aNodeBesideOthersLeavesThemAlone();
    void wakesTheLoop();
};

void TestLibusb1Devices::namesTheLibrary()
{
    mock::MockBus bus;
    mock::BackendRig rig;
    QVERIFY(rig.hasStarted());
    QCOMPARE(rig.backend().name(), std::string("libusb1"));
    QVERIFY(rig.backend().version().rfind("libusb 1.0.", 0) == 0);
    QVERIFY(rig.backend().hasHotplug());
}

void TestLibusb1Devices::listsWithoutOpening()
{
    mock::MockBus bus;
    bus.add(mock::rootHub());
    auto sample = mock::loopback();
    sample.interfaces = { { 0, "usbtest" } };
    auto& usbfs = bus.add(sample);
    mock::BackendRig rig;
    QCOMPARE(rig.devices().size(), std::size_t { 2 });

    const usb::DevicePtr hub = rig.device("usb1");
    QVERIFY(hub != nullptr);
    QVERIFY(hub->path.isRootHub());
    QVERIFY(hub->isHub());
    QCOMPARE(hub->driverOf(0), std::string("hub"));

    const usb::DevicePtr device = rig.device("1-1");
    QVERIFY(device != nullptr);
    QVERIFY(device->id.isValid());
    QCOMPARE(device->backend, std::string("libusb1"));
    QCOMPARE(device->address, std::uint8_t { 2 });
    QVERIFY(device->speed == usb::Speed::High);
    QCOMPARE(device->descriptor.vendorId, std::uint16_t { 0xfffe });
    QCOMPARE(device->descriptor.productId, std::uint16_t { 0x0001 });
    QCOMPARE(device->manufacturer, std::string("Workbench"));
    QCOMPARE(device->product, std::string("Loopback"));
    QCOMPARE(device->serial, std::string("0001"));
    QCOMPARE(device->driverOf(0), std::string("usbtest"));
    QCOMPARE(device->activeConfiguration, std::optional<std::uint8_t>(1));
    QCOMPARE(device->systemPath, std::string("/sys/bus/usb/devices/1-1"));
    QCOMPARE(device->deviceNode, std::string("/dev/bus/usb/001/002"));
    QCOMPARE(device->configurations.size(), std::size_t { 1 });
    const Bytes raw(sample.descriptors.begin() + 18, sample.descriptors.end());
    QCOMPARE(device->configurations.front().raw, raw);
    QVERIFY2(device->problems.empty(), device->problems.empty() ? "" : device->problems.front().c_str());
    QCOMPARE(usbfs.requests().size(), std::size_t { 0 }); // nothing was opened (P65)
}

void TestLibusb1Devices::readsRealDescriptions_data()
{
    QTest::addColumn<QString>("description");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("bytes");
    QTest::addColumn<QString>("driver");
    QTest::addColumn<QString>("manufacturer");
    QTest::addColumn<QString>("product");
    QTest::addColumn<int>("speed");
    const auto row = [](const char* file, const char* path, const char* bytes, const char* driver,
                         const char* manufacturer, const char* product, usb::Speed speed) {
        QTest::addRow("%s %s", file, path)
            << QString::fromLatin1(file) << QString::fromLatin1(path) << QString::fromLatin1(bytes)
            << QString::fromLatin1(driver) << QString::fromLatin1(manufacturer) << QString::fromLatin1(product)
            << static_cast<int>(speed);
    };
    row("canon-powershot-sx200", "1-1.5.2.3", "001-011", "", "Canon Inc.", "Canon Digital Camera", usb::Speed::High);
    row("fido2", "usb1", "001-001", "", "Linux 5.13.16-200.fc34.x86_64 xhci-hcd", "xHCI Host Controller",
        usb::Speed::High);
    row("fido2", "1-2", "001-002", "", "Generic", "4-Port USB 2.0 Hub", usb::Speed::High);
    row("fido2", "1-2.3", "001-012", "usbhid", "Yubico", "Security Key by Yubico", usb::Speed::Full);
    row("usbkbd", "1-1.5.4", "001-007", "", "PI Engineering", "Kinesis Keyboard Hub", usb::Speed::Full);
    row("usbkbd", "1-1.5.4.2", "001-009", "usbhid", "", "", usb::Speed::Full);
    row("aes3500", "3-1.1.3", "003-004", "", "", "Fingerprint Sensor", usb::Speed::Full);
}

void TestLibusb1Devices::readsRealDescriptions()
{
    QFETCH(QString, description);
    QFETCH(QString, path);
    QFETCH(QString, bytes);
    QFETCH(QString, driver);
    QFETCH(QString, manufacturer);
    QFETCH(QString, product);
    QFETCH(int, speed);
    const QString stem = QStringLiteral(WB_SOURCE_DIR "/tests/data/umockdev/") + description;
    mock::MockBus bus;
    QVERIFY(bus.addDescription((stem + QStringLiteral(".umockdev")).toStdString()));
    mock::BackendRig rig;
    const usb::DevicePtr device = rig.device(path.toStdString());
    QVERIFY(device != nullptr);
    QFile file(stem + u'.' + bytes + QStringLiteral(".descriptors.bin"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    Bytes raw = device->descriptor.raw;
    for (const auto& configuration : device->configurations)
        raw.insert(raw.end(), configuration.raw.begin(), configuration.raw.end());
    const auto blob = ByteView(raw);
    QCOMPARE(QString::fromStdString(formatHex(blob)), QString::fromLatin1(file.readAll().toHex(' ')));
    QCOMPARE(QString::fromStdString(device->driverOf(0)), driver);
    QCOMPARE(QString::fromStdString(device->manufacturer), manufacturer);
    QCOMPARE(QString::fromStdString(device->product), product);
    QCOMPARE(static_cast<int>(device->speed), speed);
    QCOMPARE(device->activeConfiguration, std::optional<std::uint8_t>(1));
    QCOMPARE(device->deviceNode, "/dev/bus/usb/" + QString(bytes).replace(u'-', u'/').toStdString());
}

void TestLibusb1Devices::ordersByPlace()
{
    mock::MockBus bus;
    bus.add(mock::loopback("1-2", 3));
    bus.add(mock::rootHub());
    bus.add(mock::loopback("1-1.4", 9));
    bus.add(mock::loopback("1-1", 5));
    mock::BackendRig rig;
    QStringList paths;
    for (const usb::DevicePtr& device : rig.devices())
        paths.append(QString::fromStdString(usb::toString(device->path)));
    QCOMPARE(paths.join(u' '), QStringLiteral("usb1 1-1 1-1.4 1-2"));
}

void TestLibusb1Devices::keepsIdentityAndPointer()
{
    mock::MockBus bus;
    bus.add(mock::loopback());
    mock::BackendRig rig;
    const usb::DevicePtr first = rig.device("1-1");
    QVERIFY(first != nullptr);
    QCOMPARE(rig.device("1-1"), first);
}

void TestLibusb1Devices::seesDriverAndConfigurationChange()
{
    mock::MockBus bus;
    bus.add(mock::loopback());
    mock::BackendRig rig;
    const usb::DevicePtr before = rig.device("1-1");
    QVERIFY(before != nullptr);
    QCOMPARE(before->driverOf(0), std::string());

    bus.setDriver("1-1", 0, "usbtest");
    const usb::DevicePtr bound = rig.device("1-1");
    QVERIFY(bound != before);
    QCOMPARE(bound->id, before->id);
    QCOMPARE(bound->driverOf(0), std::string("usbtest"));
    QCOMPARE(bound->product, before->product);

    bus.setDriver("1-1", 0, {});
    const usb::DevicePtr unbound = rig.device("1-1");
    QCOMPARE(unbound->id, before->id);
    QCOMPARE(unbound->driverOf(0), std::string());
}

void TestLibusb1Devices::seesArrivalAndDeparture()
{
    mock::MockBus bus;
    bus.add(mock::rootHub());
    mock::BackendRig rig;
    QCOMPARE(rig.devices().size(), std::size_t { 1 });

    bus.add(mock::loopback());
    QTRY_VERIFY(rig.changes() > 0);
    QVERIFY(rig.device("1-1") != nullptr);

    const int before = rig.changes();
    bus.remove("1-1");
    QTRY_VERIFY(rig.changes() > before);
    QTRY_VERIFY(rig.device("1-1") == nullptr);
    QCOMPARE(rig.devices().size(), std::size_t { 1 });
}

// Another of the same context still is: there was something to be told.
void TestLibusb1Devices::aWatchThatHasGoneIsNotCalled()
{
    mock::MockBus bus;
    bus.add(mock::rootHub());
    const auto context = backend::Context::create();
    QVERIFY(context.has_value());
    int arrivals = 0;
    int departures = 0;
    int calls = 0;
    const auto staying = backend::HotplugWatch::watch(
        **context, [&](libusb_device* departed) { ++(departed != nullptr ? departures : arrivals); });
    auto leaving = backend::HotplugWatch::watch(**context, [&calls](libusb_device*) { ++calls; });
    QVERIFY(staying != nullptr && leaving != nullptr);
    const auto turn = [&context] {
        timeval soon { 0, 1000 };
        return libusb_handle_events_timeout_completed((*context)->get(), &soon, nullptr) == LIBUSB_SUCCESS;
    };
    bus.add(mock::loopback());
    QTRY_VERIFY(turn() && arrivals > 0 && calls > 0);
    leaving.reset();
    const int before = calls;
    bus.remove("1-1");
    QTRY_VERIFY(turn() && departures > 0);
    QCOMPARE(calls, before);
}

void TestLibusb1Devices::neverReusesAnId()
{
    mock::MockBus bus;
    bus.add(mock::loopback());
    mock::BackendRig rig;
    const usb::DevicePtr first = rig.device("1-1");
    QVERIFY(first != nullptr);
    bus.remove("1-1");
    QTRY_VERIFY(rig.device("1-1") == nullptr);
    bus.add(mock::loopback()); // same place, same address (P47)
    QTRY_VERIFY(rig.device("1-1") != nullptr);
    QVERIFY(rig.device("1-1")->id != first->id);
    const auto gone = rig.backend().open(first->id);
    QVERIFY(!gone);
    QVERIFY(gone.error().kind == ErrorKind::Disconnected);
}

void TestLibusb1Devices::toleratesUnconfigured()
{
    mock::MockBus bus;
    auto sample = mock::loopback();
    sample.configuration.clear();
    sample.interfaces.clear();
    bus.add(sample);
    mock::BackendRig rig;
    const usb::DevicePtr device = rig.device("1-1");
    QVERIFY(device != nullptr);
    QVERIFY(!device->activeConfiguration.has_value()); // (P71)
    QCOMPARE(device->configurations.size(), std::size_t { 1 });
}

void TestLibusb1Devices::toleratesHostileFacts()
{
    mock::MockBus bus;
    auto sample = mock::loopback();
    const std::string product = "two\nlines \x1b[31m\xff";
    const std::string serial(3000, 'x');
    sample.descriptors.resize(40); // cut in the middle of an interface
    bus.add(sample);
    bus.setAttribute("1-1", "product", product + "\n");
    bus.setAttribute("1-1", "serial", serial + "\n");
    mock::BackendRig rig;
    const usb::DevicePtr device = rig.device("1-1");
    QVERIFY(device != nullptr);
    QCOMPARE(device->product, product); // kept as it is; escaping is for those who show it
    QCOMPARE(device->serial, serial);
    QCOMPARE(device->descriptor.vendorId, std::uint16_t { 0xfffe });
    QVERIFY(!device->problems.empty());
}

class NoFacts final : public backend::SystemFacts {
public:
    void refresh() override { }
    std::optional<backend::LiveFacts> live(std::uint16_t, std::uint8_t) const override { return std::nullopt; }
    backend::FixedFacts fixed(const std::string&) const override { return {}; }
};

// As on a system without sysfs: libusb's own copy of everything, and no more.
void TestLibusb1Devices::worksWithoutSystemFacts()
{
    mock::MockBus bus;
    bus.add(mock::rootHub());
    const auto sample = mock::loopback("1-1.3", 7);
    bus.add(mock::loopback());
    bus.add(sample);
    mock::BackendRig rig(backend::makeLibusb1Backend(std::make_unique<NoFacts>()));
    const usb::DevicePtr device = rig.device("1-1.3");
    QVERIFY(device != nullptr);
    QCOMPARE(device->address, std::uint8_t { 7 });
    QVERIFY(device->systemPath.empty());
    QVERIFY(device->deviceNode.empty());
    QVERIFY(device->drivers.empty());
    QVERIFY(!device->problems.empty()); // it says so
    QCOMPARE(device->activeConfiguration, std::optional<std::uint8_t>(1));
    Bytes raw = device->descriptor.raw;
    for (const auto& configuration : device->configurations)
        raw.insert(raw.end(), configuration.raw.begin(), configuration.raw.end());
    QCOMPARE(raw, sample.descriptors);
    QCOMPARE(rig.device("1-1.3"), device);
}

// It is told apart from them, and libusb goes on looking for them, in this context and in others (P50).
void TestLibusb1Devices::aNodeBesideOthersLeavesThemAlone()
{
    mock::MockBus bus;
    bus.add(mock::rootHub());
    bus.add(mock::loopback());
    mock::BackendRig others;
    QCOMPARE(others.devices().size(), std::size_t { 2 });
    {
        const std::string node = others.device("1-1")->deviceNode;
        mock::BackendRig rig(backend::makeNodeBackend(node, backend::NodeUse::BesideOthers));
        QVERIFY(rig.hasStarted());
        QCOMPARE(rig.backend().name(), "node " + node);
        QCOMPARE(rig.devices().size(), std::size_t { 1 });
    }
    QCOMPARE(others.backend().name(), std::string("libusb1"));
    bus.add(mock::loopback("1-2", 3));
    QTRY_VERIFY(others.device("1-2") != nullptr);
    mock::BackendRig later;
    QCOMPARE(later.devices().size(), std::size_t { 3 });
}

// A task posted while the loop sleeps for seconds is done at once, whether the wake comes before or in the
// call (P1). The limit is far below the loop's cap of five seconds.
void TestLibusb1Devices::wakesTheLoop()
{
    mock::MockBus bus;
    mock::BackendRig rig;
    const auto start = std::chrono::steady_clock::now();
    constexpr int kTurns = 200;
    for (int i = 0; i < kTurns; ++i)
        rig.onUsb([] {});
    QVERIFY(std::chrono::steady_clock::now() - start < std::chrono::seconds(4));
    QVERIFY(rig.degraded().empty());
}

QTEST_GUILESS_MAIN(TestLibusb1Devices)
#include "tst_libusb1_devices.moc"
