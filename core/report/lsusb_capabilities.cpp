// SPDX-License-Identifier: GPL-3.0-or-later
// Device capabilities that lsusb lays out in its own way: what stands behind a platform's UUID, and the alternate modes
// of a billboard.
#include "core/report/lsusb_lines.h"

#include <array>

namespace wb::report {
namespace {

using descriptors::Field;

constexpr std::size_t kPlatformData = 20; // USB 3.2 §9.6.2.4: where a platform's own data begins

std::size_t offsetOf(const Place& place, const Field& field) { return field.range.begin - place.node.range.begin; }

// lsusb shows the bytes of every platform but WebUSB; the fields they make stand before them.
void appendPlatform(std::string& out, const Place& place)
{
    const bool isWebUsb = place.node.summary == "WebUSB";
    for (const Field& field : place.node.fields) {
        const bool isOwn = offsetOf(place, field) >= kPlatformData && field.name != "unparsed";
        if (isWebUsb && offsetOf(place, field) == kPlatformData)
            appendLine(out, place.indent + 2, "WebUSB:");
        Place own = place;
        own.indent += isWebUsb && isOwn ? 4 : 0;
        appendField(out, own, field);
    }
    if (isWebUsb)
        return;
    const ByteView whole = slice(place.bytes, place.node.range.begin, place.node.range.size());
    const ByteView data = slice(whole, kPlatformData, whole.size());
    for (std::size_t i = 0; i < data.size(); ++i)
        appendLine(out, place.indent, "CapabilityData[" + std::to_string(i) + "]    0x" + hex(data[i], 2));
}

// Billboard 1.2.1 §3.1.6.2, bmConfigured: two bits a mode.
std::string modeHeading(const Place& place, std::size_t mode)
{
    constexpr std::size_t kStates = 8;
    constexpr auto kWords
        = std::to_array<std::string_view>({ "Unspecified Error", "Alternate Mode configuration not attempted",
            "Alternate Mode configuration attempted but unsuccessful", "Alternate Mode configuration successful" });
    const std::uint64_t states = readLe(place.bytes, place.node.range.begin + kStates + mode / 4, 1).value_or(0);
    return "Alternate Mode " + std::to_string(mode) + " : " + std::string(kWords[states >> (2 * (mode % 4)) & 3]);
}

void appendBillboard(std::string& out, const Place& place)
{
    std::size_t mode = 0;
    for (const Field& field : place.node.fields) {
        if (field.name == "bReserved") {
            appendField(out, place, field);
            appendLine(out, place.indent, "Alternate Modes supported by Device Container:");
            continue;
        }
        if (field.name == "wSVID[" + std::to_string(mode) + "]")
            appendLine(out, place.indent, modeHeading(place, mode++));
        appendField(out, place, field);
    }
}

} // namespace

bool appendCapability(std::string& out, const Place& place)
{
    if (place.node.title == "Platform capability")
        appendPlatform(out, place);
    else if (place.node.title == "Billboard capability")
        appendBillboard(out, place);
    else
        return false;
    return true;
}

} // namespace wb::report
