// SPDX-License-Identifier: GPL-3.0-or-later
// Layout of descriptors as constant tables: one FieldSpec per field, one BitSpec per bit field.
// Names are the specification's own spelling. Every table is checked by static_assert(isAscendingAndDisjoint(...)).
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
    Milliseconds2, // units of 2 ms
    Uuid, // 16 bytes, "{3408b638-09a9-47a0-8bfd-a0768815b665}"
    HexBytes // any width, "01 02 03"
};

struct BitSpec {
    std::uint8_t high;
    std::uint8_t low;
    std::string_view name;
    std::span<const std::string_view> meanings = {}; // by value; shorter than the range is fine
};

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

inline constexpr auto kNoYes = std::to_array<std::string_view>({ "no", "yes" });

// The two fields every descriptor starts with.
inline constexpr FieldSpec kLengthField { 0, 1, "bLength", Format::Number, "USB 2.0 §9.5" };
inline constexpr FieldSpec kTypeField { 1, 1, "bDescriptorType", Format::DescriptorType, "USB 2.0 Table 9-5" };

} // namespace wb::descriptors
