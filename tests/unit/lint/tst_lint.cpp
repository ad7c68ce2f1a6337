// SPDX-License-Identifier: GPL-3.0-or-later
// Every rule has an input that breaks it and one that does not; findings point at bytes that exist.
#include "core/descriptors/usb_ids.h"
#include "core/lint/lint.h"
#include "tests/unit/lint/device_text.h"
#include "tests/unit/lint/rows.h"

#include <QDir>
#include <QTest>

#include <algorithm>
#include <set>

using namespace wb;
using descriptors::DescriptorSet;
using descriptors::Rule;
using lint::Finding;

namespace {

std::vector<test::RuleRow> allRows()
{
    std::vector<test::RuleRow> all;
    for (const auto rows :
        { test::decoderRows(), test::deviceRows(), test::interfaceRows(), test::endpointRows(), test::bosRows(),
            test::billboardRows(), test::stringRows(), test::hidRows(), test::cdcRows(), test::classRows(),
            test::avRows(), test::audioRows(), test::midiRows(), test::videoRows(), test::videoFormatRows() })
        all.insert(all.end(), rows.begin(), rows.end());
    return all;
}

lint::Result lintOf(const DescriptorSet& set)
{
    return lint::lint(set, descriptors::decodeSet(set, &descriptors::UsbIds::system()));
}

QString textOf(const Finding& finding)
{
    const auto text
        = [](std::string_view view) { return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size())); };
    return text(finding.diagnostic.rule) + QStringLiteral(": ") + text(finding.diagnostic.message);
}

QString textOf(const lint::Result& result)
{
    QStringList lines;
    for (const Finding& finding : result.findings)
        lines.push_back(textOf(finding));
    return lines.join(QLatin1Char('\n'));
}

bool pointsAtBytes(const Finding& finding, const DescriptorSet& set)
{
    const auto& range = finding.diagnostic.range;
    return finding.section < set.sections.size() && range.begin < range.end
        && range.end <= set.sections[finding.section].bytes.size();
}

bool isOneSentence(const QString& text)
{
    return text.size() > 10 && text.endsWith(QLatin1Char('.')) && !text.contains(QLatin1Char('\n'));
}

} // namespace

class TestLint : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyRuleIsWellFormedAndUnique();
    void everyRuleHasARow();
    void samplesBreakNoRule_data();
    void samplesBreakNoRule();
    void editsBreakTheirRule_data();
    void editsBreakTheirRule();
    void exceptionsStaySilent_data();
    void exceptionsStaySilent();
    void cutSectionsGiveFindingsWithBytes_data();
    void cutSectionsGiveFindingsWithBytes();
    void findingsAreAttachedInPlace();
    void oneRuleIsToldAFewTimesOnly();
};

void TestLint::everyRuleIsWellFormedAndUnique()
{
    std::set<std::string_view> ids;
    for (const Rule& rule : lint::allRules()) {
        const QByteArray id(rule.id.data(), static_cast<qsizetype>(rule.id.size()));
        QVERIFY2(ids.insert(rule.id).second, id + " is there twice");
        QVERIFY2(
            isOneSentence(QString::fromUtf8(rule.summary.data(), static_cast<qsizetype>(rule.summary.size()))), id);
        QVERIFY2(!rule.spec.empty(), id);
        QVERIFY2(std::all_of(rule.id.begin(), rule.id.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; }),
            id);
        QVERIFY2(id.count('.') == 1, id);
    }
}

void TestLint::everyRuleHasARow()
{
    std::set<std::string_view> withRow;
    for (const test::RuleRow& row : allRows())
        withRow.insert(row.rule);
    QStringList without;
    for (const Rule& rule : lint::allRules())
        if (withRow.count(rule.id) == 0)
            without.push_back(QString::fromUtf8(rule.id.data(), static_cast<qsizetype>(rule.id.size())));
    QCOMPARE(without.join(QLatin1Char(' ')), QString());
    QCOMPARE(withRow.size(), lint::allRules().size());
}

void TestLint::samplesBreakNoRule_data()
{
    QTest::addColumn<QString>("sample");
    const QDir folder(QStringLiteral(WB_SOURCE_DIR "/tests/data/lint"));
    for (const QString& name : folder.entryList({ QStringLiteral("*.txt") }, QDir::Files, QDir::Name))
        QTest::newRow(qPrintable(name)) << name.chopped(4);
}

void TestLint::samplesBreakNoRule()
{
    QFETCH(QString, sample);
    const auto set = test::sampleDevice(sample);
    QVERIFY2(set.has_value(), set ? "" : describe(set.error()).c_str());
    for (const auto& decoded : descriptors::decodeSet(*set, &descriptors::UsbIds::system()))
        QVERIFY(descriptors::coversExactly(decoded.nodes, decoded.section->bytes.size()));
    QCOMPARE(textOf(lintOf(*set)), QString());
}

void TestLint::editsBreakTheirRule_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("sample");
    QTest::addColumn<QString>("edits");
    QTest::addColumn<QString>("message");
    int number = 0;
    for (const test::RuleRow& row : allRows())
        QTest::addRow("%03d %s", ++number, row.rule)
            << row.rule << row.sample << QString::fromUtf8(row.edits) << row.at;
}

void TestLint::editsBreakTheirRule()
{
    QFETCH(QString, rule);
    QFETCH(QString, sample);
    QFETCH(QString, edits);
    QFETCH(QString, message);
    const auto set = test::sampleDevice(sample);
    QVERIFY2(set.has_value(), set ? "" : describe(set.error()).c_str());
    const auto broken = test::edited(*set, edits);
    QVERIFY2(broken.has_value(), broken ? "" : describe(broken.error()).c_str());

    const lint::Result result = lintOf(*broken);
    const auto found = std::find_if(result.findings.begin(), result.findings.end(),
        [&](const Finding& finding) { return finding.diagnostic.rule == rule.toStdString(); });
    QVERIFY2(found != result.findings.end(), qPrintable(QStringLiteral("found instead:\n") + textOf(result)));
    const QString text = QString::fromStdString(found->diagnostic.message);
    QVERIFY2(isOneSentence(text), qPrintable(text));
    QVERIFY2(text.contains(message), qPrintable(text));
    QVERIFY2(!found->diagnostic.spec.empty(), qPrintable(text));
    for (const Finding& finding : result.findings)
        QVERIFY2(pointsAtBytes(finding, *broken), qPrintable(textOf(finding)));
}

void TestLint::exceptionsStaySilent_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("sample");
    QTest::addColumn<QString>("edits");
    int number = 0;
    for (const test::SilentRow& row : test::silentRows())
        QTest::addRow("%02d %s", ++number, row.rule) << row.rule << row.sample << QString::fromUtf8(row.edits);
}

void TestLint::exceptionsStaySilent()
{
    QFETCH(QString, rule);
    QFETCH(QString, sample);
    QFETCH(QString, edits);
    const auto set = test::sampleDevice(sample);
    QVERIFY2(set.has_value(), set ? "" : describe(set.error()).c_str());
    const auto changed = test::edited(*set, edits);
    QVERIFY2(changed.has_value(), changed ? "" : describe(changed.error()).c_str());
    const lint::Result result = lintOf(*changed);
    QVERIFY2(std::none_of(result.findings.begin(), result.findings.end(),
                 [&](const Finding& finding) { return finding.diagnostic.rule == rule.toStdString(); }),
        qPrintable(textOf(result)));
    const auto& rules = lint::allRules();
    QVERIFY(std::any_of(rules.begin(), rules.end(), [&](const Rule& known) { return known.id == rule.toStdString(); }));
}

void TestLint::cutSectionsGiveFindingsWithBytes_data() { samplesBreakNoRule_data(); }

// However much of a device is there, what groups find points at bytes that are.
void TestLint::cutSectionsGiveFindingsWithBytes()
{
    QFETCH(QString, sample);
    const auto whole = test::sampleDevice(sample);
    QVERIFY2(whole.has_value(), whole ? "" : describe(whole.error()).c_str());
    const auto isDecoderRule = [](std::string_view id) {
        const auto rules = descriptors::decoderRules();
        return std::any_of(rules.begin(), rules.end(), [id](const Rule& rule) { return rule.id == id; });
    };
    for (std::size_t length = whole->sections[0].bytes.size(); length > 0; --length) {
        DescriptorSet cut = *whole;
        cut.sections[0].bytes.resize(length);
        for (const Finding& finding : lintOf(cut).findings)
            QVERIFY2(isDecoderRule(finding.diagnostic.rule) || pointsAtBytes(finding, cut),
                qPrintable(QString::number(length) + QLatin1Char(' ') + textOf(finding)));
    }
}

void TestLint::findingsAreAttachedInPlace()
{
    const auto set = test::sampleDevice(QStringLiteral("mass-storage-high"));
    const auto broken = test::edited(*set, QStringLiteral("Interface descriptor.bInterfaceNumber = 01"));
    auto decoded = descriptors::decodeSet(*broken, nullptr);
    const lint::Result result = lint::lint(*broken, decoded);
    lint::attach(result, decoded);
    const descriptors::Node& interfaceNode = decoded.at(0).nodes.at(1).children.at(0);
    QCOMPARE(interfaceNode.diagnostics.size(), std::size_t { 1 });
    QVERIFY(interfaceNode.diagnostics[0].rule == "interface.number-gap");
}

void TestLint::oneRuleIsToldAFewTimesOnly()
{
    const auto set = test::sampleDevice(QStringLiteral("mass-storage-high"));
    QString edits;
    for (int i = 0; i < 80; ++i)
        edits += QStringLiteral("behind Endpoint descriptor#2: 07 05 81 02 00 02 00;");
    const auto broken = test::edited(*set, edits);
    QVERIFY2(broken.has_value(), broken ? "" : describe(broken.error()).c_str());
    const lint::Result result = lintOf(*broken);
    QVERIFY(result.omitted > 0);
    const auto repeated = std::count_if(result.findings.begin(), result.findings.end(),
        [](const Finding& finding) { return finding.diagnostic.rule == "endpoint.repeated"; });
    QCOMPARE(static_cast<std::size_t>(repeated), lint::kMostPerRule);
}

QTEST_GUILESS_MAIN(TestLint)
#include "tst_lint.moc"
