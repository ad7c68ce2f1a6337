// SPDX-License-Identifier: GPL-3.0-or-later
// What the bytes of a HID report say, and the bytes that say it: the elements of its data fields as numbers.
// Source of truth: HID 1.11 §5.6 (report IDs), §5.8 (byte order), §5.10 and §6.2.2.5 (null values, arrays), §6.2.2.7
// (sign, physical values), §8.4 (an element has at most 32 bits: wider ones and constants are no numbers and left out).
// Reports are as they are transferred: with the ID in front where the descriptor uses IDs.
// Units: numbers are logical values; physical ones are in the field's unit, its exponent applied.
// Input is hostile: reports of any length and descriptors of any content; nothing outside of either is touched.
// Thread: any; pure functions. Errors: Malformed for a report that the descriptor does not have, InvalidArgument for a
// number that the field cannot hold or does not allow.
#pragma once

#include "core/descriptors/hid_report.h"

namespace wb::descriptors {

struct HidFieldValues {
    std::size_t field = 0; // index in HidReportMap::fields
    std::vector<std::int64_t> numbers; // of the elements that are there, in order

    bool operator==(const HidFieldValues&) const = default;
};

struct HidReportValues {
    std::size_t report = 0; // index in HidReportMap::reports
    std::vector<HidFieldValues> fields; // that hold numbers, in the order of their bits
    std::uint64_t missingBytes = 0; // that the descriptor promises and the report does not have
    std::uint64_t extraBytes = 0; // behind all that the descriptor promises

    bool operator==(const HidReportValues&) const = default;
};

[[nodiscard]] bool usesReportIds(const HidReportMap& map);
[[nodiscard]] std::optional<std::size_t> findReport(const HidReportMap& map, HidReportType type, std::uint8_t id);
[[nodiscard]] bool holdsNumbers(const HidField& field);
[[nodiscard]] std::vector<std::size_t> fieldsOf(const HidReportMap& map, const HidReport& report); // holding numbers

// Which report it is, its ID says.
[[nodiscard]] Result<HidReportValues> decodeReport(const HidReportMap& map, HidReportType type, ByteView report);
// Bits of fields that hold no numbers, and of elements that `values` lacks, are as in a neutral report.
[[nodiscard]] Result<Bytes> encodeReport(const HidReportMap& map, const HidReportValues& values);

// What says nothing: a null value where the field has one, none of an array's choices, else 0 or what is allowed
// instead. REQUIRES: holdsNumbers(field).
[[nodiscard]] std::int64_t neutralNumber(const HidField& field);
[[nodiscard]] Bytes neutralReport(const HidReportMap& map, const HidReport& report);

// Of an element; none when the report ends before it. REQUIRES: holdsNumbers(field).
[[nodiscard]] std::optional<std::int64_t> readElement(const HidField& field, std::uint32_t element, ByteView report);
// Whether the field can hold it and allows it, null values included. REQUIRES: holdsNumbers(field).
[[nodiscard]] Status checkNumber(const HidField& field, std::int64_t number);
[[nodiscard]] Status writeElement(
    const HidField& field, std::uint32_t element, std::int64_t number, MutableByteView report);

enum class HidState : std::uint8_t { Value, Null, OutOfRange };
[[nodiscard]] HidState stateOf(const HidField& field, std::int64_t number);
// A number outside of the logical range that the field can hold, 0 before others; none when every number is inside.
[[nodiscard]] std::optional<std::int64_t> nullNumber(const HidField& field);
// What a variable's element is, or an array's number chooses; none: no usage, or no choice.
[[nodiscard]] std::optional<std::uint32_t> usageOf(const HidField& field, std::uint32_t element, std::int64_t number);
// None when it has no value, and when the descriptor says neither physical limits nor a unit.
[[nodiscard]] std::optional<double> physicalOf(const HidField& field, std::int64_t number);

} // namespace wb::descriptors
