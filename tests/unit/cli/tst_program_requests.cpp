// SPDX-License-Identifier: GPL-3.0-or-later
// The built program on the demo bus: requests by their names.
#include "tests/unit/cli/program.h"

#include <QtTest>

#include <csignal>

using wb::test::Finished;
using wb::test::Json;
using wb::test::runDemo;
using wb::test::Running;

namespace {

Finished control(const char* device, const QStringList& words)
{
    return runDemo(QStringList { QStringLiteral("control"), QLatin1String(device) } + words);
}

QStringList named(const char* request, const QStringList& settings = {})
{
    QStringList words { QStringLiteral("--request"), QLatin1String(request) };
    for (const QString& setting : settings)
        words += QStringList { QStringLiteral("--set"), setting };
    return words;
}

const QStringList kJson { QStringLiteral("--json") };
const QStringList kDetach { QStringLiteral("--detach-driver"), QStringLiteral("--yes") };

} // namespace

class TestProgramRequests : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersAreDecoded();
    void answersAsJson();
    void sendsByName();
    void listsWhatSuits();
    void listsAsJson();
    void refusals_data();
    void refusals();
    void asksBeforeHarm();
    void tellsAStall();
    void theSystemSelectsAndClears();
    void sendsAgain();
    void keepsEveryAnswer();
    void aRowEndsAtAFailure();
    void aRowGoesOnAfterFailures();
    void aRowWithoutEndIsInterrupted();
};

#define COMPARE_CODE(finished, expected) QVERIFY2((finished).code == (expected), (finished).summary().constData())

void TestProgramRequests::answersAreDecoded()
{
    const Finished done = control("usb100", named("getportstatus", { QStringLiteral("Port=1") }));
    COMPARE_CODE(done, 0);
    QVERIFY2(done.out.startsWith("0000  "), done.summary().constData());
    QVERIFY2(done.out.contains("wPortStatus"), done.summary().constData());
}

void TestProgramRequests::answersAsJson()
{
    const Finished done
        = control("fffe:0003", named("GET_PROTOCOL", { QStringLiteral("Interface=1") }) + kJson + kDetach);
    COMPARE_CODE(done, 0);
    const Json document = done.last();
    QCOMPARE(document["schema"].get<std::string>(), std::string("usb-workbench.transfer/1"));
    QCOMPARE(document["request"].get<std::string>(), std::string("GET_PROTOCOL"));
    QCOMPARE(document["setup"].get<std::string>(), std::string("a103000001000100"));
    const Json& field = document["decoded"][0]["fields"][0];
    QCOMPARE(field["name"].get<std::string>(), std::string("Protocol"));
    QCOMPARE(field["meaning"].get<std::string>(), std::string("Report Protocol"));
}

void TestProgramRequests::sendsByName()
{
    const Finished idle
        = control("fffe:0003", named("SET_IDLE", { QStringLiteral("duration=0x7d") }) + kJson + kDetach);
    COMPARE_CODE(idle, 0);
    QCOMPARE(idle.last()["setup"].get<std::string>(), std::string("210a007d00000000"));
    const Finished lamps = control("fffe:0003",
        named("SET_REPORT", { QStringLiteral("ReportType=output") })
            + QStringList { QStringLiteral("--data"), QStringLiteral("02") } + kJson + kDetach);
    COMPARE_CODE(lamps, 0);
    QCOMPARE(lamps.last()["setup"].get<std::string>(), std::string("2109000200000100"));
    QCOMPARE(lamps.last()["data"].get<std::string>(), std::string("02"));
}

void TestProgramRequests::listsWhatSuits()
{
    const Finished done = control("fffe:0020", { QStringLiteral("--list-requests") });
    COMPARE_CODE(done, 0);
    QVERIFY2(
        done.out.startsWith("Standard\n  GET_DESCRIPTOR (device), IN, USB 2.0 §9.4.3\n"), done.summary().constData());
    QVERIFY2(done.out.contains("\nVideo\n"), done.summary().constData());
    QVERIFY2(done.out.contains("  Set PU_BRIGHTNESS_CONTROL, OUT, UVC 1.5 §4.2.2.3\n"), done.summary().constData());
    QVERIFY2(!done.out.contains("SET_LINE_CODING"), done.summary().constData());
}

void TestProgramRequests::listsAsJson()
{
    const Finished done = control("fffe:0003", QStringList { QStringLiteral("--list-requests") } + kJson);
    COMPARE_CODE(done, 0);
    const Json document = done.last();
    QCOMPARE(document["schema"].get<std::string>(), std::string("usb-workbench.requests/1"));
    bool isFound = false;
    for (const Json& request : document["requests"]) {
        if (request["name"] != "SET_IDLE")
            continue;
        isFound = true;
        QCOMPARE(request["direction"].get<std::string>(), std::string("out"));
        QCOMPARE(request["section"].get<std::string>(), std::string("HID 1.11 §7.2.4"));
        QCOMPARE(request["parameters"][0]["max"].get<int>(), 255);
        QCOMPARE(request["parameters"][2]["values"].size(), std::size_t { 2 }); // keyboard and mouse
    }
    QVERIFY(isFound);
}

void TestProgramRequests::refusals_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* name, const QStringList& arguments, const char* reason) {
        QTest::newRow(name) << arguments << QString::fromLatin1(reason);
    };
    row("no request", named("SET_NOTHING"), "\"SET_NOTHING\" is no request");
    row("not this device", named("SET_LINE_CODING"), "SET_LINE_CODING (CDC PSTN) suits nothing that this device has");
    row("no parameter", named("SET_IDLE", { QStringLiteral("Speed=1") }),
        "SET_IDLE has no parameter \"Speed\"; it has Duration, ReportID, Interface");
    row("out of range", named("SET_IDLE", { QStringLiteral("Duration=256") }),
        "256 is not possible here: 0 to 255, in 4 ms");
    row("no value", named("SET_IDLE", { QStringLiteral("Duration") }), "--set takes PARAMETER=VALUE, not \"Duration\"");
    row("both forms", named("SET_IDLE") + QStringList { QStringLiteral("0x21") }, "by its numbers or by its name");
    row("settings alone", { QStringLiteral("--set"), QStringLiteral("a=1") }, "--set needs --request");
    row("list and name", named("SET_IDLE") + QStringList { QStringLiteral("--list-requests") },
        "--list-requests and --request cannot be given together");
    row("data where none belongs", named("GET_IDLE") + QStringList { QStringLiteral("--data"), QStringLiteral("01") },
        "it takes no data of your own");
    row("too long (P24)", named("GET_DESCRIPTOR (device)", { QStringLiteral("wLength=4097") }),
        "wLength 4097 is above the 4096 bytes");
}

void TestProgramRequests::refusals()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, reason);
    const Finished done = control("fffe:0003", arguments);
    COMPARE_CODE(done, 2);
    QVERIFY2(done.err.contains(reason), done.summary().constData());
    QVERIFY(done.out.isEmpty());
}

void TestProgramRequests::asksBeforeHarm()
{
    const Finished done = control("usb100", named("SetPortFeature", { QStringLiteral("FeatureSelector=PORT_RESET") }));
    QVERIFY2(done.code != 0 && done.err.contains(QStringLiteral("--yes")), done.summary().constData());
}

void TestProgramRequests::tellsAStall()
{
    const Finished done = control("fffe:0020", named("Get PU_GAMMA_CONTROL"));
    COMPARE_CODE(done, 1);
    QVERIFY2(done.err.contains(QStringLiteral("stall")), done.summary().constData());
}

// Configurations and halts, which the operating system has to know of.
void TestProgramRequests::theSystemSelectsAndClears()
{
    const Finished active = control("fffe:0001", named("GET_CONFIGURATION") + kJson);
    COMPARE_CODE(active, 0);
    QCOMPARE(active.last()["data"].get<std::string>(), std::string("01"));
    const auto send = [](const char* words) { return control("fffe:0001", QString::fromLatin1(words).split(u' ')); };
    COMPARE_CODE(send("0x00 SET_CONFIGURATION 0 0 --yes"), 0);
    const Finished unknown = send("0x00 SET_CONFIGURATION 9 0 --yes");
    COMPARE_CODE(unknown, 1);
    QVERIFY2(unknown.err.contains(QStringLiteral("there is no such configuration")), unknown.summary().constData());
    const Finished cleared = send("0x02 CLEAR_FEATURE 0 0x81");
    COMPARE_CODE(cleared, 0);
    QVERIFY2(cleared.err.contains(QStringLiteral(" claimed")), cleared.summary().constData());
}

void TestProgramRequests::sendsAgain()
{
    const QStringList request = QString::fromLatin1("0x80 GET_DESCRIPTOR 0x0100 0 18 --repeat 3 --every 1").split(u' ');
    const Finished text = control("fffe:0001", request);
    COMPARE_CODE(text, 0);
    const QList<QByteArray> lines = text.out.trimmed().split('\n');
    QCOMPARE(lines.size(), qsizetype { 4 });
    QVERIFY2(lines[2].startsWith("3: read 18 of 18 bytes in ") && lines[2].contains("completed  12 01"),
        text.summary().constData());
    QVERIFY2(lines[3].startsWith("3 sent, 0 failed; latency: shortest "), text.summary().constData());
    const Finished json = control("fffe:0001", request + kJson);
    COMPARE_CODE(json, 0);
    QCOMPARE(json.documents().size(), std::size_t { 4 });
    QCOMPARE(json.documents()[2]["schema"].get<std::string>(), std::string("usb-workbench.transfer/1"));
    const Json end = json.last();
    QCOMPARE(end["schema"].get<std::string>(), std::string("usb-workbench.repeat/1"));
    QCOMPARE(end["sent"].get<int>(), 3);
    QCOMPARE(end["failed"].get<int>(), 0);
    const Json& latency = end["latency"];
    QVERIFY(latency["min"].get<qint64>() <= latency["median"].get<qint64>());
    QVERIFY(latency["median"].get<qint64>() <= latency["max"].get<qint64>());
}

void TestProgramRequests::keepsEveryAnswer()
{
    const Finished done
        = control("fffe:0001", QString::fromLatin1("0x80 GET_DESCRIPTOR 0x0100 0 18 --repeat 3 --out -").split(u' '));
    COMPARE_CODE(done, 0);
    QCOMPARE(done.out.size(), qsizetype { 54 });
    QVERIFY2(done.err.contains(QStringLiteral("3 sent, 0 failed")), done.summary().constData());
}

// The misbehaver answers vendor request 0x11 with a stall.
void TestProgramRequests::aRowEndsAtAFailure()
{
    const Finished done = control("fffe:0bad", QString::fromLatin1("0xc0 0x11 0 0 8 --repeat 3").split(u' ') + kJson);
    COMPARE_CODE(done, 1);
    QCOMPARE(done.documents().size(), std::size_t { 2 });
    QCOMPARE(done.last()["failed"].get<int>(), 1);
    QVERIFY(done.last()["latency"].is_null());
}

void TestProgramRequests::aRowGoesOnAfterFailures()
{
    const Finished done
        = control("fffe:0bad", QString::fromLatin1("0xc0 0x11 0 0 8 --repeat 3 --keep-going").split(u' ') + kJson);
    COMPARE_CODE(done, 1);
    QCOMPARE(done.last()["sent"].get<int>(), 3);
    QCOMPARE(done.last()["failed"].get<int>(), 3);
    QCOMPARE(done.err.count(QStringLiteral("usb-workbench: error: ")), qsizetype { 1 });
    const Finished gone
        = control("fffe:0bad", QString::fromLatin1("0xc0 0x15 0 0 8 --repeat 3 --keep-going").split(u' ') + kJson);
    COMPARE_CODE(gone, 6);
    QCOMPARE(gone.last()["sent"].get<int>(), 1);
}

void TestProgramRequests::aRowWithoutEndIsInterrupted()
{
    Running row(
        QString::fromLatin1("--demo control fffe:0001 0x80 GET_DESCRIPTOR 0x0100 0 18 --repeat 0 --every 5 --json")
            .split(u' '));
    QVERIFY(row.waitForLine());
    QVERIFY(row.waitForLine());
    row.signal(SIGINT);
    const Finished done = row.finish();
    COMPARE_CODE(done, 0);
    QVERIFY2(done.last()["cancelled"].get<bool>(), done.summary().constData());
    QVERIFY(done.last()["sent"].get<int>() >= 2);
}

QTEST_GUILESS_MAIN(TestProgramRequests)
#include "tst_program_requests.moc"
