// SPDX-License-Identifier: GPL-3.0-or-later
// The lines below a field that say what its bits mean.
#include "core/report/lsusb_lines.h"

#include <algorithm>
#include <array>

namespace wb::report {
namespace {

using descriptors::Field;

void note(std::string& out, const Place& place, std::string_view text) { appendLine(out, place.indent + 2, text); }

bool hasBit(const Field& field, unsigned bit) { return (field.raw >> bit & 1) != 0; }

// The bits' own words: "mute" of "D0 mute".
std::string_view ownWords(const Field::Bits& bits)
{
    const std::string_view name = bits.name;
    const bool isNumbered = name.size() > 1 && name[0] == 'D' && name[1] >= '0' && name[1] <= '9';
    return isNumbered ? name.substr(name.find(' ') + 1) : name;
}

bool isReserved(const Field::Bits& bits) { return ownWords(bits).substr(0, 8) == "reserved"; }

// "Mute", "Latency: read-only"; empty when there is nothing to say.
std::string autoNote(const Place& place, const Field::Bits& bits)
{
    if (bits.value == "0")
        return {};
    if (isReserved(bits))
        return "Reserved";
    if (isFlagSet(bits))
        return phraseOf(place, bits);
    return phraseOf(place, bits) + ": " + (bits.meaning.empty() ? bits.value : bits.meaning);
}

void appendAuto(std::string& out, const Place& place, const Field& field)
{
    for (std::size_t i = field.bits.size(); i-- > 0;) { // the decoder begins with the highest
        if (const std::string text = autoNote(place, field.bits[i]); !text.empty())
            note(out, place, text);
    }
}

// CDC's words are small, and the decoder's where the table has none.
std::string smallPhrase(const Place& place, const Field::Bits& bits)
{
    const std::string phrase = phraseOf(place, bits);
    const std::string_view own = ownWords(bits);
    return phrase == titleCase(own) ? std::string(own) : phrase;
}

void appendSmallFlags(std::string& out, const Place& place, const Field& field, bool isRising)
{
    for (std::size_t i = 0; i < field.bits.size(); ++i) {
        const Field::Bits& bits = field.bits[isRising ? field.bits.size() - 1 - i : i];
        if (isFlagSet(bits))
            note(out, place, smallPhrase(place, bits));
    }
}

// Audio 2.0 §4.1: two bits say what the host may do; Audio 1.0 has one.
void appendControls(std::string& out, const Place& place, const Field& field)
{
    for (std::size_t i = field.bits.size(); i-- > 0;) {
        const Field::Bits& bits = field.bits[i];
        if (isReserved(bits) || bits.value == "0")
            continue;
        std::string text = phraseOf(place, bits) + " Control";
        if (bits.meaning == "read-only")
            text += " (read-only)";
        else if (bits.meaning == "not allowed")
            text += " (ILLEGAL VALUE (0b10))";
        else if (bits.meaning == "host programmable")
            text += " (read/write)";
        note(out, place, text);
    }
}

// "Front Left (FL)": the short name is made of the capitals.
void appendChannels(std::string& out, const Place& place, const Field& field)
{
    for (std::size_t i = field.bits.size(); i-- > 0;) {
        if (!isFlagSet(field.bits[i]))
            continue;
        std::string text = phraseOf(place, field.bits[i]);
        if (text.back() != ')') {
            std::string initials;
            std::copy_if(
                text.begin(), text.end(), std::back_inserter(initials), [](char c) { return c >= 'A' && c <= 'Z'; });
            text += " (" + initials + ")";
        }
        note(out, place, text);
    }
}

void appendEndpointType(std::string& out, const Place& place, const Field& field)
{
    constexpr auto kTypes = std::to_array<std::string_view>({ "Control", "Isochronous", "Bulk", "Interrupt" });
    constexpr auto kSynchs = std::to_array<std::string_view>({ "None", "Asynchronous", "Adaptive", "Synchronous" });
    constexpr auto kUsages
        = std::to_array<std::string_view>({ "Data", "Feedback", "Implicit feedback Data", "(reserved)" });
    note(out, place, "Transfer Type            " + std::string(kTypes[field.raw & 3]));
    note(out, place, "Synch Type               " + std::string(kSynchs[field.raw >> 2 & 3]));
    note(out, place, "Usage Type               " + std::string(kUsages[field.raw >> 4 & 3]));
}

void appendConfigurationPower(std::string& out, const Place& place, const Field& field)
{
    if (!hasBit(field, 7))
        note(out, place, "(Missing must-be-set bit!)");
    note(out, place, hasBit(field, 6) ? "Self Powered" : "(Bus Powered)");
    if (hasBit(field, 5))
        note(out, place, "Remote Wakeup");
    if (hasBit(field, 4))
        note(out, place, "Battery Powered");
}

// UVC 1.5 Table 3-1 of the uncompressed payload: 1 means one field in a frame.
void appendInterlace(std::string& out, const Place& place, const Field& field)
{
    constexpr auto kPatterns = std::to_array<std::string_view>(
        { "Field 1 only", "Field 2 only", "Regular pattern of fields 1 and 2", "Random pattern of fields 1 and 2" });
    note(out, place, std::string("Interlaced stream or variable: ") + (hasBit(field, 0) ? "Yes" : "No"));
    note(out, place, std::string("Fields per frame: ") + (hasBit(field, 1) ? "1" : "2") + " fields");
    note(out, place, std::string("Field 1 first: ") + (hasBit(field, 2) ? "Yes" : "No"));
    note(out, place, "Field pattern: " + std::string(kPatterns[field.raw >> 4 & 3]));
}

void appendFirmware(std::string& out, const Place& place, const Field& field)
{
    if ((field.raw & 0xf0) != 0)
        note(out, place, "(unknown attributes!)");
    note(out, place, hasBit(field, 3) ? "Will Detach" : "Will Not Detach");
    note(out, place, hasBit(field, 2) ? "Manifestation Tolerant" : "Manifestation Intolerant");
    note(out, place, hasBit(field, 1) ? "Upload Supported" : "Upload Unsupported");
    note(out, place, hasBit(field, 0) ? "Download Supported" : "Download Unsupported");
}

void appendHubPower(std::string& out, const Place& place, const Field& field)
{
    constexpr auto kSwitching = std::to_array<std::string_view>({ "Ganged power switching", "Per-port power switching",
        "No power switching (usb 1.0)", "No power switching (usb 1.0)" });
    constexpr auto kProtection = std::to_array<std::string_view>({ "Ganged overcurrent protection",
        "Per-port overcurrent protection", "No overcurrent protection", "No overcurrent protection" });
    const bool isSuper = place.node.title == "SuperSpeed hub descriptor";
    note(out, place, kSwitching[field.raw & 3]);
    if (hasBit(field, 2))
        note(out, place, "Compound device");
    note(out, place, kProtection[field.raw >> 3 & 3]);
    if (!isSuper && place.hasTranslator)
        note(out, place, "TT think time " + std::to_string(8 * ((field.raw >> 5 & 3) + 1)) + " FS bits");
    if (!isSuper && hasBit(field, 7))
        note(out, place, "Port indicators");
}

// USB 2.0 ECN "Link Power Management", errata: the sixteen latencies that BESL stands for.
constexpr auto kBeslMicroseconds = std::to_array<unsigned>(
    { 125, 150, 200, 300, 400, 500, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10000 });

void appendLinkPower(std::string& out, const Place& place, const Field& field)
{
    if (!hasBit(field, 1)) {
        note(out, place, "(Missing must-be-set LPM bit!)");
        return;
    }
    note(out, place, std::string(hasBit(field, 2) ? "BESL" : "HIRD") + " Link Power Management (LPM) Supported");
    const auto besl = [&](std::string_view name, unsigned shift) {
        const std::string value = std::to_string(kBeslMicroseconds[field.raw >> shift & 15]);
        appendLine(out, place.indent, std::string(name) + std::string(9 - value.size(), ' ') + value + " us");
    };
    if (hasBit(field, 2) && hasBit(field, 3))
        besl("BESL value", 8);
    if (hasBit(field, 2) && hasBit(field, 4))
        besl("Deep BESL value", 12);
}

void appendLowestSpeed(std::string& out, const Place& place, const Field& field)
{
    constexpr auto kSpeeds = std::to_array<std::string_view>(
        { "Low Speed (1Mbps)", "Full Speed (12Mbps)", "High Speed (480Mbps)", "SuperSpeed (5Gbps)" });
    const bool isKnown = field.raw < kSpeeds.size();
    note(out, place,
        "Lowest fully-functional device speed is "
            + std::string(isKnown ? kSpeeds[static_cast<std::size_t>(field.raw)] : "at an unknown speed!"));
}

void appendSublink(std::string& out, const Place& place, const Field& field)
{
    constexpr auto kPrefixes = std::to_array<std::string_view>({ "b/s", "Kb/s", "Mb/s", "Gb/s" });
    note(out, place,
        "Speed Attribute ID: " + std::to_string(field.raw & 15) + " " + std::to_string(field.raw >> 16)
            + std::string(kPrefixes[field.raw >> 4 & 3]) + (hasBit(field, 6) ? " Asymmetric" : " Symmetric")
            + (hasBit(field, 7) ? " TX" : " RX") + " SuperSpeed" + (hasBit(field, 14) ? "Plus" : ""));
}

// USB 3.2 §9.6.7: of a bulk endpoint the streams, of an isochronous one the bursts in an interval.
void appendStreams(std::string& out, const Place& place, const Field& field)
{
    for (const Field::Bits& bits : field.bits) {
        const std::string_view words = ownWords(bits);
        if (bits.value == "0")
            continue;
        if (words.substr(0, 15) == "maximum streams") {
            const std::string streams = std::to_string(std::uint64_t { 1 } << (field.raw & 0x1f));
            appendLine(out, place.indent, "MaxStreams" + std::string(15 - streams.size(), ' ') + streams);
        } else if (words.substr(0, 6) == "bursts") {
            appendLine(out, place.indent, "Mult" + std::string(20, ' ') + bits.value);
        }
    }
}

void appendPipe(std::string& out, const Place& place, const Field& field)
{
    const std::string name = field.meaning.empty() ? "Reserved" : capitalized(field.meaning);
    appendLine(out, place.indent, name + " (0x" + hex(field.raw, 2) + ")");
}

void appendReader(std::string& out, const Place& place, const Field& field)
{
    constexpr auto kLevels = std::to_array<std::string_view>({ "Character level exchange", "TPDU level exchange",
        "Short APDU level exchange", "", "Short and extended APDU level exchange" });
    for (std::size_t i = field.bits.size(); i-- > 0;) {
        if (isFlagSet(field.bits[i]))
            note(out, place, phraseOf(place, field.bits[i]));
    }
    const std::uint64_t level = field.raw >> 16 & 7;
    if (level < kLevels.size() && level != 3)
        note(out, place, kLevels[static_cast<std::size_t>(level)]);
    else
        note(out, place, "WARNING: conflicting exchange levels");
}

void appendSublinkCounts(std::string& out, const Place& place, const Field& field)
{
    note(out, place, "Sublink Speed Attribute count " + std::to_string(field.raw & 0x1f));
    note(out, place, "Sublink Speed ID count " + std::to_string(field.raw >> 5 & 15));
}

void appendFrameCapabilities(std::string& out, const Place& place, const Field& field)
{
    note(out, place, hasBit(field, 0) ? "Still image supported" : "Still image unsupported");
    if (hasBit(field, 1))
        note(out, place, "Fixed frame-rate");
}

} // namespace

bool isFlagSet(const Field::Bits& bits) { return bits.value == "1" && bits.meaning == "yes"; }

std::string phraseOf(const Place& place, const Field::Bits& bits)
{
    return bitPhrase(place.node.title, ownWords(bits));
}

void appendNotes(std::string& out, const Place& place, const Field& field, NoteStyle style)
{
    switch (style) {
    case NoteStyle::None:
        return;
    case NoteStyle::Auto:
        return appendAuto(out, place, field);
    case NoteStyle::LowerFlags:
        return appendSmallFlags(out, place, field, false);
    case NoteStyle::RisingFlags:
        return appendSmallFlags(out, place, field, true);
    case NoteStyle::Controls:
        return appendControls(out, place, field);
    case NoteStyle::Channels:
        return appendChannels(out, place, field);
    case NoteStyle::EndpointType:
        return appendEndpointType(out, place, field);
    case NoteStyle::ConfigurationPower:
        return appendConfigurationPower(out, place, field);
    case NoteStyle::Interlace:
        return appendInterlace(out, place, field);
    case NoteStyle::FrameCapabilities:
        return appendFrameCapabilities(out, place, field);
    case NoteStyle::FixedSamples:
        return note(out, place, hasBit(field, 0) ? "Fixed-size samples: Yes" : "Fixed-size samples: No");
    case NoteStyle::Firmware:
        return appendFirmware(out, place, field);
    case NoteStyle::HubPower:
        return appendHubPower(out, place, field);
    case NoteStyle::LinkPower:
        return appendLinkPower(out, place, field);
    case NoteStyle::LowestSpeed:
        return appendLowestSpeed(out, place, field);
    case NoteStyle::SublinkCounts:
        return appendSublinkCounts(out, place, field);
    case NoteStyle::Sublink:
        return appendSublink(out, place, field);
    case NoteStyle::Streams:
        return appendStreams(out, place, field);
    case NoteStyle::Pipe:
        return appendPipe(out, place, field);
    case NoteStyle::Reader:
        return appendReader(out, place, field);
    }
}

} // namespace wb::report
