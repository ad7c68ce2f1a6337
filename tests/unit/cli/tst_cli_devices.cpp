// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/device_match.h"
#include "app/cli/replay_source.h"
#include "tests/unit/cli/sample_device.h"

#include <QtTest>

using namespace wb;
using namespace wb::cli;
using wb::test::sampleAt;

namespace {

std::vector<usb::DevicePtr> attached()
{
    return { sampleAt("1-10", 1, "A"), sampleAt("1-2", 2, "B"), sampleAt("usb1", 3, ""), sampleAt("1-2.1", 2, "C") };
}

Result<usb::DevicePtr> match(const char* text)
{
    return parseDevice(text).and_then([](const DeviceSelector& selector) { return matchDevice(attached(), selector); });
}

capture::LoggedDevice logged(std::uint16_t vendor, std::uint16_t product, std::uint8_t address)
{
    capture::LoggedDevice device;
    device.bus = 1;
    device.address = address;
    device.descriptor.vendorId = vendor;
    device.descriptor.productId = product;
    return device;
}

} // namespace

class TestCliDevices : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneMatches_data();
    void oneMatches();
    void noneMatches();
    void severalAreListed();
    void sorted();
    void endpoints();
    void loggedDevices();
};

void TestCliDevices::oneMatches_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("path");
    QTest::newRow("ids") << "1209:0001"
                         << "1-10";
    QTest::newRow("ids and serial") << "1209:0002:C"
                                    << "1-2.1";
    QTest::newRow("path") << "1-2"
                          << "1-2";
    QTest::newRow("root hub") << "usb1"
                              << "usb1";
}

void TestCliDevices::oneMatches()
{
    QFETCH(QString, text);
    QFETCH(QString, path);
    const auto device = match(qPrintable(text));
    QVERIFY(device.has_value());
    QCOMPARE(usb::toString((*device)->path), path.toStdString());
}

void TestCliDevices::noneMatches()
{
    for (const char* text : { "dead:beef", "1-3", "1209:0001:B", "usb2" }) {
        const auto device = match(text);
        QVERIFY2(!device.has_value(), text);
        QVERIFY(device.error().kind == ErrorKind::NotFound);
        QCOMPARE(device.error().operation, std::string("find device ") + text);
        QCOMPARE(device.error().detail, std::string("4 devices attached, none is this"));
    }
}

void TestCliDevices::severalAreListed()
{
    const auto device = match("1209:0002");
    QVERIFY(!device.has_value());
    QCOMPARE(device.error().detail, std::string("several devices match: 1-2 Plain serial B; 1-2.1 Plain serial C"));
}

void TestCliDevices::sorted()
{
    std::string paths;
    for (const usb::DevicePtr& device : sortedByPath(attached()))
        paths += usb::toString(device->path) + " ";
    QCOMPARE(paths, std::string("usb1 1-2 1-2.1 1-10 "));
}

void TestCliDevices::endpoints()
{
    const usb::DeviceInfo device = wb::test::sampleDevice();
    const auto bulk = locateEndpoint(device, { 0x02 }, std::nullopt);
    QVERIFY(bulk.has_value());
    QCOMPARE(int { bulk->setting->number }, 0);
    const auto isochronous = locateEndpoint(device, { 0x83 }, std::nullopt);
    QVERIFY(isochronous.has_value());
    QCOMPARE(int { isochronous->setting->number }, 1);
    QVERIFY(locateEndpoint(device, { 0x83 }, std::uint8_t { 1 }).has_value());

    const auto elsewhere = locateEndpoint(device, { 0x83 }, std::uint8_t { 0 });
    QVERIFY(elsewhere.error().kind == ErrorKind::NotFound);
    QCOMPARE(
        elsewhere.error().detail, std::string("not in alternate setting 0; the device has 0x02, 0x04, 0x81, 0x83"));
    const auto nowhere = locateEndpoint(device, { 0x8e }, std::nullopt);
    QCOMPARE(nowhere.error().operation, std::string("find endpoint 0x8e of 1-1.2 1209:beef"));
    QCOMPARE(nowhere.error().detail, std::string("the device has 0x02, 0x04, 0x81, 0x83"));

    usb::DeviceInfo unconfigured = device;
    unconfigured.activeConfiguration.reset();
    QCOMPARE(locateEndpoint(unconfigured, { 0x02 }, std::nullopt).error().detail,
        std::string("the device is not configured"));
}

void TestCliDevices::loggedDevices()
{
    const usb::DeviceInfo target = wb::test::sampleDevice(); // 1209:beef
    const std::vector<capture::LoggedDevice> two { logged(0x1d6b, 2, 1), logged(0x1209, 0xbeef, 7) };
    const std::vector<capture::LoggedDevice> twins { logged(0x1209, 0xbeef, 6), logged(0x1209, 0xbeef, 7) };
    const std::vector<capture::LoggedDevice> other { logged(0x1d6b, 2, 1) };
    const auto from = [](const char* text) { return std::optional(parseSource(text).value_or(SourceSelector {})); };

    QCOMPARE(chooseLoggedDevice(two, target, std::nullopt).value_or(9), std::size_t { 1 });
    QCOMPARE(chooseLoggedDevice(two, target, from("1d6b:0002")).value_or(9), std::size_t { 0 });
    QCOMPARE(chooseLoggedDevice(twins, target, from("1.6")).value_or(9), std::size_t { 0 });
    QCOMPARE(chooseLoggedDevice(other, target, std::nullopt).value_or(9), std::size_t { 0 });

    const auto ambiguous = chooseLoggedDevice(twins, target, std::nullopt);
    QVERIFY(!ambiguous.has_value());
    QCOMPARE(ambiguous.error().detail,
        std::string("name one with --from BUS.ADDRESS: it has 1209:beef at 1.6; 1209:beef at 1.7"));
    QVERIFY(chooseLoggedDevice(two, target, from("3.3")).error().kind == ErrorKind::NotFound);
    QCOMPARE(chooseLoggedDevice({}, target, std::nullopt).error().detail, std::string("it has no devices"));
}

QTEST_APPLESS_MAIN(TestCliDevices)
#include "tst_cli_devices.moc"
