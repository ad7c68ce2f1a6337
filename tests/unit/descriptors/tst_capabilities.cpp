// SPDX-License-Identifier: GPL-3.0-or-later
// Device capabilities and the descriptors of small classes: one descriptor laid out by hand for each shape. That every
// table is whole and covers any bytes is tested with the class descriptors.
#include "core/descriptors/decode.h"
#include "core/descriptors/single.h"
#include "core/descriptors/usb_ids.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/descriptors/node_lines.h"

#include <QTest>

using namespace wb;
using namespace wb::descriptors;
using test::fromHex;

namespace {

// A descriptor that is asked for on its own has no interface.
using Enclosing = std::optional<EnclosingInterface>;

constexpr Enclosing kNone = std::nullopt;
constexpr Enclosing kHealthcare = EnclosingInterface { 0, 0, 0x0f, 0, 0 };
constexpr Enclosing kRadio = EnclosingInterface { 0, 0, 0xe0, 1, 2 };
constexpr Enclosing kAdapter = EnclosingInterface { 0, 0, 0xe0, 2, 1 };
constexpr Enclosing kIrda = EnclosingInterface { 0, 0, 0xfe, 2, 0 };

} // namespace

class TestCapabilities : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decodes_data();
    void decodes();
    void aHubNeedsNoInterface();
    void companionsGoBelowTheirEndpoint();
};

void TestCapabilities::decodes_data()
{
    QTest::addColumn<Bytes>("bytes");
    QTest::addColumn<Enclosing>("enclosing");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char* name, const Enclosing& enclosing, const char* hexText, const char* lines) {
        QTest::newRow(name) << fromHex(hexText) << enclosing
                            << QString::fromUtf8(lines).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    };
    row("power delivery", kNone, "12 10 06 00 1e 41 00 00 05 00 02 00 20 01 00 03 00 02", R"(Power delivery capability
bDevCapabilityType=0x06 power delivery
bReserved=0
bmAttributes=0x0000411e battery charging, USB Power Delivery, provider, consumer, AC supply as power source, uses VBUS
bmProviderPorts=0x0005 ports 0, 2
bmConsumerPorts=0x0002 ports 1
bcdBCVersion=0x0120 1.20
bcdPDVersion=0x0300 3.00
bcdUSBTypeCVersion=0x0200 2.00)");
    row("battery", kNone, "18 10 07 01 02 03 01 00 60 ea 00 00 10 27 00 00 50 c3 00 00 90 5f 01 00",
        R"(Battery information capability
bDevCapabilityType=0x07 battery information
iBattery=1
iSerial=2
iManufacturer=3
bBatteryId=1
bReserved=0
dwChargedThreshold=60000 60 Wh
dwWeakThreshold=10000 10 Wh
dwBatteryDesignCapacity=50000 50 Wh
dwBatteryLastFullchargeCapacity=90000 90 Wh)");
    row("consumer port", kNone, "18 10 08 00 07 00 64 00 90 01 00 00 a4 06 00 00 70 17 00 00 0a 00 00 00",
        R"(Power delivery consumer port capability
bDevCapabilityType=0x08 power delivery consumer port
bReserved=0
bmCapabilities=0x0007 battery charging, USB Power Delivery, USB Type-C current
wMinVoltage=100 5 V
wMaxVoltage=400 20 V
wReserved=0
dwMaxOperatingPower=1700 17 W
dwMaxPeakPower=6000 60 W
dwMaxPeakPowerTime=10 1 s)");
    row("consumer port of unknown peak", kNone,
        "18 10 08 00 02 00 64 00 90 01 00 00 01 00 00 00 01 00 00 00 ff ff 00 00",
        R"(Power delivery consumer port capability
bDevCapabilityType=0x08 power delivery consumer port
bReserved=0
bmCapabilities=0x0002 USB Power Delivery
wMinVoltage=100 5 V
wMaxVoltage=400 20 V
wReserved=0
dwMaxOperatingPower=1 0.01 W
dwMaxPeakPower=1 0.01 W
dwMaxPeakPowerTime=65535 unknown)");
    row("provider port", kNone, "18 10 09 00 02 00 04 00 2c 91 01 00 2c c9 90 86 64 90 01 50 00 00 00 c0",
        R"(Power delivery provider port capability
bDevCapabilityType=0x09 power delivery provider port
bReserved[0]=0
bmCapabilities=0x0002 USB Power Delivery
bNumOfPDObjects=4
bReserved[1]=0
wPowerDataObject[0]=0x0001912c fixed supply, 5 V, 3 A
wPowerDataObject[1]=0x8690c92c variable supply, 2.5 V to 5.25 V, 3 A
wPowerDataObject[2]=0x50019064 battery, 5 V to 12.8 V, 25 W
wPowerDataObject[3]=0xc0000000 augmented)");
    row("provider port that lies", kNone, "0c 10 09 00 02 00 03 00 2c 91 01 00",
        R"(Power delivery provider port capability
bDevCapabilityType=0x09 power delivery provider port
bReserved[0]=0
bmCapabilities=0x0002 USB Power Delivery
bNumOfPDObjects=3
bReserved[1]=0
wPowerDataObject[0]=0x0001912c fixed supply, 5 V, 3 A
! bNumOfPDObjects is 3 and the descriptor has room for 1.)");
    row("authentication", kNone, "06 10 0e 01 10 10", R"(Authentication capability
bDevCapabilityType=0x0e authentication
bmAttributes=0x01
bcdProtocolVersion=0x10
bcdCapability=0x10)");
    row("wireless usb", kNone, "0b 10 01 0c 15 00 00 00 01 00 00", R"(Wireless USB capability
bDevCapabilityType=0x01 Wireless USB
bmAttributes=0x0c beacon behavior: no beaconing
wPHYRates=0x0015 53.3 Mbit/s, 106.7 Mbit/s, 200 Mbit/s
bmTFITXPowerInfo=0x00
bmFFITXPowerInfo=0x00
bmBandGroup=0x0001 band group 1
bReserved=0)");
    row("webusb without its data", kNone, "14 10 05 00 38 b6 08 34 a9 09 a0 47 8b fd a0 76 88 15 b6 65",
        R"(Platform capability
bDevCapabilityType=0x05 platform
bReserved=0
PlatformCapabilityUUID={3408b638-09a9-47a0-8bfd-a0768815b665} WebUSB
! bLength is 20; this capability needs 24 bytes.)");
    row("superspeed", kNone, "0a 10 03 02 0e 00 01 0a ff 07", R"(SuperSpeed USB capability
bDevCapabilityType=0x03 SuperSpeed USB
bmAttributes=0x02 latency tolerance messages
wSpeedsSupported=0x000e Full Speed, High Speed, 5 Gbit/s (Gen 1)
bFunctionalitySupport=1 Full Speed
bU1DevExitLat=10 10 µs
wU2DevExitLat=2047 2047 µs)");
    row("security", kNone, "05 0c 0f 00 02", R"(Security descriptor
wTotalLength=15 15 bytes
bNumEncryptionTypes=2)");
    row("key", kNone, "08 0d 01 02 03 00 aa bb", R"(Key descriptor
tTKID=0x030201
bReserved=0
bKeyData=aa bb)");
    row("encryption type", kNone, "05 0e 02 01 00", R"(Encryption type descriptor
bEncryptionType=2 CCM_1
bEncryptionValue=1
bAuthKeyIndex=0)");
    row("wireless companion", kNone, "0a 11 0f 20 00 00 00 02 01 01", R"(Wireless USB endpoint companion descriptor
bMaxBurst=15
bMaxSequence=32
wMaxStreamDelay=0
wOverTheAirPacketSize=512 512 bytes
bOverTheAirInterval=1
bmCompAttributes=0x01 dynamic switching: switched)");
    row("eusb2 companion", kNone, "08 12 00 0c 00 30 00 00", R"(eUSB2 isochronous endpoint companion descriptor
wMaxPacketSize=3072 3072 bytes
dwBytesPerInterval=12288 12288 bytes)");
    row("wire adapter", kAdapter, "0e 21 00 01 04 00 10 00 40 00 0a 00 08 02", R"(Wire adapter descriptor
bcdWAVersion=0x0100 1.00
bNumPorts=4
bmAttributes=0x00
wNumRPipes=16
wRPipeMaxBlock=64
bRPipeBlockSize=10 512 bytes
bPwrOn2PwrGood=0 0 ms
bNumMMCIEs=8
DeviceRemovable=02)");
    row("radio control", kRadio, "04 23 00 01", R"(Radio control interface descriptor
bcdRCIVersion=0x0100 1.00)");
    row("healthcare function", kHealthcare, "04 20 02 01", R"(PHDC class function descriptor
bPHDCDataCode=2 PHDC_11073_20601
bmCapability=0x01 meta-data message preamble)");
    row("healthcare qos", kHealthcare, "04 21 01 08", R"(PHDC QoS descriptor
bQoSEncodingVersion=1
bmLatencyReliability=0x08 medium latency, best reliability)");
    row("healthcare meta-data", kHealthcare, "04 22 ab cd", R"(PHDC meta-data descriptor
bOpaqueData=ab cd)");
    row("healthcare extension", kHealthcare, "06 30 00 01 08 10", R"(PHDC 11073 function extension descriptor
bReserved=0
bNumDevSpecs=1
wDevSpecializations[0]=0x1008 thermometer)");
    row("irda bridge", kIrda, "0c 21 00 01 3f 7f 40 3f 00 80 00 20", R"(IrDA bridge descriptor
bcdSpecRevision=0x0100 1.00
bmDataSize=0x3f 64 bytes, 128 bytes, 256 bytes, 512 bytes, 1024 bytes, 2048 bytes
bmWindowSize=0x7f 1 frame, 2 frames, 3 frames, 4 frames, 5 frames, 6 frames, 7 frames
bmMinTurnaroundTime=0x40 0.01 ms
wBaudRate=0x003f 2.4 kbit/s, 9.6 kbit/s, 19.2 kbit/s, 38.4 kbit/s, 57.6 kbit/s, 115.2 kbit/s
bmAdditionalBOFs=0x80 0 BOFs
bIrdaRateSniff=0 fixed rate
bMaxUnicastList=32)");
    row("otg", kNone, "05 09 03 00 02", R"(OTG descriptor
bmAttributes=0x03 SRP support, HNP support
bcdOTG=0x0200 2.00)");
    row("interface power", kNone, "0f 08 0f 00 00 00 00 00 00 0a 00 0a 00 0a 00", R"(Interface power descriptor
bmCapabilitiesFlags=0x0f D0, D1, D2, D3
bBusPowerSavingD1=0
bSelfPowerSavingD1=0
bBusPowerSavingD2=0
bSelfPowerSavingD2=0
bBusPowerSavingD3=0
bSelfPowerSavingD3=0
wTransitionTimeFromD1=10
wTransitionTimeFromD2=10
wTransitionTimeFromD3=10)");
}

void TestCapabilities::decodes()
{
    QFETCH(const Bytes, bytes);
    QFETCH(const Enclosing, enclosing);
    QFETCH(const QStringList, expected);
    QVERIFY(!bytes.empty());
    Context context;
    context.enclosing = enclosing;
    context.names = &UsbIds::system();
    const Node node = decodeDescriptor(bytes, 0, context);
    QVERIFY(coversExactly({ &node, 1 }, bytes.size()));
    const QStringList actual = test::linesOf(node);
    for (qsizetype i = 0; i < std::min(actual.size(), expected.size()); ++i)
        QCOMPARE(actual[i], expected[i]);
    QCOMPARE(actual, expected);
}

void TestCapabilities::aHubNeedsNoInterface()
{
    const Bytes hub = fromHex("09 29 04 89 00 32 64 04 ff");
    Context context;
    QCOMPARE(decodeDescriptor(hub, 0, context).title, std::string("Hub descriptor"));
    context.enclosing = EnclosingInterface { 0, 0, 0xff, 0, 0 };
    QCOMPARE(
        decodeDescriptor(hub, 0, context).title, std::string("Class-specific descriptor (type 0x29, Vendor Specific)"));
    const Bytes hid = fromHex("09 21 11 01 00 01 22 41 00");
    QCOMPARE(
        decodeDescriptor(hid, 0, context).title, std::string("Class-specific descriptor (type 0x21, Vendor Specific)"));
}

// Healthcare devices use the number of the SuperSpeed companion for something else in front of their endpoints.
void TestCapabilities::companionsGoBelowTheirEndpoint()
{
    const Bytes bytes = fromHex("09 04 00 00 01 0f 00 00 00 04 20 02 00 06 30 00 01 08 10"
                                "07 05 81 02 00 04 00 06 30 00 00 00 00 04 21 01 08 0a 11 0f 20 00 00 00 02 01 01");
    const std::vector<Node> nodes = decodeSequence(bytes);
    QVERIFY(coversExactly(nodes, bytes.size()));
    const std::vector<Node>& below = nodes.at(0).children;
    QCOMPARE(below.size(), std::size_t { 3 });
    QCOMPARE(below[1].title, std::string("PHDC 11073 function extension descriptor"));
    const std::vector<Node>& ofEndpoint = below[2].children;
    QCOMPARE(ofEndpoint.size(), std::size_t { 3 });
    QCOMPARE(ofEndpoint[0].title, std::string("SuperSpeed endpoint companion descriptor"));
    QCOMPARE(ofEndpoint[1].title, std::string("PHDC QoS descriptor"));
    QCOMPARE(ofEndpoint[2].title, std::string("Wireless USB endpoint companion descriptor"));
}

QTEST_APPLESS_MAIN(TestCapabilities)
#include "tst_capabilities.moc"
