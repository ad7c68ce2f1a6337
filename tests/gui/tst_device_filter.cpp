// SPDX-License-Identifier: GPL-3.0-or-later
// The device filter language: what each word matches, and where a wrong one is.
#include "tests/support/device_builder.h"
#include "ui/models/device_filter.h"

#include <QTest>

using namespace wb;
using namespace wb::test;
using namespace wb::ui;

class TestDeviceFilter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void matches_data();
    void matches();
    void reportsTheWrongWord_data();
    void reportsTheWrongWord();
    void wrongWordsMatchEverything();
    void rootHubsHaveNoPort();
};

void TestDeviceFilter::matches_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<bool>("expected");
    const auto row
        = [](const char* filter, bool expected) { QTest::newRow(filter) << QString::fromLatin1(filter) << expected; };
    // The device is "Fancy Keyboard", 1-1.2, fffe:0002, HID, usbhid, high speed, address 17, serial number 00A7-f3.
    row("", true);
    row("keyboard", true);
    row("KEY", true);
    row("mouse", false);
    row("fancy keyboard", true);
    row("\"keyboard fancy\"", false);
    row("\"fancy key\"", true);
    row("-mouse", true);
    row("-keyboard", false);
    row("fffe:0002", true);
    row("FFFE:2", true);
    row("fffe:", true);
    row(":0002", true);
    row("fffe:*", true);
    row("fffe:0003", false);
    row("class:hid", true);
    row("class:3", true);
    row("class:0x03", true);
    row("class:hub", false);
    row("-class:hub", true);
    row("driver:usbhid", true);
    row("driver:usb", true);
    row("driver:storage", false);
    row("speed:high", true);
    row("speed:full", false);
    row("path:1-1", true);
    row("path:1-1.2", true);
    row("path:1", true);
    row("path:usb1", true);
    row("path:1-1.20", false);
    row("path:1-2", false);
    row("address:17", true);
    row("address:0x11", true);
    row("address:1", false);
    row("-address:17", false);
    row("port:2", true);
    row("port:1", false);
    row("serial:00a7", true);
    row("SERIAL:F3", true);
    row("serial:f4", false);
    row("class:hid speed:high key", true);
    row("class:hid speed:low key", false);
}

void TestDeviceFilter::matches()
{
    QFETCH(QString, filter);
    QFETCH(bool, expected);
    const auto device
        = makeDevice({ .path = "1-1.2", .productId = 2, .product = "Fancy Keyboard", .driver = "usbhid" });
    device->address = 17;
    device->serial = "00A7-f3";
    const DeviceFilter parsed = DeviceFilter::parse(filter);
    QVERIFY(!parsed.problem());
    QCOMPARE(parsed.matches(*device, testIds()), expected);
}

void TestDeviceFilter::reportsTheWrongWord_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<int>("position");
    QTest::addColumn<int>("length");
    QTest::newRow("class") << QStringLiteral("key class:nonsense") << 4 << 14;
    QTest::newRow("speed") << QStringLiteral("speed:warp x") << 0 << 10;
    QTest::newRow("path") << QStringLiteral("path:1-") << 0 << 7;
    QTest::newRow("empty driver") << QStringLiteral("a driver:") << 2 << 7;
    QTest::newRow("no address") << QStringLiteral("key address:x") << 4 << 9;
    QTest::newRow("too large an address") << QStringLiteral("address:256") << 0 << 11;
    QTest::newRow("empty port") << QStringLiteral("port:") << 0 << 5;
    QTest::newRow("empty serial number") << QStringLiteral("a serial:") << 2 << 7;
    QTest::newRow("unknown key") << QStringLiteral("-colour:red") << 0 << 11;
    QTest::newRow("not an id") << QStringLiteral("fffe:00012") << 0 << 10;
    QTest::newRow("colon alone") << QStringLiteral(":") << 0 << 1;
}

void TestDeviceFilter::reportsTheWrongWord()
{
    QFETCH(QString, filter);
    const DeviceFilter parsed = DeviceFilter::parse(filter);
    QVERIFY(parsed.problem());
    QTEST(parsed.problem()->position, "position");
    QTEST(parsed.problem()->length, "length");
    QVERIFY(parsed.problem()->message.endsWith(QLatin1Char('.')));
}

void TestDeviceFilter::wrongWordsMatchEverything()
{
    const auto device = makeDevice({ .product = "Keyboard" });
    QVERIFY(DeviceFilter::parse(QStringLiteral("speed:warp")).matches(*device, testIds()));
    QVERIFY(DeviceFilter::parse(QStringLiteral("speed:warp keyboard")).matches(*device, testIds()));
    QVERIFY(!DeviceFilter::parse(QStringLiteral("speed:warp mouse")).matches(*device, testIds()));
}

void TestDeviceFilter::rootHubsHaveNoPort()
{
    const usb::DevicePtr root = makeRootHub(1);
    QVERIFY(!DeviceFilter::parse(QStringLiteral("port:0")).matches(*root, testIds()));
    QVERIFY(DeviceFilter::parse(QStringLiteral("-port:0")).matches(*root, testIds()));
}

QTEST_GUILESS_MAIN(TestDeviceFilter)
#include "tst_device_filter.moc"
