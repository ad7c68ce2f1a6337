// SPDX-License-Identifier: GPL-3.0-or-later
// Files that lie, are broken, too big or too new: each is refused with the place of the mistake.
#include "core/snapshot/snapshot_file.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/snapshot/samples.h"

#include <QTest>

using namespace wb;
using snapshot::Snapshot;

namespace {

Result<Snapshot> read(const std::string& text) { return snapshot::fromJsonText(asBytes(text)); }

std::string replaced(std::string text, const std::string& what, const std::string& by)
{
    const std::size_t at = text.find(what);
    if (at == std::string::npos)
        qFatal("the text has no %s", what.c_str());
    return text.replace(at, what.size(), by);
}

std::string repeated(const std::string& part, std::size_t count)
{
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
        text += part;
    return text;
}

} // namespace

class TestSnapshotHostile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mistakesAreNamed_data();
    void mistakesAreNamed();
    void brokenJson_data();
    void brokenJson();
    void everyPrefixIsRefused();
    void newerMinorVersionIsRead();
    void newerMajorVersionIsRefused();
    void unknownMembersArePassedOver();
    void firstOfTwoMembersCounts();
    void tooManyOfAnything();
};

void TestSnapshotHostile::mistakesAreNamed_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("by");
    QTest::addColumn<QString>("complaint");
    const auto row = [](const char* name, const char* what, const char* by, const char* complaint) {
        QTest::newRow(name) << QString::fromUtf8(what) << QString::fromUtf8(by) << QString::fromUtf8(complaint);
    };
    row("format", "usb-workbench.snapshot", "other", "format: \"other\" is not usb-workbench.snapshot");
    row("version type", "\"1.1\"", "1", "version: a text is expected, not a whole number");
    row("version", "\"1.1\"", "\"1\"", "version: \"1\" is not a version such as 1.0");
    row("version words", "\"1.1\"", "\"1.x\"", "version: \"1.x\" is not a version such as 1.0");
    row("time", "\"time\": 1772366400000000000", "\"time\": -1",
        "time: a whole number is expected, not a number that is negative or not whole");
    row("time too large", "\"time\": 1772366400000000000", "\"time\": 18446744073709551615",
        "time: 18446744073709551615 is more than 9223372036854775807");
    row("masked", "\"masked\": false", "\"masked\": 0", "masked: true or false is expected, not a whole number");
    row("devices", "\"devices\": [", "\"others\": [", "devices: missing");
    row("path", "\"1-1.2\"", "\"1-1.\\u001b\"",
        "devices[0].path: \"1-1.\\x1b\" is not a bus-port path such as 1-1.2 or usb1");
    row("address", "\"address\": 7", "\"address\": 256", "devices[0].address: 256 is more than 255");
    row("speed", "\"speed\": \"high\"", "\"speed\": \"warp\"", "devices[0].speed: \"warp\" is no speed");
    row("configuration", "\"activeConfiguration\": 1", "\"activeConfiguration\": \"1\"",
        "devices[0].activeConfiguration: a whole number is expected, not a text");
    row("driver", "\"interface\": 0", "\"interface\": null",
        "devices[0].drivers[0].interface: a whole number is expected, not null");
    row("problem", "\"The device is slow.\"", "[]", "devices[0].problems[0]: a text is expected, not an array");
    row("kind", "\"kind\": \"device\"", "\"kind\": \"dvice\"",
        "devices[0].sections[0].kind: \"dvice\" is no kind of section");
    row("number", "\"number\": 0", "\"number\": 1.5",
        "devices[0].sections[0].number: a whole number is expected, not a number that is negative or not whole");
    row("language", "\"language\": \"0000\"", "\"language\": \"9\"",
        "devices[0].sections[0].language: \"9\" is not four hexadecimal digits");
    row("bytes", "\"bytes\": \"1201", "\"bytes\": \"12x1", "devices[0].sections[0].bytes: no hexadecimal bytes: ");
    row("no section", "\"sections\": [", "\"sections\": [ 7,",
        "devices[0].sections[0]: an object is expected, not a whole number");
}

void TestSnapshotHostile::mistakesAreNamed()
{
    QFETCH(QString, what);
    QFETCH(QString, by);
    QFETCH(QString, complaint);
    const std::string text = replaced(snapshot::toJsonText(test::fullSnapshot()), what.toStdString(), by.toStdString());
    const auto result = read(text);
    QVERIFY(!result);
    QVERIFY(result.error().kind == ErrorKind::Malformed);
    QVERIFY2(result.error().detail.starts_with(complaint.toStdString()), result.error().detail.c_str());
}

void TestSnapshotHostile::brokenJson_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("complaint");
    QTest::newRow("empty") << QByteArray() << QByteArray("this is not JSON from line 1, column 1 on");
    QTest::newRow("words") << QByteArray("{\n \"format\": what\n}")
                           << QByteArray("this is not JSON from line 2, column 12 on");
    QTest::newRow("zero byte") << QByteArray("{\"a\": \0", 7)
                               << QByteArray("this is not JSON from line 1, column 7 on");
    QTest::newRow("bad UTF-8") << QByteArray("{\"a\": \"\xff\"}")
                               << QByteArray("this is not JSON from line 1, column 8 on");
    QTest::newRow("more behind it") << QByteArray("{} {}") << QByteArray("this is not JSON from line 1, column 4 on");
    QTest::newRow("a number") << QByteArray("7") << QByteArray("an object is expected, not a whole number");
    QTest::newRow("deep") << QByteArray(100000, '[') << QByteArray("values are nested deeper than 16 levels");
    QTest::newRow("deep where nobody looks")
        << "{\"decoded\":" + QByteArray(100000, '[') << QByteArray("values are nested deeper than 16 levels");
}

void TestSnapshotHostile::brokenJson()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, complaint);
    const auto result = read(text.toStdString());
    QVERIFY(!result);
    QVERIFY(result.error().kind == ErrorKind::Malformed);
    QCOMPARE(QByteArray::fromStdString(result.error().detail), complaint);
}

void TestSnapshotHostile::everyPrefixIsRefused()
{
    Snapshot small;
    small.devices = { test::plainDevice() };
    small.devices[0].sections[0].bytes.resize(30);
    const std::string text = snapshot::toJsonText(small);
    QVERIFY(read(text).has_value());
    const std::size_t end = text.find_last_of('}');
    for (std::size_t length = 0; length <= end; ++length)
        QVERIFY2(!read(text.substr(0, length)), std::to_string(length).c_str());
}

void TestSnapshotHostile::newerMinorVersionIsRead()
{
    std::string text = snapshot::toJsonText(test::fullSnapshot());
    text = replaced(text, "\"1.1\"", "\"1.7\"");
    text = replaced(text, "\"speed\": \"high\"", "\"speed\": \"warp\", \"mood\": { \"a\": [ 1 ] }");
    text = replaced(text, "\"kind\": \"bos\"", "\"kind\": \"hologram\"");
    const auto result = read(text);
    QVERIFY2(result.has_value(), result ? "" : describe(result.error()).c_str());
    Snapshot expected = test::fullSnapshot();
    expected.minor = 7;
    expected.devices[0].speed = usb::Speed::Unknown;
    std::erase_if(expected.devices[1].sections,
        [](const usb::DescriptorSection& section) { return section.kind == usb::SectionKind::Bos; });
    QVERIFY(*result == expected);
}

void TestSnapshotHostile::newerMajorVersionIsRefused()
{
    const auto result = read(R"({"format":"usb-workbench.snapshot","version":"2.0","devices":7})");
    QVERIFY(!result);
    QVERIFY(result.error().kind == ErrorKind::Unsupported);
    QCOMPARE(result.error().detail,
        std::string("version: the file has version 2.0, this program reads version 1: open it with a newer one"));
}

void TestSnapshotHostile::unknownMembersArePassedOver()
{
    const std::string text
        = replaced(snapshot::toJsonText(test::fullSnapshot()), "{", "{ \"extra\": [ { \"a\": null }, 1e300 ],");
    const auto result = read(text);
    QVERIFY(result.has_value());
    QVERIFY(*result == test::fullSnapshot());
}

void TestSnapshotHostile::firstOfTwoMembersCounts()
{
    const std::string text
        = replaced(snapshot::toJsonText(test::fullSnapshot()), "\"address\": 7", "\"address\": 9, \"address\": \"x\"");
    const auto result = read(text);
    QVERIFY(result.has_value());
    QCOMPARE(result->devices[0].address, std::uint8_t { 9 });
}

void TestSnapshotHostile::tooManyOfAnything()
{
    const std::string full = snapshot::toJsonText(test::fullSnapshot());
    const auto detail = [](const Result<Snapshot>& result) { return result ? "read" : result.error().detail; };
    const std::string problems = replaced(full, "\"The device is slow.\"", "\"\"" + repeated(",\"\"", 4096));
    QCOMPARE(detail(read(problems)), std::string("devices[0].problems: more than 4096 entries"));
    const std::string longText = replaced(full, "\"Maker\"", "\"" + std::string(65537, 'x') + "\"");
    QCOMPARE(detail(read(longText)), std::string("devices[0].manufacturer: the text has more than 65536 bytes"));
    const std::string devices = replaced(full, "\"devices\": [", "\"devices\": [" + repeated("1,", 10000));
    QCOMPARE(detail(read(devices)), std::string("devices: more than 10000 entries"));
    const std::string values = "[" + repeated("1,", 3'000'000) + "1]";
    QCOMPARE(detail(read(values)), std::string("more than 3000000 values"));
}

QTEST_GUILESS_MAIN(TestSnapshotHostile)
#include "tst_snapshot_hostile.moc"
