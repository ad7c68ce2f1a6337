// SPDX-License-Identifier: GPL-3.0-or-later
// What differs is found where it is, and what is merely pushed aside by it is equal.
#include "core/snapshot/compare_snapshots.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/snapshot/samples.h"

#include <QElapsedTimer>
#include <QTest>

using namespace wb;
using snapshot::Change;
using snapshot::Device;
using snapshot::FlatDifference;
using snapshot::Match;
using snapshot::Snapshot;

namespace {

using test::configuration;
using test::deviceDescriptor;
using test::endpoint;
using test::interface;

std::string sideText(const snapshot::FieldSide& side)
{
    return side.meaning.empty() ? side.value : side.value + " (" + side.meaning + ")";
}

// "PATH | field: changed LEFT -> RIGHT"
QString line(const FlatDifference& difference)
{
    std::string text = difference.path + " | " + difference.field + ": " + std::string(changeWord(difference.change));
    if (difference.change == Change::Changed)
        text += " " + sideText(difference.left) + " -> " + sideText(difference.right);
    return QString::fromStdString(text);
}

QStringList lines(const snapshot::Difference& difference)
{
    QStringList all;
    for (const FlatDifference& flat : listDifferences(difference))
        all.append(line(flat));
    return all;
}

Device withConfiguration(const std::vector<Bytes>& parts)
{
    Device device = test::plainDevice();
    device.sections = { test::ownSection({ deviceDescriptor(0xfffe, 1), configuration(parts) }) };
    return device;
}

QStringList differencesOf(const Device& left, const Device& right)
{
    return lines(snapshot::compareDevices(left, right, nullptr));
}

std::vector<snapshot::Element> elements(std::string_view keys, const Bytes& bytes)
{
    std::vector<snapshot::Element> all;
    for (std::size_t i = 0; i < keys.size(); ++i)
        all.push_back({ std::string(1, keys[i]), ByteView(bytes).subspan(i, 1) });
    return all;
}

QString matchText(const std::vector<Match>& matches)
{
    QStringList words;
    for (const Match& match : matches)
        words.append((match.left ? QString::number(*match.left) : QStringLiteral("-"))
            + (match.right ? QString::number(*match.right) : QStringLiteral("-")));
    return words.join(QLatin1Char(' '));
}

Device at(const char* path, std::uint16_t product, const char* serial)
{
    Device device = test::plainDevice();
    device.path = *usb::parsePortPath(path);
    device.serial = serial;
    device.sections = { test::ownSection({ deviceDescriptor(0xfffe, product), configuration({}) }) };
    return device;
}

} // namespace

class TestSnapshotCompare : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void alignment_data();
    void alignment();
    void longListsStayCheap();
    void equalDevicesAreEqual();
    void changedField();
    void insertedEndpointMovesNothing();
    void removedEndpointMovesNothing();
    void endpointsMeetByAddress();
    void alternateSettingsMeetByNumber();
    void configurationsMeetByValue();
    void classDescriptorsMeetByType();
    void unitsMeetById();
    void hidItemsMeetInOrder();
    void sectionsMeetByNumberAndLanguage();
    void facts();
    void importedDevicesHaveNoFacts();
    void speedDoesNotChangeEqualBytes();
    void textOfDifferences();
    void hostileTextIsEscaped();
    void devicesMeet_data();
    void devicesMeet();
    void snapshots();
    void deepAndLongDescriptors();
};

void TestSnapshotCompare::alignment_data()
{
    QTest::addColumn<QString>("leftKeys");
    QTest::addColumn<QString>("leftBytes");
    QTest::addColumn<QString>("rightKeys");
    QTest::addColumn<QString>("rightBytes");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* leftKeys, const char* leftBytes, const char* rightKeys,
                         const char* rightBytes, const char* expected) {
        QTest::newRow(name) << leftKeys << leftBytes << rightKeys << rightBytes << expected;
    };
    row("nothing", "", "", "", "", "");
    row("same", "aab", "xyz", "aab", "xyz", "00 11 22");
    row("one changed", "aaa", "xyz", "aaa", "xqz", "00 11 22");
    row("inserted first", "aaa", "xyz", "aaaa", "qxyz", "-0 01 12 23");
    row("inserted between", "aaa", "xyz", "aaaa", "xqyz", "00 -1 12 23");
    row("removed first", "aaa", "xyz", "aa", "yz", "0- 10 21");
    row("removed last", "aaa", "xyz", "aa", "xy", "00 11 2-");
    row("inserted and changed", "aaaa", "wxyz", "aaaaa", "wqxpz", "00 -1 12 23 34");
    row("other keys", "ab", "xx", "cb", "xx", "-0 0- 11");
    row("ids swap places", "ab", "xy", "ba", "yx", "10 01");
    row("nothing in common", "aa", "xy", "a", "z", "00 1-");
}

void TestSnapshotCompare::alignment()
{
    QFETCH(QString, leftKeys);
    QFETCH(QString, leftBytes);
    QFETCH(QString, rightKeys);
    QFETCH(QString, rightBytes);
    QFETCH(QString, expected);
    const std::string left = leftBytes.toStdString();
    const std::string right = rightBytes.toStdString();
    const Bytes leftData = toBytes(asBytes(left));
    const Bytes rightData = toBytes(asBytes(right));
    QCOMPARE(matchText(snapshot::align(
                 elements(leftKeys.toStdString(), leftData), elements(rightKeys.toStdString(), rightData))),
        expected);
}

void TestSnapshotCompare::longListsStayCheap()
{
    const Bytes left(100'000, 1);
    const Bytes right(100'000, 2);
    const auto matches
        = snapshot::align(elements(std::string(100'000, 'a'), left), elements(std::string(100'000, 'a'), right));
    QCOMPARE(matches.size(), left.size());
    QVERIFY((matches.back() == Match { 99'999, 99'999 }));
}

void TestSnapshotCompare::equalDevicesAreEqual()
{
    for (const Device& device : test::fullSnapshot().devices) {
        const snapshot::Difference difference = snapshot::compareDevices(device, device, nullptr);
        QCOMPARE(difference.change, Change::Equal);
        QCOMPARE(lines(difference), QStringList());
        QCOMPARE(differenceText(difference, false), std::string());
        QVERIFY(!differenceText(difference, true).empty());
    }
}

void TestSnapshotCompare::changedField()
{
    QCOMPARE(differencesOf(withConfiguration({ interface(0, 0, 1), endpoint(0x81, 64) }),
                 withConfiguration({ interface(0, 0, 1), endpoint(0x81, 512) })),
        (QStringList { QStringLiteral(
            "Device and configurations / Configuration descriptor, value 1 / Interface descriptor, 0 alternate 0, "
            "Vendor Specific / Endpoint descriptor, EP1 IN (0x81), interrupt | wMaxPacketSize: changed 0x0040 (64 "
            "bytes) -> 0x0200 "
            "(512 bytes)") }));
}

void TestSnapshotCompare::insertedEndpointMovesNothing()
{
    const QStringList found = differencesOf(
        withConfiguration({ interface(0, 0, 1), endpoint(0x81), interface(1, 0, 1), endpoint(0x83) }),
        withConfiguration({ interface(0, 0, 2), endpoint(0x04), endpoint(0x81), interface(1, 0, 1), endpoint(0x83) }));
    QCOMPARE(found.size(), qsizetype { 3 });
    QVERIFY2(found[0].contains(QStringLiteral("| wTotalLength: changed")), qPrintable(found[0]));
    QVERIFY2(found[1].contains(QStringLiteral("| bNumEndpoints: changed 1 -> 2")), qPrintable(found[1]));
    QVERIFY2(found[2].endsWith(QStringLiteral("EP4 OUT (0x04), interrupt | : added")), qPrintable(found[2]));
}

void TestSnapshotCompare::removedEndpointMovesNothing()
{
    const QStringList found = differencesOf(
        withConfiguration({ interface(0, 0, 2), endpoint(0x04), endpoint(0x81), interface(1, 0, 1), endpoint(0x83) }),
        withConfiguration({ interface(0, 0, 1), endpoint(0x81), interface(1, 0, 1), endpoint(0x83) }));
    QCOMPARE(found.size(), qsizetype { 3 });
    QVERIFY2(found[2].endsWith(QStringLiteral("EP4 OUT (0x04), interrupt | : removed")), qPrintable(found[2]));
}

void TestSnapshotCompare::endpointsMeetByAddress()
{
    QCOMPARE(differencesOf(withConfiguration({ interface(0, 0, 2), endpoint(0x81, 8), endpoint(0x02, 64) }),
                 withConfiguration({ interface(0, 0, 2), endpoint(0x02, 64), endpoint(0x81, 8) })),
        QStringList());
}

void TestSnapshotCompare::alternateSettingsMeetByNumber()
{
    const QStringList found
        = differencesOf(withConfiguration({ interface(0, 0, 0), interface(0, 2, 1), endpoint(0x81) }),
            withConfiguration(
                { interface(0, 0, 0), interface(0, 1, 1), endpoint(0x81, 8), interface(0, 2, 1), endpoint(0x81) }));
    QCOMPARE(found.size(), qsizetype { 2 });
    QVERIFY2(found[1].contains(QStringLiteral("0 alternate 1, Vendor Specific | : added")), qPrintable(found[1]));
}

void TestSnapshotCompare::configurationsMeetByValue()
{
    Device left = test::plainDevice();
    Device right = left;
    const Bytes first = configuration({ interface(0, 0, 0) }, 1);
    const Bytes second = configuration({ interface(0, 0, 1), endpoint(0x81) }, 2);
    left.sections = { test::ownSection({ deviceDescriptor(0xfffe, 1), first, second }) };
    right.sections = { test::ownSection({ deviceDescriptor(0xfffe, 1), second, first }) };
    QCOMPARE(differencesOf(left, right), QStringList());
}

void TestSnapshotCompare::classDescriptorsMeetByType()
{
    const Bytes header = test::descriptor({ 0x24, 0x00, 0x10, 0x01 });
    const Bytes unionOne = test::descriptor({ 0x24, 0x06, 0, 1 });
    const Bytes unionTwo = test::descriptor({ 0x24, 0x06, 0, 2 });
    const auto communications = [](const std::vector<Bytes>& parts) {
        std::vector<Bytes> all { { 9, 4, 0, 0, 0, 2, 2, 1, 0 } };
        all.insert(all.end(), parts.begin(), parts.end());
        return withConfiguration(all);
    };
    QCOMPARE(differencesOf(communications({ header, unionOne }), communications({ unionOne, header })), QStringList());
    const QStringList changed
        = differencesOf(communications({ header, unionOne }), communications({ header, unionTwo }));
    QCOMPARE(changed.size(), qsizetype { 1 });
    QVERIFY2(changed[0].contains(QStringLiteral("changed 1 -> 2")), qPrintable(changed[0]));
}

void TestSnapshotCompare::unitsMeetById()
{
    const auto audio = [](const std::vector<Bytes>& parts) {
        std::vector<Bytes> all { { 9, 4, 0, 0, 0, 1, 1, 0, 0 }, { 9, 0x24, 1, 0, 1, 100, 0, 1, 1 } };
        all.insert(all.end(), parts.begin(), parts.end());
        return withConfiguration(all);
    };
    const auto output = [](std::uint8_t id, std::uint8_t source) {
        return Bytes { 9, 0x24, 3, id, 1, 3, 0, source, 0 };
    };
    const QStringList found
        = differencesOf(audio({ output(1, 9), output(2, 8) }), audio({ output(2, 8), output(1, 7) }));
    QCOMPARE(found.size(), qsizetype { 1 });
    QVERIFY2(found[0].contains(QStringLiteral("| bSourceID: changed 9 -> 7")), qPrintable(found[0]));
}

void TestSnapshotCompare::hidItemsMeetInOrder()
{
    Device left = test::plainDevice();
    Device right = left;
    left.sections.push_back(
        { usb::SectionKind::HidReport, 0, 0, { 0x05, 1, 0x09, 2, 0xa1, 1, 0x75, 8, 0x95, 3, 0x81, 2, 0xc0 } });
    right.sections.push_back({ usb::SectionKind::HidReport, 0, 0,
        { 0x05, 1, 0x09, 2, 0xa1, 1, 0x09, 0x30, 0x75, 8, 0x95, 4, 0x81, 2, 0xc0 } });
    const QStringList found = differencesOf(left, right);
    QCOMPARE(found.size(), qsizetype { 2 });
    QVERIFY2(
        found[0].contains(QStringLiteral("Usage")) && found[0].endsWith(QStringLiteral("added")), qPrintable(found[0]));
    QVERIFY2(found[1].contains(QStringLiteral("| Report Count: changed")), qPrintable(found[1]));
}

void TestSnapshotCompare::sectionsMeetByNumberAndLanguage()
{
    Device left = test::plainDevice();
    Device right = left;
    left.sections.push_back(test::stringSection(1, 0x0409, u"One"));
    left.sections.push_back(test::stringSection(1, 0x0407, u"Eins"));
    right.sections.push_back(test::stringSection(2, 0x0409, u"Two"));
    right.sections.push_back(test::stringSection(1, 0x0409, u"Won"));
    const QStringList found = differencesOf(left, right);
    QCOMPARE(found.size(), qsizetype { 3 });
    QVERIFY2(found[0].startsWith(QStringLiteral("String 2, English (United States) | : added")), qPrintable(found[0]));
    QVERIFY2(found[1].startsWith(QStringLiteral("String 1, English (United States) / ")), qPrintable(found[1]));
    QVERIFY2(found[2].startsWith(QStringLiteral("String 1, German")), qPrintable(found[2]));
    QVERIFY2(found[2].endsWith(QStringLiteral("| : removed")), qPrintable(found[2]));
}

void TestSnapshotCompare::facts()
{
    const Device left = test::plainDevice();
    Device right = left;
    right.address = 99;
    right.path = { 2, { 1 } };
    QCOMPARE(differencesOf(left, right), QStringList());
    right.speed = usb::Speed::Full;
    right.activeConfiguration.reset();
    right.drivers = { { 1, "cdc_acm" } };
    right.problems.clear();
    QCOMPARE(lines(snapshot::compareDevices(left, right, nullptr, snapshot::Place::Compared)),
        (QStringList { QStringLiteral("Facts | Place: changed 1-1.2 -> 2-1"),
            QStringLiteral("Facts | Speed: changed High Speed -> Full Speed"),
            QStringLiteral("Facts | Active configuration: changed 1 -> none"),
            QStringLiteral("Facts | Driver of interface 0: changed usbhid -> "),
            QStringLiteral("Facts | Driver of interface 1: changed  -> cdc_acm"),
            QStringLiteral("Facts | Problems: changed The device is slow. -> ") }));
}

void TestSnapshotCompare::importedDevicesHaveNoFacts()
{
    Device imported;
    imported.backend = snapshot::kImported;
    imported.sections = test::plainDevice().sections;
    QCOMPARE(differencesOf(test::plainDevice(), imported), QStringList());
    QCOMPARE(differencesOf(imported, test::plainDevice()), QStringList());
}

void TestSnapshotCompare::speedDoesNotChangeEqualBytes()
{
    Device slow = test::plainDevice();
    slow.speed = usb::Speed::Full;
    QCOMPARE(differencesOf(test::plainDevice(), slow).size(), qsizetype { 1 });
}

void TestSnapshotCompare::textOfDifferences()
{
    const Device left = withConfiguration({ interface(0, 0, 1), endpoint(0x81, 64) });
    const Device right = withConfiguration({ interface(0, 0, 1), endpoint(0x81, 512) });
    const std::string text = differenceText(snapshot::compareDevices(left, right, nullptr), false);
    QCOMPARE(QString::fromStdString(text),
        QStringLiteral("! Device and configurations\n"
                       "  ! Configuration descriptor, value 1\n"
                       "    ! Interface descriptor, 0 alternate 0, Vendor Specific\n"
                       "      ! Endpoint descriptor, EP1 IN (0x81), interrupt\n"
                       "        ! wMaxPacketSize: 0x0040 (64 bytes) -> 0x0200 (512 bytes)\n"));
    const std::string all = differenceText(snapshot::compareDevices(left, right, nullptr), true);
    QVERIFY(all.find("          bInterval: 10") != std::string::npos);
    QVERIFY(all.find("    Product: Thing") != std::string::npos);
}

void TestSnapshotCompare::hostileTextIsEscaped()
{
    Device left = test::plainDevice();
    Device right = left;
    right.product = "\x1b[31m";
    const snapshot::Difference difference = snapshot::compareDevices(left, right, nullptr);
    QVERIFY(differenceText(difference, true).find('\x1b') == std::string::npos);
    QVERIFY(difference.title.find('\x1b') == std::string::npos);
    QVERIFY(difference.title.find("\\x1b[31m") != std::string::npos);
}

void TestSnapshotCompare::devicesMeet_data()
{
    QTest::addColumn<QString>("left");
    QTest::addColumn<QString>("right");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* left, const char* right, const char* expected) {
        QTest::newRow(name) << left << right << expected;
    };
    row("same place", "1-1/1/A 1-2/1/B", "1-2/1/B 1-1/1/A", "10 01");
    row("place before serial", "1-1/1/A 1-2/1/B", "1-1/1/B 1-2/1/A", "00 11");
    row("moved, by serial", "1-1/1/A 1-2/1/B", "1-5/1/B 1-6/1/A", "10 01");
    row("moved, without serial", "1-1/1/ 1-2/1/", "1-5/1/ 1-6/1/", "00 11");
    row("other product", "1-1/1/A", "1-1/2/A", "-0 0-");
    row("one more", "1-1/1/A", "1-2/1/C 1-1/1/A", "-0 01");
    row("one less", "1-1/1/A 1-2/1/B", "1-2/1/B", "10 0-");
    row("nothing", "", "", "");
}

void TestSnapshotCompare::devicesMeet()
{
    const auto devices = [](const QString& words) {
        std::vector<Device> all;
        for (const QString& word : words.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
            const QStringList parts = word.split(QLatin1Char('/'));
            all.push_back(at(qPrintable(parts[0]), parts[1].toUShort(), qPrintable(parts[2])));
        }
        return all;
    };
    QFETCH(QString, left);
    QFETCH(QString, right);
    QFETCH(QString, expected);
    QCOMPARE(matchText(snapshot::matchDevices(devices(left), devices(right))), expected);
}

void TestSnapshotCompare::snapshots()
{
    Snapshot left;
    left.devices = { at("1-1", 1, "A"), at("1-2", 2, "B"), at("1-3", 3, "C") };
    Snapshot right;
    right.devices = { at("1-1", 1, "A"), at("1-9", 2, "B"), at("1-4", 4, "D") };
    const auto differences = snapshot::compareSnapshots(left, right, nullptr);
    QCOMPARE(differences.size(), std::size_t { 4 });
    QCOMPARE(differences[0].change, Change::Equal);
    QCOMPARE(differences[1].change, Change::Changed);
    QCOMPARE(lines(differences[1].details), QStringList { QStringLiteral("Facts | Place: changed 1-2 -> 1-9") });
    QCOMPARE(differences[1].title, std::string("1-2 fffe:0002 Thing / 1-9 fffe:0002 Thing"));
    QCOMPARE(differences[2].change, Change::Added);
    QCOMPARE(differences[3].change, Change::Removed);
    QCOMPARE(differences[3].title, std::string("1-3 fffe:0003 Thing"));
}

void TestSnapshotCompare::deepAndLongDescriptors()
{
    Device left = test::plainDevice();
    Bytes collections;
    for (int i = 0; i < 20'000; ++i)
        collections.insert(collections.end(), { 0xa1, 1 });
    left.sections.push_back({ usb::SectionKind::HidReport, 0, 0, collections });
    Bytes items;
    for (int i = 0; i < 20'000; ++i)
        items.insert(items.end(), { 0x09, static_cast<Byte>(i * 7) });
    Device right = test::plainDevice();
    right.sections.push_back({ usb::SectionKind::HidReport, 0, 0, items });
    QVERIFY(!differencesOf(left, right).isEmpty());
    QVERIFY(!differencesOf(right, left).isEmpty());
    QCOMPARE(differencesOf(left, left), QStringList());
}

QTEST_GUILESS_MAIN(TestSnapshotCompare)
#include "tst_snapshot_compare.moc"
