// SPDX-License-Identifier: GPL-3.0-or-later
// The page: one golden file, that its tags balance, that nothing hostile gets out of its place, and that it needs
// nothing from anywhere.
#include "core/report/html.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/descriptors/golden.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <random>

using namespace wb;
using namespace wb::report;

namespace {

const QString kBytes = QStringLiteral("tests/data/descriptors");
const QString kTexts = QStringLiteral("tests/data/report");

QString pageOf(const descriptors::DescriptorSet& set, const std::string& heading = "a device\n  speed: High Speed\n")
{
    const std::vector<descriptors::DecodedSection> decoded = descriptors::decodeSet(set, nullptr);
    return QString::fromStdString(htmlPage(HtmlInput { heading, decoded, nullptr }));
}

descriptors::DescriptorSet setOf(const Bytes& bytes, const descriptors::StringTexts& strings = {})
{
    return { usb::Speed::High, { { usb::SectionKind::Device, 0, 0, bytes } }, strings };
}

QString page(const Bytes& bytes) { return pageOf(setOf(bytes)); }

// Empty when every tag is closed in its turn.
QString firstImbalance(const QString& html)
{
    static const QRegularExpression tag(QStringLiteral("<(/?)([a-z][a-z0-9]*)[^<>]*>|<"));
    const QStringList voids { QStringLiteral("meta") };
    QStringList open;
    const QString text = html.mid(html.indexOf(QStringLiteral("<html")));
    for (auto match = tag.globalMatch(text); match.hasNext();) {
        const QRegularExpressionMatch found = match.next();
        const QString name = found.captured(2);
        if (name.isEmpty())
            return QStringLiteral("a bare < at %1").arg(found.capturedStart());
        if (voids.contains(name))
            continue;
        if (found.captured(1).isEmpty())
            open << name;
        else if (open.isEmpty() || open.takeLast() != name)
            return QStringLiteral("</%1> at %2").arg(name).arg(found.capturedStart());
    }
    return open.join(QLatin1Char(' '));
}

QStringList captures(const QString& text, const char* pattern)
{
    QStringList all;
    for (auto match = QRegularExpression(QLatin1String(pattern)).globalMatch(text); match.hasNext();)
        all << match.next().captured(1);
    return all;
}

} // namespace

class TestHtml : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isTheGoldenPage();
    void balancesItsTags_data();
    void balancesItsTags();
    void linksLeadSomewhere();
    void needsNothingElse();
    void escapes();
    void marksDiagnostics();
    void showsStrings();
    void everySectionStandsOnIt();
    void findingsComeFirst();
    void hostileBytes();
};

void TestHtml::isTheGoldenPage()
{
    const QString html = page(test::readBytes(kBytes, QStringLiteral("hid-full.bin")));
    const QString expected = test::readText(kTexts, QStringLiteral("hid-full.html"));
    QFile output(QStringLiteral(WB_BINARY_DIR "/hid-full.html"));
    if (html != expected && output.open(QIODevice::WriteOnly))
        output.write(html.toUtf8()); // where a person can look at it, and take it when it is right
    QCOMPARE(html.split(QLatin1Char('\n')), expected.split(QLatin1Char('\n')));
}

void TestHtml::balancesItsTags_data()
{
    QTest::addColumn<QString>("name");
    for (const QString& name : test::filesIn(kBytes, QStringLiteral(".bin")))
        QTest::newRow(qPrintable(name)) << name;
}

void TestHtml::balancesItsTags()
{
    QFETCH(const QString, name);
    QCOMPARE(firstImbalance(page(test::readBytes(kBytes, name))), QString());
    QVERIFY(!firstImbalance(QStringLiteral("<html><p></html>")).isEmpty()); // the check can fail
}

void TestHtml::linksLeadSomewhere()
{
    const Bytes bytes = test::readBytes(kBytes, QStringLiteral("webcam-high.bin"));
    const QString html = page(bytes);
    const QStringList ids = captures(html, " id=\"([^\"]*)\"");
    const QSet<QString> unique(ids.begin(), ids.end());
    QCOMPARE(unique.size(), ids.size());
    const QStringList targets = captures(html, "href=\"#([^\"]*)\"");
    QVERIFY(targets.size() >= static_cast<qsizetype>(bytes.size()));
    for (const QString& target : targets)
        QVERIFY2(unique.contains(target), qPrintable(target));
    for (std::size_t i = 0; i < bytes.size(); ++i)
        QVERIFY(unique.contains(QStringLiteral("b0-%1").arg(i)));
}

void TestHtml::needsNothingElse()
{
    const QString html = page(test::readBytes(kBytes, QStringLiteral("phone-high.bin")));
    for (const char* word :
        { "<script", "<link", "<img", "<iframe", "http:", "https:", "url(", "@import", " src=", " on" })
        QVERIFY2(word == std::string_view(" on") ? captures(html, "<[^>]*( on[a-z]+=)").isEmpty()
                                                 : !html.contains(QLatin1String(word)),
            word);
    for (const QString& target : captures(html, "href=\"([^\"]*)\""))
        QVERIFY(target.startsWith(QLatin1Char('#')));
    QVERIFY(html.contains(QLatin1String("prefers-color-scheme: dark")));
    QVERIFY(html.contains(QLatin1String("<meta charset=\"utf-8\">")));
}

void TestHtml::escapes()
{
    QCOMPARE(
        escapeForHtml("<a href=\"x\">'&'</a>"), std::string("&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;"));
    const Bytes bytes = test::readBytes(kBytes, QStringLiteral("hid-full.bin"));
    const QString html
        = pageOf(setOf(bytes, { { 1, "</td><script>\x01\xff" } }), "<script>alert(1)</script>\n  maker: \"</li>\n");
    QVERIFY(!html.contains(QLatin1String("<script")));
    QVERIFY(html.contains(QLatin1String("<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>")));
    QVERIFY(html.contains(QLatin1String("&quot;&lt;/td&gt;&lt;script&gt;\\x01\\xff&quot;")));
    QCOMPARE(firstImbalance(html), QString());
}

void TestHtml::marksDiagnostics()
{
    QVERIFY(!page(test::readBytes(kBytes, QStringLiteral("hid-full.bin"))).contains(QLatin1String("<li class=\"")));
    const QString html = page(test::readBytes(kBytes, QStringLiteral("webcam-cut-high.bin")));
    QVERIFY(html.contains(QLatin1String("<li class=\"error\"><b>error</b> wTotalLength is 484")));
    QVERIFY(html.contains(QStringLiteral("<span class=\"spec\">USB 2.0 §9.6.3</span></li>")));
}

void TestHtml::showsStrings()
{
    const QString html = pageOf(setOf(test::readBytes(kBytes, QStringLiteral("hid-full.bin")), { { 2, "Keyboard" } }));
    QVERIFY(html.contains(QLatin1String("<td>iProduct</td><td class=\"value\">2</td><td>&quot;Keyboard&quot;</td>")));
}

void TestHtml::everySectionStandsOnIt()
{
    descriptors::DescriptorSet set = setOf(test::readBytes(kBytes, QStringLiteral("webcam-high.bin")));
    set.sections.push_back({ usb::SectionKind::Bos, 0, 0, *parseHex("05 0f 0c 00 01 07 10 02 02 00 00 00") });
    set.sections.push_back({ usb::SectionKind::HidReport, 1, 0, *parseHex("05 01 09 02 a1 01 c0") });
    set.sections.push_back({ usb::SectionKind::String, 2, 0x0409, *parseHex("06 03 41 00 3c 00") });
    const QString html = pageOf(set);
    QCOMPARE(firstImbalance(html), QString());
    const QStringList ids = captures(html, " id=\"([^\"]*)\"");
    const QSet<QString> unique(ids.begin(), ids.end());
    QCOMPARE(unique.size(), ids.size());
    for (const QString& target : captures(html, "href=\"#([^\"]*)\""))
        QVERIFY2(unique.contains(target), qPrintable(target));
    for (std::size_t section = 0; section < set.sections.size(); ++section) {
        const QString title = QString::fromStdString(descriptors::sectionTitle(set.sections[section]));
        QVERIFY2(html.contains(QStringLiteral("<h2>%1</h2>").arg(title)), qPrintable(title));
        QVERIFY2(html.contains(QStringLiteral("<a href=\"#s%1\">%2</a>").arg(section).arg(title)), qPrintable(title));
        QVERIFY(unique.contains(QStringLiteral("b%1-%2").arg(section).arg(set.sections[section].bytes.size() - 1)));
    }
    QVERIFY(html.contains(QLatin1String("<h3>Signal graphs</h3>\n<pre>")));
    QVERIFY(html.contains(QLatin1String("<h3>Reports</h3>\n<pre>")));
    QVERIFY(html.contains(QLatin1String("&quot;A&lt;&quot;")));
}

void TestHtml::findingsComeFirst()
{
    const QString good = page(test::readBytes(kBytes, QStringLiteral("hid-full.bin")));
    QVERIFY(!good.contains(QLatin1String("<h2>Checks</h2>")));
    const QString html = page(test::readBytes(kBytes, QStringLiteral("webcam-cut-high.bin")));
    const qsizetype checks = html.indexOf(QLatin1String("<h2>Checks</h2>"));
    QVERIFY(checks > 0);
    QVERIFY(checks < html.indexOf(QLatin1String("<h2>Device and configurations</h2>")));
    static const QRegularExpression link(
        QStringLiteral("wTotalLength is 484[^\n]*<a href=\"#b0-20\">Device and configurations, Configuration"));
    QVERIFY(link.match(html, checks).hasMatch());
}

void TestHtml::hostileBytes()
{
    std::mt19937 random(1); // a failure must come again
    const Bytes whole = test::readBytes(kBytes, QStringLiteral("webcam-high.bin"));
    QCOMPARE(firstImbalance(page({})), QString());
    for (int round = 0; round < 60; ++round) {
        Bytes bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(random() % whole.size()));
        for (int i = 0; i < 12 && !bytes.empty(); ++i)
            bytes[random() % bytes.size()] = static_cast<Byte>(random());
        const QString html = page(bytes);
        QCOMPARE(firstImbalance(html), QString());
        QVERIFY(html.size() <= static_cast<qsizetype>(20000 + 6000 * bytes.size()));
    }
}

QTEST_GUILESS_MAIN(TestHtml)
#include "tst_html.moc"
