// SPDX-License-Identifier: GPL-3.0-or-later
// The scan command of the built program on the demo bus.
#include "core/capture/transfer_source.h"
#include "tests/unit/cli/program.h"

#include <QtTest>

#include <csignal>

using namespace wb;
using wb::test::Finished;
using wb::test::Json;
using wb::test::runDemo;
using wb::test::Running;

namespace {

QStringList words(const char* line) { return QString::fromLatin1(line).split(u' ', Qt::SkipEmptyParts); }

} // namespace

class TestProgramScan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void text();
    void json();
    void standardRequests();
    void writesNeedConsent();
    void takingADriverNeedsAConsentOfItsOwn();
    void aDeviceThatLeaves();
    void interrupted();
    void everyRequestIsLogged();

private:
    QTemporaryDir m_directory;
};

#define COMPARE_CODE(finished, expected) QVERIFY2((finished).code == (expected), (finished).summary().constData())

void TestProgramScan::text()
{
    const Finished done = runDemo(words("scan fffe:0001 --rate 10000"));
    COMPARE_CODE(done, 0);
    const QList<QByteArray> lines = done.out.trimmed().split('\n');
    QCOMPARE(lines.size(), qsizetype { 4 });
    QVERIFY2(lines[0].startsWith("0x5c  answered, 64 bytes: 00 00"), done.summary().constData());
    QVERIFY2(lines[1].startsWith("0x5f  answered, 24 bytes: 00 00"), done.summary().constData());
    QCOMPARE(lines[2], QByteArray("2 answered, 254 stalled, 0 timed-out, 0 failed, 0 skipped"));
    QCOMPARE(lines[3], QByteArray("stalled: 0x00-0x5b, 0x5d-0x5e, 0x60-0xff"));
    QVERIFY2(!done.err.contains(QLatin1Char('\x1b')), done.summary().constData()); // progress is for terminals
}

void TestProgramScan::json()
{
    const Finished done = runDemo(words("scan fffe:0bad --requests 0x11-0x14 --rate 10000 --json"));
    COMPARE_CODE(done, 0);
    const std::vector<Json> lines = done.documents();
    QCOMPARE(lines.size(), std::size_t { 5 });
    const char* const verdicts[] = { "stalled", "answered", "timed-out", "failed" };
    for (std::size_t i = 0; i < 4; ++i) {
        QCOMPARE(lines[i]["event"].get<std::string>(), std::string("request"));
        QCOMPARE(lines[i]["verdict"].get<std::string>(), std::string(verdicts[i]));
    }
    QCOMPARE(lines[1]["data"].get<std::string>().size(), std::size_t { 64 }); // half of the 64 bytes asked for
    QCOMPARE(lines[4]["answered"].get<int>(), 1);
    QVERIFY(lines[4]["error"].is_null());
}

void TestProgramScan::standardRequests()
{
    const Finished done = runDemo(
        words("scan fffe:0001 --type standard --requests GET_STATUS-SET_CONFIGURATION --value 0x0100 --rate 10000"));
    COMPARE_CODE(done, 0);
    QVERIFY2(done.out.contains("0x05 SET_ADDRESS  skipped: "), done.summary().constData());
    QVERIFY2(done.out.contains("0x06 GET_DESCRIPTOR  answered, 18 bytes: 12 01"), done.summary().constData());
    QVERIFY2(done.out.contains("0x09 SET_CONFIGURATION  skipped: "), done.summary().constData());
}

void TestProgramScan::writesNeedConsent()
{
    const Finished refused = runDemo(words("scan fffe:0001 --direction out"));
    COMPARE_CODE(refused, 2);
    QVERIFY2(refused.err.contains(QStringLiteral("needs --yes")), refused.summary().constData());
    const Finished done = runDemo(words("scan fffe:0001 --direction out --yes --data 01 --rate 10000"));
    COMPARE_CODE(done, 0);
    QVERIFY2(done.out.startsWith("0x5b  answered\n1 answered, 255 stalled"), done.summary().constData());
}

void TestProgramScan::takingADriverNeedsAConsentOfItsOwn()
{
    const QStringList scan = words("scan fffe:0003 --type standard --requests GET_STATUS-SET_CONFIGURATION "
                                   "--value 0x0100 --rate 10000 --detach-driver");
    const Finished refused = runDemo(scan + words("--yes"));
    COMPARE_CODE(refused, 2);
    QVERIFY2(refused.err.contains(QStringLiteral("; --yes-detach takes it")), refused.summary().constData());
    QCOMPARE(refused.out, QByteArray());
    const Finished done = runDemo(scan + words("--yes-detach"));
    COMPARE_CODE(done, 0);
    QVERIFY2(done.out.contains("0x06 GET_DESCRIPTOR  answered, 18 bytes: 12 01"), done.summary().constData());
    QVERIFY2(done.out.contains("0x09 SET_CONFIGURATION  skipped: "), done.summary().constData());
}

void TestProgramScan::aDeviceThatLeaves()
{
    const Finished done = runDemo(words("scan fffe:0bad --requests 0x14-0x20 --rate 10000 --json"));
    COMPARE_CODE(done, 6);
    QCOMPARE(done.documents().size(), std::size_t { 2 }); // what it did before that, and the end
    QVERIFY(done.last()["error"].is_string());
    COMPARE_CODE(runDemo(words("scan fffe:4321")), 3);
}

void TestProgramScan::interrupted()
{
    Running scan(words("--demo scan fffe:0001 --rate 10 --json"));
    QVERIFY(scan.waitForLine());
    scan.signal(SIGINT);
    const Finished done = scan.finish();
    COMPARE_CODE(done, 130);
    QCOMPARE(done.last()["event"].get<std::string>(), std::string("end"));
    QVERIFY(done.last()["error"].is_string());
    QVERIFY(done.last()["stalled"].get<int>() >= 1);
}

void TestProgramScan::everyRequestIsLogged()
{
    const QString path = m_directory.filePath(QStringLiteral("scan.pcapng"));
    const Finished done
        = runDemo(words("scan fffe:0001 --requests 0x50-0x5f --rate 10000 --log") + QStringList { path });
    COMPARE_CODE(done, 0);
    const auto log = capture::openCapture(path.toStdString());
    QVERIFY(log.has_value());
    std::size_t requests = 0;
    for (std::size_t i = 0; i < (*log)->count(); ++i) {
        const auto record = (*log)->record(i);
        QVERIFY(record.has_value());
        if (record->setup && record->setup->bmRequestType == 0xc0)
            ++requests;
    }
    QCOMPARE(requests, std::size_t { 16 });
}

QTEST_GUILESS_MAIN(TestProgramScan)
#include "tst_program_scan.moc"
