// SPDX-License-Identifier: GPL-3.0-or-later
// The bit map as text: real report descriptors against golden files, a difference in either direction fails; single
// cells; hostile input.
#include "core/descriptors/hid_report_text.h"
#include "core/descriptors/usb_ids.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/descriptors/golden.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <random>

using namespace wb;
using namespace wb::descriptors;

namespace {

const QString kFolder = QStringLiteral("tests/data/hid");

std::string textOf(const Bytes& bytes) { return hidReportText(parseHidReport(bytes), &UsbIds::system()); }

Bytes fromHex(const char* text)
{
    const Result<Bytes> bytes = parseHex(text);
    return bytes ? *bytes : Bytes {};
}

HidField variable(std::uint32_t count, std::vector<HidUsageRange> usages)
{
    HidField field;
    field.size = 1;
    field.count = count;
    field.usages = std::move(usages);
    field.flags.value = 0x02;
    return field;
}

} // namespace

class TestHidReportText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everySampleHasItsText();
    void readsAsItsText_data();
    void readsAsItsText();
    void usagesAreNamed();
    void physicalRangesHaveUnits();
    void whatIsWrongIsTold();
    void nothingIsSaidToBeNothing();
    void hostileDescriptorsGiveShortTexts_data();
    void hostileDescriptorsGiveShortTexts();
    void anyBytesGiveText();
};

void TestHidReportText::everySampleHasItsText()
{
    QStringList expected = test::filesIn(kFolder, QStringLiteral(".bin"));
    QVERIFY(expected.size() >= 4);
    expected.replaceInStrings(QStringLiteral(".bin"), QStringLiteral(".reports.txt"));
    QCOMPARE(test::filesIn(kFolder, QStringLiteral(".reports.txt")), expected);
}

void TestHidReportText::readsAsItsText_data()
{
    QTest::addColumn<QString>("name");
    for (const QString& name : test::filesIn(kFolder, QStringLiteral(".bin")))
        QTest::newRow(qPrintable(name)) << name;
}

void TestHidReportText::readsAsItsText()
{
    QFETCH(const QString, name);
    QString textName = name;
    textName.replace(QStringLiteral(".bin"), QStringLiteral(".reports.txt"));
    const QString text = QString::fromStdString(textOf(test::readBytes(kFolder, name)));
    const QStringList actual = text.split(QLatin1Char('\n'));
    const QStringList expected = test::readText(kFolder, textName).split(QLatin1Char('\n'));
    // The whole new text is left where a person can compare it and, when it is right, copy it over the golden one.
    QFile output(QStringLiteral(WB_BINARY_DIR "/") + textName);
    if (actual != expected && output.open(QIODevice::WriteOnly)) {
        output.write(text.toUtf8());
        qInfo("new text: %s", qPrintable(output.fileName()));
    }
    for (qsizetype line = 0; line < std::min(actual.size(), expected.size()); ++line)
        QCOMPARE(QString::number(line + 1) + actual[line], QString::number(line + 1) + expected[line]);
    QCOMPARE(actual.size(), expected.size());
}

void TestHidReportText::usagesAreNamed()
{
    QCOMPARE(hidUsagesText(variable(8, { { 0x090001, 0x090010 } }), nullptr), std::string("Button 1 to Button 8"));
    QCOMPARE(hidUsagesText(variable(2, { { 0x090001, 0x090001 }, { 0x090002, 0x090002 } }), nullptr),
        std::string("Button 1, Button 2"));
    QCOMPARE(hidUsagesText(variable(3, { { 0x090001, 0x090001 }, { 0x090002, 0x090003 } }), nullptr),
        std::string("Button 1 to Button 3"));
    QCOMPARE(hidUsagesText(variable(9, { { 0xff000001, 0xff000001 } }), nullptr),
        std::string("Vendor page 0xff00, usage 0x0001 (all 9)"));
    QCOMPARE(hidUsagesText(variable(5, { { 0x090001, 0x090002 } }), nullptr),
        std::string("Button 1, Button 2, the last for 3 more"));
    QCOMPARE(hidUsagesText(variable(1, {}), nullptr), std::string("no usage"));
    HidField array = variable(6, { { 0x090001, 0x090065 } });
    array.flags.value = 0;
    QCOMPARE(hidUsagesText(array, nullptr), std::string("one of Button 1 to Button 101"));
    HidField padding = variable(3, {});
    padding.flags.value = 3;
    QCOMPARE(hidUsagesText(padding, nullptr), std::string("padding"));
    const HidField many = variable(100, std::vector<HidUsageRange>(40, HidUsageRange { 0xff000001, 0xff000001 }));
    QVERIFY(hidUsagesText(many, nullptr).ends_with("and 32 more, the last for 60 more"));
}

void TestHidReportText::physicalRangesHaveUnits()
{
    HidField field;
    field.logicalMaximum = 100;
    QCOMPARE(hidPhysicalText(field), std::string());
    field.unit = 0x11;
    QCOMPARE(hidPhysicalText(field), std::string("0 to 100 cm")); // HID 1.11 §6.2.2.7: without limits, the logical ones
    field.physicalMaximum = 21000;
    field.unitExponent = -3;
    QCOMPARE(hidPhysicalText(field), std::string("0 to 21000 × 10^-3 cm"));
    field.unit = 0;
    QCOMPARE(hidPhysicalText(field), std::string("0 to 21000 × 10^-3"));
}

void TestHidReportText::whatIsWrongIsTold()
{
    const std::string text = textOf(fromHex("75 08 95 01 81 03 c0"));
    QVERIFY2(text.ends_with("\n! byte 6: No collection is open here. (HID 1.11 §6.2.2.6)\n"), text.c_str());
}

void TestHidReportText::nothingIsSaidToBeNothing() { QCOMPARE(textOf({}), std::string("No reports.\n")); }

void TestHidReportText::hostileDescriptorsGiveShortTexts_data()
{
    QTest::addColumn<Bytes>("head");
    QTest::addColumn<Bytes>("unit");
    QTest::newRow("2^31 elements") << Bytes {} << fromHex("19 00 2b ff ff ff 7f 77 ff ff ff 7f 97 ff ff ff 7f 81 02");
    QTest::newRow("fields of nothing") << Bytes {} << fromHex("81 02");
    QTest::newRow("only ends") << Bytes {} << fromHex("c0");
    QTest::newRow("ever new collections") << Bytes {} << fromHex("a1 00 81 02");
    Bytes deep;
    for (int i = 0; i < 64; ++i)
        deep.insert(deep.end(), { 0xa1, 0x00 });
    Bytes everyId;
    for (int id = 1; id < 256; ++id)
        everyId.insert(everyId.end(), { 0x85, static_cast<Byte>(id), 0x81, 0x02, 0x91, 0x02, 0xb1, 0x02 });
    QTest::newRow("every report in deep collections") << deep << everyId;
    QTest::newRow("usages without end") << fromHex("75 01 95 01") << fromHex("09 01 09 03");
}

// 64 KiB give at most 128 bytes of text for each of theirs, far below what unrolling or nesting would give.
void TestHidReportText::hostileDescriptorsGiveShortTexts()
{
    QFETCH(const Bytes, head);
    QFETCH(const Bytes, unit);
    Bytes bytes = head;
    while (bytes.size() < 0xffff)
        bytes.insert(bytes.end(), unit.begin(), unit.end());
    bytes.insert(bytes.end(), { 0x81, 0x02 });
    const std::string text = textOf(bytes);
    QVERIFY(!text.empty());
    QVERIFY2(text.size() < 128 * bytes.size(), qPrintable(QString::number(text.size())));
}

void TestHidReportText::anyBytesGiveText()
{
    std::mt19937 random(20261121); // the same bytes in every run
    for (int round = 0; round < 500; ++round) {
        Bytes bytes(random() % 300);
        for (Byte& byte : bytes)
            byte = static_cast<Byte>(random() % 2 == 0 ? random() % 256 : 0x81 + 4 * (random() % 12));
        const std::string text = textOf(bytes);
        QVERIFY(text.ends_with("\n"));
        QVERIFY(std::none_of(text.begin(), text.end(), [](char c) { return c >= 0 && c < 0x20 && c != '\n'; }));
    }
}

QTEST_APPLESS_MAIN(TestHidReportText)
#include "tst_hid_report_text.moc"
