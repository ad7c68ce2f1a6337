// SPDX-License-Identifier: GPL-3.0-or-later
// The built program: lint and find, on files and on the demo bus.
#include "tests/unit/cli/program.h"

#include <QtTest>

#define COMPARE_CODE(finished, expected) QVERIFY2((finished).code == (expected), (finished).summary().constData())

using wb::test::Finished;
using wb::test::Json;
using wb::test::runDemo;
using wb::test::runProgram;

namespace {

QString sample(const char* name)
{
    return QStringLiteral(WB_SOURCE_DIR "/tests/data/descriptors/") + QLatin1String(name);
}

QStringList words(const char* line) { return QString::fromLatin1(line).split(u' ', Qt::SkipEmptyParts); }

} // namespace

class TestProgramLint : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFileWithErrors();
    void aFileWithoutErrors();
    void theLeastAndTheStrict();
    void asJson();
    void demoDevicesAreWithoutErrors();
    void everyRuleIsListed();
    void wrongUse_data();
    void wrongUse();
    void findsDevices();
    void findsAsJson();
    void findsByWhatTheDeviceIs();
    void findsNothing();
};

void TestProgramLint::aFileWithErrors()
{
    const Finished done = runProgram({ QStringLiteral("lint"), sample("webcam-cut-high.bin") });
    COMPARE_CODE(done, 9);
    QVERIFY2(done.out.contains("error: Truncated: 6 of 7 bytes are there. [length.truncated, USB 2.0 "),
        done.summary().constData());
    QVERIFY2(done.out.contains("Device and configurations, byte "), done.summary().constData());
}

void TestProgramLint::aFileWithoutErrors()
{
    const Finished done = runProgram({ QStringLiteral("lint"), sample("ethernet-high.bin") });
    COMPARE_CODE(done, 0);
    QVERIFY2(done.out.contains(": 0 errors, "), done.summary().constData());
}

void TestProgramLint::theLeastAndTheStrict()
{
    const QString file = sample("webcam-cut-high.bin");
    const Finished all = runProgram({ QStringLiteral("lint"), file });
    const Finished errors
        = runProgram({ QStringLiteral("lint"), QStringLiteral("--least"), QStringLiteral("error"), file });
    COMPARE_CODE(errors, 9);
    QVERIFY(errors.out.count('\n') <= all.out.count('\n'));
    QVERIFY(!errors.out.contains(": note: ") && !errors.out.contains(": warning: "));
}

void TestProgramLint::asJson()
{
    const Finished done
        = runProgram({ QStringLiteral("lint"), QStringLiteral("--json"), sample("webcam-cut-high.bin") });
    COMPARE_CODE(done, 9);
    const Json document = done.last();
    QCOMPARE(document["schema"].get<std::string>(), std::string("usb-workbench.lint/1"));
    const Json& device = document["devices"][0];
    QVERIFY(device["errors"].get<int>() >= 2);
    bool isThere = false;
    for (const Json& finding : device["findings"])
        isThere = isThere || finding["rule"] == "length.truncated";
    QVERIFY(isThere);
}

// What the demo bus shows must not teach mistakes.
void TestProgramLint::demoDevicesAreWithoutErrors()
{
    for (const char* device :
        { "fffe:0001", "fffe:0003", "fffe:0009", "fffe:0020", "fffe:0021", "fffe:0022", "fffe:0023" }) {
        const Finished done
            = runDemo({ QStringLiteral("lint"), QString::fromLatin1(device), QStringLiteral("--read") });
        COMPARE_CODE(done, 0);
        QVERIFY2(done.out.contains(": 0 errors, "), done.summary().constData());
        QVERIFY2(!done.out.contains("[hub."), done.summary().constData());
    }
}

void TestProgramLint::everyRuleIsListed()
{
    const Finished text = runProgram(words("lint --list"));
    COMPARE_CODE(text, 0);
    QVERIFY2(text.out.count('\n') >= 200, text.summary().constData());
    QVERIFY(text.out.contains("endpoint.bulk-size  error  USB 2.0 §5.8.3: "));
    const Finished json = runProgram(words("lint --list --json"));
    COMPARE_CODE(json, 0);
    QCOMPARE(static_cast<qsizetype>(json.last()["rules"].size()), text.out.count('\n'));
}

void TestProgramLint::wrongUse_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("said");
    QTest::newRow("nothing") << words("lint") << 2 << QStringLiteral("DEVICE or FILE is missing");
    QTest::newRow("level") << words("lint x --least bad") << 2 << QStringLiteral("--least is note, warning or error");
    QTest::newRow("list of a device") << words("lint x --list") << 2 << QStringLiteral("--list is about rules");
    QTest::newRow("no device") << words("lint dead:beef") << 3 << QStringLiteral("not found");
    QTest::newRow("neither") << words("lint nonsense") << 2 << QStringLiteral("is no file and no device");
    QTest::newRow("no query") << words("find") << 2 << QStringLiteral("QUERY is missing");
    QTest::newRow("wrong query") << words("find bDeviceClass<hub") << 2 << QStringLiteral("only numbers");
}

void TestProgramLint::wrongUse()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QString, said);
    const Finished done = runDemo(arguments);
    COMPARE_CODE(done, code);
    QVERIFY2(done.err.contains(said), done.summary().constData());
}

void TestProgramLint::findsDevices()
{
    const Finished done
        = runDemo({ QStringLiteral("find"), QStringLiteral("bInterfaceClass=3"), QStringLiteral("Demo gamepad") });
    COMPARE_CODE(done, 0);
    QVERIFY2(done.out.contains("fffe:0022") && !done.out.contains("fffe:0003"), done.summary().constData());
    QVERIFY2(done.out.contains("Interface descriptor: bInterfaceClass 0x03"), done.summary().constData());
}

void TestProgramLint::findsAsJson()
{
    const Finished done = runDemo(words("find idProduct=0x22 --json"));
    COMPARE_CODE(done, 0);
    const Json document = done.last();
    QCOMPARE(document["devices"].size(), std::size_t { 1 });
    QCOMPARE(document["devices"][0]["hits"][0]["field"].get<std::string>(), std::string("idProduct"));
}

void TestProgramLint::findsByWhatTheDeviceIs()
{
    const Finished done = runDemo(words("find bus=100 port_numbers=1.1"));
    COMPARE_CODE(done, 0);
    QVERIFY2(done.out.contains("fffe:0001") && !done.out.contains("fffe:0003"), done.summary().constData());
    QVERIFY2(done.out.contains("Device: port_numbers 1.1"), done.summary().constData());
}

void TestProgramLint::findsNothing()
{
    const Finished done = runDemo(words("find idProduct=0xdead"));
    COMPARE_CODE(done, 3);
    QCOMPARE(done.out, QByteArray());
}

QTEST_GUILESS_MAIN(TestProgramLint)
#include "tst_program_lint.moc"
