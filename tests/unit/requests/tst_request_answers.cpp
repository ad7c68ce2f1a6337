// SPDX-License-Identifier: GPL-3.0-or-later
// Answers as devices give them, and as no device should.
#include "core/requests/answer.h"
#include "core/requests/catalogue.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/descriptors/node_lines.h"
#include "tests/unit/requests/sample_targets.h"

#include <QTest>

using namespace wb;
using namespace wb::requests;
using wb::test::fromHex;
using wb::test::linesOf;
using wb::test::targetsFor;

namespace {

struct Asked {
    Identity identity;
    Built built;
};

Asked ask(const Request& request, std::int64_t code = 0)
{
    Arguments arguments = standardArguments(request, targetsFor(request));
    if (code != 0)
        arguments.values.front() = code;
    return { { &request, arguments }, assemble(request, arguments) };
}

std::vector<descriptors::Node> decode(const Asked& asked, ByteView answer)
{
    return decodeAnswer(asked.identity, asked.built.setup, answer, { usb::Speed::High, nullptr, {} });
}

std::vector<std::int64_t> codesOf(const Request& request)
{
    std::vector<std::int64_t> codes;
    for (const Parameter& parameter : request.parameters)
        if (parameter.place == Place::Code)
            for (const ValueName& code : parameter.values)
                codes.push_back(static_cast<std::int64_t>(code.value));
    return codes.empty() ? std::vector<std::int64_t> { 0 } : codes;
}

// An answer without bytes has no field, at most a node that says so.
bool isCovered(std::span<const descriptors::Node> nodes, std::size_t length)
{
    if (length != 0)
        return descriptors::coversExactly(nodes, length);
    return nodes.empty() || (nodes.size() == 1 && nodes[0].fields.empty() && nodes[0].children.empty());
}

void addColumns()
{
    QTest::addColumn<QString>("request");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QStringList>("lines");
}

void row(const char* request, int code, const char* answer, const QString& lines)
{
    QTest::addRow("%s %x %s", request, static_cast<unsigned>(code), answer)
        << QString::fromLatin1(request) << code << QByteArray(answer) << lines.split(u'|');
}

} // namespace

class TestRequestAnswers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fields_data();
    void audioFields_data();
    void videoFields_data();
    void fields();
    void audioFields() { fields(); }
    void videoFields() { fields(); }
    void descriptorsOfADevice();
    void hidReportDescriptor();
    void everyAnswerIsCovered();
    void outRequestsHaveNone();
};

void TestRequestAnswers::fields_data()
{
    addColumns();
    row("GET_STATUS (device)", 0, "03 00",
        QStringLiteral("GET_STATUS (device)|wStatus=0x0003 Self Powered, Remote Wakeup"));
    row("GET_INTERFACE", 0, "01", QStringLiteral("GET_INTERFACE|bAlternateSetting=1"));
    // PSTN 1.2 table 17.
    row("GET_LINE_CODING", 0, "00 c2 01 00 02 01 07",
        QStringLiteral("GET_LINE_CODING|dwDTERate=115200 115200 bit/s|bCharFormat=2 2 stop bits|bParityType=1 odd|"
                       "bDataBits=7 7 bits"));
    row("GET_LINE_CODING", 0, "00 c2 01 00 02",
        QStringLiteral("GET_LINE_CODING|dwDTERate=115200 115200 bit/s|bCharFormat=2 2 stop bits|"
                       "! The answer ends after 5 of 7 bytes."));
    row("GET_LINE_CODING", 0, "00 c2 01 00 07 01 07 aa",
        QStringLiteral("GET_LINE_CODING|dwDTERate=115200 115200 bit/s|bCharFormat=7 reserved|bParityType=1 odd|"
                       "bDataBits=7 7 bits|unparsed=aa"));
    row("GET_IDLE", 0, "7d", QStringLiteral("GET_IDLE|Duration=125 500 ms"));
    row("GET_PROTOCOL", 0, "00", QStringLiteral("GET_PROTOCOL|Protocol=0 Boot Protocol"));
    // NCM 1.0 table 6-3.
    row("GetNtbParameters", 0, "1c 00 03 00 00 40 00 00 04 00 00 00 04 00 00 00 00 40 00 00 04 00 02 00 04 00 10 00",
        QStringLiteral("GetNtbParameters|wLength=28 28 bytes|bmNtbFormatsSupported=0x0003 NTB-16, NTB-32|"
                       "dwNtbInMaxSize=16384 16384 bytes|wNdpInDivisor=4|wNdpInPayloadRemainder=0|wNdpInAlignment=4|"
                       "wReserved=0x0000|dwNtbOutMaxSize=16384 16384 bytes|wNdpOutDivisor=4|"
                       "wNdpOutPayloadRemainder=2|wNdpOutAlignment=4|wNtbOutMaxDatagrams=16"));
    row("GetNetAddress", 0, "02 00 5e 10 00 01", QStringLiteral("GetNetAddress|NetAddress=02 00 5e 10 00 01"));
    // DFU 1.1 §6.1.2.
    row("DFU_GETSTATUS", 0, "0f f4 01 00 0a 02",
        QStringLiteral("DFU_GETSTATUS|bStatus=15 errSTALLEDPKT|bwPollTimeout=500 500 ms|bState=10 dfuERROR|iString=2"));
    row("GetMaxLUN", 0, "03", QStringLiteral("GetMaxLUN|MaxLUN=3"));
    row("GET_PORT_STATUS", 0, "18", QStringLiteral("GET_PORT_STATUS|PortStatus=0x18 Not Error, Select"));
    row("GET_DEVICE_ID", 0, "00 0b 4d 46 47 3a 41 3b 4d 44 4c",
        QStringLiteral("GET_DEVICE_ID|Length=11 11 bytes|DeviceID=MFG:A;MDL"));
    row("GET_DEVICE_ID", 0, "01 00 4d 0a",
        QStringLiteral("GET_DEVICE_ID|Length=256 256 bytes|DeviceID=M\\x0a|! The answer ends after 4 of 256 bytes."));
    row("GET_DATA_RATES", 0, "80 25 00 00 00 4b 00 00",
        QStringLiteral("GET_DATA_RATES|dwDataRate[0]=9600 9600 bit/s|dwDataRate[1]=19200 19200 bit/s"));
    row("CHECK_ABORT_BULK_IN_STATUS", 0, "02 01 00 00 00 02 00 00",
        QStringLiteral("CHECK_ABORT_BULK_IN_STATUS|USBTMC_status=2 STATUS_PENDING|"
                       "bmAbortBulkIn=0x01 Bulk-IN FIFO not empty|Reserved=00 00|NBYTES_TXD=512 512 bytes"));
    row("GET_CAPABILITIES", 0, "01 00 00 01 04 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
        QStringLiteral("GET_CAPABILITIES|USBTMC_status=1 STATUS_SUCCESS|Reserved=0x00|bcdUSBTMC=0x0100|"
                       "USBTMCInterfaceCapabilities=0x04 INDICATOR_PULSE|USBTMCDeviceCapabilities=0x01 TermChar|"
                       "Reserved=00 00 00 00 00 00|SubclassCapabilities=00 00 00 00 00 00 00 00 00 00 00 00"));
    row("Get PU_BRIGHTNESS_CONTROL", 0x81, "c0 ff", QStringLiteral("GET_CUR PU_BRIGHTNESS_CONTROL|wBrightness=-64"));
    row("Get PU_BRIGHTNESS_CONTROL", 0x85, "02 00", QStringLiteral("GET_LEN PU_BRIGHTNESS_CONTROL|wLength=2 2 bytes"));
    row("Get PU_BRIGHTNESS_CONTROL", 0x86, "03",
        QStringLiteral("GET_INFO PU_BRIGHTNESS_CONTROL|bmInfo=0x03 supports GET requests, supports SET requests"));
    row("Get VOLUME_CONTROL", 0x82, "00 81", QStringLiteral("GET_MIN VOLUME_CONTROL|wVolume=-32512 -127 dB"));
    row("Get CS_SAM_FREQ_CONTROL", 1, "80 bb 00 00",
        QStringLiteral("CUR CS_SAM_FREQ_CONTROL|dSampleFreq=48000 48000 Hz"));
    // Audio 2.0 §5.2.3.2.
    row("Get FU_VOLUME_CONTROL", 2, "01 00 00 81 00 00 00 01",
        QStringLiteral("RANGE FU_VOLUME_CONTROL|wNumSubRanges=1|MIN[0]=-32512 -127 dB|MAX[0]=0 0 dB|RES[0]=256 1 dB"));
    row("Get FU_VOLUME_CONTROL", 2, "02 00 00 81 00 00 00 01",
        QStringLiteral("RANGE FU_VOLUME_CONTROL|wNumSubRanges=2|MIN[0]=-32512 -127 dB|MAX[0]=0 0 dB|RES[0]=256 1 dB|"
                       "! The answer ends after 8 of 14 bytes."));
}

// Audio 1.0 §5.2.2 to §5.2.4, Audio 2.0 §5.2.3 to §5.2.7.
void TestRequestAnswers::audioFields_data()
{
    addColumns();
    row("Get MIXER_CONTROL", 0x81, "00 80", QStringLiteral("GET_CUR MIXER_CONTROL|wMixer=-32768 -128 dB"));
    row("Get GRAPHIC_EQUALIZER_CONTROL", 0x81, "40 00 01 00 04 f8",
        QStringLiteral("GET_CUR GRAPHIC_EQUALIZER_CONTROL|bmBandsPresent=0x00010040 100 Hz, 1 kHz|bBand[0]=4 1 dB|"
                       "bBand[1]=-8 -2 dB"));
    row("Get GRAPHIC_EQUALIZER_CONTROL", 0x84, "40 00",
        QStringLiteral("GET_RES GRAPHIC_EQUALIZER_CONTROL|unparsed=40 00|! The answer ends after 2 of 4 bytes."));
    row("Get UD_ENABLE_CONTROL", 0x81, "01", QStringLiteral("GET_CUR UD_ENABLE_CONTROL|bOn=1 on"));
    row("Get DP_MODE_SELECT_CONTROL", 0x83, "02", QStringLiteral("GET_MAX DP_MODE_SELECT_CONTROL|bMode=2"));
    row("Get SPACIOUSNESS_CONTROL", 0x81, "32", QStringLiteral("GET_CUR SPACIOUSNESS_CONTROL|bSpaciousness=50 50 %"));
    row("Get REVERB_TIME_CONTROL", 0x82, "80 00", QStringLiteral("GET_MIN REVERB_TIME_CONTROL|wReverbTime=128 0.5 s"));
    row("Get CHORUS_DEPTH_CONTROL", 0x81, "80 01",
        QStringLiteral("GET_CUR CHORUS_DEPTH_CONTROL|wChorusDepth=384 1.5 ms"));
    row("Get COMPRESSION_RATE_CONTROL", 0x83, "00 02",
        QStringLiteral("GET_MAX COMPRESSION_RATE_CONTROL|wRatio=512 2 dB/dB"));
    row("Get XU_ENABLE_CONTROL", 0x81, "00", QStringLiteral("GET_CUR XU_ENABLE_CONTROL|bOn=0 off"));
    row("GET_MEM (entity)", 0, "de ad", QStringLiteral("GET_MEM (entity)|Data=de ad"));
    row("GET_STAT (endpoint)", 0, "01", QStringLiteral("GET_STAT (endpoint)|Data=01"));
    row("Get TE_LATENCY_CONTROL", 1, "40 42 0f 00",
        QStringLiteral("CUR TE_LATENCY_CONTROL|dLatency=1000000 1000000 ns"));
    row("Get TE_UNDERFLOW_CONTROL", 1, "01", QStringLiteral("CUR TE_UNDERFLOW_CONTROL|bUnderflow=1 on"));
    row("Get MU_CLUSTER_CONTROL", 1, "02 03 00 00 00 05",
        QStringLiteral("CUR MU_CLUSTER_CONTROL|bNrChannels=2|bmChannelConfig=0x00000003|iChannelNames=5"));
    row("Get FU_GRAPHIC_EQUALIZER_CONTROL", 1, "00 00 00 20 30",
        QStringLiteral("CUR FU_GRAPHIC_EQUALIZER_CONTROL|bmBandsPresent=0x20000000 20 kHz|bBand[0]=48 12 dB"));
    row("Get FU_GRAPHIC_EQUALIZER_CONTROL", 2, "01 00 d0 30 02",
        QStringLiteral("RANGE FU_GRAPHIC_EQUALIZER_CONTROL|wNumSubRanges=1|MIN[0]=-48 -12 dB|MAX[0]=48 12 dB|"
                       "RES[0]=2 0.5 dB"));
    row("Get FU_DELAY_CONTROL", 1, "00 00 20 00", QStringLiteral("CUR FU_DELAY_CONTROL|dDelay=2097152 0.5 s"));
    row("Get PE_GAIN_CONTROL", 1, "00 03", QStringLiteral("CUR PE_GAIN_CONTROL|wGain=768 3 dB"));
    row("Get RV_TIME_CONTROL", 2, "01 00 00 00 00 14 80 00",
        QStringLiteral("RANGE RV_TIME_CONTROL|wNumSubRanges=1|MIN[0]=0 0 s|MAX[0]=5120 20 s|RES[0]=128 0.5 s"));
    row("Get MD_RATE_CONTROL", 1, "00 01", QStringLiteral("CUR MD_RATE_CONTROL|wRate=256 1 Hz"));
    row("Get DR_THRESHOLD_CONTROL", 1, "00 ec", QStringLiteral("CUR DR_THRESHOLD_CONTROL|wThreshold=-5120 -20 dB"));
    row("Get ST_EXT_WIDTH_CONTROL", 1, "64", QStringLiteral("CUR ST_EXT_WIDTH_CONTROL|bWidth=100 100 %"));
    row("Get XU_ENABLE_CONTROL (Audio 2.0)", 1, "01", QStringLiteral("CUR XU_ENABLE_CONTROL (Audio 2.0)|bOn=1 on"));
    row("Get EP_DATA_OVERRUN_CONTROL", 1, "01", QStringLiteral("CUR EP_DATA_OVERRUN_CONTROL|bOverrun=1 on"));
    row("Get MEM (interface)", 0, "00", QStringLiteral("Get MEM (interface)|Data=00"));
}

// UVC 1.5 §4.2.2.1, §4.2.2.4 and §4.3.1.
void TestRequestAnswers::videoFields_data()
{
    addColumns();
    row("Get CT_WINDOW_CONTROL", 0x81, "01 00 02 00 03 00 04 00 05 00 01 00",
        QStringLiteral("GET_CUR CT_WINDOW_CONTROL|wWindow_Top=1|wWindow_Left=2|wWindow_Bottom=3|wWindow_Right=4|"
                       "wNumSteps=5|bmNumStepsUnits=0x0001"));
    row("Get CT_REGION_OF_INTEREST_CONTROL", 0x83, "00 00 00 00 37 04 7f 07 09 00",
        QStringLiteral("GET_MAX CT_REGION_OF_INTEREST_CONTROL|wROI_Top=0|wROI_Left=0|wROI_Bottom=1079|wROI_Right=1919|"
                       "bmAutoControls=0x0009 exposure, focus"));
    row("Get EU_SELECT_LAYER_CONTROL", 0x81, "09 0c",
        QStringLiteral("GET_CUR EU_SELECT_LAYER_CONTROL|"
                       "wLayerOrViewID=0x0c09 dependency_id: 1, quality_id: 1, stream_id: 3"));
    row("Get EU_PROFILE_TOOLSET_CONTROL", 0x81, "0c 64 00 00 01",
        QStringLiteral("GET_CUR EU_PROFILE_TOOLSET_CONTROL|wProfile=0x640c Constrained High|"
                       "wConstrainedToolset=0x0000|bmSettings=0x01"));
    row("Get EU_SLICE_MODE_CONTROL", 0x81, "02 00 04 00",
        QStringLiteral("GET_CUR EU_SLICE_MODE_CONTROL|wSliceMode=2 slices per frame|wSliceConfigSetting=4"));
    row("Get EU_RATE_CONTROL_MODE_CONTROL", 0x81, "02",
        QStringLiteral("GET_CUR EU_RATE_CONTROL_MODE_CONTROL|bRateControlMode=2 CBR"));
    row("Get EU_RATE_CONTROL_MODE_CONTROL", 0x82, "00",
        QStringLiteral("GET_MIN EU_RATE_CONTROL_MODE_CONTROL|bRateControlMode=0 reserved"));
    row("Get EU_PEAK_BIT_RATE_CONTROL", 0x87, "10 27 00 00",
        QStringLiteral("GET_DEF EU_PEAK_BIT_RATE_CONTROL|dwPeakBitRate=10000 640000 bit/s"));
    row("Get EU_SYNC_REF_FRAME_CONTROL", 0x81, "01 e8 03 00",
        QStringLiteral("GET_CUR EU_SYNC_REF_FRAME_CONTROL|bSyncFrameType=1|wSyncFrameInterval=1000 1000 ms|"
                       "bGradualDecoderRefresh=0"));
    row("Get EU_SEI_PAYLOADTYPE_CONTROL", 0x81, "21 00 00 00 00 00 00 00",
        QStringLiteral("GET_CUR EU_SEI_PAYLOADTYPE_CONTROL|bmSEIMessages=0x0000000000000021"));
    row("Get EU_QP_RANGE_CONTROL", 0x81, "0a 28", QStringLiteral("GET_CUR EU_QP_RANGE_CONTROL|bMinQp=10|bMaxQp=40"));
    row("Get EU_LTR_BUFFER_CONTROL", 0x85, "02 00", QStringLiteral("GET_LEN EU_LTR_BUFFER_CONTROL|wLength=2 2 bytes"));
    row("Get EU_PRIORITY_CONTROL", 0x86, "01",
        QStringLiteral("GET_INFO EU_PRIORITY_CONTROL|bmInfo=0x01 supports GET requests"));
    row("Get VS_UPDATE_FRAME_SEGMENT_CONTROL", 0x81, "01 04",
        QStringLiteral("GET_CUR VS_UPDATE_FRAME_SEGMENT_CONTROL|bStartFrameSegment=1|bEndFrameSegment=4"));
}

void TestRequestAnswers::fields()
{
    QFETCH(const QString, request);
    QFETCH(const int, code);
    QFETCH(const QByteArray, answer);
    QFETCH(const QStringList, lines);
    const Request* found = findRequest(request.toStdString());
    QVERIFY(found != nullptr);
    const auto nodes = decode(ask(*found, code), fromHex(answer.constData()));
    QCOMPARE(nodes.size(), std::size_t { 1 });
    QCOMPARE(linesOf(nodes[0]), lines);
    for (const descriptors::Field& field : nodes[0].fields)
        QVERIFY(field.name == "unparsed" || field.spec.find("§") != std::string::npos);
}

void TestRequestAnswers::descriptorsOfADevice()
{
    const usb::SetupPacket setup { 0x80, 6, 0x0100, 0, 18 };
    const Bytes answer = fromHex("12 01 00 02 00 00 00 40 fe ff 01 00 00 01 01 02 03 01");
    const auto nodes = decodeAnswer(setup, answer, {});
    QCOMPARE(nodes.size(), std::size_t { 1 });
    QCOMPARE(nodes[0].title, std::string("Device descriptor"));
    QVERIFY(decodeAnswer({ 0xc0, 6, 0x0100, 0, 18 }, answer, {}).empty()); // a vendor's own
}

void TestRequestAnswers::hidReportDescriptor()
{
    const Targets hid = test::interfaceOf(3, 0, 0);
    const auto nodes = decodeAnswer({ 0x81, 6, 0x2200, 0, 64 }, fromHex("05 01 09 02 a1 01 c0"), hid);
    QVERIFY(!nodes.empty());
    QVERIFY(descriptors::coversExactly(nodes, 7));
}

// No answer, however short or long, is left without a field for each of its bytes; what should be there and is not is
// told.
void TestRequestAnswers::everyAnswerIsCovered()
{
    for (const Request& request : catalogue()) {
        for (const std::int64_t code : codesOf(request)) {
            const Asked asked = ask(request, code);
            for (const Byte filler : Bytes { 0x00, 0x01, 0x22, 0xff })
                for (std::size_t length = 0; request.isIn() && length <= 70; ++length) {
                    const auto nodes = decode(asked, Bytes(length, filler));
                    QVERIFY2(isCovered(nodes, length), request.name.c_str());
                    const bool isShort = request.answer == Answer::Fields && !request.data.empty()
                        && !request.data.front().isRepeated && length < request.data.front().width;
                    QVERIFY2(!isShort || !nodes.front().diagnostics.empty(), request.name.c_str());
                }
        }
    }
}

void TestRequestAnswers::outRequestsHaveNone()
{
    const Request& request = *findRequest("SET_LINE_CODING");
    QVERIFY(decode(ask(request), fromHex("00 c2 01 00 00 00 08")).empty());
}

QTEST_APPLESS_MAIN(TestRequestAnswers)
#include "tst_request_answers.moc"
