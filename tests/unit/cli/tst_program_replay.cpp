// SPDX-License-Identifier: GPL-3.0-or-later
// The built program replays what it logged: same answers, other answers, damaged logs.
#include "tests/unit/cli/program.h"

#include <QtTest>

#include <csignal>

using wb::test::Finished;
using wb::test::Json;
using wb::test::runDemo;
using wb::test::Running;

namespace {

QStringList words(const char* line) { return QString::fromLatin1(line).split(u' ', Qt::SkipEmptyParts); }

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void save(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

} // namespace

class TestProgramReplay : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void sameAnswers();
    void sameAnswersAsText();
    void otherAnswers();
    void stopsAtTheFirstDifference();
    void anotherDevice();
    void sourcesAreChosen();
    void risksAreAskedFor();
    void truncatedLog();
    void clearedHaltIsReplayed();
    void recordsAreInOrderOfTime();
    void streamIsReplayed();
    void kernelDriverInTheWayIsToldOnce();
    void logIsNotOverwritten();
    void interrupted();

private:
    [[nodiscard]] QString path(const char* name) const { return m_directory.filePath(QLatin1String(name)); }
    [[nodiscard]] QStringList replay(const char* name, const char* rest) const
    {
        return QStringList { QStringLiteral("replay"), path(name) } + words(rest);
    }

    QTemporaryDir m_directory;
};

#define COMPARE_CODE(finished, expected) QVERIFY2((finished).code == (expected), (finished).summary().constData())

// Three bulk reads of a pattern that the device begins anew after every reset; then the same log with the seventh
// byte of the second answer changed, and one that ends in the middle of a block.
void TestProgramReplay::initTestCase()
{
    const Finished reads
        = runDemo(words("read fffe:0001 0x82 --size 512 --count 3 --log") + QStringList { path("reads.pcapng") });
    COMPARE_CODE(reads, 0);
    QByteArray bytes = contents(path("reads.pcapng"));
    QByteArray pattern(63, '\0');
    for (int i = 0; i < 63; ++i)
        pattern[i] = static_cast<char>(i);
    const qsizetype first = bytes.indexOf(pattern);
    QVERIFY(first > 0);
    const qsizetype second = bytes.indexOf(pattern, first + 512);
    QVERIFY(second > first);
    save(path("truncated.pcapng"), bytes.first(second + 100));
    bytes[second + 6] = '\x55';
    save(path("changed.pcapng"), bytes);
}

void TestProgramReplay::sameAnswers()
{
    const Finished done = runDemo(replay("reads.pcapng", "fffe:0001 --json"));
    COMPARE_CODE(done, 0);
    const std::vector<Json> lines = done.documents();
    QCOMPARE(lines.size(), std::size_t { 4 });
    for (std::size_t i = 0; i < 3; ++i) {
        QCOMPARE(lines[i]["event"].get<std::string>(), std::string("step"));
        QCOMPARE(lines[i]["step"].get<std::size_t>(), i);
        QCOMPARE(lines[i]["verdict"].get<std::string>(), std::string("same"));
        QCOMPARE(lines[i]["request"].get<std::string>(), std::string("bulk EP2 IN (0x82), 512 bytes"));
    }
    const Json end = lines.back();
    QCOMPARE(end["schema"].get<std::string>(), std::string("usb-workbench.replay/1"));
    QCOMPARE(end["same"].get<int>(), 3);
    QCOMPARE(end["differs"].get<int>() + end["failed"].get<int>() + end["skipped"].get<int>(), 0);
    QCOMPARE(end["cancelled"].get<bool>(), false);
}

void TestProgramReplay::sameAnswersAsText()
{
    const Finished done = runDemo(replay("reads.pcapng", "fffe:0001 --original-timing"));
    COMPARE_CODE(done, 0);
    QVERIFY2(done.out.startsWith("1  same  bulk EP2 IN (0x82), 512 bytes\n"), done.summary().constData());
    QVERIFY2(done.out.endsWith("3 same, 0 differ, 0 failed, 0 skipped\n"), done.summary().constData());
}

void TestProgramReplay::otherAnswers()
{
    const Finished done = runDemo(replay("changed.pcapng", "fffe:0001 --json"));
    COMPARE_CODE(done, 8);
    const std::vector<Json> lines = done.documents();
    QCOMPARE(lines[1]["verdict"].get<std::string>(), std::string("differs"));
    const std::string explanation = lines[1]["explanation"].get<std::string>();
    QVERIFY2(explanation.find("0x55") != std::string::npos && explanation.find("6") != std::string::npos,
        explanation.c_str());
    QCOMPARE(lines.back()["same"].get<int>(), 2);
    QCOMPARE(lines.back()["differs"].get<int>(), 1);
}

void TestProgramReplay::stopsAtTheFirstDifference()
{
    const Finished done = runDemo(replay("changed.pcapng", "fffe:0001 --stop-at-first-difference --json"));
    COMPARE_CODE(done, 8);
    QCOMPARE(done.last()["same"].get<int>(), 1);
    QCOMPARE(done.last()["differs"].get<int>(), 1);
}

// The misbehaver has no endpoint 0x82: every step fails, none is lost.
void TestProgramReplay::anotherDevice()
{
    const Finished done = runDemo(replay("reads.pcapng", "fffe:0bad --json"));
    COMPARE_CODE(done, 1);
    QCOMPARE(done.last()["failed"].get<int>(), 3);
    QCOMPARE(done.documents()[0]["verdict"].get<std::string>(), std::string("error"));
    QVERIFY2(
        done.err.contains(QStringLiteral("note: the log is of fffe:0001, another kind")), done.summary().constData());
}

void TestProgramReplay::sourcesAreChosen()
{
    COMPARE_CODE(runDemo(replay("reads.pcapng", "fffe:0001 --from fffe:0001")), 0);
    const Finished wrong = runDemo(replay("reads.pcapng", "fffe:0001 --from 1d6b:0002"));
    COMPARE_CODE(wrong, 3);
    QVERIFY2(wrong.err.contains(QStringLiteral("it has fffe:0001 at 100.")), wrong.summary().constData());
    QCOMPARE(wrong.out, QByteArray());
}

void TestProgramReplay::risksAreAskedFor()
{
    COMPARE_CODE(runDemo(words("control fffe:0001 0x40 0x5b 0 0 --data 010203 --yes --log")
                     + QStringList { path("write.pcapng") }),
        0);
    const Finished asked = runDemo(replay("write.pcapng", "fffe:0001 --json"));
    COMPARE_CODE(asked, 2);
    QCOMPARE(asked.out, QByteArray());
    QVERIFY2(asked.err.contains(QStringLiteral("1 transfer of the log could do harm")), asked.summary().constData());
    const Finished sent = runDemo(replay("write.pcapng", "fffe:0001 --yes --json"));
    COMPARE_CODE(sent, 0);
    QCOMPARE(sent.last()["same"].get<int>(), 1);
}

void TestProgramReplay::truncatedLog()
{
    const Finished done = runDemo(replay("truncated.pcapng", "fffe:0001 --json"));
    COMPARE_CODE(done, 7); // what could be read was sent, but a script must not take it for the whole
    QCOMPARE(done.last()["same"].get<int>(), 1); // everything before the cut
    QVERIFY2(done.err.contains(QStringLiteral("offset ")), done.summary().constData());
    QVERIFY2(done.err.contains(QStringLiteral("truncated.pcapng: ")), done.summary().constData());
}

// usbfs wants the interface claimed for that.
void TestProgramReplay::clearedHaltIsReplayed()
{
    COMPARE_CODE(
        runDemo(words("control fffe:0001 0x02 CLEAR_FEATURE 0 0x81 --log") + QStringList { path("c.pcapng") }), 0);
    const Finished done = runDemo(replay("c.pcapng", "fffe:0001 --json"));
    COMPARE_CODE(done, 0);
    QCOMPARE(done.last()["same"].get<int>(), 1);
}

// The descriptors that a log begins with are not later than the first transfer.
void TestProgramReplay::recordsAreInOrderOfTime()
{
    for (const char* line : { "read fffe:0001 0x82 --size 512", "control fffe:0001 0x02 CLEAR_FEATURE 0 0x81" }) {
        COMPARE_CODE(runDemo(words(line) + QStringList { QStringLiteral("--log"), path("order.pcapng") }), 0);
        QProcess tshark;
        tshark.start(QStringLiteral("tshark"),
            { QStringLiteral("-r"), path("order.pcapng"), QStringLiteral("-T"), QStringLiteral("fields"),
                QStringLiteral("-e"), QStringLiteral("frame.time_delta") });
        QVERIFY(tshark.waitForFinished(60000));
        const QByteArray deltas = tshark.readAllStandardOutput();
        QVERIFY2(deltas.count('\n') >= 6, deltas.constData());
        QVERIFY2(!deltas.contains('-'), deltas.constData());
    }
}

// What its end took back was cut off at a moment that no replay meets again.
void TestProgramReplay::streamIsReplayed()
{
    COMPARE_CODE(runDemo(words("stream fffe:0001 0x82 --seconds 0.1 --log") + QStringList { path("s.pcapng") }), 0);
    const Finished done = runDemo(replay("s.pcapng", "fffe:0001 --json"));
    COMPARE_CODE(done, 0);
    QVERIFY(done.last()["same"].get<int>() > 0);
    QVERIFY(done.last()["skipped"].get<int>() > 0);
}

void TestProgramReplay::kernelDriverInTheWayIsToldOnce()
{
    COMPARE_CODE(runDemo(words("read fffe:0003 0x81 --timeout 5000 --detach-driver --yes --log")
                     + QStringList { path("k.pcapng") }),
        0);
    const Finished done = runDemo(replay("k.pcapng", "fffe:0003"));
    COMPARE_CODE(done, 5);
    QVERIFY2(done.err.count(QStringLiteral("--detach-driver")) == 1, done.summary().constData());
}

void TestProgramReplay::logIsNotOverwritten()
{
    const QByteArray before = contents(path("reads.pcapng"));
    const Finished done = runDemo(replay("reads.pcapng", "fffe:0001 --log") + QStringList { path("reads.pcapng") });
    COMPARE_CODE(done, 2);
    QVERIFY2(done.err.contains(QStringLiteral("reads or writes itself")), done.summary().constData());
    QCOMPARE(contents(path("reads.pcapng")), before);
    const Finished listed = runDemo({ QStringLiteral("list"), QStringLiteral("--log"), path("reads.pcapng") });
    COMPARE_CODE(listed, 2);
    QVERIFY2(listed.err.contains(QStringLiteral("sends nothing")), listed.summary().constData());
    QCOMPARE(contents(path("reads.pcapng")), before);
}

// A read that waits for ever, as the log of a read that timed out has it, is ended by Ctrl+C.
void TestProgramReplay::interrupted()
{
    const Finished logged
        = runDemo(words("read fffe:0001 0x81 --timeout 20 --log") + QStringList { path("waits.pcapng") });
    COMPARE_CODE(logged, 1);
    Running running(QStringList { QStringLiteral("--demo") } + replay("waits.pcapng", "fffe:0001 --json"));
    QVERIFY(running.waitForStderr()); // the notice of the claim
    running.signal(SIGINT);
    const Finished done = running.finish();
    QVERIFY2(done.code == 130 || done.code == 0, done.summary().constData()); // it may time out first, as logged
    QCOMPARE(done.last()["event"].get<std::string>(), std::string("end"));
    QCOMPARE(done.last()["cancelled"].get<bool>(), done.code == 130);
}

QTEST_GUILESS_MAIN(TestProgramReplay)
#include "tst_program_replay.moc"
