// SPDX-License-Identifier: GPL-3.0-or-later
// Class-specific descriptors: one descriptor laid out by hand for each shape, and what holds for every entry.
#include "core/descriptors/registry.h"
#include "core/descriptors/single.h"
#include "core/descriptors/usb_ids.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/descriptors/node_lines.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace wb;
using namespace wb::descriptors;
using test::fromHex;
using test::linesOf;

namespace {

constexpr EnclosingInterface kAudio1Control { 0, 0, 1, 1, 0x00 };
constexpr EnclosingInterface kAudio1Streaming { 1, 1, 1, 2, 0x00 };
constexpr EnclosingInterface kAudio2Control { 0, 0, 1, 1, 0x20 };
constexpr EnclosingInterface kAudio2Streaming { 1, 1, 1, 2, 0x20 };
constexpr EnclosingInterface kAudio3Control { 0, 0, 1, 1, 0x30 };
constexpr EnclosingInterface kAudio3Streaming { 1, 1, 1, 2, 0x30 };
constexpr EnclosingInterface kMidi { 1, 0, 1, 3, 0x00 };
constexpr EnclosingInterface kComm { 0, 0, 2, 2, 1 };
constexpr EnclosingInterface kHid { 0, 0, 3, 0, 0 };
constexpr EnclosingInterface kPrinter { 0, 0, 7, 1, 4 };
constexpr EnclosingInterface kStorage { 0, 1, 8, 6, 0x62 };
constexpr EnclosingInterface kHub { 0, 0, 9, 0, 1 };
constexpr EnclosingInterface kSmartCard { 0, 0, 0x0b, 0, 0 };
constexpr EnclosingInterface kVideoControl { 0, 0, 0x0e, 1, 0 };
constexpr EnclosingInterface kVideoStreaming { 1, 0, 0x0e, 2, 0 };
constexpr EnclosingInterface kDfu { 0, 0, 0xfe, 1, 1 };
constexpr EnclosingInterface kVendor { 0, 0, 0xff, 0, 0 };

Node decoded(const Bytes& bytes, const EnclosingInterface& enclosing)
{
    Context context;
    context.enclosing = enclosing;
    context.names = &UsbIds::system();
    return decodeDescriptor(bytes, 0, context);
}

// An interface that makes the entry the best match.
EnclosingInterface interfaceFor(const Match& match)
{
    return { 0, 0, match.classCode.value_or(0xdc), match.subClass.value_or(0), match.protocol.value_or(0) };
}

Bytes headOf(const Entry& entry, std::size_t length)
{
    Bytes bytes(length, 0);
    bytes[0] = static_cast<Byte>(length);
    bytes[1] = entry.match.descriptorType;
    if (length > 2)
        bytes[2] = entry.match.subtype.value_or(0);
    return bytes;
}

std::vector<const Entry*> entriesWithSteps()
{
    std::vector<const Entry*> found;
    for (const auto& table : allEntries())
        for (const Entry& entry : table)
            if (!entry.steps.empty())
                found.push_back(&entry);
    return found;
}

bool coversItself(const Node& node, std::size_t length)
{
    std::size_t next = 0;
    for (const Field& field : node.fields) {
        if (field.range.begin != next || field.range.end <= next)
            return false;
        next = field.range.end;
    }
    return next == length;
}

} // namespace

class TestClassDescriptors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decodes_data();
    void decodes();
    void theShortestOfEveryKindIsWhole();
    void anyBytesAreCovered();
    void namesOfTerminalsComeFromTheFile();
};

void TestClassDescriptors::decodes_data()
{
    QTest::addColumn<Bytes>("bytes");
    QTest::addColumn<EnclosingInterface>("enclosing");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char* name, const EnclosingInterface& enclosing, const char* hexText, const char* lines) {
        QTest::newRow(name) << fromHex(hexText) << enclosing
                            << QString::fromUtf8(lines).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    };
    row("cdc union", kComm, "05 24 06 00 01", R"(CDC union descriptor
bDescriptorSubtype=0x06 UNION
bControlInterface=0
bSubordinateInterface[0]=1)");
    row("cdc abstract control", kComm, "04 24 02 06", R"(CDC abstract control management descriptor
bDescriptorSubtype=0x02 ABSTRACT_CONTROL_MANAGEMENT
bmCapabilities=0x06 line coding and serial state, sends break)");
    row("cdc ethernet", kComm, "0d 24 0f 04 03 00 00 00 ea 05 03 80 00", R"(CDC Ethernet networking descriptor
bDescriptorSubtype=0x0f ETHERNET_NETWORKING
iMACAddress=4
bmEthernetStatistics=0x00000003 frames sent, frames received
wMaxSegmentSize=1514 1514 bytes
wNumberMCFilters=0x8003 imperfect filtering
bNumberPowerFilters=0)");
    row("cdc mbim", kComm, "0c 24 1b 00 01 00 10 20 80 dc 05 20", R"(CDC MBIM descriptor
bDescriptorSubtype=0x1b MBIM
bcdMBIMVersion=0x0100 1.00
wMaxControlMessage=4096 4096 bytes
bNumberFilters=32
bMaxFilterSize=128 128 bytes
wMaxSegmentSize=1500 1500 bytes
bmNetworkCapabilities=0x20 8-byte GetNtbInputSize and SetNtbInputSize)");
    row("cdc country", kComm, "09 24 07 02 33 03 01 00 ff", R"(CDC country selection descriptor
bDescriptorSubtype=0x07 COUNTRY_SELECTION
iCountryCodeRelDate=2
wCountryCode[0]=0x0333
wCountryCode[1]=0x0001
unparsed=ff
! The fields end here; 1 byte has no meaning.)");
    row("audio 1 header lies", kAudio1Control, "0a 24 01 00 01 28 00 03 01 02", R"(Audio control header descriptor
bDescriptorSubtype=0x01 HEADER
bcdADC=0x0100 1.00
wTotalLength=0x0028
bInCollection=3
baInterfaceNr[0]=1
baInterfaceNr[1]=2
! bInCollection is 3 and the descriptor has room for 2.)");
    row("audio 1 mixer", kAudio1Control, "0d 24 04 09 02 01 02 02 03 00 00 0f 00", R"(Audio mixer unit descriptor
bDescriptorSubtype=0x04 MIXER_UNIT
bUnitID=9
bNrInPins=2
baSourceID[0]=1
baSourceID[1]=2
bNrChannels=2
wChannelConfig=0x0003 left front, right front
iChannelNames=0 no string
bmControls=0f
iMixer=0 no string)");
    row("audio 1 feature of no size", kAudio1Control, "08 24 06 05 01 00 01 02", R"(Audio feature unit descriptor
bDescriptorSubtype=0x06 FEATURE_UNIT
bUnitID=5
bSourceID=1
bControlSize=0 0 bytes
iFeature=1
unparsed=02
! The fields end here; 1 byte has no meaning.)");
    row("audio 1 rates", kAudio1Streaming, "0e 24 02 01 02 02 10 02 44 ac 00 80 bb 00", R"(Audio format type descriptor
bDescriptorSubtype=0x02 FORMAT_TYPE
bFormatType=1 FORMAT_TYPE_I
bNrChannels=2
bSubframeSize=2 2 bytes
bBitResolution=16
bSamFreqType=2 2 discrete
tSamFreq[0]=44100 44.1 kHz
tSamFreq[1]=48000 48 kHz)");
    row("audio 1 range of rates", kAudio1Streaming, "0e 24 02 01 02 02 10 00 40 1f 00 80 bb 00",
        R"(Audio format type descriptor
bDescriptorSubtype=0x02 FORMAT_TYPE
bFormatType=1 FORMAT_TYPE_I
bNrChannels=2
bSubframeSize=2 2 bytes
bBitResolution=16
bSamFreqType=0 continuous
tLowerSamFreq=8000 8 kHz
tUpperSamFreq=48000 48 kHz)");
    row("audio 2 clock source", kAudio2Control, "08 24 0a 29 03 07 00 00", R"(Audio clock source descriptor
bDescriptorSubtype=0x0a CLOCK_SOURCE
bClockID=41
bmAttributes=0x03 clock type: internal, programmable
bmControls=0x07 clock frequency: host programmable, clock validity: read-only
bAssocTerminal=0
iClockSource=0 no string)");
    row("audio 2 feature", kAudio2Control, "0e 24 06 0a 02 0f 00 00 00 0c 00 00 00 00", R"(Audio feature unit descriptor
bDescriptorSubtype=0x06 FEATURE_UNIT
bUnitID=10
bSourceID=2
bmaControls[0]=0x0000000f mute: host programmable, volume: host programmable
bmaControls[1]=0x0000000c volume: host programmable
iFeature=0 no string)");
    row("audio 2 stream", kAudio2Streaming, "10 24 01 01 00 01 01 00 00 00 02 03 00 00 00 00",
        R"(Audio streaming interface descriptor
bDescriptorSubtype=0x01 AS_GENERAL
bTerminalLink=1
bmControls=0x00
bFormatType=1 FORMAT_TYPE_I
bmFormats=0x00000001 PCM (type I)
bNrChannels=2
bmChannelConfig=0x00000003 front left, front right
iChannelNames=0 no string)");
    row("audio 3 header", kAudio3Control, "0a 24 01 04 6b 00 00 00 00 00", R"(Audio control header descriptor
bDescriptorSubtype=0x01 HEADER
bCategory=4 headset
wTotalLength=0x006b
bmControls=0x00000000)");
    row("audio 3 power domain", kAudio3Control, "0d 24 10 0a 1e 00 2c 01 02 01 02 00 00",
        R"(Audio power domain descriptor
bDescriptorSubtype=0x10 POWER_DOMAIN
bPowerDomainID=10
waRecoveryTime(1)=30
waRecoveryTime(2)=300
bNrEntities=2
baEntityID[0]=1
baEntityID[1]=2
wPDomainDescrStr=0)");
    row("midi out jack", kMidi, "09 24 03 01 03 01 02 01 00", R"(MIDI out jack descriptor
bDescriptorSubtype=0x03 MIDI_OUT_JACK
bJackType=1 embedded
bJackID=3
bNrInputPins=1
baSourceID[0]=2
BaSourcePin[0]=1
iJack=0 no string)");
    row("midi endpoint", kMidi, "05 25 01 01 03", R"(MIDI streaming endpoint descriptor
bDescriptorSubtype=0x01 GENERAL
bNumEmbMIDIJack=1
baAssocJackID[0]=3)");
    row("midi 2.0 block", kMidi, "0d 26 02 01 00 00 04 05 11 00 00 00 00", R"(Group terminal block descriptor
bDescriptorSubtype=0x02 GR_TRM_BLOCK
bGrpTrmBlkID=1
bGrpTrmBlkType=0 bidirectional
nGroupTrm=0
nNumGroupTrm=4
iBlockItem=5
bMIDIProtocol=0x11 MIDI 2.0
wMaxInputBandwidth=0
wMaxOutputBandwidth=0)");
    row("video frame with a range", kVideoStreaming,
        "26 24 05 01 00 80 02 e0 01 00 00 ca 08 00 00 ca 08 00 60 09 00 15 16 05 00 00 "
        "15 16 05 00 80 1a 06 00 01 00 00 00",
        R"(Uncompressed video frame descriptor
bDescriptorSubtype=0x05 FRAME_UNCOMPRESSED
bFrameIndex=1
bmCapabilities=0x00 none
wWidth=640
wHeight=480
dwMinBitRate=147456000 147.456 Mbit/s
dwMaxBitRate=147456000 147.456 Mbit/s
dwMaxVideoFrameBufferSize=614400 614400 bytes
dwDefaultFrameInterval=333333 33.3333 ms (30 fps)
bFrameIntervalType=0 continuous
dwMinFrameInterval=333333 33.3333 ms (30 fps)
dwMaxFrameInterval=400000 40 ms (25 fps)
dwFrameIntervalStep=1 100 ns (10000000 fps))");
    row("video still image", kVideoStreaming, "0e 24 03 00 02 80 02 e0 01 40 01 f0 00 00",
        R"(Still image frame descriptor
bDescriptorSubtype=0x03 STILL_IMAGE_FRAME
bEndpointAddress=0x00 EP0 OUT
bNumImageSizePatterns=2
wWidth[0]=640
wHeight[0]=480
wWidth[1]=320
wHeight[1]=240
bNumCompressionPattern=0)");
    row("video output terminal", kVideoControl, "09 24 03 05 01 01 00 04 00", R"(Video output terminal descriptor
bDescriptorSubtype=0x03 OUTPUT_TERMINAL
bTerminalID=5
wTerminalType=0x0101 USB Streaming
bAssocTerminal=0
bSourceID=4
iTerminal=0 no string)");
    row("smart card reader", kSmartCard,
        "36 21 10 01 00 07 03 00 00 00 a0 0f 00 00 a0 0f 00 00 00 00 2a 00 00 20 a1 07 00 00 fe 00 00 00 00 00 00 00 "
        "00 00 00 00 b2 07 02 00 0f 01 00 00 ff ff 00 00 00 01",
        R"(Smart card device class descriptor
bcdCCID=0x0110 1.10
bMaxSlotIndex=0
bVoltageSupport=0x07 5.0 V, 3.0 V, 1.8 V
dwProtocols=0x00000003 T=0, T=1
dwDefaultClock=4000 4 MHz
dwMaximumClock=4000 4 MHz
bNumClockSupported=0
dwDataRate=10752 10.752 kbit/s
dwMaxDataRate=500000 500 kbit/s
bNumDataRatesSupported=0
dwMaxIFSD=254 254 bytes
dwSynchProtocols=0x00000000 none
dwMechanical=0x00000000 none
dwFeatures=0x000207b2 automatic parameters from the ATR, automatic clock change, automatic baud rate change, automatic PPS by the reader, can stop the clock, NAD other than 00, automatic IFSD exchange, exchange level: short APDU
dwMaxCCIDMessageLength=271 271 bytes
bClassGetResponse=0xff echoes the APDU's class
bClassEnvelope=0xff echoes the APDU's class
wLcdLayout=0x0000 no LCD
bPINSupport=0x00 none
bMaxCCIDBusySlots=1)");
    row("not a reader in a vendor's interface", kVendor, "06 21 10 01 00 07",
        R"(Class-specific descriptor (type 0x21, Vendor Specific)
unparsed=10 01 00 07)");
    row("dfu 1.1", kDfu, "09 21 0b ff 00 00 04 10 01", R"(DFU functional descriptor
bmAttributes=0x0b download, upload, detaches by itself
wDetachTimeout=255 255 ms
wTransferSize=1024 1024 bytes
bcdDFUVersion=0x0110 1.10)");
    row("dfu 1.0", kDfu, "07 21 01 64 00 40 00", R"(DFU functional descriptor
bmAttributes=0x01 download
wDetachTimeout=100 100 ms
wTransferSize=64 64 bytes)");
    row("uas pipe", kStorage, "04 24 03 00", R"(Pipe usage descriptor
bPipeID=3 data-in pipe
bReserved=0)");
    row("ipp printer", kPrinter, "0a 21 01 01 00 04 5d 00 05 06", R"(IPP printer descriptor
bcdReleaseNumber=0x01
bcdNumDescriptors=1
bCapabilityType[0]=0x00
bCapabilityLength[0]=4
wBasicCapabilities=0x005d print, fax, other, HTTP over USB, authentication: reserved
iIPPVersionsSupported=5
iIPPPrinterUUID=6)");
    row("hub of four ports", kHub, "09 29 04 89 00 32 64 04 ff", R"(Hub descriptor
bNbrPorts=4
wHubCharacteristics=0x0089 power switching: individual, over-current protection: individual port, port indicators
bPwrOn2PwrGood=50 100 ms
bHubContrCurrent=100 100 mA
DeviceRemovable=04 not removable: 2
PortPwrCtrlMask=ff)");
    row("superspeed hub", kHub, "0c 2a 04 09 00 0a 10 04 2c 01 0a 00", R"(SuperSpeed hub descriptor
bNbrPorts=4
wHubCharacteristics=0x0009 power switching: individual, over-current protection: individual port
bPwrOn2PwrGood=10 20 ms
bHubContrCurrent=16 64 mA
bHubHdrDecLat=4 400 ns
wHubDelay=300 300 ns
DeviceRemovable=0x000a not removable: 1, 3)");
    row("hid country", kHid, "09 21 11 01 21 01 22 41 00", R"(HID descriptor
bcdHID=0x0111 1.11
bCountryCode=33 US
bNumDescriptors=1
bDescriptorType[0]=0x22 HID report
wDescriptorLength[0]=65)");
    row("billboard", kVendor,
        "30 10 0d 05 01 00 00 80 03 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
        "00 "
        "00 00 00 21 01 00 00 01 ff 00 06",
        R"(Billboard capability
bDevCapabilityType=0x0d billboard
iAdditionalInfoURL=5
bNumberOfAlternateModes=1
bPreferredAlternateMode=0
VCONN Power=0x8000 no VCONN power required
bmConfigured=03 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
bcdVersion=0x0121 1.21
bAdditionalFailureInfo=0x00 none
bReserved=0
wSVID[0]=0xff01
bAlternateMode[0]=0
iAlternateModeString[0]=6)");
    row("microsoft os 2.0", kVendor,
        "1c 10 05 00 df 60 dd d8 89 45 c7 4c 9c d2 65 9d 9e 64 8a 9f 00 00 03 06 a2 00 20 00", R"(Platform capability
bDevCapabilityType=0x05 platform
bReserved=0
PlatformCapabilityUUID={d8dd60df-4589-4cc7-9cd2-659d9e648a9f} Microsoft OS 2.0
dwWindowsVersion[0]=0x06030000 Windows 8.1
wMSOSDescriptorSetTotalLength[0]=162 162 bytes
bMS_VendorCode[0]=0x20
bAltEnumCode[0]=0x00)");
    row("configuration summary", kVendor, "0a 10 10 00 01 08 06 50 01 01", R"(Configuration summary capability
bDevCapabilityType=0x10 configuration summary
bcdVersion=0x0100 1.00
bClass=0x08 Mass Storage
bSubClass=0x06 SCSI
bProtocol=0x50 Bulk-Only
bConfigurationCount=1
bConfigurationIndex[0]=1)");
    row("audio 3 stream", kAudio3Streaming, "17 24 01 01 00 00 00 00 01 00 01 00 00 00 00 00 00 00 02 10 00 00 00",
        R"(Audio streaming interface descriptor
bDescriptorSubtype=0x01 AS_GENERAL
bTerminalLink=1
bmControls=0x00000000
wClusterDescrID=1
bmFormats=0x0000000000000001 PCM (type I)
bSubslotSize=2 2 bytes
bBitResolution=16
bmAuxProtocols=0x0000
bControlSize=0 0 bytes)");
}

void TestClassDescriptors::decodes()
{
    QFETCH(const Bytes, bytes);
    QFETCH(const EnclosingInterface, enclosing);
    QFETCH(const QStringList, expected);
    QVERIFY(!bytes.empty());
    const Node node = decoded(bytes, enclosing);
    QVERIFY(coversItself(node, bytes.size()));
    const QStringList actual = linesOf(node);
    for (qsizetype i = 0; i < std::min(actual.size(), expected.size()); ++i)
        QCOMPARE(actual[i], expected[i]);
    QCOMPARE(actual, expected);
}

// All counts are zero: what the table says is the shortest length is what its steps need.
void TestClassDescriptors::theShortestOfEveryKindIsWhole()
{
    const auto entries = entriesWithSteps();
    QVERIFY(entries.size() >= 200);
    for (const Entry* entry : entries) {
        const Bytes bytes = headOf(*entry, entry->length.shortest);
        Context context;
        context.enclosing = interfaceFor(entry->match);
        QCOMPARE(findEntry(bytes, context), entry);
        const Node node = decodeDescriptor(bytes, 0, context);
        QVERIFY2(coversItself(node, bytes.size()), node.title.c_str());
        for (const Field& field : node.fields)
            QVERIFY2(field.name != "unparsed", node.title.c_str());
        for (const Diagnostic& diagnostic : node.diagnostics)
            QVERIFY2(diagnostic.message.find("bLength") == std::string::npos,
                (node.title + ": " + diagnostic.message).c_str());
        if (entry->length.shortest <= 3)
            continue; // cut by one it would lose its type or subtype, and be another
        const Node shorter = decodeDescriptor(headOf(*entry, entry->length.shortest - 1U), 0, context);
        QVERIFY2(!shorter.diagnostics.empty(), node.title.c_str());
    }
}

void TestClassDescriptors::anyBytesAreCovered()
{
    std::mt19937 random(20261121); // the same bytes in every run
    for (const Entry* entry : entriesWithSteps()) {
        Context context;
        context.enclosing = interfaceFor(entry->match);
        context.names = &UsbIds::system();
        for (int round = 0; round < 50; ++round) {
            const std::size_t length = 3 + random() % 253;
            Bytes bytes = headOf(*entry, length);
            for (std::size_t i = 3; i < length; ++i)
                bytes[i] = static_cast<Byte>(random() % 3 == 0 ? random() % 256 : random() % 6);
            if (random() % 2 == 0)
                bytes.resize(3 + random() % (length - 2)); // claims more than there is
            const Node node = decodeDescriptor(bytes, 0, context);
            QVERIFY2(coversItself(node, bytes.size()), node.title.c_str());
        }
    }
}

void TestClassDescriptors::namesOfTerminalsComeFromTheFile()
{
    const auto ids = UsbIds::parse("AT 0101  First\nVT 0101  Second\nHCC 33  Third\nHUT 01  Page\n\t002  Mouse\n"
                                   "HUT 02  Other\n\t002  Wrong\n");
    QCOMPARE(ids->name(NameTable::AudioTerminal, 0x0101), std::string("First"));
    QCOMPARE(ids->name(NameTable::VideoTerminal, 0x0101), std::string("Second"));
    QCOMPARE(ids->name(NameTable::HidCountry, 33), std::string("Third"));
    QCOMPARE(ids->name(NameTable::HidUsagePage, 1), std::string("Page"));
    QCOMPARE(ids->name(NameTable::HidUsagePage, 9), std::string());
    QCOMPARE(ids->hidUsage(1, 2), std::string("Mouse"));
    QCOMPARE(ids->hidUsage(1, 3), std::string());
    const Bytes terminal = fromHex("09 24 03 03 01 01 00 05 00");
    Context context;
    context.enclosing = kAudio1Control;
    context.names = ids.get();
    QCOMPARE(decodeDescriptor(terminal, 0, context).summary, std::string("id 3, First"));
    context.names = nullptr; // no file: numbers
    QCOMPARE(decodeDescriptor(terminal, 0, context).summary, std::string("id 3, 0x0101"));
}

QTEST_APPLESS_MAIN(TestClassDescriptors)
#include "tst_class_descriptors.moc"
