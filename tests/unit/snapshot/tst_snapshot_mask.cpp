// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing of a serial number, MAC address or container id is left in a masked snapshot, and all else stays.
#include "core/snapshot/mask.h"
#include "core/snapshot/snapshot_file.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/snapshot/samples.h"

#include <QTest>

#include <algorithm>

using namespace wb;
using snapshot::Device;
using snapshot::Snapshot;

namespace {

Snapshot masked(const Device& device)
{
    Snapshot snapshot;
    snapshot.devices = { device };
    snapshot::maskSerialNumbers(snapshot);
    return snapshot;
}

std::string utf16Hex(std::string_view text)
{
    Bytes units;
    for (const char character : text)
        appendLe16(units, static_cast<std::uint8_t>(character));
    return formatHex(units, "");
}

const usb::DescriptorSection& stringOf(const Device& device, std::uint8_t number, std::uint16_t language)
{
    const auto found = std::find_if(
        device.sections.begin(), device.sections.end(), [&](const usb::DescriptorSection& section) {
            return section.kind == usb::SectionKind::String && section.number == number && section.language == language;
        });
    if (found == device.sections.end())
        qFatal("no such string");
    return *found;
}

} // namespace

class TestSnapshotMask : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingOfTheOriginalIsLeft();
    void replacementsKeepLengthAndShape();
    void theRestStaysAsItIs();
    void repeatsInOtherTextsAreMasked();
    void shortAndEmptySerials();
    void oddAndEmptyStrings();
    void hostileLengths();
    void masksOfMasksAreTheSame();
    void words();
};

void TestSnapshotMask::nothingOfTheOriginalIsLeft()
{
    Device device = test::networkDevice();
    device.problems = { "String 3 (Xy7-93Q) came late." };
    device.systemPath = "/sys/devices/vhci/Xy7-93Q";
    const std::string before = snapshot::toJsonText({ 1, 0, {}, {}, {}, false, { device } });
    const std::string after = snapshot::toJsonText(masked(device));
    for (const std::string secret : { "Xy7-93Q", "02B7C4D5E6F7" }) {
        for (const std::string& form :
            { secret, utf16Hex(secret), formatHex(asBytes(secret), ""), formatHex(asBytes(secret), " ") }) {
            if (form == secret || form == utf16Hex(secret))
                QVERIFY2(before.find(form) != std::string::npos, form.c_str());
            QVERIFY2(after.find(form) == std::string::npos, form.c_str());
        }
    }
    const Snapshot kept = masked(device);
    const Bytes& string = stringOf(kept.devices[0], 3, 0x0407).bytes;
    const Bytes& bos = kept.devices[0].sections.back().bytes;
    for (Byte byte = 0xa1; byte < 0xb1; ++byte) // of the container id, none of which occurs elsewhere in the BOS
        QVERIFY2(std::find(bos.begin(), bos.end(), byte) == bos.end(), hex(byte, 2).c_str());
    QVERIFY(std::all_of(string.begin() + 2, string.end(),
        [](Byte byte) { return byte == 0 || byte == '0' || byte == 'A' || byte == 'a' || byte == '-'; }));
}

void TestSnapshotMask::replacementsKeepLengthAndShape()
{
    const Device before = test::networkDevice();
    const Device after = masked(before).devices[0];
    QCOMPARE(after.serial, std::string("Aa0-00A"));
    QCOMPARE(stringOf(after, 3, 0x0409).bytes, test::stringSection(3, 0x0409, u"Aa0-00A").bytes);
    QCOMPARE(stringOf(after, 3, 0x0407).bytes, test::stringSection(3, 0x0407, u"Aa0-00A").bytes);
    QCOMPARE(stringOf(after, 4, 0x0409).bytes, test::stringSection(4, 0x0409, u"00A0A0A0A0A0").bytes);
    const Bytes& bos = after.sections.back().bytes;
    QCOMPARE(bos.size(), before.sections.back().bytes.size());
    QCOMPARE(formatHex(slice(bos, 12, 20)), std::string("14 10 04 00 00 00 00 00 00 00 00 40 80 00 00 00 00 00 00 00"));
}

void TestSnapshotMask::theRestStaysAsItIs()
{
    const Device before = test::networkDevice();
    const Snapshot snapshot = masked(before);
    const Device& after = snapshot.devices[0];
    QVERIFY(snapshot.isMasked);
    QVERIFY(after.sections[0] == before.sections[0]);
    QCOMPARE(
        formatHex(slice(after.sections.back().bytes, 0, 12)), formatHex(slice(before.sections.back().bytes, 0, 12)));
    QCOMPARE(after.manufacturer, before.manufacturer);
    QVERIFY(after.path == before.path);
}

void TestSnapshotMask::repeatsInOtherTextsAreMasked()
{
    const Device after = masked(test::networkDevice()).devices[0];
    QCOMPARE(after.product, std::string("Adapter Aa0-00A"));
    QCOMPARE(stringOf(after, 2, 0x0409).bytes, test::stringSection(2, 0x0409, u"Adapter Aa0-00A").bytes);
}

void TestSnapshotMask::shortAndEmptySerials()
{
    Device device = test::plainDevice();
    device.serial = "1";
    device.product = "1 by 1";
    const Device after = masked(device).devices[0];
    QCOMPARE(after.serial, std::string("0"));
    QCOMPARE(after.product, std::string("1 by 1"));
    device.serial.clear();
    QVERIFY(masked(device).devices[0] == device);
}

void TestSnapshotMask::oddAndEmptyStrings()
{
    Device device = test::plainDevice();
    device.serial.clear();
    device.sections.push_back({ usb::SectionKind::String, 3, 0x0409, { 5, 3, 'Z', 0, 'Q' } });
    device.sections.push_back({ usb::SectionKind::String, 3, 0x0407, {} });
    device.sections.push_back({ usb::SectionKind::String, 3, 0x040c, { 2 } });
    const Device after = masked(device).devices[0];
    QCOMPARE(after.sections[1].bytes, (Bytes { 5, 3, 'A', 0, 0 }));
    QCOMPARE(after.sections[2].bytes, Bytes {});
    QCOMPARE(after.sections[3].bytes, Bytes { 2 });
}

void TestSnapshotMask::hostileLengths()
{
    Device device = test::plainDevice();
    device.sections.push_back({ usb::SectionKind::Bos, 0, 0, { 0, 0, 0, 20, 0x10, 4, 0, 0xee, 0xef } });
    device.sections.push_back({ usb::SectionKind::OtherSpeedConfiguration, 0, 0, { 0, 0, 200, 0x24, 0x0f } });
    const Device after = masked(device).devices[0];
    QCOMPARE(after.sections[1].bytes, (Bytes { 0, 0, 0, 20, 0x10, 4, 0, 0, 0 }));
    QCOMPARE(after.sections[2].bytes, device.sections[2].bytes);
}

void TestSnapshotMask::masksOfMasksAreTheSame()
{
    Snapshot once = masked(test::networkDevice());
    const Snapshot copy = once;
    snapshot::maskSerialNumbers(once);
    QVERIFY(once == copy);
}

void TestSnapshotMask::words()
{
    QCOMPARE(snapshot::maskedText("A-12 xy"), std::string("A-00 aa"));
    QCOMPARE(snapshot::maskedText("\xc3\xa4"), std::string("aa"));
    QCOMPARE(snapshot::maskedText(""), std::string());
}

QTEST_GUILESS_MAIN(TestSnapshotMask)
#include "tst_snapshot_mask.moc"
