// SPDX-License-Identifier: GPL-3.0-or-later
// Values of HID reports in words, words as values, and the transfers that carry them.
#include "core/descriptors/hid_transport.h"
#include "core/descriptors/hid_values_text.h"
#include "core/descriptors/hid_words.h"
#include "core/descriptors/usb_ids.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/descriptors/golden.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace wb;
using namespace wb::descriptors;

namespace {

const QString kFolder = QStringLiteral("tests/data/hid");
const UsbIds* const kNames = nullptr; // names that are the same everywhere
using Numbers = std::vector<std::int64_t>;

HidReportMap mapOf(const char* descriptor)
{
    const Result<Bytes> bytes = parseHex(descriptor);
    return bytes ? parseHidReport(*bytes) : HidReportMap {};
}

// Input 1: a hat switch of 4 bits with degrees and null state, 4 buttons, two elements with usages of their own, an
// array of two bytes over buttons 1 to 3. Output 2: 3 switches of a vendor, 5 bits padding, a block of 2 bytes.
HidReportMap pad()
{
    return mapOf("05 01 09 05 a1 01 85 01"
                 "09 39 15 00 25 07 35 00 46 3b 01 65 14 75 04 95 01 81 42 65 00 45 00"
                 "05 09 19 01 29 04 15 00 25 01 75 01 95 04 81 02"
                 "05 09 09 11 09 12 15 81 25 7f 75 08 95 02 81 02"
                 "05 09 19 01 29 03 15 01 25 03 75 08 95 02 81 00"
                 "85 02 06 00 ff 09 01 09 02 09 03 15 00 25 01 75 01 95 03 91 02"
                 "75 05 95 01 91 01"
                 "09 20 15 00 26 ff 00 75 08 95 02 91 02 c0");
}

const HidReport& output(const HidReportMap& map) { return map.reports.at(1); }

std::string textOf(const HidReportMap& map, HidReportType type, const Bytes& report)
{
    const auto values = decodeReport(map, type, report);
    return values ? hidValuesText(map, *values, kNames) : describe(values.error());
}

// The report after the words, or what is wrong with them.
std::string assigned(const HidReportMap& map, const HidReport& report, const char* words)
{
    Bytes bytes = neutralReport(map, report);
    const Bytes before = bytes;
    const Status done = assign(map, report, words, kNames, bytes);
    if (!done)
        return bytes == before ? done.error().detail : "written, and an error";
    return formatHex(bytes);
}

} // namespace

class TestHidWords : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reportsAreLines_data();
    void reportsAreLines();
    void longFieldsAreCut();
    void wordsFillInReports_data();
    void wordsFillInReports();
    void wrongWordsAreToldInASentence_data();
    void wrongWordsAreToldInASentence();
    void fieldValuesGoBothWays();
    void eightDigitsAreANumberToo();
    void anyWordsAreSafe();
    void requestsNameTypeAndId();
    void outputReportsTakeTheirEndpoint();
    void inputTransfersAreWholePackets();
};

void TestHidWords::reportsAreLines_data()
{
    QTest::addColumn<Bytes>("report");
    QTest::addColumn<std::string>("text");
    const auto add = [](const char* name, const Bytes& report, const char* text) {
        QTest::newRow(name) << report << std::string(text);
    };
    add("all", { 1, 0x52, 0xff, 3, 2, 0 },
        "Input report 1: Page 0x0001, usage 0x0039: 2 (90 deg); Button 1 to Button 4: Button 1, Button 3; "
        "Button 17: -1, Button 18: 3; one of Button 1 to Button 3: Button 2");
    add("nothing", { 1, 0x08, 0, 0, 0, 0 },
        "Input report 1: Page 0x0001, usage 0x0039: null; Button 1 to Button 4: none; Button 17: 0, Button 18: 0; "
        "one of Button 1 to Button 3: none");
    add("out of range", { 1, 0x08, 0x80, 0, 0, 0 },
        "Input report 1: Page 0x0001, usage 0x0039: null; Button 1 to Button 4: none; Button 17: -128 (out of "
        "range), Button 18: 0; one of Button 1 to Button 3: none");
    add("cut", { 1, 0x08, 0 },
        "Input report 1: Page 0x0001, usage 0x0039: null; Button 1 to Button 4: none; Button 17: 0 (cut: 3 bytes "
        "missing)");
    add("id alone", { 1 }, "Input report 1: no values (cut: 5 bytes missing)");
    add("long", { 1, 0, 0, 0, 0, 0, 0 },
        "Input report 1: Page 0x0001, usage 0x0039: 0 (0 deg); Button 1 to Button 4: none; Button 17: 0, Button 18: "
        "0; one of Button 1 to Button 3: none (1 byte more than described)");
    add("unknown", { 7 }, "decode a report: malformed (the report descriptor has no input report with ID 7)");
}

void TestHidWords::reportsAreLines()
{
    QFETCH(const Bytes, report);
    QFETCH(const std::string, text);
    QCOMPARE(textOf(pad(), HidReportType::Input, report), text);
}

void TestHidWords::longFieldsAreCut()
{
    const HidReportMap map = mapOf("06 00 ff 09 01 a1 01 09 02 15 00 26 ff 00 75 08 96 00 01 81 02 c0");
    const std::string text = textOf(map, HidReportType::Input, Bytes(256));
    QVERIFY(QString::fromStdString(text).endsWith(QStringLiteral(", 0 and 192 more")));
    QVERIFY(text.size() < 400);
}

void TestHidWords::wordsFillInReports_data()
{
    QTest::addColumn<int>("report");
    QTest::addColumn<QByteArray>("words");
    QTest::addColumn<std::string>("bytes");
    const auto add = [](const char* words, int report, const char* bytes) {
        QTest::newRow(words) << report << QByteArray(words) << std::string(bytes);
    };
    add("Button 17=5", 0, "01 08 05 00 00 00");
    add(" button 18 = -0x10 ", 0, "01 08 00 f0 00 00");
    add("0x00090011=5", 0, "01 08 05 00 00 00");
    add("0x00010039=3", 0, "01 03 00 00 00 00");
    add("0=null", 0, "01 08 00 00 00 00");
    add("0=9", 0, "01 09 00 00 00 00"); // a null value, too
    add("1=Button 1, Button 4", 0, "01 98 00 00 00 00");
    add("1=0,1,0,0", 0, "01 28 00 00 00 00");
    add("1=none", 0, "01 08 00 00 00 00");
    add("Button 3=1", 0, "01 48 00 00 00 00");
    add("2=1,2", 0, "01 08 01 02 00 00");
    add("3=Button 3", 0, "01 08 00 00 03 00");
    add("3=1, Button 2", 0, "01 08 00 00 01 02");
    add("3=none", 0, "01 08 00 00 00 00");
    add("0=0xff000002", 1, "02 02 00 00");
    add("Vendor page 0xff00, usage 0x0003=1", 1, "02 04 00 00");
    add("0xff000020=0x12,52", 1, "02 00 12 34");
}

void TestHidWords::wordsFillInReports()
{
    QFETCH(const int, report);
    QFETCH(const QByteArray, words);
    QFETCH(const std::string, bytes);
    const HidReportMap map = pad();
    QCOMPARE(assigned(map, map.reports.at(static_cast<std::size_t>(report)), words.constData()), bytes);
}

void TestHidWords::wrongWordsAreToldInASentence_data()
{
    QTest::addColumn<int>("report");
    QTest::addColumn<QByteArray>("words");
    QTest::addColumn<std::string>("problem");
    const auto add = [](const char* words, int report, const char* problem) {
        QTest::newRow(words) << report << QByteArray(words) << std::string(problem);
    };
    add("Button 17", 0, "FIELD=VALUE is wanted");
    add("Button 17=", 0, "this usage takes 1 number, not 0");
    add("Button 17=128", 0, "128 is outside of -127 to 127");
    add("Button 17=-128", 0, "-128 is outside of -127 to 127");
    add("Button 17=red", 0, "\"red\" is no number");
    add("Button 17=null", 0, "this field has no null value");
    add("0=16", 0, "16 is outside of 0 to 7");
    add("2=1", 0, "this field takes 2 numbers, with commas between them, not 1");
    add("3=Button 4", 0, "\"Button 4\" is none of this field's usages");
    add("3=1,1,1", 0, "this field takes 2 usages at most");
    add("1=Button 9", 0, "\"Button 9\" is none of this field's usages");
    add("0xff000020=1", 1, "this usage takes 2 numbers, with commas between them, not 1");
    add("Wheel=1", 1,
        "there is no such field; the fields are: 0 is Vendor page 0xff00, usage 0x0001, Vendor page 0xff00, usage "
        "0x0002, Vendor page 0xff00, usage 0x0003; 1 is Vendor page 0xff00, usage 0x0020 (all 2)");
    add("5=1", 1,
        "there is no such field; the fields are: 0 is Vendor page 0xff00, usage 0x0001, Vendor page 0xff00, usage "
        "0x0002, Vendor page 0xff00, usage 0x0003; 1 is Vendor page 0xff00, usage 0x0020 (all 2)");
}

void TestHidWords::wrongWordsAreToldInASentence()
{
    QFETCH(const int, report);
    QFETCH(const QByteArray, words);
    QFETCH(const std::string, problem);
    const HidReportMap map = pad();
    QCOMPARE(assigned(map, map.reports.at(static_cast<std::size_t>(report)), words.constData()), problem);
}

void TestHidWords::fieldValuesGoBothWays()
{
    const HidReportMap map = pad();
    const std::vector<Numbers> samples { { 3 }, { 8 }, { 1, 0, 0, 1 }, { 0, 0, 0, 0 }, { -127, 127 }, { 2, 3 },
        { 1, 0 }, { 1, 0, 1 }, { 255, 0 } };
    int checked = 0;
    for (const HidField& field : map.fields)
        for (const Numbers& numbers : samples) {
            const bool isHis = holdsNumbers(field) && numbers.size() == field.count
                && std::all_of(numbers.begin(), numbers.end(),
                    [&](std::int64_t number) { return checkNumber(field, number).has_value(); });
            if (!isHis)
                continue;
            const std::string words = fieldValueWords(field, numbers, kNames);
            const auto again = parseFieldValue(field, words, kNames);
            QVERIFY2(again.has_value(), words.c_str());
            QCOMPARE(*again, numbers);
            ++checked;
        }
    QVERIFY(checked >= 9);
}

void TestHidWords::eightDigitsAreANumberToo()
{
    HidField field;
    field.size = 32;
    field.count = 1;
    field.flags.value = 0x02;
    QCOMPARE(parseFieldValue(field, "0x80000000", kNames).value(), Numbers { 0x80000000 });
    QVERIFY(!parseFieldValue(field, "0x100000000", kNames).has_value());
}

void TestHidWords::anyWordsAreSafe()
{
    const HidReportMap map = parseHidReport(test::readBytes(kFolder, QStringLiteral("surface-keyboard.bin")));
    std::mt19937 random(3);
    constexpr std::string_view kLetters = "0123456789x,=-ab nuloe Butn\t";
    for (int round = 0; round < 2000; ++round) {
        std::string words;
        for (std::size_t left = random() % 20; left > 0; --left)
            words += kLetters[random() % kLetters.size()];
        const HidReport& report = map.reports[random() % map.reports.size()];
        Bytes bytes = neutralReport(map, report);
        (void)assign(map, report, words, kNames, bytes);
        QCOMPARE(bytes.size(), static_cast<std::size_t>(report.bytes()));
    }
}

void TestHidWords::requestsNameTypeAndId()
{
    const HidReportMap map = pad();
    HidTransport transport;
    transport.interfaceNumber = 4;
    const usb::TransferRequest get = getReportRequest(transport, map.reports.front());
    QVERIFY(get.setup == (usb::SetupPacket { 0xa1, 0x01, 0x0101, 4, 6 }));
    QCOMPARE(get.length, std::uint32_t { 6 });
    const usb::TransferRequest set = setReportRequest(transport, output(map), { 2, 1, 0, 0 });
    QVERIFY(set.setup == (usb::SetupPacket { 0x21, 0x09, 0x0202, 4, 4 }));
    QCOMPARE(set.data, (Bytes { 2, 1, 0, 0 }));
    const HidReport feature { HidReportType::Feature, 0, 8 };
    QVERIFY(getReportRequest(transport, feature).setup == (usb::SetupPacket { 0xa1, 0x01, 0x0300, 4, 1 }));
}

void TestHidWords::outputReportsTakeTheirEndpoint()
{
    HidTransport transport;
    transport.out.emplace();
    transport.out->address = usb::EndpointAddress { 0x02 };
    const usb::TransferRequest sent = setReportRequest(transport, { HidReportType::Output, 0, 8 }, { 1 });
    QVERIFY(sent.type == usb::TransferType::Interrupt);
    QCOMPARE(sent.endpoint.value, std::uint8_t { 0x02 });
    const usb::TransferRequest feature = setReportRequest(transport, { HidReportType::Feature, 0, 8 }, { 1 });
    QVERIFY(feature.type == usb::TransferType::Control);
}

void TestHidWords::inputTransfersAreWholePackets()
{
    const HidReportMap map = pad(); // 6 bytes
    usb::EndpointInfo in;
    const auto bytesFor = [&](std::uint16_t packet) {
        in.maxPacketSize = packet;
        return inputTransferBytes(map, in);
    };
    QCOMPARE(bytesFor(8), std::uint32_t { 8 });
    QCOMPARE(bytesFor(6), std::uint32_t { 6 });
    QCOMPARE(bytesFor(4), std::uint32_t { 8 });
    QCOMPARE(bytesFor(0), std::uint32_t { 6 });
    QCOMPARE(inputTransferBytes({}, in), std::uint32_t { 1 });
}

QTEST_APPLESS_MAIN(TestHidWords)
#include "tst_hid_words.moc"
