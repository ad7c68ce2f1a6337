// SPDX-License-Identifier: GPL-3.0-or-later
// Layout of descriptors as constant tables: one FieldSpec per field with a fixed place, one Step per field whose place
// follows from the bytes before it, one BitSpec per bit field, one ValueName per value that has a name.
// Names are the specification's own spelling. Every table is checked by static_assert(isAscendingAndDisjoint(...)) or
// static_assert(areUsable(...)).
// Thread: any; constants. Errors: none at run time.
#pragma once

#include "core/base/bytes.h"

#include <array>

namespace wb::descriptors {

// How a field's value is written and what its meaning is made of.
enum class Format : std::uint8_t {
    Number, // "18"
    Hex, // "0x02"
    Bcd, // "0x0210", "2.10"
    DescriptorType, // "0x05", "endpoint"
    CapabilityType, // "0x02", "USB 2.0 extension"
    ClassCode, // "0x03", "Human Interface Device"
    SubClassCode, // REQUIRES: the class code is the byte before
    ProtocolCode, // REQUIRES: class code and subclass are the two bytes before
    VendorId,
    ProductId, // REQUIRES: the vendor id is the word before
    StringIndex, // "2"; sets Field::stringIndex
    EndpointAddress, // "0x81", "EP1 IN"
    EndpointPacketSize, // endpoint descriptors only
    EndpointInterval, // endpoint descriptors only
    ControlPacketSize, // bMaxPacketSize0: bytes, or an exponent at SuperSpeed
    MaxPower, // units of 2 mA, 8 mA at SuperSpeed
    Microseconds,
    Milliseconds,
    Milliseconds2, // units of 2 ms
    Hertz,
    Kilohertz,
    BitsPerSecond,
    FrameInterval, // units of 100 ns, with frames per second
    Bytes, // a count of bytes
    AudioTerminal, // Terminal Types 1.0
    VideoTerminal, // UVC 1.5 appendix B
    CountryCode, // HID 1.11 §6.2.1
    Uuid, // 16 bytes, "{3408b638-09a9-47a0-8bfd-a0768815b665}"
    HexBytes // any width, "01 02 03"
};

struct BitSpec {
    std::uint8_t high;
    std::uint8_t low;
    std::string_view name;
    std::span<const std::string_view> meanings = {}; // by value; shorter than the range is fine
};

struct ValueName {
    std::uint64_t value;
    std::string_view name;
};

// "" when the value has no name.
[[nodiscard]] constexpr std::string_view nameOf(std::span<const ValueName> names, std::uint64_t value)
{
    for (const ValueName& name : names) {
        if (name.value == value)
            return name.name;
    }
    return {};
}

struct FieldSpec {
    std::uint8_t offset;
    std::uint8_t width;
    std::string_view name;
    Format format;
    std::string_view spec;
    std::span<const BitSpec> bits = {};
};

// True when no field overlaps the next, none is empty, and bit ranges lie inside their field from high to low.
[[nodiscard]] constexpr bool isAscendingAndDisjoint(std::span<const FieldSpec> fields)
{
    unsigned end = 0;
    for (const FieldSpec& field : fields) {
        if (field.width == 0 || field.offset < end)
            return false;
        end = unsigned { field.offset } + field.width;
        unsigned above = unsigned { field.width } * 8;
        for (const BitSpec& bit : field.bits) {
            if (bit.high >= above || bit.low > bit.high)
                return false;
            above = bit.low;
        }
    }
    return true;
}

// A field behind what was added so far: it needs no offset, and it may be there several times.
struct Step {
    std::string_view name;
    std::uint8_t width = 1; // bytes; kWidthFromField, kRest
    Format format = Format::Number;
    std::span<const BitSpec> bits = {};
    std::span<const ValueName> values = {};
    std::string_view widthFrom = {}; // with kWidthFromField: the field that says how wide this one is
    std::string_view countFrom = {}; // the field that says how often this one is there: "baSourceID[0]"
    std::uint8_t keep = 0; // with kRest or isRepeated: bytes at the descriptor's end that are not taken
    bool isRepeated = false; // as often as fits
    bool isOptional = false; // older versions of the specification end before it
    std::span<const Step> group = {}; // repeated together instead of a field: "baSourceID[0]", "BaSourcePin[0]"
};

inline constexpr std::uint8_t kWidthFromField = 0;
inline constexpr std::uint8_t kRest = 255; // what is left, less `keep`

[[nodiscard]] constexpr Step bitsOf(
    std::string_view name, std::uint8_t width, std::span<const BitSpec> bits, Format format = Format::Hex)
{
    return { name, width, format, bits };
}
[[nodiscard]] constexpr Step oneOf(
    std::string_view name, std::uint8_t width, std::span<const ValueName> values, Format format = Format::Number)
{
    return { name, width, format, {}, values };
}
[[nodiscard]] constexpr Step wide(std::string_view name, std::string_view widthFrom, std::span<const BitSpec> bits = {})
{
    return { name, kWidthFromField, Format::Hex, bits, {}, widthFrom };
}
[[nodiscard]] constexpr Step rest(std::string_view name, std::uint8_t keep = 0, Format format = Format::HexBytes)
{
    return { name, kRest, format, {}, {}, {}, {}, keep };
}
[[nodiscard]] constexpr Step group(std::span<const Step> steps)
{
    Step step;
    step.group = steps;
    return step;
}
[[nodiscard]] constexpr Step times(std::string_view countFrom, Step step)
{
    step.countFrom = countFrom;
    return step;
}
[[nodiscard]] constexpr Step asOftenAsFits(Step step, std::uint8_t keep = 0)
{
    step.isRepeated = true;
    step.keep = keep;
    return step;
}
[[nodiscard]] constexpr Step optional(Step step)
{
    step.isOptional = true;
    return step;
}

// Shortest and longest length that a descriptor of these steps may have; 255 where a count decides.
struct LengthRange {
    std::uint8_t shortest = 2;
    std::uint8_t longest = 255;
};
[[nodiscard]] constexpr LengthRange lengthOf(std::span<const Step> steps, unsigned before)
{
    unsigned shortest = before;
    unsigned longest = before;
    for (const Step& step : steps) {
        const bool isCounted = !step.countFrom.empty() || step.isRepeated;
        const bool isFixed = !isCounted && step.width != kWidthFromField && step.width != kRest;
        if (isFixed && !step.isOptional)
            shortest += step.width;
        longest = isFixed && longest < 255 ? longest + step.width : 255;
    }
    return { static_cast<std::uint8_t>(shortest), static_cast<std::uint8_t>(longest < 255 ? longest : 255) };
}

// True when every name that a step refers to stands before it, and what a step needs is there.
[[nodiscard]] constexpr bool areUsable(std::span<const Step> steps)
{
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const Step& step = steps[i];
        const bool isGroup = !step.group.empty();
        if (isGroup != step.name.empty() || (isGroup && step.countFrom.empty() && !step.isRepeated))
            return false;
        if ((step.width == kWidthFromField) != !step.widthFrom.empty())
            return false;
        for (const std::string_view source : { step.widthFrom, step.countFrom }) {
            bool isKnown = source.empty();
            for (std::size_t earlier = 0; earlier < i; ++earlier)
                isKnown = isKnown || steps[earlier].name == source;
            if (!isKnown)
                return false;
        }
    }
    return true;
}

inline constexpr auto kNoYes = std::to_array<std::string_view>({ "no", "yes" });

// The two fields every descriptor starts with.
inline constexpr FieldSpec kLengthField { 0, 1, "bLength", Format::Number, "USB 2.0 §9.5" };
inline constexpr FieldSpec kTypeField { 1, 1, "bDescriptorType", Format::DescriptorType, "USB 2.0 Table 9-5" };

// The three fields every class-specific descriptor with subtypes starts with.
inline constexpr auto kClassHeader = std::to_array<FieldSpec>(
    { kLengthField, kTypeField, { 2, 1, "bDescriptorSubtype", Format::Hex, "USB 2.0 §9.5" } });
// And those without.
inline constexpr auto kPlainHeader = std::to_array<FieldSpec>({ kLengthField, kTypeField });

} // namespace wb::descriptors
