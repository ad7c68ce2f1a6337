// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/usb/names.h"
#include "core/usb/transfer.h"
#include "tests/unit/base/printers.h"

#include <QTest>

using std::string_literals::operator""s;
using namespace wb;
using namespace wb::usb;

class TestTypes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void portPathsRoundTrip_data();
    void portPathsRoundTrip();
    void refusesForeignPaths_data();
    void refusesForeignPaths();
    void parentsLeadToTheRoot();
    void pathsSortByBusAndPort();
    void numbersAreWritten();
    void statusWordsRoundTrip();
    void statusesHaveUsbmonNumbers();
    void foreignUsbmonNumbersAreUnderstood();
    void deviceIdsAreNeverReused();
};

void TestTypes::portPathsRoundTrip_data()
{
    QTest::addColumn<std::string>("text");
    for (const char* text : { "usb1", "usb255", "1-1", "1-1.2", "2-14.3.4", "1-1.2.3.4.5.6.7", "1-255" })
        QTest::newRow(text) << std::string(text);
}

void TestTypes::portPathsRoundTrip()
{
    QFETCH(const std::string, text);
    const auto path = parsePortPath(text);
    QVERIFY(path.has_value());
    QCOMPARE(toString(*path), text);
}

void TestTypes::refusesForeignPaths_data()
{
    QTest::addColumn<std::string>("text");
    for (const char* text : { "", "usb", "usbx", "1", "1-", "-1", "1-0", "1-1.", "1-1..2", "1-256", "65536-1",
             "1-1:1.0", "1-1.2.3.4.5.6.7.8", "046d:c52b", "1 -1", "\x1b-1" })
        QTest::newRow(text) << std::string(text);
}

void TestTypes::refusesForeignPaths()
{
    QFETCH(const std::string, text);
    const auto path = parsePortPath(text);
    QVERIFY(!path.has_value());
    QVERIFY(path.error().kind == ErrorKind::InvalidArgument);
    QVERIFY(path.error().detail.find('\x1b') == std::string::npos);
}

void TestTypes::parentsLeadToTheRoot()
{
    PortPath path = parsePortPath("1-1.2").value();
    path = path.parent();
    QCOMPARE(toString(path), "1-1"s);
    path = path.parent();
    QCOMPARE(toString(path), "usb1"s);
    QVERIFY(path.isRootHub());
}

void TestTypes::pathsSortByBusAndPort()
{
    const auto path = [](const char* text) { return parsePortPath(text).value(); };
    QVERIFY(path("usb1") < path("1-1"));
    QVERIFY(path("1-1") < path("1-1.1"));
    QVERIFY(path("1-2") < path("1-10"));
    QVERIFY(path("1-10") < path("2-1"));
}

void TestTypes::numbersAreWritten()
{
    QCOMPARE(formatBcd(0x0210), "2.10"s);
    QCOMPARE(formatBcd(0x1201), "12.01"s);
    QCOMPARE(formatVidPid(0xfffe, 0x0001), "fffe:0001"s);
    QCOMPARE(toString(EndpointAddress { 0x81 }), "EP1 IN (0x81)"s);
    QCOMPARE(toString(EndpointAddress { 0x0f }), "EP15 OUT (0x0f)"s);
    QCOMPARE(std::string(languageName(0x0409)), "English (United States)"s);
    QCOMPARE(std::string(descriptorTypeName(0x22)), "HID report"s);
    QCOMPARE(std::string(descriptorTypeName(0xe0)), ""s);
}

void TestTypes::statusWordsRoundTrip()
{
    for (int i = 0; i <= static_cast<int>(TransferStatus::Pending); ++i) {
        const auto status = static_cast<TransferStatus>(i);
        QVERIFY(toString(status) != "unknown");
        QVERIFY(parseTransferStatus(toString(status)) == status);
    }
    QVERIFY(!parseTransferStatus("Completed"));
    QVERIFY(!parseTransferStatus(""));
}

void TestTypes::statusesHaveUsbmonNumbers()
{
    const std::vector<std::pair<TransferStatus, int>> expected { { TransferStatus::Completed, 0 },
        { TransferStatus::Stall, -32 }, { TransferStatus::NoDevice, -19 }, { TransferStatus::Overflow, -75 },
        { TransferStatus::Error, -71 }, { TransferStatus::Cancelled, -2 }, { TransferStatus::TimedOut, -110 },
        { TransferStatus::Pending, -115 } };
    for (const auto& entry : expected) {
        QCOMPARE(toUsbmonStatus(entry.first), entry.second);
        QVERIFY(fromUsbmonStatus(entry.second) == entry.first);
    }
    QCOMPARE(toUsbmonStatus(TransferStatus::SubmitFailed), -5);
}

void TestTypes::foreignUsbmonNumbersAreUnderstood()
{
    QVERIFY(fromUsbmonStatus(-104) == TransferStatus::Cancelled);
    QVERIFY(fromUsbmonStatus(-108) == TransferStatus::NoDevice);
    QVERIFY(fromUsbmonStatus(-121) == TransferStatus::Completed);
    QVERIFY(fromUsbmonStatus(-5) == TransferStatus::Error);
    QVERIFY(fromUsbmonStatus(-84) == TransferStatus::Error);
    QVERIFY(fromUsbmonStatus(1) == TransferStatus::Error);
    QVERIFY(fromUsbmonStatus(std::numeric_limits<std::int32_t>::min()) == TransferStatus::Error);
}

void TestTypes::deviceIdsAreNeverReused()
{
    const DeviceId first = nextDeviceId();
    const DeviceId second = nextDeviceId();
    QVERIFY(first.isValid());
    QVERIFY(first < second);
    QVERIFY(!DeviceId {}.isValid());
}

QTEST_APPLESS_MAIN(TestTypes)
#include "tst_types.moc"
