// SPDX-License-Identifier: GPL-3.0-or-later
// What a HID report descriptor says: its items one by one, and the bit map of the reports they describe.
// Source of truth: HID 1.11 §5 and §6.2.2, HID Usage Tables for names. Bits are counted from the first bit behind the
// report id. Values keep the descriptor's own units.
// Input is hostile: every step consumes at least one byte, counts are never unrolled, reports end at kMaxReportBits and
// collections at kMaxDepth; what is wrong becomes a Diagnostic.
// Thread: any; plain values. Errors: never fails.
#pragma once

#include "core/descriptors/node.h"

namespace wb::descriptors {

class UsbIds;

enum class HidItemType : std::uint8_t { Main, Global, Local, Reserved };
enum class HidReportType : std::uint8_t { Input, Output, Feature };

struct HidItem {
    ByteRange range; // with its prefix
    HidItemType type = HidItemType::Reserved;
    std::uint8_t tag = 0; // four bits; of a long item its bLongItemTag
    std::uint8_t dataSize = 0; // 0, 1, 2, 4; of a long item what it says
    std::uint32_t data = 0; // little-endian, of a short item
    bool isLong = false;
    bool isTruncated = false; // the descriptor ends inside of it
    std::uint16_t usagePage = 0; // the one in effect before this item

    [[nodiscard]] std::int32_t signedData() const;
    [[nodiscard]] std::int8_t unitExponent() const; // of a Unit Exponent item
};

// The bits of an Input, Output or Feature item's flags, HID 1.11 §6.2.2.5.
struct HidFlags {
    std::uint32_t value = 0;
    [[nodiscard]] bool isConstant() const { return (value & 0x01) != 0; }
    [[nodiscard]] bool isVariable() const { return (value & 0x02) != 0; } // else an array
    [[nodiscard]] bool isRelative() const { return (value & 0x04) != 0; }
    [[nodiscard]] bool wraps() const { return (value & 0x08) != 0; }
    [[nodiscard]] bool isNonLinear() const { return (value & 0x10) != 0; }
    [[nodiscard]] bool hasNoPreferredState() const { return (value & 0x20) != 0; }
    [[nodiscard]] bool hasNullState() const { return (value & 0x40) != 0; }
    [[nodiscard]] bool isVolatile() const { return (value & 0x80) != 0; } // outputs and features
    [[nodiscard]] bool isBufferedBytes() const { return (value & 0x100) != 0; }
    bool operator==(const HidFlags&) const = default;
};

// A run of usages: page in the upper half, number in the lower.
struct HidUsageRange {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    bool operator==(const HidUsageRange&) const = default;
};

// One main item: `count` elements of `size` bits each.
struct HidField {
    HidReportType type = HidReportType::Input;
    std::uint8_t reportId = 0; // 0: the device uses none
    std::uint64_t firstBit = 0;
    std::uint32_t size = 0;
    std::uint32_t count = 0;
    std::vector<HidUsageRange> usages; // in order; fewer than elements: the last one is for the rest
    std::int64_t logicalMinimum = 0;
    std::int64_t logicalMaximum = 0;
    std::int64_t physicalMinimum = 0; // both 0: as logical
    std::int64_t physicalMaximum = 0;
    std::uint32_t unit = 0;
    std::int8_t unitExponent = 0; // -8 to 7
    HidFlags flags;
    std::vector<std::size_t> collections; // indices into HidReportMap::collections, outermost first
    ByteRange item;

    [[nodiscard]] std::uint64_t endBit() const { return firstBit + std::uint64_t { size } * count; }
    [[nodiscard]] std::optional<std::uint32_t> usageOf(std::uint32_t element) const; // of a variable's element
    bool operator==(const HidField&) const = default;
};

struct HidCollection {
    std::uint8_t kind = 0; // HID 1.11 §6.2.2.6
    std::uint32_t usage = 0;
    std::optional<std::size_t> parent;
    ByteRange item;
};

struct HidReport {
    HidReportType type = HidReportType::Input;
    std::uint8_t id = 0;
    std::uint64_t bits = 0; // without the id
    [[nodiscard]] std::uint64_t bytes() const { return (bits + 7) / 8 + (id != 0 ? 1 : 0); } // as transferred
};

struct HidReportMap {
    std::vector<HidItem> items;
    std::vector<HidField> fields; // in the order of their items
    std::vector<HidCollection> collections;
    std::vector<HidReport> reports; // in the order of their first field
    std::vector<Diagnostic> diagnostics; // in the order of their bytes
};

inline constexpr std::uint64_t kMaxReportBits = std::uint64_t { 65535 } * 8; // longer than any transfer of a report
inline constexpr std::size_t kMaxDepth = 64;

[[nodiscard]] HidReportMap parseHidReport(ByteView bytes);

// "X", "Button 3", "Vendor page 0xff00, usage 0x0021". `names` may be null.
[[nodiscard]] std::string hidUsageName(std::uint32_t usage, const UsbIds* names);
[[nodiscard]] std::string hidUsagePageName(std::uint16_t page, const UsbIds* names);
// "cm/s", "in, ×10^-2"; empty when there is no unit.
[[nodiscard]] std::string hidUnitText(std::uint32_t unit, std::int8_t exponent);
// "Data, Variable, Relative"
[[nodiscard]] std::string hidFlagsText(HidFlags flags, HidReportType type);
[[nodiscard]] std::string_view hidCollectionName(std::uint8_t kind);
[[nodiscard]] std::string_view hidReportTypeName(HidReportType type);

// One node an item, what stands inside a collection below the node of its Collection item.
[[nodiscard]] std::vector<Node> decodeHidReport(ByteView bytes, const UsbIds* names);

} // namespace wb::descriptors
