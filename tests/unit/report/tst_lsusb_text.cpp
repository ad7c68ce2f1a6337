// SPDX-License-Identifier: GPL-3.0-or-later
// The text in lsusb's layout: what comes with the bytes, and what is read with requests of its own. That it agrees
// with the real lsusb is shown in tests/lsusb.
#include "core/descriptors/usb_ids.h"
#include "core/report/lsusb_layout.h"
#include "core/report/lsusb_text.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/descriptors/golden.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace wb;
using namespace wb::report;

namespace {

const QString kBytes = QStringLiteral("tests/data/descriptors");
const QString kTexts = QStringLiteral("tests/data/report");

Bytes fromHex(const char* text)
{
    const Result<Bytes> bytes = parseHex(text);
    return bytes ? *bytes : Bytes {};
}

// A hub with one interface; bcdUSB and the protocol say what kind.
Bytes hub(const char* bcdUsb, const char* protocol)
{
    return fromHex((std::string("12 01 ") + bcdUsb + " 09 00 " + protocol
        + " 40 fe ff 01 00 00 01 00 00 00 01 09 02 19 00 01 01 00 e0 32 09 04 00 00 01 09 00 00 00 07 05 81 03 01 00 "
          "0c")
                       .c_str());
}

// What the text has behind the heading, up to the next line without indentation.
std::string section(const std::string& text, const std::string& heading)
{
    const std::size_t begin = text.find("\n" + heading + "\n");
    if (begin == std::string::npos)
        return "no " + heading + " in " + text;
    std::size_t end = text.find('\n', begin + 1);
    while (end + 1 < text.size() && text[end + 1] == ' ')
        end = text.find('\n', end + 1);
    return text.substr(begin + 1, end - begin);
}

} // namespace

class TestLsusbText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goldenTexts_data();
    void goldenTexts();
    void headline();
    void configurationAlone();
    void strings();
    void powerOfSuperSpeed();
    void binaryObjectStore();
    void otherCapabilities();
    void hubs();
    void qualifierAndDebug();
    void status_data();
    void status();
    void reportDescriptor();
    void whatLsusbDoesNotKnow();
    void trailingBytes();
    void hostileBytes();
    void phrases();
};

void TestLsusbText::goldenTexts_data()
{
    QTest::addColumn<QString>("name");
    const QStringList names = test::filesIn(kTexts, QStringLiteral(".lsusb.txt"));
    QVERIFY(names.size() >= 5);
    for (const QString& name : names)
        QTest::newRow(qPrintable(name)) << name.chopped(10);
}

void TestLsusbText::goldenTexts()
{
    QFETCH(const QString, name);
    const Bytes bytes = test::readBytes(kBytes, name + QStringLiteral(".bin"));
    LsusbInput input;
    input.descriptors = bytes;
    QCOMPARE(QString::fromStdString(lsusbText(input)).split(QLatin1Char('\n')),
        test::readText(kTexts, name + QStringLiteral(".lsusb.txt")).split(QLatin1Char('\n')));
}

void TestLsusbText::headline()
{
    const Bytes bytes = hub("00 02", "01");
    const auto names = descriptors::UsbIds::parse("fffe  Test Vendor\n\t0001  Test Hub\n");
    LsusbInput input;
    input.descriptors = bytes;
    input.names = names.get();
    QVERIFY(lsusbText(input).starts_with("Device: ID fffe:0001 Test Vendor Test Hub\nDevice Descriptor:\n"));
    input.bus = 1;
    input.address = 23;
    QVERIFY(lsusbText(input).starts_with("Bus 001 Device 023: ID fffe:0001 Test Vendor Test Hub\n"));
    QVERIFY(lsusbText({}).empty());
}

// A configuration that was kept alone is told as one, not taken for a device.
void TestLsusbText::configurationAlone()
{
    const Bytes whole = test::readBytes(kBytes, QStringLiteral("webcam-high.bin"));
    const Bytes configuration(whole.begin() + 18, whole.end());
    LsusbInput input;
    input.descriptors = configuration;
    const std::string text = lsusbText(input);
    QVERIFY2(
        text.starts_with("  Configuration Descriptor:\n    bLength                 9\n"), text.substr(0, 80).c_str());
    input.descriptors = whole;
    QVERIFY(lsusbText(input).ends_with(text));
}

// The device's own words stand in for what the list does not know, and cannot break out of their line.
void TestLsusbText::strings()
{
    Bytes bytes = test::readBytes(kBytes, QStringLiteral("hid-full.bin"));
    LsusbInput input;
    input.descriptors = bytes;
    input.strings = { { 1, "Maker\nDevice Descriptor:" }, { 2, "Thing" }, { 4, "Keys" } };
    const std::string text = lsusbText(input);
    QVERIFY2(text.starts_with("Device: ID 303a:4004 Maker\\x0aDevice Descriptor: Thing\n"), text.c_str());
    QVERIFY(text.find("  iManufacturer           1 Maker\\x0aDevice Descriptor:\n") != std::string::npos);
    QVERIFY(text.find("  iSerial                 3\n") != std::string::npos);
    QVERIFY(text.find("      iInterface              4 Keys\n") != std::string::npos);
}

void TestLsusbText::powerOfSuperSpeed()
{
    const Bytes bytes = hub("00 03", "03"); // bMaxPower 50
    LsusbInput input;
    input.descriptors = bytes;
    QVERIFY(lsusbText(input).find("MaxPower              400mA\n") != std::string::npos);
    input.speed = usb::Speed::High; // a USB 3 device in a USB 2 port
    QVERIFY(lsusbText(input).find("MaxPower              100mA\n") != std::string::npos);
}

void TestLsusbText::binaryObjectStore()
{
    const Bytes bytes = hub("00 03", "03");
    const Bytes bos = fromHex("05 0f 2a 00 03 07 10 02 1e f1 00 00 0a 10 03 02 0e 00 01 0a ff 07"
                              "14 10 0a 00 01 00 00 00 00 11 00 00 30 40 0a 00 b0 40 0a 00");
    LsusbInput input;
    input.descriptors = bytes;
    input.bos = bos;
    QCOMPARE(
        section(lsusbText(input), "Binary Object Store Descriptor:"), std::string(R"(Binary Object Store Descriptor:
  bLength                 5
  bDescriptorType        15
  wTotalLength       0x002a
  bNumDeviceCaps          3
  USB 2.0 Extension Device Capability:
    bLength                 7
    bDescriptorType        16
    bDevCapabilityType      2
    bmAttributes   0x0000f11e
      BESL Link Power Management (LPM) Supported
    BESL value      150 us
    Deep BESL value    10000 us
  SuperSpeed USB Device Capability:
    bLength                10
    bDescriptorType        16
    bDevCapabilityType      3
    bmAttributes         0x02
      Latency Tolerance Messages (LTM) Supported
    wSpeedsSupported   0x000e
      Device can operate at Full Speed (12Mbps)
      Device can operate at High Speed (480Mbps)
      Device can operate at SuperSpeed (5Gbps)
    bFunctionalitySupport   1
      Lowest fully-functional device speed is Full Speed (12Mbps)
    bU1DevExitLat          10 micro seconds
    bU2DevExitLat        2047 micro seconds
  SuperSpeedPlus USB Device Capability:
    bLength                20
    bDescriptorType        16
    bDevCapabilityType     10
    bReserved               0
    bmAttributes         0x00000001
      Sublink Speed Attribute count 1
      Sublink Speed ID count 0
    wFunctionalitySupport   0x1100
      Fewest Receive Lanes: 1
      Fewest Transmit Lanes: 1
    wReserved               0
    bmSublinkSpeedAttr[0]   0x000a4030
      Speed Attribute ID: 0 10Gb/s Symmetric RX SuperSpeedPlus
    bmSublinkSpeedAttr[1]   0x000a40b0
      Speed Attribute ID: 0 10Gb/s Symmetric TX SuperSpeedPlus
)"));
}

void TestLsusbText::hubs()
{
    const Bytes device = hub("00 02", "01");
    const Bytes descriptor = fromHex("09 29 04 e9 00 af 64 00 ff");
    LsusbInput input;
    input.descriptors = device;
    input.hub = descriptor;
    QCOMPARE(section(lsusbText(input), "Hub Descriptor:"), std::string(R"(Hub Descriptor:
  bLength               9
  bDescriptorType      41
  nNbrPorts             4
  wHubCharacteristic 0x00e9
    Per-port power switching
    Per-port overcurrent protection
    TT think time 32 FS bits
    Port indicators
  bPwrOn2PwrGood      175 * 2 milli seconds
  bHubContrCurrent    100 milli Ampere
  DeviceRemovable    0x00
  PortPwrCtrlMask    0xff
)"));
    const Bytes superDevice = hub("00 03", "03");
    const Bytes superHub = fromHex("0c 2a 04 09 00 64 32 04 c8 01 06 00");
    input.descriptors = superDevice;
    input.hub = superHub;
    QCOMPARE(section(lsusbText(input), "Hub Descriptor:"), std::string(R"(Hub Descriptor:
  bLength              12
  bDescriptorType      42
  nNbrPorts             4
  wHubCharacteristic 0x0009
    Per-port power switching
    Per-port overcurrent protection
  bPwrOn2PwrGood      100 * 2 milli seconds
  bHubContrCurrent    200 milli Ampere
  bHubDecLat          0.4 micro seconds
  wHubDelay           456 nano seconds
  DeviceRemovable    0x06 0x00
)"));
}

void TestLsusbText::otherCapabilities()
{
    const Bytes bytes = hub("10 02", "01");
    const Bytes bos = fromHex("05 0f 49 00 03"
                              "14 10 04 00 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f"
                              "1c 10 05 00 df 60 dd d8 89 45 c7 4c 9c d2 65 9d 9e 64 8a 9f 00 00 03 06 f6 00 01 00"
                              "04 10 0c 00"
                              "10 10 77 00 01 02 03 04 05 06 07 08 09 0a 0b 0c");
    LsusbInput input;
    input.descriptors = bytes;
    input.bos = bos;
    const std::string text = section(lsusbText(input), "Binary Object Store Descriptor:");
    for (const char* line :
        { "    ContainerID             {03020100-0504-0706-0809-0a0b0c0d0e0f}\n",
            "    PlatformCapabilityUUID    {d8dd60df-4589-4cc7-9cd2-659d9e648a9f}\n", "    CapabilityData[4]    0xf6\n",
            "    wMSOSDescriptorSetTotalLength[0] 246\n", "  Device Capability:\n    bLength                16\n" })
        QVERIFY2(text.find(line) != std::string::npos, (line + text).c_str());
}

void TestLsusbText::qualifierAndDebug()
{
    const Bytes bytes = hub("00 02", "01");
    const Bytes qualifier = fromHex("0a 06 00 02 09 00 00 40 01 00");
    const Bytes debug = fromHex("04 0a 81 02");
    LsusbInput input;
    input.descriptors = bytes;
    input.qualifier = qualifier;
    input.debug = debug;
    const std::string text = lsusbText(input);
    QCOMPARE(section(text, "Device Qualifier (for other device speed):"),
        std::string(R"(Device Qualifier (for other device speed):
  bLength                10
  bDescriptorType         6
  bcdUSB               2.00
  bDeviceClass            9 Hub
  bDeviceSubClass         0
  bDeviceProtocol         0
  bMaxPacketSize0        64
  bNumConfigurations      1
  bReserved               0
)"));
    QCOMPARE(section(text, "Debug descriptor:"), std::string(R"(Debug descriptor:
  bLength                 4
  bDescriptorType        10
  bDebugInEndpoint     0x81
  bDebugOutEndpoint    0x02
)"));
}

void TestLsusbText::status_data()
{
    QTest::addColumn<int>("value");
    QTest::addColumn<bool>("isSuper");
    QTest::addColumn<QString>("lines");
    QTest::newRow("bus powered") << 0 << false << QStringLiteral("Device Status:     0x0000\n  (Bus Powered)\n");
    QTest::newRow("all of USB 2.0")
        << 0x47 << false
        << QStringLiteral(
               "Device Status:     0x0047\n  Self Powered\n  Remote Wakeup Enabled\n  Test Mode\n  Debug Mode\n");
    QTest::newRow("all of USB 3.2") << 0x1d << true
                                    << QStringLiteral("Device Status:     0x001d\n  Self Powered\n  U1 Enabled\n"
                                                      "  U2 Enabled\n  Latency Tolerance Messaging (LTM) Enabled\n");
}

void TestLsusbText::status()
{
    QFETCH(const int, value);
    QFETCH(const bool, isSuper);
    QFETCH(const QString, lines);
    const Bytes bytes = isSuper ? hub("00 03", "03") : hub("00 02", "01");
    LsusbInput input;
    input.descriptors = bytes;
    input.status = static_cast<std::uint16_t>(value);
    const QString text = QString::fromStdString(lsusbText(input));
    QVERIFY2(text.endsWith(QLatin1Char('\n') + lines), qPrintable(text));
}

void TestLsusbText::reportDescriptor()
{
    const Bytes bytes = test::readBytes(kBytes, QStringLiteral("hid-full.bin"));
    const auto names = descriptors::UsbIds::parse("HUT 01  Generic Desktop Controls\n\t030  Direction-X\n");
    LsusbInput input;
    input.descriptors = bytes;
    input.names = names.get();
    input.hidReports[0] = fromHex("05 01 09 30 65 11 55 fe 15 81 a1 01 81 06 c0");
    const std::string text = lsusbText(input);
    const std::string expected = R"(          Report Descriptor: (length is 15)
            Item(Global): Usage Page, data= [ 0x01 ] 1
                            Generic Desktop Controls
            Item(Local ): Usage, data= [ 0x30 ] 48
                            Direction-X
            Item(Global): Unit, data= [ 0x11 ] 17
                            System: SI Linear, Unit: Centimeter
            Item(Global): Unit Exponent, data= [ 0xfe ] 254
                            Unit Exponent: -2
            Item(Global): Logical Minimum, data= [ 0x81 ] 129
            Item(Main  ): Collection, data= [ 0x01 ] 1
                            Application
            Item(Main  ): Input, data= [ 0x06 ] 6
                            Data Variable Relative No_Wrap Linear
                            Preferred_State No_Null_Position Non_Volatile Bitfield
            Item(Main  ): End Collection, data=none
)";
    QVERIFY2(text.find(expected) != std::string::npos, text.c_str());
}

// Its own heading, the specification's names and their meaning.
void TestLsusbText::whatLsusbDoesNotKnow()
{
    const Bytes bytes = fromHex("12 01 00 02 00 00 00 40 fe ff 01 00 00 01 00 00 00 01 09 02 1d 00 01 01 00 80 32"
                                "09 04 00 00 00 e0 01 03 00 05 24 00 10 01 06 41 01 02 03 04");
    LsusbInput input;
    input.descriptors = bytes;
    const std::string text = lsusbText(input);
    QVERIFY2(text.find("      CDC Header:\n        bcdCDC               1.10\n") != std::string::npos, text.c_str());
    QVERIFY2(text.find("** UNRECOGNIZED:  06 41 01 02 03 04\n") != std::string::npos, text.c_str());
}

void TestLsusbText::trailingBytes()
{
    Bytes bytes = test::readBytes(kBytes, QStringLiteral("hid-full.bin"));
    bytes[bytes.size() - 7] = 9; // the endpoint claims two bytes more
    bytes[20] = static_cast<Byte>(bytes[20] + 2);
    bytes.insert(bytes.end(), { 0xaa, 0xbb });
    LsusbInput input;
    input.descriptors = bytes;
    const std::string text = lsusbText(input);
    QVERIFY2(text.find("        junk at descriptor end: aa bb\n") != std::string::npos, text.c_str());
    QVERIFY(text.find("        Warning: bLength is 9; the 2 trailing bytes have no meaning.") != std::string::npos);
}

void TestLsusbText::hostileBytes()
{
    std::mt19937 random(1); // a failure must come again
    for (const QString& name : test::filesIn(kBytes, QStringLiteral(".bin"))) {
        const Bytes whole = test::readBytes(kBytes, name);
        for (int round = 0; round < 60; ++round) {
            Bytes bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(random() % whole.size()));
            for (int i = 0; i < 12 && !bytes.empty(); ++i)
                bytes[random() % bytes.size()] = static_cast<Byte>(random());
            LsusbInput input;
            input.descriptors = input.bos = input.hub = input.qualifier = input.debug = bytes;
            input.hidReports[0] = bytes;
            const std::string text = lsusbText(input);
            QVERIFY(text.size() <= 4000 + 6000 * bytes.size());
            QVERIFY(std::none_of(
                text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; }));
        }
    }
}

void TestLsusbText::phrases()
{
    QCOMPARE(titleCase("auto-exposure mode"), std::string("Auto-Exposure Mode"));
    QCOMPARE(titleCase("front left of center"), std::string("Front Left of Center"));
    QCOMPARE(titleCase("focus (absolute)"), std::string("Focus (Absolute)"));
    QCOMPARE(titleCase("wKeyFrameRate"), std::string("wKeyFrameRate"));
    QCOMPARE(titleCase(""), std::string());
    QCOMPARE(capitalized("sRGB"), std::string("sRGB"));
    QCOMPARE(bitPhrase("Video input terminal descriptor", "pan/tilt (absolute)"), std::string("PanTilt (Absolute)"));
    QVERIFY(findLayout("Audio streaming endpoint descriptor")->heading == "AudioStreaming Endpoint Descriptor:");
    QVERIFY(findLayout("Audio feature unit descriptor")->heading == "AudioControl Interface Descriptor:");
    QVERIFY(findLayout("Group terminal block descriptor") == nullptr);
}

QTEST_GUILESS_MAIN(TestLsusbText)
#include "tst_lsusb_text.moc"
