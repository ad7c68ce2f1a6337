// SPDX-License-Identifier: GPL-3.0-or-later
// What the program calls a setup packet when it knows the device that it goes to.
#include "core/requests/identify.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/requests/sample_targets.h"

#include <QTest>

using namespace wb;
using namespace wb::requests;
using wb::test::interfaceOf;

class TestRequestWords : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sentences_data();
    void sentences();
    void leavesTheUnknownToItsNumbers_data();
    void leavesTheUnknownToItsNumbers();
    void tellsReservedValues();
    void anyPacketIsOneSentence();
};

void TestRequestWords::sentences_data()
{
    QTest::addColumn<Targets>("targets");
    QTest::addColumn<std::string>("setup");
    QTest::addColumn<std::string>("data");
    QTest::addColumn<std::string>("sentence");
    const auto row = [](const Targets& targets, const char* setup, const char* data, const char* sentence) {
        QTest::newRow(sentence) << targets << std::string(setup) << std::string(data) << std::string(sentence);
    };
    const Targets hid = interfaceOf(3, 0, 0);
    row(hid, "21 0a 00 7d 00 00 00 00", "",
        "HID request SET_IDLE to interface 0: Duration 125 (500 ms), ReportID 0; no data.");
    row(hid, "a1 01 02 03 00 00 08 00", "",
        "HID request GET_REPORT to interface 0: ReportType 3 (Feature), ReportID 2; reads up to 8 bytes.");
    row(hid, "80 06 00 01 00 00 12 00", "", "Reads the device descriptor (up to 18 bytes).");
    const Targets modem = interfaceOf(2, 2, 1);
    row(modem, "21 20 00 00 00 00 07 00", "00 c2 01 00 00 02 08",
        "CDC PSTN request SET_LINE_CODING to interface 0: dwDTERate 115200 bit/s, bCharFormat 0 (1 stop bit), "
        "bParityType 2 (even), bDataBits 8 (8 bits); sends 7 bytes.");
    row(modem, "21 20 00 00 00 00 07 00", "", "CDC PSTN request SET_LINE_CODING to interface 0: sends 7 bytes.");
    row(modem, "21 22 01 00 00 00 00 00", "",
        "CDC PSTN request SET_CONTROL_LINE_STATE to interface 0: ControlSignals 0x0001 (DTR); no data.");
    Targets camera = interfaceOf(0x0e, 1, 0);
    camera.entities = { { 0, 5, EntityKind::ProcessingUnit }, { 0, 1, EntityKind::CameraTerminal } };
    row(camera, "a1 83 00 02 00 05 02 00", "",
        "Video request GET_MAX PU_BRIGHTNESS_CONTROL to processing unit 5 of interface 0: reads up to 2 bytes.");
    row(camera, "a1 83 00 02 00 01 01 00", "",
        "Video request GET_MAX CT_AE_MODE_CONTROL to camera terminal 1 of interface 0: reads up to 1 byte.");
    row(camera, "a1 81 00 02 00 00 01 00", "",
        "Video request GET_CUR VC_REQUEST_ERROR_CODE_CONTROL to interface 0: reads up to 1 byte.");
    Targets effects = interfaceOf(1, 1, 0);
    effects.entities = { { 0, 7, EntityKind::ReverberationUnit }, { 0, 8, EntityKind::ProcessingUnit } };
    row(effects, "21 01 00 02 00 07 01 00", "32",
        "Audio 1.0 request SET_CUR REVERB_LEVEL_CONTROL to reverberation unit 7 of interface 0: bReverbLevel 50 %; "
        "sends 1 byte.");
    row(effects, "a1 85 10 00 00 08 40 00", "",
        "Audio 1.0 request GET_MEM (entity) to entity 8 of interface 0: Offset 16 bytes; reads up to 64 bytes.");
    Targets speaker = interfaceOf(1, 2, 0);
    speaker.endpoints = { { usb::EndpointAddress { 0x01 }, 0 } };
    row(speaker, "22 01 00 01 01 00 03 00", "80 bb 00",
        "Audio 1.0 request SET_CUR SAMPLING_FREQ_CONTROL to EP1 OUT (0x01): tSampleFreq 48000 Hz; sends 3 bytes.");
    row(interfaceOf(9, 0, 0), "a3 00 00 00 03 00 04 00", "",
        "Hub request GetPortStatus to a port: StatusType 0 (PORT_STATUS), Port 3; reads up to 4 bytes.");
}

void TestRequestWords::sentences()
{
    QFETCH(const Targets, targets);
    QFETCH(const std::string, setup);
    QFETCH(const std::string, data);
    QFETCH(const std::string, sentence);
    const auto packet = usb::SetupPacket::fromBytes(parseHex(setup).value());
    QVERIFY(packet.has_value());
    QCOMPARE(describe(*packet, parseHex(data).value(), targets), sentence);
}

void TestRequestWords::leavesTheUnknownToItsNumbers_data()
{
    QTest::addColumn<std::string>("setup");
    QTest::newRow("another interface") << std::string("21 0a 00 7d 01 00 00 00");
    QTest::newRow("a request of another class") << std::string("21 20 00 00 00 00 07 00");
    QTest::newRow("no request of the class") << std::string("a1 77 00 00 00 00 07 00");
    QTest::newRow("bits where none belong") << std::string("a1 03 01 00 00 00 01 00");
    QTest::newRow("vendor") << std::string("c0 01 00 00 00 00 01 00");
    QTest::newRow("reserved") << std::string("7f 01 00 00 00 00 00 00");
}

void TestRequestWords::leavesTheUnknownToItsNumbers()
{
    QFETCH(const std::string, setup);
    const auto packet = usb::SetupPacket::fromBytes(parseHex(setup).value());
    QVERIFY(packet.has_value());
    const Targets hid = interfaceOf(3, 0, 0);
    QVERIFY(!identify(*packet, {}, hid).has_value());
    QCOMPARE(describe(*packet, {}, hid), usb::describe(*packet));
}

void TestRequestWords::tellsReservedValues()
{
    const auto packet = usb::SetupPacket::fromBytes(parseHex("21 20 00 00 00 00 07 00").value());
    QCOMPARE(describe(*packet, parseHex("00 c2 01 00 09 09 09").value(), interfaceOf(2, 2, 0)),
        std::string("CDC PSTN request SET_LINE_CODING to interface 0: dwDTERate 115200 bit/s, bCharFormat 9, "
                    "bParityType 9, bDataBits 9; sends 7 bytes."));
}

void TestRequestWords::anyPacketIsOneSentence()
{
    const std::vector<Targets> devices { {}, interfaceOf(3, 0, 0), interfaceOf(2, 0x0d, 0), interfaceOf(9, 0, 0),
        interfaceOf(0xfe, 3, 1), interfaceOf(7, 1, 2) };
    for (unsigned head = 0; head <= 0xffff; head += 7) {
        const usb::SetupPacket setup { static_cast<std::uint8_t>(head >> 8), static_cast<std::uint8_t>(head & 0xff),
            static_cast<std::uint16_t>(head * 31), static_cast<std::uint16_t>(head % 3), 3 };
        const Bytes data(head % 9, static_cast<Byte>(head));
        for (const Targets& targets : devices) {
            const std::string sentence = describe(setup, data, targets);
            QVERIFY(sentence.size() > 2);
            QCOMPARE(sentence.back(), '.');
            QVERIFY(sentence.find('\n') == std::string::npos);
        }
    }
}

QTEST_APPLESS_MAIN(TestRequestWords)
#include "tst_request_words.moc"
