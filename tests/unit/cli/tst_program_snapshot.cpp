// SPDX-License-Identifier: GPL-3.0-or-later
// The built program and snapshots: saving from the demo bus, showing, comparing, and looking at one's devices.
#include "core/snapshot/snapshot_file.h"
#include "tests/unit/cli/program.h"

#include <QtTest>

#include <csignal>

using namespace wb;
using wb::test::Finished;
using wb::test::Json;
using wb::test::runDemo;
using wb::test::Running;
using wb::test::runProgram;

#define COMPARE_CODE(finished, expected) QVERIFY2((finished).code == (expected), (finished).summary().constData())

namespace {

const QString kWebcam = QStringLiteral(WB_SOURCE_DIR "/tests/data/descriptors/webcam-high.bin");
const QString kHid = QStringLiteral(WB_SOURCE_DIR "/tests/data/descriptors/hid-full.bin");
const QString kGolden = QStringLiteral(WB_SOURCE_DIR "/tests/data/snapshot/golden.json");

QStringList words(const char* line) { return QString::fromLatin1(line).split(u' ', Qt::SkipEmptyParts); }

} // namespace

class TestProgramSnapshot : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void savesAllDevices();
    void savesChosenDevices();
    void savesToStdout();
    void masks();
    void saveFailures();
    void shows();
    void showsAsJson();
    void showsRawDescriptors();
    void listsAndShowsDevicesOfASnapshot();
    void refusesToSendToThem();
    void equalThingsAreEqual();
    void tellsDifferences();
    void tellsDifferencesAsJson();
    void comparesDevicesWithFiles();
    void failuresAreNoDifferences();
    void wrongUsage();

private:
    [[nodiscard]] QString path(const char* name) const { return m_directory.filePath(QLatin1String(name)); }
    [[nodiscard]] QString saved(const char* name, const QStringList& devices = {}) const;

    QTemporaryDir m_directory;
};

QString TestProgramSnapshot::saved(const char* name, const QStringList& devices) const
{
    const QString file = path(name);
    const Finished done = runDemo(words("snapshot save") + devices + QStringList { QStringLiteral("-o"), file });
    if (done.code != 0)
        qWarning("%s", done.summary().constData());
    return file;
}

void TestProgramSnapshot::savesAllDevices()
{
    const QString file = path("all.json");
    const Finished done = runDemo(words("snapshot save -o") + QStringList { file });
    COMPARE_CODE(done, 0);
    QCOMPARE(done.out, QByteArray());
    QVERIFY2(done.err.contains(QStringLiteral("saved 9 devices to ") + file), done.summary().constData());
    const auto read = snapshot::readFile(file.toStdString());
    QVERIFY(read.has_value());
    QCOMPARE(read->devices.size(), std::size_t { 9 });
    QVERIFY(read->devices[0].path.isRootHub());
    QVERIFY(!read->program.empty() && !read->system.empty() && read->time.count() > 0);
}

void TestProgramSnapshot::savesChosenDevices()
{
    const auto read = snapshot::readFile(saved("chosen.json", words("fffe:0001 100-1.1 usb100")).toStdString());
    QVERIFY(read.has_value());
    QCOMPARE(read->devices.size(), std::size_t { 2 }); // the first two are the same one
    QCOMPARE(usb::toString(read->devices[0].path), std::string("100-1.1"));
}

void TestProgramSnapshot::savesToStdout()
{
    const Finished done = runDemo(words("snapshot save fffe:0001 -o -"));
    COMPARE_CODE(done, 0);
    QCOMPARE(done.err, QString());
    const std::string text = done.out.toStdString();
    const auto read = snapshot::fromJsonText(asBytes(text));
    QVERIFY(read.has_value());
    QCOMPARE(read->devices.size(), std::size_t { 1 });
}

void TestProgramSnapshot::masks()
{
    const auto plain = snapshot::readFile(saved("plain.json", words("fffe:0001")).toStdString());
    const QString file = path("masked.json");
    COMPARE_CODE(runDemo(words("snapshot save fffe:0001 --mask -o") + QStringList { file }), 0);
    const auto masked = snapshot::readFile(file.toStdString());
    QVERIFY(plain && masked);
    QVERIFY(!plain->isMasked && masked->isMasked);
    QVERIFY(!plain->devices[0].serial.empty());
    QVERIFY(masked->devices[0].serial != plain->devices[0].serial);
    QCOMPARE(masked->devices[0].serial.size(), plain->devices[0].serial.size());
}

void TestProgramSnapshot::saveFailures()
{
    const Finished nowhere = runDemo(words("snapshot save -o /nonexistent/a.json"));
    COMPARE_CODE(nowhere, 7);
    QVERIFY2(nowhere.err.contains(QStringLiteral("/nonexistent/a.json")), nowhere.summary().constData());
    COMPARE_CODE(runDemo(words("snapshot save 1234:5678 -o") + QStringList { path("none.json") }), 3);
    QVERIFY(!QFile::exists(path("none.json")));
}

void TestProgramSnapshot::shows()
{
    const Finished done = runProgram(words("snapshot show") + QStringList { kGolden });
    COMPARE_CODE(done, 0);
    const QString text = QString::fromUtf8(done.out);
    for (const char* part : { "on Some System 12 by usb-workbench 0.1.0", "1-1.2 fffe:0001", " 2          \"Thing\"",
             "HID report descriptor of interface 1", "String 3, German", "wMaxPacketSize" })
        QVERIFY2(text.contains(QLatin1String(part)), part);
    COMPARE_CODE(runProgram(words("snapshot show /nonexistent")), 7);
}

void TestProgramSnapshot::showsAsJson()
{
    const Finished done = runProgram(words("snapshot show --json") + QStringList { kGolden });
    COMPARE_CODE(done, 0);
    const Json document = done.last();
    QCOMPARE(document["schema"].get<std::string>(), std::string("usb-workbench.snapshot-contents/1"));
    QCOMPARE(document["system"].get<std::string>(), std::string("Some System 12"));
    QCOMPARE(document["devices"].size(), std::size_t { 2 });
    QCOMPARE(document["devices"][0]["device"]["path"].get<std::string>(), std::string("1-1.2"));
    QCOMPARE(document["devices"][0]["sections"].size(), std::size_t { 10 });
    QVERIFY(!document["devices"][0]["sections"][0]["decoded"].empty());
}

void TestProgramSnapshot::showsRawDescriptors()
{
    const Finished done = runProgram(words("snapshot show") + QStringList { kWebcam });
    COMPARE_CODE(done, 0);
    QVERIFY2(done.out.contains("raw descriptors"), done.summary().constData());
    QVERIFY(done.out.contains("Configuration descriptor"));
}

void TestProgramSnapshot::listsAndShowsDevicesOfASnapshot()
{
    const QString file = saved("for-list.json");
    const Finished live = runDemo(words("list"));
    const Finished listed = runProgram(QStringList { QStringLiteral("--snapshot"), file, QStringLiteral("list") });
    COMPARE_CODE(listed, 0);
    QCOMPARE(listed.out, live.out);
    const Finished liveDevice = runDemo(words("show fffe:0001"));
    const Finished device = runProgram(words("show fffe:0001 --snapshot") + QStringList { file });
    COMPARE_CODE(device, 0);
    QCOMPARE(device.out, liveDevice.out);
    COMPARE_CODE(runProgram(words("--snapshot /nonexistent list")), 7);
    COMPARE_CODE(runProgram(words("--demo list --snapshot") + QStringList { file }), 2);
}

void TestProgramSnapshot::refusesToSendToThem()
{
    const QString file = saved("for-sending.json");
    const Finished done
        = runProgram(words("control fffe:0001 0x80 GET_DESCRIPTOR 0x0100 0 18 --snapshot") + QStringList { file });
    COMPARE_CODE(done, 1);
    QVERIFY2(done.err.contains(
                 QStringLiteral("This device comes from the file for-sending.json; nothing can be sent to it.")),
        done.summary().constData());
}

void TestProgramSnapshot::equalThingsAreEqual()
{
    const QString file = saved("same.json");
    for (const QStringList& sides :
        { QStringList { kGolden, kGolden }, { kWebcam, kWebcam }, { file, saved("same2.json") } }) {
        const Finished done = runDemo(words("snapshot diff") + sides);
        COMPARE_CODE(done, 0);
        QCOMPARE(done.out, QByteArray());
    }
}

void TestProgramSnapshot::tellsDifferences()
{
    const QString all = saved("before.json");
    const QString some = saved("after.json", words("fffe:0001 usb100"));
    const Finished done = runProgram(words("snapshot diff") + QStringList { all, some });
    COMPARE_CODE(done, 1);
    QCOMPARE(done.out.count("\n"), qsizetype { 7 });
    QVERIFY2(done.out.startsWith("- 100-1"), done.summary().constData());
    const Finished turned = runProgram(words("snapshot diff") + QStringList { some, all });
    COMPARE_CODE(turned, 1);
    QVERIFY2(turned.out.contains("+ 100-1"), turned.summary().constData());
    const Finished raw = runProgram(words("snapshot diff") + QStringList { kWebcam, kHid });
    COMPARE_CODE(raw, 1);
    QVERIFY2(raw.out.contains("! idVendor: "), raw.summary().constData());
}

void TestProgramSnapshot::tellsDifferencesAsJson()
{
    const Finished done = runProgram(words("snapshot diff --json") + QStringList { kWebcam, kHid });
    COMPARE_CODE(done, 1);
    const Json document = done.last();
    QCOMPARE(document["schema"].get<std::string>(), std::string("usb-workbench.snapshot-diff/1"));
    QVERIFY(!document["equal"].get<bool>());
    QCOMPARE(document["devices"].size(), std::size_t { 1 });
    const Json& differences = document["devices"][0]["differences"];
    const auto vendor = std::find_if(
        differences.begin(), differences.end(), [](const Json& entry) { return entry["field"] == "idVendor"; });
    QVERIFY(vendor != differences.end());
    QCOMPARE((*vendor)["change"].get<std::string>(), std::string("changed"));
    QVERIFY((*vendor)["left"]["value"] != (*vendor)["right"]["value"]);
    const Finished same = runProgram(words("snapshot diff --json") + QStringList { kWebcam, kWebcam });
    COMPARE_CODE(same, 0);
    QVERIFY(same.last()["equal"].get<bool>());
}

void TestProgramSnapshot::comparesDevicesWithFiles()
{
    const QString file = saved("loopback.json", words("fffe:0001"));
    COMPARE_CODE(runDemo(words("snapshot diff 100-1.1") + QStringList { file }), 0);
    COMPARE_CODE(runDemo(words("snapshot diff usb100") + QStringList { file }), 1);
    COMPARE_CODE(runDemo(words("snapshot diff usb100 usb100")), 0);
}

void TestProgramSnapshot::failuresAreNoDifferences()
{
    COMPARE_CODE(runDemo(words("snapshot diff 1234:5678 usb100")), 3);
    COMPARE_CODE(runDemo(words("snapshot diff no-such-thing usb100")), 2);
    QFile broken(path("broken.json"));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write("{ \"format\": \"usb-workbench.snapshot\", \"version\": \"9.0\" }");
    broken.close();
    const Finished newer = runProgram(words("snapshot diff") + QStringList { broken.fileName(), kGolden });
    COMPARE_CODE(newer, 7);
    QVERIFY2(newer.err.contains(QStringLiteral("open it with a newer one")), newer.summary().constData());
    COMPARE_CODE(runProgram(words("snapshot diff /etc/hostname") + QStringList { kGolden }), 7);
    COMPARE_CODE(runProgram(words("snapshot diff /tmp") + QStringList { kGolden }), 7);
}

void TestProgramSnapshot::wrongUsage()
{
    for (const char* line : { "snapshot", "snapshot save", "snapshot show", "snapshot diff", "snapshot diff usb1",
             "snapshot diff a b c", "snapshot save zzz -o /tmp/never.json" }) {
        const Finished done = runDemo(words(line));
        QVERIFY2(done.code == 2, line);
    }
    const Finished help = runProgram(words("snapshot diff --help"));
    COMPARE_CODE(help, 0);
    QVERIFY(help.out.contains("usb-workbench snapshot diff A B"));
}

QTEST_GUILESS_MAIN(TestProgramSnapshot)
#include "tst_program_snapshot.moc"
