// SPDX-License-Identifier: GPL-3.0-or-later
// `hid` on the demo bus: reports as they come, asked for, and set.
#include "tests/unit/cli/program.h"

#include <QTest>

#include <csignal>

using namespace wb::test;

namespace {

Finished hid(const QStringList& words)
{
    return runDemo(
        QStringList { QStringLiteral("hid"), QStringLiteral("--detach-driver"), QStringLiteral("--yes") } + words);
}

const QString kPad = QStringLiteral("fffe:0022");
const QString kBoot = QStringLiteral("fffe:0003"); // keyboard 0, mouse 1

} // namespace

#define COMPARE_CODE(done, expected) QVERIFY2((done).code == (expected), (done).summary().constData())

class TestProgramHid : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reportsAsTheyCome();
    void aMovingMouseAsJson();
    void untilInterrupted();
    void getsAReport();
    void setsLamps();
    void setsWhatIsNamedOnly();
    void featureReportsNeedConsent();
    void aDriverIsTakenWithConsentOnly();
    void aReportThatIsNotThere();
    void aDriverInTheWayIsNamed();
    void wrongUse_data();
    void wrongUse();
};

void TestProgramHid::reportsAsTheyCome()
{
    const Finished done = hid({ kPad, QStringLiteral("--count"), QStringLiteral("2") });
    COMPARE_CODE(done, 0);
    const QList<QByteArray> lines = done.out.split('\n');
    QCOMPARE(lines.size(), qsizetype { 3 }); // the last is empty
    QCOMPARE(lines[0], lines[1]);
    QVERIFY2(lines[0].startsWith("Input report 1: "), done.summary().constData());
    QVERIFY(lines[0].contains(": 128, "));
    QVERIFY(lines[0].contains(": null; Button 1 to Button 14: none; "));
}

void TestProgramHid::aMovingMouseAsJson()
{
    const Finished done = hid({ kBoot, QStringLiteral("--interface"), QStringLiteral("1"), QStringLiteral("--count"),
        QStringLiteral("3"), QStringLiteral("--json") });
    COMPARE_CODE(done, 0);
    const std::vector<Json> reports = done.documents();
    QCOMPARE(reports.size(), std::size_t { 3 });
    for (const Json& report : reports) {
        QCOMPARE(report.value("schema", ""), std::string("usb-workbench.hid-values/1"));
        QCOMPARE(report.value("type", ""), std::string("input"));
        QCOMPARE(report.value("status", ""), std::string("completed"));
        QCOMPARE(report["fields"].size(), std::size_t { 2 });
        QCOMPARE(report["fields"][0]["values"].size(), std::size_t { 3 });
    }
    const Json& x = reports[0]["fields"][1]["values"][0];
    QCOMPARE(x.value("usage", ""), std::string("00010030"));
    QCOMPARE(x.value("number", 0), 8); // the first step around its circle
    QCOMPARE(x.value("state", ""), std::string("value"));
    QVERIFY(x["physical"].is_null());
    QCOMPARE(reports[1]["fields"][1]["values"][1].value("number", 0), 3);
}

void TestProgramHid::untilInterrupted()
{
    Running running({ QStringLiteral("--demo"), QStringLiteral("hid"), kBoot, QStringLiteral("--interface"),
        QStringLiteral("0"), QStringLiteral("--detach-driver"), QStringLiteral("--yes"), QStringLiteral("--json") });
    QVERIFY(running.waitForLine());
    QVERIFY(running.waitForLine());
    running.signal(SIGINT);
    const Finished done = running.finish();
    COMPARE_CODE(done, 0);
    QVERIFY(!done.err.contains(QStringLiteral("cancelled")));
}

void TestProgramHid::getsAReport()
{
    const Finished done = hid({ kPad, QStringLiteral("--get-report"), QStringLiteral("feature:3") });
    COMPARE_CODE(done, 0);
    QVERIFY2(done.out.startsWith("Feature report 3: Vendor page 0xff00, usage 0x0021 (all 31): 16, 10, 0, "),
        done.summary().constData());
    const Finished keys = hid({ kBoot, QStringLiteral("--interface"), QStringLiteral("0"),
        QStringLiteral("--get-report"), QStringLiteral("output"), QStringLiteral("--json") });
    COMPARE_CODE(keys, 0);
    QCOMPARE(keys.last().value("data", ""), std::string("00"));
}

void TestProgramHid::setsLamps()
{
    const Finished done
        = hid({ kBoot, QStringLiteral("--interface"), QStringLiteral("0"), QStringLiteral("--set-report"),
            QStringLiteral("output"), QStringLiteral("0x00080002=1"), QStringLiteral("--json") });
    COMPARE_CODE(done, 0);
    QCOMPARE(done.last().value("type", ""), std::string("output"));
    QCOMPARE(done.last().value("data", ""), std::string("02"));
    const Finished pad
        = hid({ kPad, QStringLiteral("--set-report"), QStringLiteral("output:2"), QStringLiteral("0=1,2,0xff,4") });
    COMPARE_CODE(pad, 0);
    QVERIFY2(pad.out.startsWith("sent: Output report 2: "), pad.summary().constData());
    QVERIFY(pad.out.contains(": 1, 2, 255, 4"));
}

// The field that is not named is read first and sent as it was.
void TestProgramHid::setsWhatIsNamedOnly()
{
    const Finished done = hid({ kPad, QStringLiteral("--set-report"), QStringLiteral("feature:3"),
        QStringLiteral("0xff000022=5"), QStringLiteral("--json") });
    COMPARE_CODE(done, 0);
    QCOMPARE(done.documents().size(), std::size_t { 1 });
    QCOMPARE(done.last().value("data", ""), "03100a" + std::string(58, '0') + "05");
}

void TestProgramHid::featureReportsNeedConsent()
{
    const Finished done = runDemo({ QStringLiteral("hid"), QStringLiteral("--detach-driver"), kPad,
        QStringLiteral("--set-report"), QStringLiteral("feature:3"), QStringLiteral("1=5") });
    COMPARE_CODE(done, 2);
    QVERIFY(done.out.isEmpty());
    QVERIFY(done.err.contains(QStringLiteral("Feature reports hold settings")));
    QVERIFY(done.err.contains(QStringLiteral("--yes")));
}

// Whoever types on it has to be asked first; in read-only mode no driver is taken, so nothing is asked either.
void TestProgramHid::aDriverIsTakenWithConsentOnly()
{
    const QStringList watching { QStringLiteral("hid"), kBoot, QStringLiteral("--interface"), QStringLiteral("0"),
        QStringLiteral("--count"), QStringLiteral("1"), QStringLiteral("--detach-driver") };
    const Finished refused = runDemo(watching);
    COMPARE_CODE(refused, 2);
    QVERIFY(refused.out.isEmpty());
    QVERIFY2(refused.err.contains(QStringLiteral("Stops working meanwhile: keyboards and mice.")),
        refused.summary().constData());
    QVERIFY(refused.err.contains(QStringLiteral("--yes")));
    COMPARE_CODE(runDemo(watching + QStringList { QStringLiteral("--yes") }), 0);
    const Finished reading = runDemo(watching + QStringList { QStringLiteral("--read-only") });
    COMPARE_CODE(reading, 5);
    QVERIFY(!reading.err.contains(QStringLiteral("refused")));
}

void TestProgramHid::aReportThatIsNotThere()
{
    const Finished done = hid({ kBoot, QStringLiteral("--interface"), QStringLiteral("1"),
        QStringLiteral("--get-report"), QStringLiteral("feature") });
    COMPARE_CODE(done, 2);
    QVERIFY2(
        done.err.contains(QStringLiteral("there is no report feature:0; it has input:0")), done.summary().constData());
}

void TestProgramHid::aDriverInTheWayIsNamed()
{
    const Finished done = runDemo({ QStringLiteral("hid"), kPad, QStringLiteral("--count"), QStringLiteral("1") });
    COMPARE_CODE(done, 5);
    QVERIFY(done.out.isEmpty());
    QVERIFY2(done.err.contains(QStringLiteral("usbhid")), done.summary().constData());
}

void TestProgramHid::wrongUse_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char* name, const QStringList& words, const char* problem) {
        QTest::newRow(name) << words << QString::fromLatin1(problem);
    };
    row("several interfaces", { kBoot }, "choose one with --interface: 0, 1");
    row("no such interface", { kBoot, QStringLiteral("--interface"), QStringLiteral("4") }, "those are: 0, 1");
    row("no HID at all", { QStringLiteral("fffe:0001") }, "it has no HID interface");
    row("no such field",
        { kPad, QStringLiteral("--set-report"), QStringLiteral("output:2"), QStringLiteral("Rumble=1") },
        "there is no such field; the fields are: 0 is ");
    row("too large",
        { kPad, QStringLiteral("--set-report"), QStringLiteral("output:2"), QStringLiteral("0=1,2,3,256") },
        "256 is outside of 0 to 255");
}

void TestProgramHid::wrongUse()
{
    QFETCH(const QStringList, words);
    QFETCH(const QString, problem);
    const Finished done = hid(words);
    COMPARE_CODE(done, 2);
    QVERIFY(done.out.isEmpty());
    QVERIFY2(done.err.contains(problem), done.summary().constData());
}

QTEST_GUILESS_MAIN(TestProgramHid)
#include "tst_program_hid.moc"
