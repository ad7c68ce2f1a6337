// SPDX-License-Identifier: GPL-3.0-or-later
// What is written is read again, the golden file stays what it is, and SCHEMA.md names every member.
#include "core/snapshot/snapshot_file.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/snapshot/samples.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace wb;
using snapshot::Snapshot;

namespace {

std::string complaint(const Result<Snapshot>& result) { return result ? std::string() : describe(result.error()); }

Bytes bytesOf(const std::string& text) { return toBytes(asBytes(text)); }

void collect(const nlohmann::json& value, const QString& place, QStringList& places)
{
    if (value.is_array()) {
        for (const auto& item : value)
            collect(item, place + QStringLiteral("[]"), places);
        return;
    }
    if (!value.is_object())
        return;
    for (const auto& [key, member] : value.items()) {
        const QString inner = (place.isEmpty() ? QString() : place + QLatin1Char('.')) + QString::fromStdString(key);
        places.append(inner);
        collect(member, inner, places);
    }
}

QStringList firstColumn(const QString& page, const QString& heading)
{
    static const QRegularExpression row(QStringLiteral("^\\| `([^`]+)` \\|"), QRegularExpression::MultilineOption);
    const QString part = page.section(heading, 1).section(QStringLiteral("\n## "), 0, 0);
    QStringList names;
    for (auto match = row.globalMatch(part); match.hasNext();)
        names.append(match.next().captured(1));
    return names;
}

QString schema()
{
    return QString::fromUtf8(QByteArray::fromStdString([] {
        const Bytes page = test::readTestData(QStringLiteral("../../core/snapshot/SCHEMA.md"));
        return std::string(page.begin(), page.end());
    }()));
}

QStringList sorted(QStringList list)
{
    list.removeDuplicates();
    list.sort();
    return list;
}

} // namespace

class TestSnapshotFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roundTrip();
    void roundTripOfDeviceInfo();
    void roundTripOfTestData_data();
    void roundTripOfTestData();
    void sectionsGivenCount();
    void golden();
    void earlierMinorVersionIsRead();
    void decodedTextIsNotRead();
    void schemaNamesEveryMember();
    void schemaNamesEveryKind();
    void textThatIsNotUtf8();
    void fileIsReplacedWhole();
    void failedWriteKeepsTheFile();
    void missingFile();
    void looksLikeSnapshot();
};

void TestSnapshotFile::roundTrip()
{
    const Snapshot before = test::fullSnapshot();
    const auto after = snapshot::fromJsonText(bytesOf(snapshot::toJsonText(before)));
    QCOMPARE(complaint(after), std::string());
    QVERIFY(*after == before);
}

void TestSnapshotFile::roundTripOfDeviceInfo()
{
    const snapshot::Device device = test::fullSnapshot().devices.front();
    const usb::DeviceInfo info = snapshot::toDeviceInfo(device);
    QCOMPARE(info.descriptor.vendorId, std::uint16_t { 0xfffe });
    QCOMPARE(info.configurations.size(), std::size_t { 1 });
    QCOMPARE(info.configurations[0].interfaces.size(), std::size_t { 2 });
    QCOMPARE(info.sections.size(), device.sections.size() - 1);
    QVERIFY(!info.isOffline());
    QVERIFY(snapshot::toDevice(info, info.sections) == device);
}

void TestSnapshotFile::roundTripOfTestData_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name : { "descriptors/ethernet-high.bin", "descriptors/webcam-high.bin",
             "descriptors/webcam-cut-high.bin", "descriptors/phone-high.bin", "descriptors/hid-full.bin",
             "umockdev/canon-powershot-sx200.001-011.descriptors.bin" })
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestSnapshotFile::roundTripOfTestData()
{
    QFETCH(QString, name);
    const Bytes blob = test::readTestData(name);
    snapshot::Device device = test::plainDevice();
    device.sections = { test::ownSection({ blob }) };
    const usb::DeviceInfo info = snapshot::toDeviceInfo(device);
    QVERIFY(snapshot::toDevice(info, {}) == device);
}

void TestSnapshotFile::sectionsGivenCount()
{
    const auto info = std::make_shared<usb::DeviceInfo>(snapshot::toDeviceInfo(test::plainDevice()));
    info->sections.push_back(test::stringSection(1, 0x0409, u"Known"));
    const snapshot::Circumstances here { "0.1.0", Nanoseconds(5), "Here" };
    const usb::DevicePtr device = info;
    const Snapshot known = snapshot::takeSnapshot(snapshot::sourcesOf({ &device, 1 }), here);
    QCOMPARE(known.devices[0].sections.size(), std::size_t { 2 });
    QVERIFY(known.devices[0].sections[1] == info->sections[0]);
    QCOMPARE(known.system, std::string("Here"));
    const snapshot::Source more { info,
        { test::stringSection(1, 0x0409, u"Read"), test::stringSection(2, 0x0409, u"More"),
            test::ownSection({ { 1, 2, 3 } }) } };
    const Snapshot read = snapshot::takeSnapshot({ &more, 1 }, here);
    QCOMPARE(read.devices[0].sections.size(), std::size_t { 3 });
    QVERIFY(read.devices[0].sections[0] == test::plainDevice().sections[0]);
    QVERIFY(read.devices[0].sections[2] == more.sections[1]);
}

// Made by this program once and checked by eye; this version must stay readable and written like this.
void TestSnapshotFile::golden()
{
    const Bytes golden = test::readTestData(QStringLiteral("snapshot/golden.json"));
    const std::string written = snapshot::toJsonText(test::fullSnapshot());
    if (bytesOf(written) != golden) {
        QFile actual(QStringLiteral("golden-actual.json"));
        QVERIFY(actual.open(QIODevice::WriteOnly));
        actual.write(written.data(), static_cast<qsizetype>(written.size()));
        QFAIL("differs from tests/data/snapshot/golden.json; see golden-actual.json");
    }
    const auto read = snapshot::fromJsonText(golden);
    QCOMPARE(complaint(read), std::string());
    QVERIFY(*read == test::fullSnapshot());
}

void TestSnapshotFile::earlierMinorVersionIsRead()
{
    auto json = nlohmann::ordered_json::parse(snapshot::toJsonText(test::fullSnapshot()));
    json["version"] = "1.0";
    json["devices"][0]["sections"].erase(json["devices"][0]["sections"].size() - 1); // of a kind that came with 1.1
    const auto read = snapshot::fromJsonText(bytesOf(json.dump()));
    QCOMPARE(complaint(read), std::string());
    Snapshot expected = test::fullSnapshot();
    expected.minor = 0;
    QVERIFY(expected.devices[0].sections.back().kind == usb::SectionKind::HidPhysical);
    expected.devices[0].sections.pop_back();
    QVERIFY(*read == expected);
}

void TestSnapshotFile::decodedTextIsNotRead()
{
    auto json = nlohmann::ordered_json::parse(snapshot::toJsonText(test::fullSnapshot()));
    json["timeText"] = "never";
    json["devices"][0]["title"] = { 1, { { "decoded", {} } }, nullptr };
    json["devices"][0]["sections"][0]["decoded"] = { { "format", "x" } };
    json["devices"][1]["sections"][0].erase("decoded");
    const auto read = snapshot::fromJsonText(bytesOf(json.dump()));
    QCOMPARE(complaint(read), std::string());
    QVERIFY(*read == test::fullSnapshot());
}

void TestSnapshotFile::schemaNamesEveryMember()
{
    QStringList written;
    collect(nlohmann::json::parse(snapshot::toJsonText(test::fullSnapshot())), {}, written);
    QVERIFY(written.size() > 20);
    QCOMPARE(sorted(firstColumn(schema(), QStringLiteral("\n## Members"))), sorted(written));
}

void TestSnapshotFile::schemaNamesEveryKind()
{
    QStringList kinds;
    const auto json = nlohmann::json::parse(snapshot::toJsonText(test::fullSnapshot()));
    for (const auto& device : json["devices"])
        for (const auto& section : device["sections"])
            kinds.append(QString::fromStdString(section["kind"].get<std::string>()));
    QCOMPARE(sorted(firstColumn(schema(), QStringLiteral("\n## Sections"))), sorted(kinds));
    QVERIFY(!kinds.contains(QString()));
    QCOMPARE(sorted(kinds).size(), qsizetype { static_cast<int>(usb::SectionKind::HidPhysical) + 1 }); // the last one
}

void TestSnapshotFile::textThatIsNotUtf8()
{
    Snapshot snapshot = test::fullSnapshot();
    snapshot.devices[0].product = "bad \xff\xfe name";
    const auto read = snapshot::fromJsonText(bytesOf(snapshot::toJsonText(snapshot)));
    QCOMPARE(complaint(read), std::string());
    QCOMPARE(read->devices[0].product, std::string("bad \xef\xbf\xbd\xef\xbf\xbd name"));
}

void TestSnapshotFile::fileIsReplacedWhole()
{
    const QTemporaryDir directory;
    const std::string path = directory.filePath(QStringLiteral("a.json")).toStdString();
    QVERIFY(snapshot::writeFile(path, {}).has_value());
    QVERIFY(snapshot::writeFile(path, test::fullSnapshot()).has_value());
    const auto read = snapshot::readFile(path);
    QCOMPARE(complaint(read), std::string());
    QVERIFY(*read == test::fullSnapshot());
    QCOMPARE(QDir(directory.path()).entryList(QDir::Files), QStringList { QStringLiteral("a.json") });
}

void TestSnapshotFile::failedWriteKeepsTheFile()
{
    const Status missing = snapshot::writeFile("/nonexistent/a.json", {});
    QVERIFY(!missing);
    QVERIFY(missing.error().kind == ErrorKind::NotFound);
    QVERIFY(missing.error().detail.find("/nonexistent/a.json") != std::string::npos);
    const Status full = snapshot::writeFile("/dev/full", test::fullSnapshot());
    QVERIFY(!full);
    QVERIFY(full.error().kind == ErrorKind::NoSpace);
}

void TestSnapshotFile::missingFile()
{
    const auto missing = snapshot::readFile("/nonexistent/a.json");
    QVERIFY(!missing);
    QVERIFY(missing.error().kind == ErrorKind::NotFound);
    const auto directory = snapshot::readFile("/tmp");
    QVERIFY(!directory);
    QVERIFY(directory.error().kind == ErrorKind::InvalidArgument);
}

void TestSnapshotFile::looksLikeSnapshot()
{
    QVERIFY(snapshot::looksLikeSnapshot(asBytes("{\n \"format\"")));
    QVERIFY(snapshot::looksLikeSnapshot(asBytes(" \r\n\t{")));
    QVERIFY(!snapshot::looksLikeSnapshot(asBytes("\x0a\x0d\x0d\x0a")));
    QVERIFY(!snapshot::looksLikeSnapshot({}));
}

QTEST_GUILESS_MAIN(TestSnapshotFile)
#include "tst_snapshot_file.moc"
