// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/class_names.h"

#include <algorithm>
#include <array>

namespace wb::descriptors {
namespace {

struct ClassName {
    std::uint8_t code;
    std::string_view name;
};

constexpr auto kClassNames = std::to_array<ClassName>({
    { 0x00, "Defined at interface level" },
    { 0x01, "Audio" },
    { 0x02, "Communications" },
    { 0x03, "Human Interface Device" },
    { 0x05, "Physical" },
    { 0x06, "Imaging" },
    { 0x07, "Printer" },
    { 0x08, "Mass Storage" },
    { 0x09, "Hub" },
    { 0x0a, "CDC Data" },
    { 0x0b, "Smart Card" },
    { 0x0d, "Content Security" },
    { 0x0e, "Video" },
    { 0x0f, "Personal Healthcare" },
    { 0x10, "Audio/Video" },
    { 0x11, "Billboard" },
    { 0x12, "USB Type-C Bridge" },
    { 0x13, "Bulk Display" },
    { 0x14, "MCTP over USB" },
    { 0x3c, "I3C" },
    { 0xdc, "Diagnostic" },
    { 0xe0, "Wireless" },
    { 0xef, "Miscellaneous" },
    { 0xfe, "Application Specific" },
    { 0xff, "Vendor Specific" },
});

struct ClassWord {
    std::string_view word;
    std::uint8_t code;
};

constexpr auto kClassWords = std::to_array<ClassWord>({
    { "audio", 0x01 },
    { "comm", 0x02 },
    { "communications", 0x02 },
    { "cdc", 0x02 },
    { "hid", 0x03 },
    { "physical", 0x05 },
    { "image", 0x06 },
    { "imaging", 0x06 },
    { "printer", 0x07 },
    { "mass-storage", 0x08 },
    { "storage", 0x08 },
    { "hub", 0x09 },
    { "data", 0x0a },
    { "cdc-data", 0x0a },
    { "smart-card", 0x0b },
    { "smartcard", 0x0b },
    { "content-security", 0x0d },
    { "video", 0x0e },
    { "healthcare", 0x0f },
    { "audio-video", 0x10 },
    { "billboard", 0x11 },
    { "type-c-bridge", 0x12 },
    { "bulk-display", 0x13 },
    { "mctp", 0x14 },
    { "i3c", 0x3c },
    { "diagnostic", 0xdc },
    { "wireless", 0xe0 },
    { "misc", 0xef },
    { "miscellaneous", 0xef },
    { "application", 0xfe },
    { "vendor", 0xff },
    { "vendor-specific", 0xff },
});

// Lower case, and one separator for the three that people use.
char normalized(char c)
{
    if (c >= 'A' && c <= 'Z')
        return static_cast<char>(c - 'A' + 'a');
    return c == '_' || c == ' ' ? '-' : c;
}

} // namespace

std::optional<std::uint8_t> parseClassWord(std::string_view word)
{
    std::string key(word);
    std::transform(key.begin(), key.end(), key.begin(), normalized);
    const auto* found = std::find_if(
        kClassWords.begin(), kClassWords.end(), [&key](const ClassWord& entry) { return entry.word == key; });
    if (found != kClassWords.end())
        return found->code;
    const auto number = parseUnsigned(key, 0xff);
    if (!number)
        return std::nullopt;
    return static_cast<std::uint8_t>(*number);
}

std::string_view standardClassName(std::uint8_t classCode)
{
    const auto* found = std::find_if(kClassNames.begin(), kClassNames.end(),
        [classCode](const ClassName& entry) { return entry.code == classCode; });
    return found == kClassNames.end() ? std::string_view() : found->name;
}

} // namespace wb::descriptors
