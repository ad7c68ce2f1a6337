// SPDX-License-Identifier: GPL-3.0-or-later
// The scan command's words, and what it prints.
#include "app/cli/command_line.h"
#include "app/cli/json.h"
#include "app/cli/progress_line.h"
#include "app/cli/text.h"

#include <QtTest>

#include <array>

using namespace wb;
using namespace wb::cli;
using engine::ScanAnswer;
using engine::ScanPlan;
using engine::ScanVerdict;

namespace {

Result<ParsedCommandLine> parse(const QString& words)
{
    std::vector<std::string> arguments { "scan" };
    for (const QString& word : words.split(u' ', Qt::SkipEmptyParts))
        arguments.push_back(word.toStdString());
    return parseCommandLine(arguments);
}

ScanOptions parsed(const char* words)
{
    const auto line = parse(QLatin1String(words));
    if (line && std::holds_alternative<CommandLine>(*line))
        return std::get<ScanOptions>(std::get<CommandLine>(*line).command);
    QTest::qFail(line ? words : describe(line.error()).c_str(), __FILE__, __LINE__);
    return {};
}

ScanPlan plan(std::uint8_t requestType)
{
    ScanPlan plan;
    plan.setup.bmRequestType = requestType;
    return plan;
}

std::string contentsOf(std::FILE* file)
{
    std::rewind(file);
    std::array<char, 256> text {};
    return { text.data(), std::fread(text.data(), 1, text.size(), file) };
}

} // namespace

class TestCliScan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void standards();
    void everyOptionArrives();
    void ranges();
    void wrong_data();
    void wrong();
    void lines();
    void summary();
    void documents();
    void progressIsForTerminals();
};

void TestCliScan::standards()
{
    const ScanOptions options = parsed("1-2");
    QCOMPARE(options.plan.setup, (usb::SetupPacket { 0xc0, 0, 0, 0, 64 }));
    QCOMPARE(options.plan.count(), std::size_t { 256 });
    QCOMPARE(options.plan.timeoutMs, 200U);
    QCOMPARE(options.plan.requestsPerSecond, 100.0);
    QVERIFY(!options.plan.isArmed && !options.json);
}

void TestCliScan::everyOptionArrives()
{
    const ScanOptions in
        = parsed("1-2 --type class --recipient interface --requests 0x10-0x20 --value 0x0102 --index 3 "
                 "--length 8 --rate 0.5 --timeout 7 --json --detach-driver");
    QCOMPARE(in.plan.setup, (usb::SetupPacket { 0xa1, 0, 0x0102, 3, 8 }));
    QCOMPARE(int { in.plan.first }, 0x10);
    QCOMPARE(int { in.plan.last }, 0x20);
    QCOMPARE(in.plan.requestsPerSecond, 0.5);
    QCOMPARE(in.plan.timeoutMs, 7U);
    QVERIFY(in.json && in.target.detachDriver && !in.plan.isArmed);
    const ScanOptions out = parsed("1-2 --direction out --recipient endpoint --data 0102 --yes");
    QCOMPARE(int { out.plan.setup.bmRequestType }, 0x42);
    QCOMPARE(out.plan.data, (Bytes { 1, 2 }));
    QVERIFY(out.plan.isArmed && !out.target.isConfirmed);
    const ScanOptions taking = parsed("1-2 --detach-driver --yes-detach");
    QVERIFY(taking.target.isConfirmed && !taking.plan.isArmed);
    QCOMPARE(int { parsed("1-2 --type standard --recipient other").plan.setup.bmRequestType }, 0x83);
}

void TestCliScan::ranges()
{
    QCOMPARE(parsed("1-2 --requests 7").plan.count(), std::size_t { 1 });
    QCOMPARE(int { parsed("1-2 --requests 7").plan.first }, 7);
    const ScanPlan named = parsed("1-2 --requests GET_STATUS-GET_DESCRIPTOR").plan;
    QCOMPARE(int { named.first }, 0);
    QCOMPARE(int { named.last }, 6);
}

void TestCliScan::wrong_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* line, const char* words) { QTest::newRow(line) << line << words; };
    row("--json", "DEVICE is missing");
    row("1-2 --type hid", "--type is standard, class or vendor, not \"hid\"");
    row("1-2 --recipient hub", "--recipient is device, interface, endpoint or other, not \"hub\"");
    row("1-2 --direction up", "--direction is in or out, not \"up\"");
    row("1-2 --requests 9-3", "\"9-3\" ends before it begins");
    row("1-2 --requests 0-256", "read BREQUEST");
    row("1-2 --requests -", "read BREQUEST");
    row("1-2 --length 4097", "\"4097\" is larger than 4096");
    row("1-2 --length 4 --direction out --yes", "OUT requests have the length of --data");
    row("1-2 --data 00", "--data is what OUT requests send");
    row("1-2 --direction out", "--direction out needs --yes");
    row("1-2 --timeout 0", "\"0\" is smaller than 1");
    row("1-2 --rate 0", "read --rate");
    row("1-2 --value 0x10000", "read --value");
}

void TestCliScan::wrong()
{
    QFETCH(QString, line);
    QFETCH(QString, words);
    const auto result = parse(line);
    QVERIFY(!result.has_value());
    QVERIFY(result.error().kind == ErrorKind::InvalidArgument);
    const QString text = QString::fromStdString(describe(result.error()));
    QVERIFY2(text.contains(words), qPrintable(text));
}

void TestCliScan::lines()
{
    const ScanPlan in = plan(0xc0);
    QCOMPARE(
        scanLine(in, { 0x5c, ScanVerdict::Answered, { 1, 2 }, {}, {} }), std::string("0x5c  answered, 2 bytes: 01 02"));
    QCOMPARE(scanLine(in, { 1, ScanVerdict::Answered, Bytes(17, 7), {}, {} }),
        std::string("0x01  answered, 17 bytes: 07 07 07 07 07 07 07 07 07 07 07 07 07 07 07 07 ..."));
    QCOMPARE(scanLine(in, { 1, ScanVerdict::Answered, {}, {}, {} }), std::string("0x01  answered, no data"));
    QCOMPARE(scanLine(plan(0x40), { 1, ScanVerdict::Answered, {}, {}, {} }), std::string("0x01  answered"));
    QCOMPARE(scanLine(in, { 1, ScanVerdict::Stalled, {}, {}, {} }), std::string());
    QCOMPARE(scanLine(in, { 1, ScanVerdict::TimedOut, {}, {}, {} }), std::string("0x01  timed-out"));
    QCOMPARE(scanLine(in, { 1, ScanVerdict::Failed, {}, {}, "overflow" }), std::string("0x01  failed: overflow"));
    QCOMPARE(scanLine(plan(0x80), { 5, ScanVerdict::Skipped, {}, {}, "Why." }),
        std::string("0x05 SET_ADDRESS  skipped: Why."));
}

void TestCliScan::summary()
{
    std::vector<ScanAnswer> answers;
    for (const std::uint8_t code : std::initializer_list<std::uint8_t> { 0, 1, 2, 4, 6, 7 })
        answers.push_back({ code, ScanVerdict::Stalled, {}, {}, {} });
    answers.insert(answers.begin() + 3, ScanAnswer { 3, ScanVerdict::Answered, {}, {}, {} });
    answers.insert(answers.begin() + 5, ScanAnswer { 5, ScanVerdict::TimedOut, {}, {}, {} });
    QCOMPARE(scanSummary(answers),
        std::string("1 answered, 6 stalled, 1 timed-out, 0 failed, 0 skipped\nstalled: 0x00-0x02, 0x04, 0x06-0x07\n"));
    QCOMPARE(scanSummary({}), std::string("0 answered, 0 stalled, 0 timed-out, 0 failed, 0 skipped\n"));
}

void TestCliScan::documents()
{
    QCOMPARE(toLine(scanRequest(plan(0xc0), { 0x5c, ScanVerdict::Answered, { 1, 2 }, Nanoseconds { 9 }, {} })),
        std::string(R"({"schema":"usb-workbench.scan/1","event":"request","request":"5c","name":null,)"
                    R"("verdict":"answered","data":"0102","latency":9,"reason":""})"));
    const Json skipped = scanRequest(plan(0x80), { 5, ScanVerdict::Skipped, {}, {}, "Why." });
    QCOMPARE(skipped["name"].get<std::string>(), std::string("SET_ADDRESS"));
    QCOMPARE(skipped["reason"].get<std::string>(), std::string("Why."));
    const std::vector<ScanAnswer> answers { { 1, ScanVerdict::Stalled, {}, {}, {} } };
    QCOMPARE(toLine(scanEnd(answers, std::nullopt)),
        std::string(R"({"schema":"usb-workbench.scan/1","event":"end","answered":0,"stalled":1,"timed-out":0,)"
                    R"("failed":0,"skipped":0,"error":null})"));
    const Error error { ErrorKind::Cancelled, 0, "scan requests", "interrupted" };
    QVERIFY(scanEnd(answers, error)["error"].is_string());
}

void TestCliScan::progressIsForTerminals()
{
    std::FILE* file = std::tmpfile();
    QVERIFY(file != nullptr);
    QVERIFY(!isTerminal(file));
    {
        ProgressLine silent(file, false);
        silent.show("one");
    }
    QCOMPARE(contentsOf(file), std::string());
    {
        ProgressLine line(file, true);
        line.show("one");
        line.clear();
        line.clear(); // nothing is there any more
        line.show("two");
    }
    QCOMPARE(contentsOf(file), std::string("\r\x1b[Kone\r\x1b[K\r\x1b[Ktwo\r\x1b[K"));
    std::fclose(file);
}

QTEST_APPLESS_MAIN(TestCliScan)
#include "tst_cli_scan.moc"
