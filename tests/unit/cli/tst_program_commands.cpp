// SPDX-License-Identifier: GPL-3.0-or-later
// The built program on the demo bus: every command does what the man page says.
#include "core/capture/transfer_source.h"
#include "tests/unit/cli/program.h"

#include <QtTest>

#include <csignal>

using namespace wb;
using wb::test::Finished;
using wb::test::Json;
using wb::test::runDemo;
using wb::test::Running;
using wb::test::runProgram;

namespace {

const QString kLoopback = QStringLiteral("fffe:0001");

QStringList words(const char* line) { return QString::fromLatin1(line).split(u' ', Qt::SkipEmptyParts); }

} // namespace

class TestProgramCommands : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void list();
    void listAsJson();
    void needsNoDisplay();
    void showForms();
    void showGraphs();
    void showFacts();
    void showHidFile();
    void controlIn();
    void controlOut();
    void reset();
    void read();
    void readShortIsError();
    void readToFile();
    void readToStdout();
    void readIsochronous();
    void write();
    void writeInPieces();
    void writeIsochronous();
    void zeroLengthWrite();
    void stream();
    void streamOut();
    void streamIsochronous();
    void streamInterrupt();
    void streamStopsCleanly();
    void streamLogsWhatItCounts();
    void payloadLimit();
    void watch();
    void watchCount();
    void noticesGoToStderr();
    void helpAndVersion();

private:
    [[nodiscard]] QString path(const char* name) const { return m_directory.filePath(QLatin1String(name)); }
    static void checkCompleted(const Json& transfer, int requested, int actual);

    QTemporaryDir m_directory;
};

#define COMPARE_CODE(finished, expected) QVERIFY2((finished).code == (expected), (finished).summary().constData())

void TestProgramCommands::list()
{
    const Finished done = runDemo(words("list"));
    COMPARE_CODE(done, 0);
    const QList<QByteArray> lines = done.out.trimmed().split('\n');
    QCOMPARE(lines.size(), qsizetype { 9 });
    QVERIFY2(lines[0].startsWith("usb100 "), done.summary().constData());
    QVERIFY2(lines[2].startsWith("100-1.1  fffe:0001  high  Loopback device"), done.summary().constData());
    QCOMPARE(done.err, QString());
}

void TestProgramCommands::listAsJson()
{
    const Finished done = runDemo(words("list --json"));
    COMPARE_CODE(done, 0);
    const Json document = done.last();
    QCOMPARE(done.documents().size(), std::size_t { 1 });
    QCOMPARE(document["schema"].get<std::string>(), std::string("usb-workbench.devices/1"));
    QCOMPARE(document["devices"].size(), std::size_t { 9 });
    const Json& loopback = document["devices"][2];
    QCOMPARE(loopback["vendorId"].get<std::string>(), std::string("fffe"));
    QCOMPARE(loopback["productId"].get<std::string>(), std::string("0001"));
    QCOMPARE(loopback["configurations"][0]["interfaces"][0]["alternates"].size(), std::size_t { 2 });
}

void TestProgramCommands::needsNoDisplay()
{
    qputenv("QT_QPA_PLATFORM", "no-such-platform");
    const Finished done = runDemo(words("list"));
    qunsetenv("QT_QPA_PLATFORM");
    COMPARE_CODE(done, 0);
}

void TestProgramCommands::showForms()
{
    const Finished text = runDemo({ QStringLiteral("show"), kLoopback });
    COMPARE_CODE(text, 0);
    QVERIFY2(text.out.contains("idVendor") && text.out.contains("0xfffe"), text.summary().constData());
    const Finished hex = runDemo({ QStringLiteral("show"), QStringLiteral("100-1.1"), QStringLiteral("--hex") });
    COMPARE_CODE(hex, 0);
    QVERIFY2(hex.out.startsWith("0000  12 01"), hex.summary().constData());
    const Finished json = runDemo({ QStringLiteral("show"), kLoopback, QStringLiteral("--json") });
    COMPARE_CODE(json, 0);
    const Json document = json.last();
    QCOMPARE(document["schema"].get<std::string>(), std::string("usb-workbench.device/1"));
    QVERIFY(document["descriptors"].get<std::string>().starts_with("1201"));
    QVERIFY(document["decoded"].size() >= 2);
}

void TestProgramCommands::showGraphs()
{
    const Finished text = runDemo(words("show --graph fffe:0021"));
    COMPARE_CODE(text, 0);
    QVERIFY2(text.out.contains("  Feature unit 2: mute, volume\n    <- Input terminal 1: USB streaming\n"),
        text.summary().constData());
    QVERIFY2(text.out.contains("    <- clock: Clock selector 18\n"), text.summary().constData());
    const Finished dot = runDemo(words("show fffe:0020 --graph=dot"));
    COMPARE_CODE(dot, 0);
    QVERIFY2(dot.out.startsWith("digraph signals {\n") && dot.out.endsWith("}\n"), dot.summary().constData());
    const Finished json = runDemo(words("show fffe:0020 --graph --json"));
    COMPARE_CODE(json, 0);
    const Json document = json.last();
    QCOMPARE(document["schema"].get<std::string>(), std::string("usb-workbench.graphs/1"));
    const Json& graph = document["graphs"][0];
    QCOMPARE(graph["kind"].get<std::string>(), std::string("video"));
    QCOMPARE(graph["entities"].size(), std::size_t { 8 }); // six of the control interface, two streams
    QCOMPARE(graph["links"].size(), std::size_t { 7 });
    QCOMPARE(graph["entities"][1]["id"].get<int>(), 2);
    QCOMPARE(graph["links"][0].dump(),
        std::string(R"({"kind":"signal","from":0,"to":1,"input":1,"output":null,"isDangling":false,)"
                    R"("isInCycle":false})"));
    const Json& stream = graph["entities"][6];
    QCOMPARE(stream["summary"].get<std::string>(), std::string("2560x1440 MJPEG and 5 more"));
    QVERIFY(stream["id"].is_null());
    const Finished none = runDemo({ QStringLiteral("show"), kLoopback, QStringLiteral("--graph") });
    COMPARE_CODE(none, 0);
    QVERIFY2(none.out.startsWith("No audio, video or MIDI function"), none.summary().constData());
}

// The demo bus is not in the system.
void TestProgramCommands::showFacts()
{
    const Finished text = runDemo({ QStringLiteral("show"), kLoopback, QStringLiteral("--facts") });
    COMPARE_CODE(text, 0);
    QVERIFY2(text.out.contains("the system has no facts of this device"), text.summary().constData());
    const Finished json
        = runDemo({ QStringLiteral("show"), kLoopback, QStringLiteral("--facts"), QStringLiteral("--json") });
    COMPARE_CODE(json, 0);
    QCOMPARE(json.last()["schema"].get<std::string>(), std::string("usb-workbench.facts/1"));
    QVERIFY(json.last()["groups"].is_array() && json.last()["groups"].empty());
}

// A file needs neither a device nor the demo bus.
void TestProgramCommands::showHidFile()
{
    const QString file = QStringLiteral(WB_SOURCE_DIR "/tests/data/hid/mouse.bin");
    const Finished text = runProgram({ QStringLiteral("show"), QStringLiteral("--hid"), file });
    COMPARE_CODE(text, 0);
    QVERIFY2(text.out.startsWith("Input report, 4 bytes\n"), text.summary().constData());
    QCOMPARE(text.err, QString());
    const Finished json
        = runProgram({ QStringLiteral("show"), QStringLiteral("--json"), QStringLiteral("--hid"), file });
    COMPARE_CODE(json, 0);
    QCOMPARE(json.last()["schema"].get<std::string>(), std::string("usb-workbench.hid-report/1"));
    QCOMPARE(json.last()["reports"][0]["fields"].size(), std::size_t { 3 });
}

void TestProgramCommands::checkCompleted(const Json& transfer, int requested, int actual)
{
    QVERIFY(transfer.is_object());
    QCOMPARE(transfer["schema"].get<std::string>(), std::string("usb-workbench.transfer/1"));
    QCOMPARE(transfer["status"].get<std::string>(), std::string("completed"));
    QCOMPARE(transfer["requested"].get<int>(), requested);
    QCOMPARE(transfer["actual"].get<int>(), actual);
    const auto submitted = transfer["submitted"].get<qint64>();
    const auto completed = transfer["completed"].get<qint64>();
    QVERIFY(submitted > 1'600'000'000'000'000'000);
    QCOMPARE(transfer["latency"].get<qint64>(), completed - submitted);
}

void TestProgramCommands::controlIn()
{
    const Finished text = runDemo({ QStringLiteral("control"), kLoopback, QStringLiteral("0x80"),
        QStringLiteral("GET_DESCRIPTOR"), QStringLiteral("0x0100"), QStringLiteral("0"), QStringLiteral("18") });
    COMPARE_CODE(text, 0);
    QVERIFY2(text.out.startsWith("0000  12 01"), text.summary().constData());
    const Finished json = runDemo(words("control fffe:0001 0x80 6 0x0100 0 255 --json"));
    COMPARE_CODE(json, 0);
    checkCompleted(json.last(), 255, 18);
    QVERIFY(!json.last().contains("packets"));
}

void TestProgramCommands::controlOut()
{
    const Finished done = runDemo(words("control fffe:0001 0x40 0x5b 0 0 --data 01020304 --yes --json"));
    COMPARE_CODE(done, 0);
    checkCompleted(done.last(), 4, 4);
    QCOMPARE(done.last()["data"].get<std::string>(), std::string("01020304"));
}

void TestProgramCommands::reset()
{
    const Finished text = runDemo(words("reset fffe:0001 --yes"));
    COMPARE_CODE(text, 0);
    QVERIFY2(text.out.startsWith("100-1.1 fffe:0001: reset, the same device at address "), text.summary().constData());
    const Finished json = runDemo(words("reset fffe:0001 --yes --json"));
    COMPARE_CODE(json, 0);
    const Json document = json.last();
    QCOMPARE(document["schema"].get<std::string>(), std::string("usb-workbench.reset/1"));
    QVERIFY(!document["isAnother"].get<bool>());
    QCOMPARE(document["addressBefore"].get<int>(), document["device"]["address"].get<int>());
}

void TestProgramCommands::read()
{
    const Finished done = runDemo(words("read fffe:0001 0x82 --size 1024 --count 3 --json"));
    COMPARE_CODE(done, 0);
    const std::vector<Json> transfers = done.documents();
    QCOMPARE(transfers.size(), std::size_t { 3 });
    for (const Json& transfer : transfers) {
        checkCompleted(transfer, 1024, 1024);
        QCOMPARE(transfer["data"].get<std::string>().size(), std::size_t { 2048 });
    }
    const Finished standard = runDemo(words("read fffe:0001 0x82 --json"));
    COMPARE_CODE(standard, 0);
    checkCompleted(standard.last(), 512, 512); // one packet
    const Finished text = runDemo(words("read fffe:0001 0x82"));
    QVERIFY2(text.out.startsWith("0000  00 01 02"), text.summary().constData());
}

// The endpoint sends 8 bytes at a time.
void TestProgramCommands::readShortIsError()
{
    const Finished done = runDemo(words("read fffe:0001 0x83 --size 64 --count 2 --short-is-error --json"));
    COMPARE_CODE(done, 1);
    QCOMPARE(done.documents().size(), std::size_t { 1 }); // the first that failed was the last
    const Json transfer = done.last();
    QCOMPARE(transfer["status"].get<std::string>(), std::string("error"));
    QCOMPARE(transfer["data"].get<std::string>().size(), std::size_t { 16 });
    QVERIFY2(done.err.contains(QStringLiteral("--short-is-error")), done.summary().constData());
    COMPARE_CODE(runDemo(words("read fffe:0001 0x83 --size 64 --json")), 0);
    COMPARE_CODE(runDemo(words("read fffe:0001 0x82 --size 512 --short-is-error --json")), 0);
}

void TestProgramCommands::readToFile()
{
    const Finished done
        = runDemo(words("read fffe:0001 0x82 --size 512 --count 2 --out") + QStringList { path("raw") });
    COMPARE_CODE(done, 0);
    QVERIFY2(done.out.startsWith("read 512 of 512 bytes"), done.summary().constData());
    QFile file(path("raw"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QCOMPARE(bytes.size(), qsizetype { 1024 });
    QCOMPARE(bytes.first(512), bytes.last(512));
}

void TestProgramCommands::readToStdout()
{
    const Finished done = runDemo(words("read fffe:0001 0x82 --size 512 --out -"));
    COMPARE_CODE(done, 0);
    QCOMPARE(done.out.size(), qsizetype { 512 });
    for (int i = 0; i < 512; ++i)
        QCOMPARE(int { static_cast<unsigned char>(done.out[i]) }, i % 63);
}

void TestProgramCommands::readIsochronous()
{
    const Finished done = runDemo(words("read fffe:0001 0x84 --packets 4 --json"));
    COMPARE_CODE(done, 0);
    const Json transfer = done.last();
    checkCompleted(transfer, 2048, 2048); // alternate setting 1 was selected without being asked for
    QCOMPARE(transfer["packets"].size(), std::size_t { 4 });
    for (const Json& packet : transfer["packets"]) {
        QCOMPARE(packet["requested"].get<int>(), 512);
        QCOMPARE(packet["status"].get<std::string>(), std::string("completed"));
    }
    QCOMPARE(transfer["data"].get<std::string>().size(), std::size_t { 4096 });
    COMPARE_CODE(runDemo(words("read fffe:0001 0x84 --packets 4 --alt 1")), 0);
}

void TestProgramCommands::write()
{
    const Finished text = runDemo(words("write fffe:0001 0x01 --text hello"));
    COMPARE_CODE(text, 0);
    QVERIFY2(text.out.startsWith("wrote 5 of 5 bytes"), text.summary().constData());
    const Finished json = runDemo(words("write fffe:0001 1 --data 0a0b --json"));
    COMPARE_CODE(json, 0);
    checkCompleted(json.last(), 2, 2);
    QCOMPARE(json.last()["data"].get<std::string>(), std::string("0a0b"));
}

void TestProgramCommands::writeInPieces()
{
    QFile file(path("large"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray((1 << 20) + 1000, 'x'));
    file.close();
    const Finished whole = runDemo(words("write fffe:0001 2 --json --file") + QStringList { file.fileName() });
    COMPARE_CODE(whole, 0);
    QCOMPARE(whole.documents().size(), std::size_t { 17 }); // 64 KiB each, and the rest
    QCOMPARE(whole.documents().front()["actual"].get<int>(), 65536);
    QCOMPARE(whole.last()["actual"].get<int>(), 1000);
    const Finished sized = runDemo(words("write fffe:0001 2 --data 0102030405 --size 2 --json"));
    COMPARE_CODE(sized, 0);
    QCOMPARE(sized.documents().size(), std::size_t { 3 });
}

void TestProgramCommands::writeIsochronous()
{
    QFile file(path("packets"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(512 * 10, 'p'));
    file.close();
    const Finished done
        = runDemo(words("write fffe:0001 4 --packets 4 --json --file") + QStringList { file.fileName() });
    COMPARE_CODE(done, 0);
    const std::vector<Json> transfers = done.documents();
    QCOMPARE(transfers.size(), std::size_t { 3 });
    QCOMPARE(transfers[0]["packets"].size(), std::size_t { 4 });
    QCOMPARE(transfers[2]["packets"].size(), std::size_t { 2 }); // fewer packets, not smaller ones
    QCOMPARE(transfers[2]["packets"][0]["actual"].get<int>(), 512);
}

void TestProgramCommands::zeroLengthWrite()
{
    const Finished done = runDemo({ QStringLiteral("write"), kLoopback, QStringLiteral("2"), QStringLiteral("--data"),
        QString(), QStringLiteral("--json") });
    COMPARE_CODE(done, 0);
    checkCompleted(done.last(), 0, 0);
}

void TestProgramCommands::stream()
{
    const Finished done = runDemo(words("stream fffe:0001 0x82 --seconds 1.5 --size 4096 --depth 4 --json"));
    COMPARE_CODE(done, 0);
    const std::vector<Json> lines = done.documents();
    QVERIFY2(lines.size() >= 2, done.summary().constData());
    QCOMPARE(lines.front()["event"].get<std::string>(), std::string("progress"));
    const Json end = lines.back();
    QCOMPARE(end["schema"].get<std::string>(), std::string("usb-workbench.stream/1"));
    QCOMPARE(end["event"].get<std::string>(), std::string("end"));
    QVERIFY(end["seconds"].get<double>() >= 1.4);
    QVERIFY(end["transfers"].get<int>() > 10);
    QVERIFY(end["bytes"].get<qint64>() > 40960);
    QVERIFY(end["bytesPerSecond"].get<double>() > 0);
    QCOMPARE(end["errors"].get<int>(), 0);
    QVERIFY(end["error"].is_null());
    QVERIFY(end["log"].is_null());
    QVERIFY(lines.front()["transfers"].get<int>() <= end["transfers"].get<int>());
}

void TestProgramCommands::streamOut()
{
    const Finished done = runDemo(words("stream fffe:0001 0x02 --seconds 0.3 --size 2048 --data 0102"));
    COMPARE_CODE(done, 0);
    QVERIFY2(done.out.contains(" transfers, "), done.summary().constData());
}

void TestProgramCommands::streamIsochronous()
{
    const Finished done = runDemo(words("stream fffe:0001 0x84 --seconds 0.5 --packets 8 --json"));
    COMPARE_CODE(done, 0);
    const Json end = done.last();
    QVERIFY2(end["packets"].get<int>() > 0, done.summary().constData());
    QCOMPARE(end["packetErrors"].get<int>(), 0);
}

// Each transfer is one report: not a large one that waits for many.
void TestProgramCommands::streamInterrupt()
{
    const Finished done = runDemo(words("stream fffe:0001 0x83 --seconds 0.5 --json"));
    COMPARE_CODE(done, 0);
    QVERIFY2(done.last()["transfers"].get<int>() > 100, done.summary().constData()); // one a millisecond
}

void TestProgramCommands::streamStopsCleanly()
{
    for (const int signal : { SIGINT, SIGTERM }) {
        Running stream(words("--demo stream fffe:0001 0x82 --size 4096 --json"));
        QVERIFY(stream.waitForLine());
        stream.signal(signal);
        const Finished done = stream.finish();
        COMPARE_CODE(done, 0);
        QCOMPARE(done.last()["event"].get<std::string>(), std::string("end"));
        QCOMPARE(done.last()["stopReason"].get<std::string>(), std::string("stopped"));
    }
}

void TestProgramCommands::streamLogsWhatItCounts()
{
    const Finished done = runDemo(
        words("stream fffe:0001 0x82 --seconds 0.5 --size 4096 --json --log") + QStringList { path("s.pcapng") });
    COMPARE_CODE(done, 0);
    const Json end = done.last();
    QCOMPARE(end["log"]["transfers"].get<int>(), end["log"]["completed"].get<int>());
    QCOMPARE(end["log"]["transfers"].get<int>(), end["transfers"].get<int>());
    QCOMPARE(end["log"]["payloadCut"].get<int>(), 0);
    const auto log = capture::openCapture(path("s.pcapng").toStdString());
    QVERIFY(log.has_value());
    QVERIFY((*log)->problems().empty());
    QCOMPARE((*log)->count(), end["log"]["transfers"].get<std::size_t>());
    QCOMPARE((*log)->fileBytes(), end["log"]["bytesWritten"].get<std::uint64_t>());
    const auto first = (*log)->record(0);
    QVERIFY(first.has_value());
    QCOMPARE(first->data.size(), std::size_t { 4096 });
}

void TestProgramCommands::payloadLimit()
{
    const Finished done = runDemo(
        words("read fffe:0001 0x82 --size 512 --json --payload-limit 16 --log") + QStringList { path("cut.pcapng") });
    COMPARE_CODE(done, 0);
    QCOMPARE(done.last()["data"].get<std::string>().size(), std::size_t { 1024 }); // what is printed is never cut
    const auto log = capture::openCapture(path("cut.pcapng").toStdString());
    QVERIFY(log.has_value());
    const auto record = (*log)->record((*log)->count() - 1);
    QVERIFY(record.has_value());
    QCOMPARE(record->data.size(), std::size_t { 16 });
    QCOMPARE(record->actualLength, 512U);
}

void TestProgramCommands::watch()
{
    Running watch(words("--demo watch --json"));
    QVERIFY(watch.waitForLine());
    watch.signal(SIGINT);
    const Finished done = watch.finish();
    COMPARE_CODE(done, 0);
    const Json ready = done.documents().front();
    QCOMPARE(ready["event"].get<std::string>(), std::string("ready"));
    QCOMPARE(ready["devices"].get<int>(), 9);
    QVERIFY(ready["time"].get<qint64>() > 1'600'000'000'000'000'000);
    const Finished timed = runDemo(words("watch --seconds 0.1"));
    COMPARE_CODE(timed, 0);
    QCOMPARE(timed.out, QByteArray("ready: 9 devices\n"));
}

// The demo bus never changes by itself: the limit of time ends the watch before that of events.
void TestProgramCommands::watchCount()
{
    const Finished done = runDemo(words("watch --count 1 --seconds 0.2 --json"));
    COMPARE_CODE(done, 0);
    QCOMPARE(done.documents().size(), std::size_t { 1 });
}

void TestProgramCommands::noticesGoToStderr()
{
    const Finished done = runDemo(words("read fffe:0001 0x82 --json"));
    COMPARE_CODE(done, 0);
    QVERIFY2(done.err.contains(QStringLiteral("usb-workbench: note: ")), done.summary().constData());
    QVERIFY2(done.err.contains(QStringLiteral("claim")), done.summary().constData());
    QCOMPARE(done.documents().size(), std::size_t { 1 });
}

void TestProgramCommands::helpAndVersion()
{
    const Finished help = runProgram(words("--help"));
    COMPARE_CODE(help, 0);
    QVERIFY(help.out.contains("Usage: usb-workbench"));
    QCOMPARE(help.err, QString());
    const Finished version = runProgram(words("--version"));
    COMPARE_CODE(version, 0);
    QVERIFY(version.out.startsWith("usb-workbench "));
}

QTEST_GUILESS_MAIN(TestProgramCommands)
#include "tst_program_commands.moc"
