// SPDX-License-Identifier: GPL-3.0-or-later
// The reports of `show`: of a device on the demo bus, and of descriptors in a file.
#include "tests/unit/cli/program.h"
#include "tests/unit/descriptors/golden.h"

#include <QFile>
#include <QTest>

using namespace wb::test;

namespace {

const QString kFolder = QStringLiteral("tests/data/descriptors");

QString sample(const char* name)
{
    return QStringLiteral(WB_SOURCE_DIR "/tests/data/descriptors/") + QLatin1String(name);
}

Finished show(const QStringList& words) { return runProgram(QStringList { QStringLiteral("show") } + words); }

Finished showFile(const QString& path, const char* format)
{
    return show({ QStringLiteral("--file"), path, QStringLiteral("--format"), QLatin1String(format) });
}

} // namespace

#define COMPARE_CODE(done, expected) QVERIFY2((done).code == (expected), (done).summary().constData())

class TestProgramShow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void deviceAsLsusb();
    void stringsInTheirPlaces();
    void everythingInEveryFormat_data();
    void everythingInEveryFormat();
    void readGoesWithNothingElse();
    void deviceAsHtml();
    void portsOfAHub();
    void portsOfNoHub();
    void aReadingMayWriteItsLogAnew();
    void fileInEveryFormat();
    void fileThatLies();
    void fileFailures();
};

void TestProgramShow::deviceAsLsusb()
{
    const Finished done = runDemo(
        { QStringLiteral("show"), QStringLiteral("fffe:0001"), QStringLiteral("--format"), QStringLiteral("lsusb") });
    COMPARE_CODE(done, 0);
    QVERIFY2(done.out.startsWith("Bus 100 Device "), done.summary().constData());
    QVERIFY(done.out.contains("\nDevice Descriptor:\n  bLength                18\n"));
    QVERIFY(done.out.contains("\n      Endpoint Descriptor:\n        bLength                 7\n"));
    QVERIFY(done.out.contains("\n  idVendor           0xfffe"));
}

// What --strings reads from the device stands behind the indexes that are bare without it.
void TestProgramShow::stringsInTheirPlaces()
{
    const QStringList words { QStringLiteral("show"), QStringLiteral("fffe:0001"), QStringLiteral("--format"),
        QStringLiteral("lsusb") };
    const Finished without = runDemo(words);
    const Finished with = runDemo(words + QStringList { QStringLiteral("--strings") });
    COMPARE_CODE(with, 0);
    QVERIFY(with.out != without.out);
    const QList<QByteArray> before = without.out.split('\n');
    const QList<QByteArray> after = with.out.split('\n');
    QCOMPARE(after.size(), before.size());
    int longer = 0;
    for (qsizetype i = 0; i < after.size(); ++i) {
        QVERIFY2(after[i].startsWith(before[i]), after[i].constData());
        longer += after[i].size() > before[i].size() ? 1 : 0;
    }
    QVERIFY(longer >= 1);
}

void TestProgramShow::everythingInEveryFormat_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QStringList>("parts");
    QTest::newRow("text") << QStringLiteral("text")
                          << QStringList { QStringLiteral("\nBinary device object store\n"),
                                 QStringLiteral("\nString 2, English"),
                                 QStringLiteral("  2          \"Demo billboard\"\n") };
    QTest::newRow("json") << QStringLiteral(
        "json") << QStringList { QStringLiteral("{\"title\":\"Binary device object store\",\"bytes\":\"050f") };
    QTest::newRow("hex") << QStringLiteral("hex")
                         << QStringList { QStringLiteral("\nBinary device object store\n0000  05 0f") };
    QTest::newRow("lsusb") << QStringLiteral("lsusb")
                           << QStringList { QStringLiteral("\nBinary Object Store Descriptor:\n") };
    QTest::newRow("html") << QStringLiteral("html")
                          << QStringList { QStringLiteral("<h2>Binary device object store</h2>"),
                                 QStringLiteral("<h2>Languages of strings</h2>") };
}

void TestProgramShow::everythingInEveryFormat()
{
    QFETCH(const QString, format);
    QFETCH(const QStringList, parts);
    const QStringList words { QStringLiteral("show"), QStringLiteral("fffe:0023"), QStringLiteral("--format"), format };
    const Finished done = runDemo(words + QStringList { QStringLiteral("--read") });
    COMPARE_CODE(done, 0);
    const Finished closed = runDemo(words);
    for (const QString& part : parts) {
        QVERIFY2(QString::fromUtf8(done.out).contains(part), done.summary().constData());
        const bool isSystems = part.contains(QLatin1String("Demo billboard")); // the system told it at enumeration
        QCOMPARE(QString::fromUtf8(closed.out).contains(part), isSystems);
    }
}

void TestProgramShow::readGoesWithNothingElse()
{
    for (const char* other : { "--strings", "--facts", "--graph" }) {
        const Finished done = runDemo(
            { QStringLiteral("show"), QStringLiteral("fffe:0001"), QStringLiteral("--read"), QLatin1String(other) });
        COMPARE_CODE(done, 2);
        QVERIFY2(done.err.contains(QLatin1String("--read is of a device's descriptors")), done.summary().constData());
    }
}

void TestProgramShow::deviceAsHtml()
{
    const Finished done = runDemo(
        { QStringLiteral("show"), QStringLiteral("fffe:0001"), QStringLiteral("--format"), QStringLiteral("html") });
    COMPARE_CODE(done, 0);
    QVERIFY2(done.out.startsWith("<!DOCTYPE html>\n"), done.summary().constData());
    QVERIFY(done.out.contains("<li>speed: High Speed</li>"));
    QVERIFY(done.out.endsWith("</html>\n"));
}

void TestProgramShow::portsOfAHub()
{
    const QStringList words { QStringLiteral("show"), QStringLiteral("fffe:0009"), QStringLiteral("--ports") };
    const Finished text = runDemo(words);
    COMPARE_CODE(text, 0);
    QCOMPARE(text.out,
        QByteArray("100-1 fffe:0009 Demo hub\n"
                   "  hub: 00 00 00 00  local power good\n"
                   "  port 1: 03 05 00 00  connected, enabled, high speed; powered\n"
                   "  port 2: 03 01 00 00  connected, enabled, full speed; powered\n"
                   "  port 3: 03 05 00 00  connected, enabled, high speed; powered\n"
                   "  port 4: 00 01 00 00  nothing connected; powered\n"));
    const Finished json = runDemo(words + QStringList { QStringLiteral("--json") });
    COMPARE_CODE(json, 0);
    const Json document = json.last();
    QCOMPARE(document["schema"].get<std::string>(), std::string("usb-workbench.ports/1"));
    QCOMPARE(document["path"].get<std::string>(), std::string("100-1"));
    QVERIFY(document["error"].is_null() && document["time"].get<std::int64_t>() > 0);
    QCOMPARE(document["hub"]["raw"].get<std::string>(), std::string("00000000"));
    QCOMPARE(document["ports"].size(), std::size_t { 4 });
    const Json& last = document["ports"][3];
    QCOMPARE(last["port"].get<int>(), 4);
    QCOMPARE(last["raw"].get<std::string>(), std::string("00010000"));
    QCOMPARE(last["status"].get<std::string>(), std::string("nothing connected; powered"));
    QVERIFY(last["error"].is_null() && !last["attention"].get<bool>());
    QCOMPARE(last["fields"][0]["name"].get<std::string>(), std::string("wPortStatus"));
    QCOMPARE(last["fields"][0]["meaning"].get<std::string>(), std::string("PORT_POWER"));
}

void TestProgramShow::portsOfNoHub()
{
    const Finished done = runDemo({ QStringLiteral("show"), QStringLiteral("fffe:0001"), QStringLiteral("--ports") });
    COMPARE_CODE(done, 2);
    QVERIFY(done.out.isEmpty());
    QVERIFY2(done.err.contains(QStringLiteral("100-1.1 fffe:0001: it is no hub")), done.summary().constData());
    QVERIFY2(done.err.contains(QStringLiteral("usb-workbench list")), done.summary().constData());
    COMPARE_CODE(runDemo({ QStringLiteral("show"), QStringLiteral("ffff:0001"), QStringLiteral("--ports") }), 3);
}

// What sends requests has something to log, also to a file that exists.
void TestProgramShow::aReadingMayWriteItsLogAnew()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("log.pcapng"));
    for (const char* words : { "show fffe:0009 --ports", "show fffe:0009 --strings", "show fffe:0009 --read",
             "lint fffe:0009 --read", "snapshot save fffe:0009 --read -o -" }) {
        QVERIFY(QFile(path).open(QIODevice::WriteOnly));
        const Finished done = runDemo(
            QStringList { QStringLiteral("--log"), path } + QString::fromLatin1(words).split(QLatin1Char(' ')));
        QVERIFY2(done.code == 0, done.summary().constData());
        QVERIFY2(QFile(path).size() > 500, words);
    }
}

void TestProgramShow::fileInEveryFormat()
{
    const QString path = sample("hid-full.bin");
    const Finished text = showFile(path, "text");
    COMPARE_CODE(text, 0);
    QVERIFY2(text.out.startsWith("303a:4004 "), text.summary().constData());
    QVERIFY(text.out.contains("\n    HID descriptor\n"));
    const Finished hex = showFile(path, "hex");
    COMPARE_CODE(hex, 0);
    QVERIFY(hex.out.startsWith("0000  12 01 00 02"));
    const Finished json = showFile(path, "json");
    COMPARE_CODE(json, 0);
    const wb::Bytes bytes = readBytes(kFolder, QStringLiteral("hid-full.bin"));
    QCOMPARE(json.last()["schema"].get<std::string>(), std::string("usb-workbench.device/1"));
    QCOMPARE(json.last()["descriptors"].get<std::string>(), wb::formatHex(bytes, ""));
    QCOMPARE(json.last()["device"]["vendorId"].get<std::string>(), std::string("303a"));
    QCOMPARE(json.last()["device"]["path"].get<std::string>(), std::string());
    const Finished lsusb = showFile(path, "lsusb");
    COMPARE_CODE(lsusb, 0);
    QVERIFY(lsusb.out.startsWith("Device: ID 303a:4004"));
    const Finished html = showFile(path, "html");
    COMPARE_CODE(html, 0);
    QVERIFY(html.out.contains("<h1>303a:4004"));
}

// Every byte is shown, also those that belong to no configuration.
void TestProgramShow::fileThatLies()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("lies"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("\x12\x01\x00\x02\x00\x00\x00\x40\xfe\xff\x01\x00\x00\x01\x00\x00\x00\x01\x00\xff\xee", 21);
    file.close();
    const Finished json = showFile(path, "json");
    COMPARE_CODE(json, 0);
    QCOMPARE(json.last()["descriptors"].get<std::string>(),
        std::string("12010002000000"
                    "40feff010000010000000100ffee"));
    QVERIFY(!json.last()["device"]["problems"].empty());
    const Finished text = showFile(path, "text");
    COMPARE_CODE(text, 0);
    QVERIFY2(text.out.contains("  problem: "), text.summary().constData());
}

void TestProgramShow::fileFailures()
{
    QTemporaryDir folder;
    const Finished missing = showFile(folder.filePath(QStringLiteral("none")), "lsusb");
    COMPARE_CODE(missing, 7);
    QVERIFY(missing.out.isEmpty());
    const QString path = folder.filePath(QStringLiteral("empty"));
    QVERIFY(QFile(path).open(QIODevice::WriteOnly));
    const Finished empty = showFile(path, "html");
    COMPARE_CODE(empty, 7);
    QVERIFY2(empty.err.contains(QStringLiteral("the file is empty, it holds no descriptors")), empty.summary());
    COMPARE_CODE(show({ QStringLiteral("--file"), folder.path() }), 7); // a folder
}

QTEST_GUILESS_MAIN(TestProgramShow)
#include "tst_program_show.moc"
