// SPDX-License-Identifier: GPL-3.0-or-later
// The stream command of the built program on the demo bus: what it sends, compares, keeps and stops at.
#include "core/capture/transfer_source.h"
#include "tests/unit/cli/program.h"

#include <QtTest>

#include <csignal>
#include <set>

using namespace wb;
using wb::test::Finished;
using wb::test::Json;
using wb::test::runDemo;
using wb::test::Running;

namespace {

QStringList words(const QString& line) { return line.split(u' ', Qt::SkipEmptyParts); }

Finished runStream(const QString& rest) { return runDemo(words(QStringLiteral("stream fffe:0001 ") + rest)); }

// Each packet of the demo device's source: byte i is i mod 63.
QString sourcePattern()
{
    QByteArray bytes;
    for (char i = 0; i < 63; ++i)
        bytes += i;
    return QString::fromLatin1(bytes.toHex());
}

std::string word(const Json& document, const char* member) { return document[member].get<std::string>(); }

} // namespace

class TestProgramStream : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void limitsAreExact();
    void loopback_data();
    void loopback();
    void whatDoesNotComeBackDiffers();
    void whatComesBackWrongDiffers();
    void expected();
    void differs();
    void differenceEndsIt();
    void expectedFile();
    void patternEndsIt();
    void receivedGoesIntoAFile();
    void beginningIsPrinted();
    void discardedIsNotLogged();
    void fileIsSentOnce();
    void rateIsKept();
    void shortIsError();
    void eventStopsIt();
    void packetLengths();
    void severalEndpoints();
    void severalEndpointsOfOneSetting();
    void figures();
    void failures_data();
    void failures();
    void noFileIsBothReadAndWritten();
    void loopbackStopsCleanly();

private:
    [[nodiscard]] QString path(const char* name) const { return m_directory.filePath(QLatin1String(name)); }
    [[nodiscard]] QString write(const char* name, const QByteArray& bytes) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            QTest::qFail(qPrintable(file.errorString()), __FILE__, __LINE__);
        return path(name);
    }
    [[nodiscard]] QByteArray read(const char* name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
    }

    QTemporaryDir m_directory;
};

#define COMPARE_CODE(finished, expected) QVERIFY2((finished).code == (expected), (finished).summary().constData())

void TestProgramStream::limitsAreExact()
{
    const Finished counted = runStream(QStringLiteral("0x82 --size 512 --count 21 --json"));
    COMPARE_CODE(counted, 0);
    QCOMPARE(counted.last()["transfers"].get<int>(), 21);
    QCOMPARE(word(counted.last(), "stopReason"), std::string("limit reached"));
    const Finished sized = runStream(QStringLiteral("0x02 --size 512 --bytes 1300 --json"));
    COMPARE_CODE(sized, 0);
    QCOMPARE(sized.last()["bytes"].get<int>(), 1300);
    QCOMPARE(sized.last()["transfers"].get<int>(), 3);
}

void TestProgramStream::loopback_data()
{
    QTest::addColumn<QString>("source");
    QTest::newRow("random by itself") << "";
    QTest::newRow("counter") << "--source counter:4";
    QTest::newRow("prbs") << "--source prbs:23";
    QTest::newRow("constant") << "--source constant:0xa5";
    QTest::newRow("short hex over and over") << "--source hex:0102030405 --repeat";
}

// A last packet that is short, and one that is not and must be waited for.
void TestProgramStream::loopback()
{
    QFETCH(QString, source);
    for (const int bytes : { 100000, 65536 * 2 + 1024 }) {
        const Finished done
            = runStream(QStringLiteral("0x01 --loopback 0x81 --json --bytes %1 %2").arg(bytes).arg(source));
        COMPARE_CODE(done, 0);
        const std::vector<Json> lines = done.documents();
        QVERIFY2(lines.size() >= 2, done.summary().constData());
        const Json& received = lines[lines.size() - 2];
        const Json& sent = lines.back();
        QCOMPARE(word(received, "endpoint"), std::string("81"));
        QCOMPARE(word(sent, "endpoint"), std::string("01"));
        QCOMPARE(sent["bytes"].get<int>(), bytes);
        QCOMPARE(received["bytes"].get<int>(), bytes);
        QCOMPARE(received["comparison"]["bytes"].get<int>(), bytes);
        QCOMPARE(received["comparison"]["differing"].get<int>(), 0);
        QCOMPARE(received["comparison"]["missing"].get<int>(), 0);
        QVERIFY(received["comparison"]["first"].is_null());
        QVERIFY(sent["comparison"].is_null());
    }
}

// 0x02 swallows everything.
void TestProgramStream::whatDoesNotComeBackDiffers()
{
    const Finished done = runStream(QStringLiteral("0x02 --loopback 0x81 --bytes 1024 --json"));
    COMPARE_CODE(done, 10);
    const std::vector<Json> documents = done.documents();
    QCOMPARE(documents.at(documents.size() - 2)["comparison"]["missing"].get<int>(), 1024);
    const Finished text = runStream(QStringLiteral("0x02 --loopback 0x81 --bytes 1024"));
    COMPARE_CODE(text, 10);
    QVERIFY2(text.out.contains("EP1 IN (0x81): "), text.summary().constData());
    QVERIFY2(text.out.contains("1024 did not come\n"), text.summary().constData());
}

// 0x82 sends what it likes.
void TestProgramStream::whatComesBackWrongDiffers()
{
    const Finished done
        = runStream(QStringLiteral("0x02 --loopback 0x82 --source constant:0 --size 512 --until-difference --json"));
    COMPARE_CODE(done, 10);
    const Json first = done.documents()[done.documents().size() - 2]["comparison"]["first"];
    QCOMPARE(first.dump(), std::string(R"({"offset":1,"expected":"00","actual":"01"})"));
}

void TestProgramStream::expected()
{
    const Finished done
        = runStream(QStringLiteral("0x82 --size 512 --count 20 --json --expect pattern:") + sourcePattern());
    COMPARE_CODE(done, 0);
    QCOMPARE(
        done.last()["comparison"].dump(), std::string(R"({"bytes":10240,"differing":0,"first":null,"missing":0})"));
    const Finished text = runStream(QStringLiteral("0x82 --size 512 --count 20 --expect pattern:") + sourcePattern());
    COMPARE_CODE(text, 0);
    QVERIFY2(text.out.contains("compared: 10240 bytes, all as expected\n"), text.summary().constData());
}

void TestProgramStream::differs()
{
    const Finished done = runStream(QStringLiteral("0x82 --size 512 --count 2 --json --expect counter"));
    COMPARE_CODE(done, 10);
    QCOMPARE(done.last()["comparison"]["first"].dump(), std::string(R"({"offset":63,"expected":"3f","actual":"00"})"));
    QCOMPARE(done.last()["transfers"].get<int>(), 2);
    const Finished text = runStream(QStringLiteral("0x82 --size 512 --count 2 --expect counter"));
    COMPARE_CODE(text, 10);
    QVERIFY2(text.out.contains("the first at byte 63: expected 0x3f, received 0x00\n"), text.summary().constData());
}

void TestProgramStream::differenceEndsIt()
{
    const Finished done = runStream(QStringLiteral("0x82 --size 512 --json --expect counter --until-difference"));
    COMPARE_CODE(done, 10);
    QCOMPARE(word(done.last(), "stopReason"), std::string("difference at byte 63"));
}

// As many bytes as the file has are waited for; more than it has were not expected, fewer are missing.
void TestProgramStream::expectedFile()
{
    QByteArray packet(512, 0);
    for (int i = 0; i < packet.size(); ++i)
        packet[i] = static_cast<char>(i % 63);
    const QString whole = write("whole", packet + packet);
    COMPARE_CODE(runStream(QStringLiteral("0x82 --json --expect file:") + whole), 0);
    const QString shorter = write("shorter", packet.first(500));
    const Finished more = runStream(QStringLiteral("0x82 --json --expect file:") + shorter);
    COMPARE_CODE(more, 10);
    QCOMPARE(more.last()["comparison"]["first"].dump(), std::string(R"({"offset":500,"expected":null,"actual":"3b"})"));
    const Finished fewer = runStream(QStringLiteral("0x81 --seconds 0.2 --json --expect file:") + whole);
    COMPARE_CODE(fewer, 10);
    QCOMPARE(fewer.last()["comparison"]["missing"].get<int>(), 1024);
}

void TestProgramStream::patternEndsIt()
{
    const Finished done = runStream(QStringLiteral("0x82 --size 512 --json --until hex:3d3e00"));
    COMPARE_CODE(done, 0);
    QCOMPARE(done.last()["patternAt"].get<int>(), 61);
    QCOMPARE(word(done.last(), "stopReason"), std::string("pattern found at byte 61"));
}

void TestProgramStream::receivedGoesIntoAFile()
{
    const Finished done = runStream(QStringLiteral("0x82 --size 512 --bytes 1024 --json --out ") + path("received"));
    COMPARE_CODE(done, 0);
    QCOMPARE(done.last()["fileBytes"].get<int>(), 1024);
    QCOMPARE(read("received").size(), qsizetype { 1024 });
    QVERIFY(read("received").startsWith(QByteArray("\0\1\2", 3)));
    COMPARE_CODE(runStream(QStringLiteral("0x82 --count 1 --out /nowhere/f")), 7);
}

void TestProgramStream::beginningIsPrinted()
{
    const Finished text = runStream(QStringLiteral("0x82 --size 512 --count 2 --hex"));
    COMPARE_CODE(text, 0);
    QVERIFY2(text.out.contains("0000  00 01 02 03"), text.summary().constData());
    const Finished json = runStream(QStringLiteral("0x82 --size 512 --count 2 --hex --json"));
    QVERIFY2(word(json.last(), "preview").starts_with("00010203"), json.summary().constData());
    QVERIFY(runStream(QStringLiteral("0x82 --size 512 --count 2 --json")).last()["preview"].is_null());
}

void TestProgramStream::discardedIsNotLogged()
{
    const Finished done = runStream(QStringLiteral("0x82 --size 512 --count 2 --discard --log ") + path("d.pcapng"));
    COMPARE_CODE(done, 0);
    const auto log = capture::openCapture(path("d.pcapng").toStdString());
    QVERIFY(log.has_value());
    QVERIFY((*log)->count() >= 2);
    const auto record = (*log)->record((*log)->count() - 1);
    QVERIFY(record.has_value());
    QCOMPARE(record->actualLength, 512U);
    QCOMPARE(record->data.size(), std::size_t { 0 });
}

void TestProgramStream::fileIsSentOnce()
{
    const QString file = write("sent", QByteArray(1100, 'x'));
    const Finished done = runStream(QStringLiteral("0x02 --size 512 --json --source file:") + file);
    COMPARE_CODE(done, 0);
    QCOMPARE(done.last()["bytes"].get<int>(), 1100);
    QCOMPARE(word(done.last(), "stopReason"), std::string("all sent"));
    const Finished repeated
        = runStream(QStringLiteral("0x02 --size 512 --count 9 --json --repeat --source file:") + file);
    COMPARE_CODE(repeated, 0);
    QCOMPARE(repeated.last()["bytes"].get<int>(), 9 * 512);
}

void TestProgramStream::rateIsKept()
{
    const Finished done = runStream(QStringLiteral("0x82 --size 512 --count 10 --rate 50 --json"));
    COMPARE_CODE(done, 0);
    QVERIFY2(done.last()["seconds"].get<double>() >= 0.17, done.summary().constData()); // nine periods of 20 ms
}

// 0x83 sends eight bytes where 64 are asked for.
void TestProgramStream::shortIsError()
{
    const Finished done = runStream(QStringLiteral("0x83 --depth 1 --short-is-error --max-errors 3 --json"));
    COMPARE_CODE(done, 1);
    QCOMPARE(done.last()["errors"].get<int>(), 3);
    QVERIFY2(word(done.last(), "stopReason").starts_with("3 errors in a row"), done.summary().constData());
    const Finished fine = runStream(QStringLiteral("0x83 --depth 1 --count 3 --json"));
    COMPARE_CODE(fine, 0);
    QCOMPARE(fine.last()["shortTransfers"].get<int>(), 3);
}

void TestProgramStream::eventStopsIt()
{
    const Finished done
        = runStream(QStringLiteral("0x81 --depth 1 --size 512 --timeout 20 --on timed-out=stop --json"));
    COMPARE_CODE(done, 1);
    QCOMPARE(done.last()["errors"].get<int>(), 1);
    const Finished completed = runStream(QStringLiteral("0x82 --depth 1 --size 512 --on completed=stop --json"));
    COMPARE_CODE(completed, 0);
    QCOMPARE(completed.last()["transfers"].get<int>(), 1);
}

// The device sends 512 bytes each: the packet that has room for 100 overflows.
void TestProgramStream::packetLengths()
{
    const Finished done = runStream(QStringLiteral("0x84 --packet-lengths 512,100,512 --count 4 --json"));
    COMPARE_CODE(done, 0);
    QCOMPARE(done.last()["packets"].get<int>(), 12);
    QCOMPARE(done.last()["packetErrors"].get<int>(), 4);
    QVERIFY(done.last()["jitter"].is_object());
    const Finished bulk = runStream(QStringLiteral("0x82 --packet-lengths 512"));
    COMPARE_CODE(bulk, 2);
    QVERIFY2(bulk.err.contains(QStringLiteral("use --packet-lengths: ")), bulk.summary().constData());
}

void TestProgramStream::severalEndpoints()
{
    const Finished done = runStream(QStringLiteral("0x82 0x02 0x83 --seconds 0.3 --json"));
    COMPARE_CODE(done, 0);
    std::set<std::string> endpoints;
    for (const Json& line : done.documents())
        if (word(line, "event") == "end") {
            endpoints.insert(word(line, "endpoint"));
            QVERIFY(line["transfers"].get<int>() > 0);
        }
    QCOMPARE(endpoints, (std::set<std::string> { "82", "83", "02" }));
}

// One stream must not take the alternate setting away from another.
void TestProgramStream::severalEndpointsOfOneSetting()
{
    const Finished refused = runStream(QStringLiteral("0x82 0x84 --seconds 0.2"));
    COMPARE_CODE(refused, 2);
    QVERIFY2(refused.err.contains(QStringLiteral("EP4 IN (0x84) is not in alternate setting 0: give --alt 1")),
        refused.summary().constData());
    const Finished done = runStream(QStringLiteral("0x82 0x84 --seconds 0.2 --alt 1"));
    COMPARE_CODE(done, 0);
    QVERIFY2(done.out.contains("EP2 IN (0x82): ") && done.out.contains("EP4 IN (0x84): "), done.summary().constData());
}

void TestProgramStream::figures()
{
    const Finished done = runStream(QStringLiteral("0x82 --size 512 --depth 1 --count 50 --json"));
    COMPARE_CODE(done, 0);
    const Json end = done.last();
    const auto figure = [&end](const char* group, const char* name) { return end[group][name].get<qint64>(); };
    QVERIFY2(figure("latency", "p50") > 0, done.summary().constData());
    QVERIFY(figure("latency", "p99") >= figure("latency", "p50"));
    QVERIFY(figure("latency", "max") >= figure("latency", "p99"));
    QCOMPARE(figure("gaps", "count"), qint64 { 49 }); // a queue of one is empty after each
    QVERIFY(figure("gaps", "total") >= figure("gaps", "max"));
    QVERIFY(end["jitter"].is_null());
    const Finished text = runStream(QStringLiteral("0x82 --size 512 --depth 1 --count 50"));
    QVERIFY2(text.out.contains("\nlatency: half within "), text.summary().constData());
    QVERIFY2(text.out.contains("\nqueue empty: 49 times, "), text.summary().constData());
}

void TestProgramStream::failures_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* line, int code, const char* said) { QTest::newRow(line) << line << code << said; };
    row("0x02 --source file:/nowhere", 7, "/nowhere");
    row("0x82 --expect file:/nowhere", 7, "/nowhere");
    row("0x02 --source file:/dev/null", 2, "the data is empty");
    row("0x83 --out /tmp --zero-packet", 2, "--zero-packet is about what is sent");
    row("0x03 --zero-packet", 2, "only bulk OUT transfers");
    row("0x84 --short-is-error", 2, "isochronous packets may always be short");
    row("0x84 --packet-lengths 4000", 2, "bytes per interval");
}

void TestProgramStream::failures()
{
    QFETCH(QString, line);
    QFETCH(int, code);
    QFETCH(QString, words);
    const Finished done = runStream(line);
    COMPARE_CODE(done, code);
    QVERIFY2(done.err.contains(words), done.summary().constData());
}

void TestProgramStream::noFileIsBothReadAndWritten()
{
    const QString file = write("kept", "0123");
    for (const char* line : { "0x82 --expect file:@ --out @", "0x02 --source file:@ --log @", "0x82 --out @ --log @",
             "0x82 --expect file:@ --log @" }) {
        const Finished done = runStream(QString::fromLatin1(line).replace(u'@', file));
        COMPARE_CODE(done, 2);
        QCOMPARE(read("kept"), QByteArray("0123"));
    }
}

void TestProgramStream::loopbackStopsCleanly()
{
    Running run(words(QStringLiteral("--demo stream fffe:0001 0x01 --loopback 0x81 --size 4096 --json")));
    QVERIFY(run.waitForLine());
    run.signal(SIGINT);
    const Finished done = run.finish();
    COMPARE_CODE(done, 0);
    QCOMPARE(word(done.last(), "event"), std::string("end"));
    QVERIFY(done.last()["transfers"].get<int>() > 0);
}

QTEST_GUILESS_MAIN(TestProgramStream)
#include "tst_program_stream.moc"
