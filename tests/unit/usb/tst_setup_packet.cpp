// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/usb/setup_packet.h"
#include "tests/unit/base/printers.h"

#include <QTest>

#include <algorithm>

using std::string_literals::operator""s;
using namespace wb;
using namespace wb::usb;

class TestSetupPacket : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roundTripsItsBytes();
    void refusesShortBytes();
    void splitsRequestType();
    void namesAreAscendingAndFound();
    void describes_data();
    void describes();
    void namesTheLanguage();
    void describesEveryPacketOnOneLine();
};

void TestSetupPacket::roundTripsItsBytes()
{
    const SetupPacket setup { 0x80, 0x06, 0x0302, 0x0409, 0x01ff };
    const std::array<Byte, 8> bytes = setup.toBytes();
    QCOMPARE(toBytes(bytes), (Bytes { 0x80, 0x06, 0x02, 0x03, 0x09, 0x04, 0xff, 0x01 }));
    QVERIFY(SetupPacket::fromBytes(bytes) == setup);
}

void TestSetupPacket::refusesShortBytes()
{
    QVERIFY(!SetupPacket::fromBytes({}));
    QVERIFY(!SetupPacket::fromBytes(Bytes(7)));
    QVERIFY(SetupPacket::fromBytes(Bytes(9)).has_value());
}

void TestSetupPacket::splitsRequestType()
{
    for (unsigned value = 0; value < 256; ++value) {
        const SetupPacket setup { static_cast<std::uint8_t>(value), 0, 0, 0, 0 };
        QCOMPARE(unsigned { makeRequestType(setup.direction(), setup.type(), setup.recipient()) }, value);
        QCOMPARE(setup.isIn(), value >= 128);
    }
}

void TestSetupPacket::namesAreAscendingAndFound()
{
    const auto requests = standardRequests();
    QVERIFY(std::is_sorted(requests.begin(), requests.end(),
        [](const NamedRequest& a, const NamedRequest& b) { return a.code < b.code; }));
    for (const NamedRequest& request : requests)
        QCOMPARE(std::string(standardRequestName(request.code)), std::string(request.name));
    QCOMPARE(std::string(standardRequestName(2)), ""s);
    QCOMPARE(std::string(standardRequestName(0xff)), ""s);
}

void TestSetupPacket::describes_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("sentence");
    const auto row = [](const char* bytes, const char* sentence) {
        QTest::newRow(sentence) << std::string(bytes) << std::string(sentence);
    };
    row("80 06 00 01 00 00 12 00", "Reads the device descriptor (up to 18 bytes).");
    row("80 06 01 02 00 00 ff 00", "Reads configuration descriptor 1 (up to 255 bytes).");
    row("80 06 00 02 00 00 09 00", "Reads configuration descriptor 0 (up to 9 bytes).");
    row("80 06 00 03 00 00 ff 00", "Reads the list of string languages (string descriptor 0) (up to 255 bytes).");
    row("80 06 02 03 09 04 ff 00", "Reads string descriptor 2 in language 0x0409 (up to 255 bytes).");
    row("80 06 02 03 34 12 01 00", "Reads string descriptor 2 in language 0x1234 (up to 1 byte).");
    row("80 06 00 0f 00 00 05 00", "Reads the binary device object store (BOS) descriptor (up to 5 bytes).");
    row("81 06 00 22 01 00 40 00", "Reads the HID report descriptor of interface 1 (up to 64 bytes).");
    row("80 06 03 e0 00 00 40 00", "Reads descriptor of type 0xe0, index 3 (up to 64 bytes).");
    row("80 06 00 e0 00 00 40 00", "Reads the descriptor of type 0xe0 (up to 64 bytes).");
    row("00 07 00 01 00 00 12 00", "Replaces the device descriptor (sends 18 bytes).");
    row("80 00 00 00 00 00 02 00", "Reads the status of the device (up to 2 bytes).");
    row("82 00 00 00 81 00 02 00", "Reads the status of EP1 IN (0x81) (up to 2 bytes).");
    row("02 01 00 00 81 00 00 00", "Clears the halt of EP1 IN (0x81) (ENDPOINT_HALT) and resets its data toggle.");
    row("02 03 00 00 02 00 00 00", "Halts EP2 OUT (0x02): sets ENDPOINT_HALT.");
    row("00 03 01 00 00 00 00 00", "Sets the feature DEVICE_REMOTE_WAKEUP of the device.");
    row("00 01 30 00 00 00 00 00", "Clears the feature U1_ENABLE of the device.");
    row("00 03 31 00 00 00 00 00", "Sets the feature U2_ENABLE of the device.");
    row("00 03 02 00 00 04 00 00", "Sets the feature TEST_MODE of the device, test selector 4 (Test_Packet).");
    row("00 03 02 00 00 ff 00 00", "Sets the feature TEST_MODE of the device, test selector 255.");
    row("01 03 00 00 01 03 00 00",
        "Sets the feature FUNCTION_SUSPEND of interface 1, low-power suspend, remote wake enabled.");
    row("00 03 63 00 00 00 00 00", "Sets feature 99 of the device.");
    row("00 05 07 00 00 00 00 00", "Gives the device the bus address 7.");
    row("80 08 00 00 00 00 01 00", "Reads the value of the active configuration (up to 1 byte).");
    row("00 09 01 00 00 00 00 00", "Selects the configuration with value 1.");
    row("00 09 00 00 00 00 00 00", "Sets configuration 0: the device becomes unconfigured and its interfaces stop.");
    row("81 0a 00 00 02 00 01 00", "Reads which alternate setting interface 2 uses (up to 1 byte).");
    row("01 0b 01 00 02 00 00 00", "Selects alternate setting 1 of interface 2.");
    row("82 0c 00 00 84 00 02 00", "Reads the synchronization frame number of EP4 IN (0x84) (up to 2 bytes).");
    row("00 30 00 00 00 00 06 00", "Tells the device its system exit latencies (sends 6 bytes).");
    row("00 31 28 00 00 00 00 00", "Tells the device its isochronous delay: 40 ns.");
    row("00 1b 01 00 00 00 00 00", "Allows firmware updates of the device.");
    row("80 09 01 00 00 00 00 00",
        "SET_CONFIGURATION with its direction reversed to the device: no data, wValue 0x0001, wIndex 0x0000.");
    row("00 77 01 00 00 00 03 00",
        "Unknown standard request 0x77 to the device: sends 3 bytes, wValue 0x0001, wIndex 0x0000.");
    row("21 09 00 02 01 00 01 00", "Class request 0x09 to interface 1: sends 1 byte, wValue 0x0200, wIndex 0x0001.");
    row("c0 5c 00 00 00 00 40 00",
        "Vendor request 0x5c to the device: reads up to 64 bytes, wValue 0x0000, wIndex 0x0000.");
    row("43 01 34 12 78 56 00 00",
        "Vendor request 0x01 to another part of the device (0x5678): no data, wValue 0x1234, wIndex 0x5678.");
    row("7f 01 00 00 00 00 00 00",
        "Request 0x01 of the reserved type to reserved recipient 31: no data, wValue 0x0000, wIndex 0x0000.");
}

void TestSetupPacket::describes()
{
    QFETCH(const std::string, bytes);
    QFETCH(const std::string, sentence);
    const auto setup = SetupPacket::fromBytes(parseHex(bytes).value());
    QVERIFY(setup.has_value());
    QCOMPARE(describe(*setup), sentence);
}

void TestSetupPacket::namesTheLanguage()
{
    QCOMPARE(describe({ 0x80, 6, 0x0302, 0x0409, 255 }, "English (US)"),
        "Reads string descriptor 2 in English (US) (up to 255 bytes)."s);
    QCOMPARE(
        describe({ 0x80, 6, 0x0100, 0x0409, 18 }, "English (US)"), "Reads the device descriptor (up to 18 bytes)."s);
}

void TestSetupPacket::describesEveryPacketOnOneLine()
{
    for (unsigned head = 0; head <= 0xffff; ++head) {
        const SetupPacket setup { static_cast<std::uint8_t>(head >> 8), static_cast<std::uint8_t>(head & 0xff),
            static_cast<std::uint16_t>(head * 31), static_cast<std::uint16_t>(head * 17), 1 };
        const std::string sentence = describe(setup);
        QVERIFY(!sentence.empty());
        QCOMPARE(sentence.back(), '.');
        QVERIFY(sentence.find('\n') == std::string::npos);
    }
}

QTEST_APPLESS_MAIN(TestSetupPacket)
#include "tst_setup_packet.moc"
