// SPDX-License-Identifier: GPL-3.0-or-later
// Which bit of a class descriptor's bit maps means what: every bit of a map alone, in the specification's order.
#include "core/descriptors/single.h"
#include "tests/unit/base/printers.h"

#include <QTest>

#include <algorithm>

using namespace wb;
using namespace wb::descriptors;

namespace {

constexpr EnclosingInterface kAudio2Control { 0, 0, 1, 1, 0x20 };
constexpr EnclosingInterface kAudio2Streaming { 1, 1, 1, 2, 0x20 };
constexpr EnclosingInterface kMidi { 1, 0, 1, 3, 0x00 };
constexpr EnclosingInterface kPrinter { 0, 0, 7, 1, 4 };

// The meaning of `field` when only these bits of it are set; `at` is its first byte.
QString meaning(const char* hex, const EnclosingInterface& enclosing, std::size_t at, std::uint16_t value,
    std::string_view fieldName)
{
    Bytes bytes = parseHex(hex).value_or(Bytes {});
    bytes[at] = static_cast<Byte>(value);
    if (value > 0xff)
        bytes[at + 1] = static_cast<Byte>(value >> 8);
    Context context;
    context.enclosing = enclosing;
    const Node node = decodeDescriptor(bytes, 0, context);
    const auto found = std::find_if(
        node.fields.begin(), node.fields.end(), [&](const Field& field) { return field.name == fieldName; });
    return found == node.fields.end() ? QStringLiteral("no such field") : QString::fromStdString(found->meaning);
}

} // namespace

class TestClassBits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mixerControls();
    void audioFormats();
    void midiElement();
    void printer();
};

// Audio 2.0 Table 4-11; a mixer unit has no overload control (Table A-18).
void TestClassBits::mixerControls()
{
    const char* const bytes = "10 24 04 0b 02 02 0a 02 03 00 00 00 00 80 00 00";
    const QStringList names { QStringLiteral("cluster"), QStringLiteral("underflow"), QStringLiteral("overflow") };
    for (int i = 0; i < names.size(); ++i)
        QCOMPARE(meaning(bytes, kAudio2Control, 14, static_cast<std::uint16_t>(1 << (2 * i)), "bmControls"),
            names[i] + QStringLiteral(": read-only"));
}

// Audio Data Formats 2.0 Table A-2.
void TestClassBits::audioFormats()
{
    const char* const bytes = "10 24 01 01 00 01 00 00 00 00 02 00 00 00 00 00";
    const QStringList names { QStringLiteral("PCM"), QStringLiteral("PCM8"), QStringLiteral("IEEE float"),
        QStringLiteral("A-law"), QStringLiteral("mu-law") };
    for (int i = 0; i < names.size(); ++i)
        QCOMPARE(meaning(bytes, kAudio2Streaming, 6, static_cast<std::uint16_t>(1 << i), "bmFormats"),
            names[i] + QStringLiteral(" (type I)"));
}

// MIDI 1.0 Table 6-5.
void TestClassBits::midiElement()
{
    const char* const bytes = "0e 24 04 05 01 01 01 01 02 03 02 00 00 00";
    const QStringList names { QStringLiteral("undefined"), QStringLiteral("MIDI clock"), QStringLiteral("MTC"),
        QStringLiteral("MMC"), QStringLiteral("GM1"), QStringLiteral("GM2"), QStringLiteral("GS"), QStringLiteral("XG"),
        QStringLiteral("EFX"), QStringLiteral("MIDI patch bay"), QStringLiteral("DLS1"), QStringLiteral("DLS2") };
    for (int i = 0; i < names.size(); ++i)
        QCOMPARE(meaning(bytes, kMidi, 11, static_cast<std::uint16_t>(1 << i), "bmElementCaps"), names[i]);
}

// IPP over USB 1.0 §4.3.
void TestClassBits::printer()
{
    const char* const bytes = "0a 21 01 01 00 04 00 00 05 06";
    const QStringList names { QStringLiteral("print"), QStringLiteral("scan"), QStringLiteral("fax"),
        QStringLiteral("other"), QStringLiteral("HTTP over USB"), QStringLiteral("authentication: user name"),
        QStringLiteral("authentication: reserved") };
    for (int i = 0; i < names.size(); ++i)
        QVERIFY(
            meaning(bytes, kPrinter, 6, static_cast<std::uint16_t>(1 << i), "wBasicCapabilities").startsWith(names[i]));
}

QTEST_GUILESS_MAIN(TestClassBits)
#include "tst_class_bits.moc"
