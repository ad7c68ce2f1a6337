// SPDX-License-Identifier: GPL-3.0-or-later
// HID report descriptors: items against what another program reads, bit maps against hand-counted ones, hostile input.
#include "core/descriptors/decode.h"
#include "core/descriptors/hid_report.h"
#include "core/descriptors/usb_ids.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/descriptors/golden.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <random>

using namespace wb;
using namespace wb::descriptors;

namespace {

const QString kFolder = QStringLiteral("tests/data/hid");

Bytes fromHex(const char* text)
{
    const Result<Bytes> bytes = parseHex(text);
    return bytes ? *bytes : Bytes {};
}

// "input 0: 0+3x1 Button 1 [0..1]"
QString describe(const HidField& field)
{
    const auto usage = field.usageOf(0);
    return QStringLiteral("%1 %2: %3+%4x%5 %6 [%7..%8] %9")
        .arg(QString::fromUtf8(hidReportTypeName(field.type).data()))
        .arg(field.reportId)
        .arg(field.firstBit)
        .arg(field.count)
        .arg(field.size)
        .arg(usage ? QString::fromStdString(hidUsageName(*usage, &UsbIds::system())) : QStringLiteral("-"))
        .arg(field.logicalMinimum)
        .arg(field.logicalMaximum)
        .arg(QString::fromStdString(hidFlagsText(field.flags, field.type)));
}

QStringList describe(const HidReportMap& map)
{
    QStringList lines;
    for (const HidField& field : map.fields)
        lines.push_back(describe(field));
    return lines;
}

QStringList messages(const HidReportMap& map)
{
    QStringList lines;
    for (const Diagnostic& diagnostic : map.diagnostics)
        lines.push_back(QString::fromStdString(diagnostic.message));
    return lines;
}

struct Line {
    std::size_t offset;
    int depth;
    QString name;
    QString meaning;
};

void flatten(const std::vector<Node>& nodes, int depth, std::vector<Line>& lines)
{
    for (const Node& node : nodes) {
        const Field& field = node.fields.at(0);
        const bool isEnd = field.name == "End Collection" && depth > 0;
        lines.push_back({ node.range.begin, isEnd ? depth - 1 : depth, QString::fromStdString(field.name),
            QString::fromStdString(field.meaning) });
        flatten(node.children, depth + 1, lines);
    }
}

bool isNumber(const QString& text)
{
    bool isInteger = false;
    (void)text.toLongLong(&isInteger);
    return isInteger;
}

} // namespace

class TestHidReport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsItemsAsHidDecodeDoes_data();
    void readsItemsAsHidDecodeDoes();
    void mapsAMouse();
    void mapsAKeyboard();
    void remembersPushedStates();
    void usagesTakeThePageOfTheirMainItem();
    void elementsHaveUsages();
    void unitsHaveWords_data();
    void unitsHaveWords();
    void findsWhatIsWrong_data();
    void findsWhatIsWrong();
    void hostileCountsAreNotUnrolled();
    void anyBytesAreCovered();
    void replaysTheCorpus();
};

void TestHidReport::readsItemsAsHidDecodeDoes_data()
{
    QTest::addColumn<QString>("name");
    for (const QString& name : test::filesIn(kFolder, QStringLiteral(".bin")))
        QTest::newRow(qPrintable(name)) << name;
}

void TestHidReport::readsItemsAsHidDecodeDoes()
{
    QFETCH(QString, name);
    const Bytes bytes = test::readBytes(kFolder, name);
    const std::vector<Node> nodes = decodeHidReport(bytes, &UsbIds::system());
    QVERIFY(coversExactly(nodes, bytes.size()));
    QCOMPARE(messages(parseHidReport(bytes)), QStringList {});
    std::vector<Line> lines;
    flatten(nodes, 0, lines);
    const QString text = test::readText(kFolder, name.replace(QStringLiteral(".bin"), QStringLiteral(".items.txt")));
    static const QRegularExpression kLine(
        QStringLiteral("^0x[^/]*// ( *)([A-Z][A-Za-z ]*?)(?: \\((.*)\\))? +([0-9]+)$"));
    std::size_t next = 0;
    for (const QString& expected : text.split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
        const QRegularExpressionMatch match = kLine.match(expected);
        if (!match.hasMatch())
            continue;
        QVERIFY2(next < lines.size(), qPrintable(expected));
        const Line& line = lines[next++];
        QVERIFY2(line.offset == match.captured(4).toULongLong(), qPrintable(expected));
        QVERIFY2(line.depth == match.captured(1).size(), qPrintable(expected));
        QCOMPARE(line.name, match.captured(2));
        // It reads an exponent written as a whole byte (0xfd) as 237; the specification has four bits.
        const bool isComparable = line.name != QLatin1String("Unit Exponent") || match.captured(3).toInt() < 16;
        if (isComparable && isNumber(line.meaning) && isNumber(match.captured(3)))
            QVERIFY2(line.meaning == match.captured(3), qPrintable(expected));
    }
    QCOMPARE(next, lines.size());
    QVERIFY(next > 20);
}

void TestHidReport::mapsAMouse()
{
    const HidReportMap map = parseHidReport(test::readBytes(kFolder, QStringLiteral("mouse.bin")));
    const QStringList expected { QStringLiteral("input 0: 0+5x1 Button 1 [0..1] Data, Variable, Absolute"),
        QStringLiteral("input 0: 5+1x3 - [0..1] Constant, Array, Absolute"),
        QStringLiteral("input 0: 8+3x8 Direction-X [-127..127] Data, Variable, Relative"),
        QStringLiteral("feature 0: 0+1x1 Vendor Specific, usage 0x0002 [0..1] Data, Variable, Absolute, No Preferred"),
        QStringLiteral("feature 0: 1+1x7 - [0..1] Constant, Array, Absolute") };
    QCOMPARE(describe(map), expected);
    QCOMPARE(map.reports.size(), std::size_t { 2 });
    QCOMPARE(map.reports[0].bytes(), std::uint64_t { 4 });
    QCOMPARE(map.reports[1].bytes(), std::uint64_t { 1 });
    QCOMPARE(map.collections.size(), std::size_t { 2 });
    QCOMPARE(map.collections[1].parent, std::optional<std::size_t>(0));
    QCOMPARE(map.fields[2].collections, (std::vector<std::size_t> { 0, 1 }));
    QCOMPARE(map.fields[3].collections, std::vector<std::size_t> { 0 });
}

// The boot keyboard of HID 1.11 appendix B.1 (and E.6).
void TestHidReport::mapsAKeyboard()
{
    const HidReportMap map = parseHidReport(
        fromHex("05 01 09 06 a1 01 05 07 19 e0 29 e7 15 00 25 01 75 01 95 08 81 02 95 01 75 08 81 01 95 05 75 01 05 08 "
                "19 01 29 05 91 02 95 01 75 03 91 01 95 06 75 08 15 00 25 65 05 07 19 00 29 65 81 00 c0"));
    QCOMPARE(messages(map), QStringList {});
    QCOMPARE(map.fields.size(), std::size_t { 5 });
    const HidField& modifiers = map.fields[0];
    QCOMPARE(modifiers.usages, (std::vector<HidUsageRange> { { 0x0700e0, 0x0700e7 } }));
    QCOMPARE(*modifiers.usageOf(2), 0x0700e2U);
    const HidField& keys = map.fields[4];
    QCOMPARE(keys.firstBit, std::uint64_t { 16 });
    QCOMPARE(keys.endBit(), std::uint64_t { 64 });
    QVERIFY(!keys.flags.isVariable());
    QCOMPARE(map.reports[0].bytes(), std::uint64_t { 8 });
    QCOMPARE(map.reports[1].type, HidReportType::Output);
    QCOMPARE(map.reports[1].bytes(), std::uint64_t { 1 });
}

void TestHidReport::remembersPushedStates()
{
    const HidReportMap map = parseHidReport(
        fromHex("05 01 75 08 95 02 15 00 26 ff 00 a4 75 10 16 00 80 26 ff 7f 09 30 81 02 b4 09 31 81 02"));
    QCOMPARE(messages(map), QStringList {});
    QCOMPARE(map.fields.size(), std::size_t { 2 });
    QCOMPARE(map.fields[0].size, 16U);
    QCOMPARE(map.fields[0].logicalMinimum, std::int64_t { -32768 });
    QCOMPARE(map.fields[0].logicalMaximum, std::int64_t { 32767 });
    QCOMPARE(map.fields[1].size, 8U);
    QCOMPARE(map.fields[1].logicalMaximum, std::int64_t { 255 });
    QCOMPARE(map.fields[1].firstBit, std::uint64_t { 32 });
}

void TestHidReport::usagesTakeThePageOfTheirMainItem()
{
    // Usage 1, then the page changes; a usage of four bytes names its page itself.
    const HidReportMap map = parseHidReport(fromHex("05 01 09 01 05 09 0b 30 00 01 00 75 01 95 02 81 02"));
    QCOMPARE(map.fields.at(0).usages, (std::vector<HidUsageRange> { { 0x090001, 0x090001 }, { 0x010030, 0x010030 } }));
}

void TestHidReport::elementsHaveUsages()
{
    HidField field;
    QCOMPARE(field.usageOf(0), std::optional<std::uint32_t>());
    field.usages = { { 5, 6 }, { 9, 9 } };
    QCOMPARE(*field.usageOf(0), 5U);
    QCOMPARE(*field.usageOf(1), 6U);
    QCOMPARE(*field.usageOf(2), 9U);
    QCOMPARE(*field.usageOf(7), 9U); // the last is for the rest
}

void TestHidReport::unitsHaveWords_data()
{
    QTest::addColumn<unsigned>("unit");
    QTest::addColumn<int>("exponent");
    QTest::addColumn<QString>("expected");
    QTest::newRow("none") << 0U << 0 << QString();
    QTest::newRow("centimetre") << 0x11U << 0 << QStringLiteral("cm");
    QTest::newRow("hundredth of an inch") << 0x13U << -2 << QStringLiteral("in, ×10^-2");
    QTest::newRow("degree") << 0x14U << 0 << QStringLiteral("deg");
    QTest::newRow("speed") << 0xf011U << 0 << QStringLiteral("cm·s^-1");
    QTest::newRow("joule") << 0xe121U << 7 << QStringLiteral("cm^2·g·s^-2, ×10^7");
    QTest::newRow("vendor") << 0x0fU << 0 << QStringLiteral("vendor unit 0x0000000f");
}

void TestHidReport::unitsHaveWords()
{
    QFETCH(const unsigned, unit);
    QFETCH(const int, exponent);
    QFETCH(const QString, expected);
    QCOMPARE(QString::fromStdString(hidUnitText(unit, static_cast<std::int8_t>(exponent))), expected);
}

void TestHidReport::findsWhatIsWrong_data()
{
    QTest::addColumn<Bytes>("bytes");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const char* hexText, const char* message) {
        QTest::newRow(name) << fromHex(hexText) << QString::fromUtf8(message);
    };
    row("open collections", "05 01 09 02 a1 01 a1 00", "2 collections are not ended.");
    row("no collection", "c0", "No collection is open here.");
    row("pop", "b4", "Nothing was pushed that could be popped.");
    row("report id 0", "85 00", "Report ID 0 does not exist; ids are 1 to 255.");
    row("report id 256", "86 00 01", "Report ID 256 does not exist; ids are 1 to 255.");
    row("maximum alone", "29 05", "A Usage Minimum must come before it.");
    row("maximum below", "19 05 29 04", "Usage Maximum is below Usage Minimum.");
    row("truncated", "05 01 26 ff", "The descriptor ends inside this item.");
    row("truncated long item", "fe 04 01 00", "The descriptor ends inside this item.");
    row("long item", "fe 01 01 00", "No long or reserved items are defined; hosts skip them.");
    row("unknown main item", "f0", "This main item does not exist.");
    row("unknown global item", "c4", "This global item does not exist.");
}

void TestHidReport::findsWhatIsWrong()
{
    QFETCH(const Bytes, bytes);
    QFETCH(const QString, message);
    QVERIFY(!bytes.empty());
    QCOMPARE(messages(parseHidReport(bytes)), QStringList { message });
    const std::vector<Node> nodes = decodeHidReport(bytes, nullptr);
    QVERIFY(coversExactly(nodes, bytes.size()));
    QVERIFY(toText(nodes).find(message.toStdString()) != std::string::npos); // it stands at an item, too
}

void TestHidReport::hostileCountsAreNotUnrolled()
{
    const HidReportMap map
        = parseHidReport(fromHex("05 01 19 00 2b ff ff ff 7f 77 01 00 00 00 97 ff ff ff 7f 81 02 81 02"));
    QCOMPARE(map.fields.size(), std::size_t { 2 });
    QCOMPARE(map.reports.at(0).bits, kMaxReportBits);
    QCOMPARE(map.fields[1].count, 0U);
    QCOMPARE(map.diagnostics.size(), std::size_t { 2 });

    Bytes nested; // 64 KiB of collections, then main items in the deepest one
    while (nested.size() < std::size_t { 48 } << 10)
        nested.insert(nested.end(), { 0xa1, 0x01 });
    while (nested.size() < std::size_t { 64 } << 10)
        nested.insert(nested.end(), { 0x81, 0x02 });
    QElapsedTimer clock;
    clock.start();
    const std::vector<Node> nodes = decodeHidReport(nested, &UsbIds::system());
    QVERIFY(coversExactly(nodes, nested.size()));
    QVERIFY2(clock.elapsed() < 10000, qPrintable(QString::number(clock.elapsed())));
}

void TestHidReport::anyBytesAreCovered()
{
    std::mt19937 random(20261121); // the same bytes in every run
    for (int round = 0; round < 2000; ++round) {
        Bytes bytes(random() % 200);
        for (Byte& byte : bytes)
            byte = static_cast<Byte>(random() % 2 == 0 ? random() % 256 : 0x81 + 4 * (random() % 12));
        const std::vector<Node> nodes = decodeHidReport(bytes, nullptr);
        QVERIFY(coversExactly(nodes, bytes.size()));
        for (const HidReport& report : parseHidReport(bytes).reports)
            QVERIFY(report.bits <= kMaxReportBits);
    }
}

void TestHidReport::replaysTheCorpus()
{
    const QString folder = QStringLiteral("tests/fuzz/corpus/fuzz_hid_report");
    for (const QString& name : test::filesIn(folder)) {
        const Bytes bytes = test::readBytes(folder, name);
        QVERIFY2(!bytes.empty() && coversExactly(decodeHidReport(bytes, nullptr), bytes.size()), qPrintable(name));
    }
}

QTEST_APPLESS_MAIN(TestHidReport)
#include "tst_hid_report.moc"
