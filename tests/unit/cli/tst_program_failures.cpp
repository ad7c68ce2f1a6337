// SPDX-License-Identifier: GPL-3.0-or-later
// The built program when things go wrong: the exit code, the words, and nothing on stdout that is no result.
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

class TestProgramFailures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void badInput_data();
    void badInput();
    void transfers_data();
    void transfers();
    void vanishing();
    void stalledStream();
    void risksAreAskedFor();
    void readOnlyChangesNothing_data();
    void readOnlyChangesNothing();
    void filesAreNotEmptied_data();
    void filesAreNotEmptied();
    void packetsThatFailAreTold();
    void interruptedRead();
    void killedStreamLeavesALog();
    void readerLeaves();
    void fullStdout();
    void fullLog();

private:
    [[nodiscard]] QString path(const char* name) const { return m_directory.filePath(QLatin1String(name)); }

    QTemporaryDir m_directory;
};

#define COMPARE_CODE(finished, expected) QVERIFY2((finished).code == (expected), (finished).summary().constData())

void TestProgramFailures::initTestCase()
{
    QFile foreign(path("foreign.pcapng"));
    QVERIFY(foreign.open(QIODevice::WriteOnly));
    foreign.write("GIF89a, not a capture at all, but long enough to be looked at");
    foreign.close();
    QFile large(path("large"));
    QVERIFY(large.open(QIODevice::WriteOnly));
    large.write(QByteArray(70000, 'x'));
}

void TestProgramFailures::badInput_data()
{
    QTest::addColumn<QString>("line"); // @ stands for the test's directory
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* line, int code, const char* said) { QTest::newRow(line) << line << code << said; };
    row("frobnicate", 2, "\"frobnicate\" is neither a command nor a file");
    row("show --hid @/large --log @/large", 2, "large is a file that this command reads or writes itself");
    row("list --frob", 2, "unknown option \"--frob\"");
    row("control fffe:0001 0x40 0x5b 0 0 --data 12zz", 2, "read --data: invalid argument (column 3: 'z'");
    row("show dead:beef", 3, "find device dead:beef: not found (9 devices attached");
    row("show 100-9", 3, "find device 100-9: not found");
    row("read 9-9 0x81", 3, "find device 9-9: not found");
    row("read fffe:0001 0x8e", 2, "find endpoint 0x8e of 100-1.1 fffe:0001: not found (the device has 0x01, 0x02");
    row("read fffe:0001 0x84 --alt 0", 2, "not in alternate setting 0");
    row("stream fffe:0001 0x8e --seconds 1", 2, "find endpoint 0x8e");
    row("read fffe:0001 0x82 --packets 4", 2,
        "EP2 IN (0x82) is a bulk endpoint, only isochronous transfers have packets");
    row("read fffe:0001 0x84 --short-is-error", 2, "EP4 IN (0x84) is isochronous, and isochronous packets may always");
    row("show --hid @/missing", 7, "missing: not found");
    row("show --hid @/foreign.pcapng --hex", 2, "--hid shows a file");
    row("write fffe:0001 2 --file @/missing", 7, "missing: not found");
    row("control fffe:0001 0x40 0x5b 0 0 --file @/large", 7, "more than 65535 bytes");
    row("replay @/missing fffe:0001", 7, "missing");
    row("replay @/foreign.pcapng fffe:0001", 7, "foreign.pcapng");
    row("replay @ fffe:0001", 7, "usb-workbench: error: ");
    row("list --log /nonexistent/a.pcapng", 7, "/nonexistent/a.pcapng");
    row("read fffe:0001 0x82 --out /nonexistent/raw", 7, "create /nonexistent/raw: not found");
}

void TestProgramFailures::badInput()
{
    QFETCH(QString, line);
    QFETCH(int, code);
    QFETCH(QString, said);
    const Finished done = runDemo(line.replace(u'@', m_directory.path()).split(u' '));
    COMPARE_CODE(done, code);
    QCOMPARE(done.out, QByteArray());
    QVERIFY2(done.err.contains(said), done.summary().constData());
    const QStringList lines = done.err.split(u'\n', Qt::SkipEmptyParts);
    for (const QString& each : lines)
        QVERIFY2(each.startsWith(u"usb-workbench: "), qPrintable(each));
    QCOMPARE(lines.filter(QStringLiteral("usb-workbench: error: ")).size(), qsizetype { 1 });
    QCOMPARE(
        lines.contains(QStringLiteral("usb-workbench: hint: usb-workbench list shows what is attached")), code == 3);
}

// Vendor requests 0x11 to 0x15 of the misbehaver do at once what they are named for.
void TestProgramFailures::transfers_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("status");
    const auto row = [](const char* name, const char* line, int code, const char* status) {
        QTest::newRow(name) << line << code << status;
    };
    row("stall", "control fffe:0bad 0xc0 0x11 0 0 8", 1, "stall");
    row("short", "control fffe:0bad 0xc0 0x12 0 0 8", 0, "completed");
    row("silence", "control fffe:0bad 0xc0 0x13 0 0 8 --timeout 50", 1, "timed-out");
    row("babble", "control fffe:0bad 0xc0 0x14 0 0 8", 1, "overflow");
    row("gone", "control fffe:0bad 0xc0 0x15 0 0 8", 6, "no-device");
    row("refused by the loopback", "control fffe:0001 0xc0 0x77 0 0 8", 1, "stall");
    row("nothing to read", "read fffe:0001 0x81 --timeout 50", 1, "timed-out");
}

void TestProgramFailures::transfers()
{
    QFETCH(QString, line);
    QFETCH(int, code);
    QFETCH(QString, status);
    const Finished done = runDemo(line.split(u' ')
        + QStringList { QStringLiteral("--yes"), QStringLiteral("--json") }.mid(line.startsWith(u"read") ? 1 : 0));
    COMPARE_CODE(done, code);
    const Json transfer = done.last();
    QVERIFY2(transfer.is_object(), done.summary().constData());
    QCOMPARE(QString::fromStdString(transfer["status"].get<std::string>()), status);
    QCOMPARE(done.err.contains(QStringLiteral("usb-workbench: error: ")), code != 0);
}

void TestProgramFailures::vanishing()
{
    const Finished done = runDemo(words("control fffe:0bad 0x40 0x15 0 0 --yes"));
    COMPARE_CODE(done, 6);
    QVERIFY2(done.err.contains(QStringLiteral("device disconnected")), done.summary().constData());
    QVERIFY2(done.err.contains(QStringLiteral("hint: plug the device in again")), done.summary().constData());
}

void TestProgramFailures::stalledStream()
{
    const Finished done = runDemo(words("stream fffe:0001 0x81 --seconds 0.2 --timeout 20 --size 512 --json"));
    QVERIFY2(done.code == 1, done.summary().constData()); // eight time-outs in a row end it
    QVERIFY(done.last()["error"].is_string());
    QVERIFY(done.last()["errors"].get<int>() >= 8);
}

void TestProgramFailures::risksAreAskedFor()
{
    const Finished asked = runDemo(words("control fffe:0001 0x00 SET_CONFIGURATION 0 0"));
    COMPARE_CODE(asked, 2);
    QVERIFY2(asked.err.contains(QStringLiteral("--yes")), asked.summary().constData());
    const Finished reset = runDemo(words("reset fffe:0001"));
    COMPARE_CODE(reset, 2);
    QVERIFY2(reset.err.contains(QStringLiteral("refused: send a reset to 100-1.1 fffe:0001: Alternate settings"))
            && reset.err.contains(QStringLiteral("--yes")),
        reset.summary().constData());
    const Finished refused = runDemo(words("control fffe:0001 0x00 SET_ADDRESS 5 0 --yes"));
    COMPARE_CODE(refused, 2);
    QVERIFY2(!refused.err.contains(QStringLiteral("--yes")), refused.summary().constData());
    QCOMPARE(refused.out, QByteArray());
}

// The log empties its file: never one that the command needs, and never before something can be sent.
void TestProgramFailures::readOnlyChangesNothing_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("code");
    const auto row = [](const char* line, int code) { QTest::newRow(line) << line << code; };
    row("control fffe:0001 0x80 GET_DESCRIPTOR 0x0100 0 18", 0);
    row("show fffe:0001 --strings", 0);
    row("control fffe:0001 0x40 0x5b 0 0 --data 1234 --yes", 2);
    row("control fffe:0001 0x02 CLEAR_FEATURE 0 0x81", 2);
    row("control fffe:0001 0x00 SET_ADDRESS 7 0", 2);
    row("write fffe:0001 0x01 --data 1234 --yes", 2);
    row("stream fffe:0001 0x01 --seconds 1", 2);
    row("read fffe:0001 0x84 --alt 1", 2);
    row("reset fffe:0001 --yes", 2);
}

void TestProgramFailures::readOnlyChangesNothing()
{
    QFETCH(const QString, line);
    QFETCH(const int, code);
    const QString log = path("read-only.pcapng");
    const Finished done
        = runDemo(words("--read-only --log") + QStringList { log } + line.split(u' ', Qt::SkipEmptyParts));
    COMPARE_CODE(done, code);
    QCOMPARE(done.err.contains(QStringLiteral("read-only mode is on")), code != 0);
}

void TestProgramFailures::filesAreNotEmptied()
{
    QFETCH(QString, line);
    QFETCH(int, code);
    const QString kept = m_directory.filePath(QStringLiteral("kept"));
    QFile file(kept);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("precious");
    file.close();
    const Finished done = runDemo(line.replace(u'@', kept).split(u' '));
    COMPARE_CODE(done, code);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("precious"));
}

void TestProgramFailures::filesAreNotEmptied_data()
{
    QTest::addColumn<QString>("line"); // @ stands for the file
    QTest::addColumn<int>("code");
    const auto row = [](const char* line, int code) { QTest::newRow(line) << line << code; };
    row("write fffe:0001 0x02 --file @ --log @", 2);
    row("control fffe:0001 0x40 0x5b 0 0 --yes --file @ --log @", 2);
    row("stream fffe:0001 0x02 --seconds 1 --file @ --log @", 2);
    row("read fffe:0001 0x82 --out @ --log @", 2);
    row("replay @ fffe:0001 --log @", 2);
    row("@ --log @", 2);
    row("read 9999:9999 0x81 --log @", 3);
    row("stream fffe:0001 0x02 --file /dev/null --log @", 2);
    row("read fffe:0001 0x8f --log @", 2);
    row("read fffe:0003 0x81 --detach-driver --log @", 2);
    row("control fffe:0003 0x80 GET_DESCRIPTOR 0x0100 0 18 --detach-driver --out @", 2);
    row("control fffe:0bad 0x40 1 0 0 --log @", 2);
    row("control fffe:0001 0x00 SET_ADDRESS 5 0 --yes --log @", 2);
    row("reset fffe:0001 --log @", 2);
}

void TestProgramFailures::packetsThatFailAreTold()
{
    const Finished some = runDemo(words("read fffe:0001 0x84 --size 10 --packets 3 --json"));
    COMPARE_CODE(some, 1);
    QVERIFY2(some.err.contains(QStringLiteral("3 of 3 packets failed, the first of them: overflow")),
        some.summary().constData());
    const Finished stream = runDemo(words("stream fffe:0001 0x84 --seconds 0.2 --size 10 --packets 3 --json"));
    COMPARE_CODE(stream, 1);
    QVERIFY2(stream.err.contains(QStringLiteral("every packet failed")), stream.summary().constData());
}

void TestProgramFailures::interruptedRead()
{
    Running read(words("--demo read fffe:0001 0x81 --timeout 0 --json"));
    QVERIFY(read.waitForStderr()); // the notice of the claim: the read is about to wait
    read.signal(SIGINT);
    const Finished done = read.finish();
    COMPARE_CODE(done, 130);
}

void TestProgramFailures::killedStreamLeavesALog()
{
    Running stream(
        words("--demo stream fffe:0001 0x82 --size 4096 --json --log") + QStringList { path("killed.pcapng") });
    QVERIFY(stream.waitForLine());
    QVERIFY(stream.waitForLine());
    stream.process().kill();
    const Finished done = stream.finish();
    COMPARE_CODE(done, -1);
    const std::vector<Json> lines = done.documents();
    const auto before = lines.front()["transfers"].get<std::size_t>(); // a second before the kill
    QVERIFY(before > 0);
    const auto log = capture::openCapture(path("killed.pcapng").toStdString());
    QVERIFY(log.has_value());
    QVERIFY2((*log)->count() >= before, QByteArray::number(qulonglong { (*log)->count() }));
    const auto record = (*log)->record(before - 1);
    QVERIFY(record.has_value());
    QVERIFY(record->status == usb::TransferStatus::Completed);
}

// As in "usb-workbench stream ... | head -n 1".
void TestProgramFailures::readerLeaves()
{
    QProcess program;
    QProcess head;
    program.setStandardOutputProcess(&head);
    program.start(QStringLiteral(WB_PROGRAM), words("--demo stream fffe:0001 0x82 --size 512 --json"));
    head.start(QStringLiteral("head"), words("-n 1"));
    QVERIFY(head.waitForFinished(60000));
    QVERIFY(head.readAll().startsWith(R"({"schema":"usb-workbench.stream/1","event":"progress")"));
    QVERIFY(program.waitForFinished(60000)); // with its next line
    QCOMPARE(program.exitCode(), 0);
    const QByteArray said = program.readAllStandardError();
    QVERIFY2(!said.contains("error"), said.constData());
}

void TestProgramFailures::fullStdout()
{
    QProcess process;
    process.setStandardOutputFile(QStringLiteral("/dev/full"));
    process.start(QStringLiteral(WB_PROGRAM), words("--demo list"));
    QVERIFY(process.waitForFinished(60000));
    QCOMPARE(process.exitCode(), 7);
    const QString said = QString::fromUtf8(process.readAllStandardError());
    QVERIFY2(said.contains(QStringLiteral("write standard output: no space left")), qPrintable(said));
    QVERIFY2(said.contains(QStringLiteral("hint: free some space")), qPrintable(said));
}

void TestProgramFailures::fullLog()
{
    const Finished done = runDemo(words("stream fffe:0001 0x82 --seconds 0.5 --size 512 --json --log /dev/full"));
    COMPARE_CODE(done, 7);
    QVERIFY2(done.err.contains(QStringLiteral("/dev/full")), done.summary().constData());
}

QTEST_GUILESS_MAIN(TestProgramFailures)
#include "tst_program_failures.moc"
