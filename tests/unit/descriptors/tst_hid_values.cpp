// SPDX-License-Identifier: GPL-3.0-or-later
// Report bytes as numbers and back: hand-laid reports, signs, nulls, arrays and units; every report of real devices
// with random bytes; cut, long and hostile ones.
#include "core/descriptors/hid_values.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/descriptors/golden.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace wb;
using namespace wb::descriptors;

namespace {

const QString kFolder = QStringLiteral("tests/data/hid");
using Numbers = std::vector<std::int64_t>;

HidReportMap mapOf(const char* descriptor)
{
    const Result<Bytes> bytes = parseHex(descriptor);
    return bytes ? parseHidReport(*bytes) : HidReportMap {};
}

// Report 1: X and Y of 12 bits, -2047 to 2047; a hat switch of 4 bits, 0 to 7 = 0 to 315 degrees, null state; 4 bits
// of padding; two array bytes for keys 4 to 7, numbers 1 to 4.
HidReportMap stick()
{
    return mapOf("05 01 09 04 a1 01 85 01"
                 "09 30 09 31 16 01 f8 26 ff 07 75 0c 95 02 81 02"
                 "09 39 15 00 25 07 35 00 46 3b 01 65 14 75 04 95 01 81 42 65 00 45 00"
                 "75 04 95 01 81 01"
                 "05 07 19 04 29 07 15 01 25 04 75 08 95 02 81 00"
                 "c0");
}

HidField fieldOf(std::uint32_t size, std::int64_t minimum, std::int64_t maximum, std::uint32_t flags = 0x02)
{
    HidField field;
    field.size = size;
    field.count = 1;
    field.logicalMinimum = minimum;
    field.logicalMaximum = maximum;
    field.flags.value = flags;
    return field;
}

Numbers numbersOf(const HidReportMap& map, std::size_t place, const Bytes& report)
{
    const auto values = decodeReport(map, HidReportType::Input, report);
    return values && place < values->fields.size() ? values->fields[place].numbers : Numbers { -9999 };
}

// What a mask of the bits of all elements that are numbers leaves of a report.
Bytes dataOf(const HidReportMap& map, const HidReport& report, const Bytes& bytes)
{
    Bytes data(bytes.size());
    std::vector<bool> isData(bytes.size() * 8);
    for (const std::size_t index : fieldsOf(map, report))
        for (std::uint64_t bit = map.fields[index].firstBit; bit < map.fields[index].endBit(); ++bit)
            isData[bit + (report.id != 0 ? 8 : 0)] = true;
    for (std::size_t bit = 0; bit < isData.size(); ++bit)
        if (isData[bit])
            data[bit / 8] = static_cast<Byte>(data[bit / 8] | (bytes[bit / 8] & (1U << (bit % 8))));
    return data;
}

} // namespace

class TestHidValues : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aReportIsItsNumbers();
    void theIdSaysWhichReport();
    void cutReportsHaveWhatIsWhole_data();
    void cutReportsHaveWhatIsWhole();
    void longReportsSaySo();
    void signFollowsTheLogicalMinimum_data();
    void signFollowsTheLogicalMinimum();
    void statesAreToldApart();
    void arraysChooseUsages();
    void physicalValues_data();
    void physicalValues();
    void neutralReportsSayNothing();
    void numbersAreChecked_data();
    void numbersAreChecked();
    void aRangeWiderThanItsBits();
    void writingLeavesTheNeighbours();
    void wideAndConstantFieldsHoldNoNumbers();
    void decodedAndEncodedIsTheSame_data();
    void decodedAndEncodedIsTheSame();
    void wrongPlacesAreRefused();
    void anyDescriptorAndAnyBytes();
};

void TestHidValues::aReportIsItsNumbers()
{
    // X = -2, Y = 1, hat 3, keys 2 and none.
    const HidReportMap map = stick();
    const auto values = decodeReport(map, HidReportType::Input, Bytes { 1, 0xfe, 0x1f, 0x00, 0x03, 2, 0 });
    QVERIFY(values.has_value());
    QCOMPARE(values->fields.size(), std::size_t { 3 });
    QCOMPARE(values->fields[0].numbers, (Numbers { -2, 1 }));
    QCOMPARE(values->fields[1].numbers, (Numbers { 3 }));
    QCOMPARE(values->fields[2].numbers, (Numbers { 2, 0 }));
    QCOMPARE(values->missingBytes, std::uint64_t { 0 });
    QCOMPARE(values->extraBytes, std::uint64_t { 0 });
}

void TestHidValues::theIdSaysWhichReport()
{
    const HidReportMap map = stick();
    QVERIFY(usesReportIds(map));
    for (const Bytes& report : { Bytes {}, Bytes { 2, 0, 0 }, Bytes { 0, 0, 0 } }) {
        const auto values = decodeReport(map, HidReportType::Input, report);
        QVERIFY(!values.has_value());
        QVERIFY(values.error().kind == ErrorKind::Malformed);
    }
    QVERIFY(!decodeReport(map, HidReportType::Output, Bytes { 1, 0, 0 }).has_value());
    const HidReportMap mouse = parseHidReport(test::readBytes(kFolder, QStringLiteral("mouse.bin")));
    QVERIFY(!usesReportIds(mouse));
    QCOMPARE(numbersOf(mouse, 0, { 0x05, 0xff, 0x02, 0x00 }), (Numbers { 1, 0, 1, 0, 0 }));
    QCOMPARE(numbersOf(mouse, 1, { 0x05, 0xff, 0x02, 0x81 }), (Numbers { -1, 2, -127 }));
}

void TestHidValues::cutReportsHaveWhatIsWhole_data()
{
    QTest::addColumn<int>("length");
    QTest::addColumn<int>("axes");
    QTest::addColumn<int>("hats");
    QTest::addColumn<int>("keys");
    QTest::newRow("id alone") << 1 << 0 << 0 << 0;
    QTest::newRow("8 of 12 bits") << 2 << 0 << 0 << 0;
    QTest::newRow("one axis") << 3 << 1 << 0 << 0;
    QTest::newRow("both") << 4 << 2 << 0 << 0;
    QTest::newRow("hat") << 5 << 2 << 1 << 0;
    QTest::newRow("one key") << 6 << 2 << 1 << 1;
}

void TestHidValues::cutReportsHaveWhatIsWhole()
{
    QFETCH(const int, length);
    QFETCH(const int, axes);
    QFETCH(const int, hats);
    QFETCH(const int, keys);
    Bytes report { 1, 0xfe, 0x1f, 0x00, 0x03, 2, 0 };
    report.resize(static_cast<std::size_t>(length));
    const auto values = decodeReport(stick(), HidReportType::Input, report);
    QVERIFY(values.has_value());
    QCOMPARE(values->missingBytes, static_cast<std::uint64_t>(7 - length));
    QCOMPARE(values->fields[0].numbers.size(), static_cast<std::size_t>(axes));
    QCOMPARE(values->fields[1].numbers.size(), static_cast<std::size_t>(hats));
    QCOMPARE(values->fields[2].numbers.size(), static_cast<std::size_t>(keys));
}

void TestHidValues::longReportsSaySo()
{
    const auto values = decodeReport(stick(), HidReportType::Input, Bytes { 1, 0, 0, 0, 0, 0, 0, 9, 9 });
    QVERIFY(values.has_value());
    QCOMPARE(values->extraBytes, std::uint64_t { 2 });
}

void TestHidValues::signFollowsTheLogicalMinimum_data()
{
    QTest::addColumn<std::uint32_t>("size");
    QTest::addColumn<qint64>("minimum");
    QTest::addColumn<qint64>("maximum");
    QTest::addColumn<qint64>("number"); // of all ones
    QTest::newRow("8 unsigned") << std::uint32_t { 8 } << qint64 { 0 } << qint64 { 255 } << qint64 { 255 };
    QTest::newRow("8 signed") << std::uint32_t { 8 } << qint64 { -127 } << qint64 { 127 } << qint64 { -1 };
    QTest::newRow("1 signed") << std::uint32_t { 1 } << qint64 { -1 } << qint64 { 0 } << qint64 { -1 };
    QTest::newRow("32 unsigned") << std::uint32_t { 32 } << qint64 { 0 } << qint64 { 4294967295 }
                                 << qint64 { 4294967295 };
    QTest::newRow("32 signed") << std::uint32_t { 32 } << qint64 { -2147483648LL } << qint64 { 2147483647 }
                               << qint64 { -1 };
}

void TestHidValues::signFollowsTheLogicalMinimum()
{
    QFETCH(const std::uint32_t, size);
    QFETCH(const qint64, minimum);
    QFETCH(const qint64, maximum);
    QFETCH(const qint64, number);
    for (const std::uint64_t shift : { 0U, 3U, 7U }) {
        HidField field = fieldOf(size, minimum, maximum);
        field.firstBit = shift;
        QCOMPARE(readElement(field, 0, Bytes(5, 0xff)), std::optional<std::int64_t>(number));
    }
}

void TestHidValues::statesAreToldApart()
{
    const HidField hat = fieldOf(4, 0, 7, 0x42);
    QVERIFY(stateOf(hat, 7) == HidState::Value);
    QVERIFY(stateOf(hat, 8) == HidState::Null);
    QCOMPARE(nullNumber(hat), std::optional<std::int64_t>(8));
    QVERIFY(stateOf(fieldOf(8, 0, 100), 101) == HidState::OutOfRange);
    QCOMPARE(nullNumber(fieldOf(8, 1, 100, 0x42)), std::optional<std::int64_t>(0));
    QCOMPARE(nullNumber(fieldOf(8, -127, 127, 0x42)), std::optional<std::int64_t>(-128));
    QVERIFY(!nullNumber(fieldOf(8, 0, 255, 0x42)).has_value());
    QVERIFY(stateOf(fieldOf(8, 0, 0), 200) == HidState::Value); // no limits are given
    QVERIFY(stateOf(fieldOf(8, 9, 3), 200) == HidState::Value); // they contradict each other
}

void TestHidValues::arraysChooseUsages()
{
    const HidReportMap map = stick();
    const HidField& keys = map.fields.back();
    QVERIFY(!usageOf(keys, 0, 0).has_value());
    QCOMPARE(usageOf(keys, 0, 1), std::optional<std::uint32_t>(0x00070004));
    QCOMPARE(usageOf(keys, 1, 4), std::optional<std::uint32_t>(0x00070007));
    QVERIFY(!usageOf(keys, 0, 5).has_value());
    HidField keyboard = fieldOf(8, 0, 101, 0x00);
    keyboard.usages = { { 0x00070000, 0x00070065 } };
    QVERIFY(!usageOf(keyboard, 0, 0).has_value()); // usage 0: no key
    QCOMPARE(usageOf(keyboard, 0, 0x65), std::optional<std::uint32_t>(0x00070065));
    keyboard.usages = { { 0x00070004, 0x00070005 }, { 0x00080001, 0x00080001 } };
    QCOMPARE(usageOf(keyboard, 0, 2), std::optional<std::uint32_t>(0x00080001));
    QVERIFY(!usageOf(keyboard, 0, 3).has_value()); // allowed, and nothing is there
    QCOMPARE(usageOf(map.fields.front(), 1, 77), std::optional<std::uint32_t>(0x00010031));
}

void TestHidValues::physicalValues_data()
{
    QTest::addColumn<qint64>("physicalMinimum");
    QTest::addColumn<qint64>("physicalMaximum");
    QTest::addColumn<std::uint32_t>("unit");
    QTest::addColumn<int>("exponent");
    QTest::addColumn<qint64>("number");
    QTest::addColumn<double>("physical"); // not a number: none
    const auto add
        = [](const char* name, qint64 least, qint64 most, std::uint32_t unit, int exponent, qint64 number,
              double physical) { QTest::newRow(name) << least << most << unit << exponent << number << physical; };
    add("degrees", 0, 315, 0x14, 0, 2, 90.0);
    add("last", 0, 315, 0x14, 0, 7, 315.0);
    add("null", 0, 315, 0x14, 0, 8, qQNaN());
    add("exponent", 0, 700, 0x11, -2, 5, 5.0);
    add("negative", -70, 70, 0x11, 0, 0, -70.0);
    add("no limits, a unit", 0, 0, 0x11, -1, 4, 0.4);
    add("nothing said", 0, 0, 0, 0, 4, qQNaN());
}

void TestHidValues::physicalValues()
{
    QFETCH(const qint64, physicalMinimum);
    QFETCH(const qint64, physicalMaximum);
    QFETCH(const std::uint32_t, unit);
    QFETCH(const int, exponent);
    QFETCH(const qint64, number);
    QFETCH(const double, physical);
    HidField field = fieldOf(4, 0, 7, 0x42);
    field.physicalMinimum = physicalMinimum;
    field.physicalMaximum = physicalMaximum;
    field.unit = unit;
    field.unitExponent = static_cast<std::int8_t>(exponent);
    const std::optional<double> value = physicalOf(field, number);
    QCOMPARE(value.has_value(), !qIsNaN(physical));
    if (value)
        QVERIFY(qFuzzyCompare(*value, physical));
}

void TestHidValues::neutralReportsSayNothing()
{
    const HidReportMap map = stick();
    QCOMPARE(neutralReport(map, map.reports.front()), (Bytes { 1, 0, 0, 0, 8, 0, 0 }));
    QCOMPARE(neutralNumber(fieldOf(8, 5, 9)), std::int64_t { 5 });
    QCOMPARE(neutralNumber(fieldOf(8, -9, -5)), std::int64_t { -9 });
    QCOMPARE(neutralNumber(fieldOf(8, 0, 9, 0x00)), std::int64_t { 0 }); // an array without usages
}

void TestHidValues::numbersAreChecked_data()
{
    QTest::addColumn<std::uint32_t>("flags");
    QTest::addColumn<qint64>("number");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("least") << 0x02U << qint64 { -5 } << true;
    QTest::newRow("most") << 0x02U << qint64 { 5 } << true;
    QTest::newRow("below") << 0x02U << qint64 { -6 } << false;
    QTest::newRow("above") << 0x02U << qint64 { 6 } << false;
    QTest::newRow("null state") << 0x42U << qint64 { 6 } << true;
    QTest::newRow("null state, too large for its bits") << 0x42U << qint64 { 8 } << false;
    QTest::newRow("array, none") << 0x00U << qint64 { -8 } << true;
    QTest::newRow("huge") << 0x02U << qint64 { 1 } * (1LL << 40) << false;
}

void TestHidValues::numbersAreChecked()
{
    QFETCH(const std::uint32_t, flags);
    QFETCH(const qint64, number);
    QFETCH(const bool, isGood);
    const HidField field = fieldOf(4, -5, 5, flags);
    Bytes report { 0xa5 };
    const Status written = writeElement(field, 0, number, report);
    QCOMPARE(written.has_value(), isGood);
    if (isGood)
        QCOMPARE(readElement(field, 0, report), std::optional<std::int64_t>(number));
    else
        QCOMPARE(report, Bytes { 0xa5 });
}

// Such a range is what descriptors say that forget their report size.
void TestHidValues::aRangeWiderThanItsBits()
{
    const HidField field = fieldOf(4, 0, 255);
    QVERIFY(checkNumber(field, 15).has_value());
    QCOMPARE(checkNumber(field, 16).error().detail, std::string("16 is outside of 0 to 15"));
}

void TestHidValues::writingLeavesTheNeighbours()
{
    HidField field = fieldOf(11, 0, 2047);
    field.count = 3;
    field.firstBit = 5;
    for (const Byte filler : { Byte { 0x00 }, Byte { 0xff } }) {
        Bytes report(6, filler);
        QVERIFY(writeElement(field, 1, 0x2aa, report).has_value());
        Bytes expected(6, filler); // bits 16 to 26
        expected[2] = 0xaa;
        expected[3] = static_cast<Byte>((filler & 0xf8) | 0x02);
        QCOMPARE(report, expected);
    }
}

void TestHidValues::wideAndConstantFieldsHoldNoNumbers()
{
    QVERIFY(!holdsNumbers(fieldOf(33, 0, 1)));
    QVERIFY(!holdsNumbers(fieldOf(0, 0, 1)));
    QVERIFY(!holdsNumbers(fieldOf(8, 0, 255, 0x03)));
    QVERIFY(holdsNumbers(fieldOf(32, 0, 1)));
    Bytes report(8);
    QVERIFY(!writeElement(fieldOf(33, 0, 1), 0, 1, report).has_value());
    QCOMPARE(report, Bytes(8));
}

void TestHidValues::decodedAndEncodedIsTheSame_data()
{
    QTest::addColumn<QString>("name");
    for (const QString& name : test::filesIn(kFolder, QStringLiteral(".bin")))
        QTest::newRow(qPrintable(name)) << name;
}

// Random bytes break limits, which may not be sent: then just that is said, and else the data are the same again.
void TestHidValues::decodedAndEncodedIsTheSame()
{
    QFETCH(const QString, name);
    const HidReportMap map = parseHidReport(test::readBytes(kFolder, name));
    QVERIFY(!map.reports.empty());
    std::mt19937 random(7);
    int same = 0;
    for (const HidReport& report : map.reports) {
        for (int round = 0; round < 50; ++round) {
            Bytes bytes(static_cast<std::size_t>(report.bytes()));
            for (Byte& byte : bytes)
                byte = round == 0 ? Byte { 0 } : static_cast<Byte>(random());
            if (report.id != 0)
                bytes.front() = report.id;
            const auto values = decodeReport(map, report.type, bytes);
            QVERIFY(values.has_value());
            bool isAllowed = true;
            for (const HidFieldValues& one : values->fields)
                for (const std::int64_t number : one.numbers)
                    isAllowed = isAllowed && checkNumber(map.fields[one.field], number).has_value();
            const auto again = encodeReport(map, *values);
            QCOMPARE(again.has_value(), isAllowed);
            if (!again)
                continue;
            QCOMPARE(again->size(), bytes.size());
            QCOMPARE(dataOf(map, report, *again), dataOf(map, report, bytes));
            ++same;
        }
    }
    QVERIFY(same > static_cast<int>(map.reports.size())); // not the zeros alone
}

void TestHidValues::wrongPlacesAreRefused()
{
    const HidReportMap map = stick();
    QVERIFY(!encodeReport(map, { 9, {}, 0, 0 }).has_value());
    QVERIFY(!encodeReport(map, { 0, { { 99, { 1 } } }, 0, 0 }).has_value());
    QVERIFY(!encodeReport(map, { 0, { { 0, { 1, 1, 1 } } }, 0, 0 }).has_value()); // one element too many
    QVERIFY(encodeReport(map, { 0, { { 0, { 1 } } }, 0, 0 }).has_value()); // the other is neutral
    QVERIFY(!readElement(map.fields.front(), 2, Bytes(64)).has_value());
}

void TestHidValues::anyDescriptorAndAnyBytes()
{
    std::mt19937 random(11);
    for (int round = 0; round < 3000; ++round) {
        Bytes descriptor(random() % 60);
        for (Byte& byte : descriptor)
            byte = static_cast<Byte>(random());
        Bytes report(random() % 40);
        for (Byte& byte : report)
            byte = static_cast<Byte>(random());
        const HidReportMap map = parseHidReport(descriptor);
        for (const HidReport& known : map.reports) {
            if (known.id != 0 && !report.empty())
                report.front() = known.id;
            const auto values = decodeReport(map, known.type, report);
            if (values)
                (void)encodeReport(map, *values);
            QCOMPARE(neutralReport(map, known).size(), static_cast<std::size_t>(known.bytes()));
        }
    }
}

QTEST_APPLESS_MAIN(TestHidValues)
#include "tst_hid_values.moc"
