// SPDX-License-Identifier: GPL-3.0-or-later
// The built program as a USB/IP server, and a client at its socket.
#include "tests/unit/cli/program.h"
#include "tests/unit/usbip/usbip_client.h"

#include <QtTest>

#include <csignal>

using namespace wb::test;

#define COMPARE_CODE(finished, expected) QVERIFY2((finished).code == (expected), (finished).summary().constData())

namespace {

QStringList words(const char* line) { return QString::fromLatin1(line).split(u' ', Qt::SkipEmptyParts); }

// Of one thread, by its folder in /proc (proc(5), SigBlk): bit 0 is signal 1.
quint64 blockedSignals(const QString& task)
{
    QFile status(task + QStringLiteral("/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    static const QRegularExpression line(
        QStringLiteral("^SigBlk:\\s*([0-9a-f]+)$"), QRegularExpression::MultilineOption);
    return line.match(QString::fromLatin1(status.readAll())).captured(1).toULongLong(nullptr, 16);
}

// How many threads of a process have each signal unblocked.
QList<int> takers(qint64 process, const QList<int>& numbers)
{
    QList<int> counts(numbers.size());
    QDirIterator tasks(QStringLiteral("/proc/%1/task").arg(process), QDir::Dirs | QDir::NoDotAndDotDot);
    while (tasks.hasNext()) {
        const quint64 blocked = blockedSignals(tasks.next());
        for (qsizetype i = 0; i < numbers.size(); ++i)
            counts[i] += (blocked >> (numbers[i] - 1) & 1U) == 0 ? 1 : 0;
    }
    return counts;
}

} // namespace

class TestProgramExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void servesUntilInterrupted();
    void saysWhatToType();
    void listsModels();
    void unknownModelsAreWrongUse();
    void aTakenAddressIsBusy();
    void otherAddressesAreWarnedOf();
    void oneThreadTakesTheSignals();
};

void TestProgramExport::servesUntilInterrupted()
{
    Running program(words("export hid loopback --listen 127.0.0.1:0 --json"));
    QVERIFY(program.waitForLine());
    const Json ready = program.lines().at(0);
    QCOMPARE(ready["schema"].get<std::string>(), std::string("usb-workbench.export/1"));
    QCOMPARE(ready["event"].get<std::string>(), std::string("ready"));
    QCOMPARE(ready["devices"][1]["busId"].get<std::string>(), std::string("1-2"));
    QCOMPARE(ready["devices"][1]["productId"].get<std::string>(), std::string("0001"));
    const auto port = ready["port"].get<std::uint16_t>();
    {
        Client client(port);
        QCOMPARE(client.import("1-1").value_or(99), 0U);
        QVERIFY(program.waitForLine());
        const Json attached = program.lines().at(1);
        QCOMPARE(attached["event"].get<std::string>(), std::string("attached"));
        QCOMPARE(attached["model"].get<std::string>(), std::string("hid"));
        QCOMPARE(attached["client"].get<std::string>().substr(0, 10), std::string("127.0.0.1:"));
        QCOMPARE(client.run(controlIn(1, kGetDevice)).value().data.size(), std::size_t { 18 });
    }
    QVERIFY(program.waitForLine());
    QCOMPARE(program.lines().at(2)["event"].get<std::string>(), std::string("detached"));
    Client last(port);
    QCOMPARE(last.import("1-2").value_or(99), 0U);
    QVERIFY(program.waitForLine());
    program.signal(SIGINT);
    QVERIFY(last.isClosed());
    const Finished done = program.finish();
    COMPARE_CODE(done, 0);
    QCOMPARE(done.last()["event"].get<std::string>(), std::string("detached"));
    QCOMPARE(done.last()["reason"].get<std::string>(), std::string("the server ends"));
}

void TestProgramExport::saysWhatToType()
{
    Running program(words("export loopback --listen 127.0.0.1:0"));
    QVERIFY(program.waitForLine());
    QVERIFY(program.waitForStderr());
    program.signal(SIGTERM);
    const Finished done = program.finish();
    COMPARE_CODE(done, 0);
    const QString text = QString::fromUtf8(done.out);
    const QRegularExpression ready(QStringLiteral("^ready: 127\\.0\\.0\\.1:(\\d+)\n"));
    const auto match = ready.match(text);
    QVERIFY2(match.hasMatch(), done.summary().constData());
    QVERIFY(text.contains(QStringLiteral("1-1  fffe:0001  High Speed  Loopback device  [loopback]\n")));
    const QString hint = QStringLiteral("usbip --tcp-port %1 attach -r 127.0.0.1 -b 1-1").arg(match.captured(1));
    QVERIFY2(done.err.contains(hint), done.summary().constData());
    QVERIFY(!done.err.contains(QStringLiteral("warning")));
}

void TestProgramExport::listsModels()
{
    const Finished text = runProgram(words("export --list"));
    COMPARE_CODE(text, 0);
    QVERIFY(text.out.contains("loopback  Loopback device\n"));
    QVERIFY(!text.out.contains("usb100"));
    const Finished json = runProgram(words("export --list --json"));
    COMPARE_CODE(json, 0);
    QCOMPARE(json.last()["schema"].get<std::string>(), std::string("usb-workbench.models/1"));
    QCOMPARE(json.last()["models"].size(), static_cast<std::size_t>(text.out.count('\n')));
}

void TestProgramExport::unknownModelsAreWrongUse()
{
    const Finished done = runProgram(words("export loopback toaster --listen 127.0.0.1:0"));
    COMPARE_CODE(done, 2);
    QVERIFY2(done.err.contains(QStringLiteral("toaster")), done.summary().constData());
    QVERIFY(done.err.contains(QStringLiteral("export --list")));
    QVERIFY(done.out.isEmpty());
}

void TestProgramExport::aTakenAddressIsBusy()
{
    ServerRig rig({ "loopback" });
    const Finished done = runProgram({ QStringLiteral("export"), QStringLiteral("loopback"), QStringLiteral("--listen"),
        QStringLiteral("127.0.0.1:%1").arg(rig.port()) });
    COMPARE_CODE(done, 5);
    QVERIFY2(done.err.contains(QStringLiteral("Address already in use")), done.summary().constData());
    QVERIFY(!done.err.contains(QStringLiteral("--detach-driver")));
}

void TestProgramExport::otherAddressesAreWarnedOf()
{
    Running program(words("export loopback --listen 0.0.0.0:0"));
    QVERIFY(program.waitForLine());
    program.signal(SIGINT);
    const Finished done = program.finish();
    COMPARE_CODE(done, 0);
    QVERIFY2(done.err.contains(QStringLiteral("whoever reaches 0.0.0.0:")), done.summary().constData());
    QVERIFY(done.err.contains(QStringLiteral("attach -r ADDRESS -b 1-1")));
}

// Were any other to take them, when the program hears of an interruption would be up to what that one is doing.
void TestProgramExport::oneThreadTakesTheSignals()
{
    Running program(words("export loopback --listen 127.0.0.1:0 --json"));
    QVERIFY(program.waitForLine());
    Client client(program.lines().at(0)["port"].get<std::uint16_t>());
    QCOMPARE(client.import("1-1").value_or(99), 0U); // a thread that has only just been made blocks every signal
    const qint64 process = program.process().processId();
    const QList<int> once { 1, 1, 1 };
    QTRY_COMPARE(takers(process, { SIGINT, SIGTERM, SIGHUP }), once);
    program.signal(SIGHUP);
    COMPARE_CODE(program.finish(), 0);
}

QTEST_GUILESS_MAIN(TestProgramExport)
#include "tst_program_export.moc"
