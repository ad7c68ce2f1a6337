// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/hid_values.h"

#include <algorithm>
#include <cmath>

namespace wb::descriptors {
namespace {

constexpr std::uint32_t kMostElementBits = 32; // HID 1.11 §8.4

struct Span {
    std::int64_t least = 0;
    std::int64_t most = 0;
    [[nodiscard]] bool has(std::int64_t number) const { return number >= least && number <= most; }
};

bool isSigned(const HidField& field) { return field.logicalMinimum < 0; }

// What the bits can say.
Span holdable(const HidField& field)
{
    const std::int64_t half = std::int64_t { 1 } << (field.size - 1);
    return isSigned(field) ? Span { -half, half - 1 } : Span { 0, 2 * half - 1 };
}

// What the descriptor allows of that: all of it when it gives no limits, or impossible ones.
Span allowed(const HidField& field)
{
    const Span all = holdable(field);
    const bool isGiven = field.logicalMinimum != 0 || field.logicalMaximum != 0;
    const Span limits { std::max(field.logicalMinimum, all.least), std::min(field.logicalMaximum, all.most) };
    return isGiven && limits.least <= limits.most ? limits : all;
}

// Arrays say "nothing" by any number that is no choice of theirs (HID 1.11 §6.2.2.5).
bool mayBeNull(const HidField& field) { return field.flags.hasNullState() || !field.flags.isVariable(); }

std::uint64_t bitsOfReport(const HidField& field, ByteView report)
{
    const std::size_t behindId = field.reportId != 0 ? 1 : 0;
    return report.size() < behindId ? 0 : std::uint64_t { report.size() - behindId } * 8;
}

std::uint64_t firstBitOf(const HidField& field, std::uint32_t element)
{
    return field.firstBit + std::uint64_t { field.size } * element;
}

// Byte and bit, as the report is transferred.
struct Place {
    std::size_t byte = 0;
    unsigned shift = 0;
};

Place placeOf(const HidField& field, std::uint32_t element)
{
    const std::uint64_t bit = firstBitOf(field, element);
    return { static_cast<std::size_t>(bit / 8) + (field.reportId != 0 ? 1 : 0), static_cast<unsigned>(bit % 8) };
}

std::uint32_t elementsIn(const HidField& field, ByteView report)
{
    const std::uint64_t bits = bitsOfReport(field, report);
    if (bits <= field.firstBit)
        return 0;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(field.count, (bits - field.firstBit) / field.size));
}

std::uint64_t maskOf(const HidField& field) { return (std::uint64_t { 1 } << field.size) - 1; }

// REQUIRES: the element is in the report.
std::int64_t takeBits(const HidField& field, std::uint32_t element, ByteView report)
{
    const Place place = placeOf(field, element);
    std::uint64_t bits = 0;
    for (unsigned taken = 0; taken < place.shift + field.size; taken += 8)
        bits |= std::uint64_t { report[place.byte + taken / 8] } << taken;
    bits = (bits >> place.shift) & maskOf(field);
    const std::uint64_t sign = std::uint64_t { 1 } << (field.size - 1);
    const bool isNegative = isSigned(field) && (bits & sign) != 0;
    return static_cast<std::int64_t>(bits) - (isNegative ? static_cast<std::int64_t>(2 * sign) : 0);
}

void putBits(const HidField& field, std::uint32_t element, std::int64_t number, MutableByteView report)
{
    const Place place = placeOf(field, element);
    const std::uint64_t mask = maskOf(field) << place.shift;
    const std::uint64_t bits = (static_cast<std::uint64_t>(number) << place.shift) & mask;
    for (unsigned put = 0; put < place.shift + field.size; put += 8) {
        Byte& byte = report[place.byte + put / 8];
        byte = static_cast<Byte>((byte & ~(mask >> put)) | (bits >> put));
    }
}

} // namespace

bool usesReportIds(const HidReportMap& map)
{
    return std::any_of(map.reports.begin(), map.reports.end(), [](const HidReport& report) { return report.id != 0; });
}

std::optional<std::size_t> findReport(const HidReportMap& map, HidReportType type, std::uint8_t id)
{
    for (std::size_t i = 0; i < map.reports.size(); ++i)
        if (map.reports[i].type == type && map.reports[i].id == id)
            return i;
    return std::nullopt;
}

bool holdsNumbers(const HidField& field)
{
    return !field.flags.isConstant() && field.size > 0 && field.size <= kMostElementBits && field.count > 0;
}

std::vector<std::size_t> fieldsOf(const HidReportMap& map, const HidReport& report)
{
    std::vector<std::size_t> fields;
    for (std::size_t i = 0; i < map.fields.size(); ++i) {
        const HidField& field = map.fields[i];
        if (field.type == report.type && field.reportId == report.id && holdsNumbers(field))
            fields.push_back(i);
    }
    return fields;
}

Result<HidReportValues> decodeReport(const HidReportMap& map, HidReportType type, ByteView report)
{
    const bool hasIds = usesReportIds(map);
    if (hasIds && report.empty())
        return fail(ErrorKind::Malformed, "decode a report", "it is empty: not even its ID is there");
    const std::uint8_t id = hasIds ? report.front() : 0;
    const std::optional<std::size_t> found = findReport(map, type, id);
    if (!found)
        return fail(ErrorKind::Malformed, "decode a report",
            "the report descriptor has no " + std::string(hidReportTypeName(type)) + " report"
                + (hasIds ? " with ID " + std::to_string(id) : std::string()));
    HidReportValues values;
    values.report = *found;
    const std::uint64_t promised = map.reports[*found].bytes();
    values.missingBytes = promised - std::min<std::uint64_t>(promised, report.size());
    values.extraBytes = report.size() - std::min<std::uint64_t>(promised, report.size());
    for (const std::size_t index : fieldsOf(map, map.reports[*found])) {
        const HidField& field = map.fields[index];
        HidFieldValues& taken = values.fields.emplace_back();
        taken.field = index;
        taken.numbers.resize(elementsIn(field, report));
        for (std::uint32_t element = 0; element < taken.numbers.size(); ++element)
            taken.numbers[element] = takeBits(field, element, report);
    }
    return values;
}

Result<Bytes> encodeReport(const HidReportMap& map, const HidReportValues& values)
{
    if (values.report >= map.reports.size())
        return fail(ErrorKind::InvalidArgument, "fill in a report", "there is no such report");
    const HidReport& report = map.reports[values.report];
    Bytes bytes = neutralReport(map, report);
    for (const HidFieldValues& given : values.fields) {
        const HidField* field = given.field < map.fields.size() ? &map.fields[given.field] : nullptr;
        if (field == nullptr || field->type != report.type || field->reportId != report.id)
            return fail(ErrorKind::InvalidArgument, "fill in a report", "there is no such field in it");
        for (std::size_t element = 0; element < given.numbers.size(); ++element) {
            const Status written
                = writeElement(*field, static_cast<std::uint32_t>(element), given.numbers[element], bytes);
            if (!written)
                return tl::unexpected(written.error());
        }
    }
    return bytes;
}

std::int64_t neutralNumber(const HidField& field)
{
    if (!field.flags.isVariable() && usageOf(field, 0, 0).value_or(0) == 0 && holdable(field).has(0))
        return 0;
    if (mayBeNull(field))
        if (const std::optional<std::int64_t> null = nullNumber(field))
            return *null;
    return allowed(field).has(0) ? 0 : allowed(field).least;
}

Bytes neutralReport(const HidReportMap& map, const HidReport& report)
{
    Bytes bytes(static_cast<std::size_t>(report.bytes()));
    if (report.id != 0)
        bytes.front() = report.id;
    for (const std::size_t index : fieldsOf(map, report)) {
        const HidField& field = map.fields[index];
        const std::int64_t number = neutralNumber(field);
        for (std::uint32_t element = 0; number != 0 && element < elementsIn(field, bytes); ++element)
            putBits(field, element, number, bytes);
    }
    return bytes;
}

std::optional<std::int64_t> readElement(const HidField& field, std::uint32_t element, ByteView report)
{
    if (element >= elementsIn(field, report))
        return std::nullopt;
    return takeBits(field, element, report);
}

Status checkNumber(const HidField& field, std::int64_t number)
{
    const Span range = allowed(field);
    if (range.has(number) || (mayBeNull(field) && holdable(field).has(number)))
        return {};
    return fail(ErrorKind::InvalidArgument, "fill in a report",
        std::to_string(number) + " is outside of " + std::to_string(range.least) + " to " + std::to_string(range.most));
}

Status writeElement(const HidField& field, std::uint32_t element, std::int64_t number, MutableByteView report)
{
    if (!holdsNumbers(field))
        return fail(ErrorKind::InvalidArgument, "fill in a report", "this field holds no numbers");
    if (element >= elementsIn(field, report))
        return fail(ErrorKind::InvalidArgument, "fill in a report", "the field has no such element");
    const Status checked = checkNumber(field, number);
    if (checked)
        putBits(field, element, number, report);
    return checked;
}

HidState stateOf(const HidField& field, std::int64_t number)
{
    if (allowed(field).has(number))
        return HidState::Value;
    return mayBeNull(field) ? HidState::Null : HidState::OutOfRange;
}

std::optional<std::int64_t> nullNumber(const HidField& field)
{
    const Span range = allowed(field);
    for (const std::int64_t candidate : { std::int64_t { 0 }, range.most + 1, range.least - 1 })
        if (!range.has(candidate) && holdable(field).has(candidate))
            return candidate;
    return std::nullopt;
}

std::optional<std::uint32_t> usageOf(const HidField& field, std::uint32_t element, std::int64_t number)
{
    if (field.flags.isVariable())
        return field.usageOf(element);
    if (number < field.logicalMinimum || stateOf(field, number) != HidState::Value)
        return std::nullopt;
    auto index = static_cast<std::uint64_t>(number - field.logicalMinimum);
    for (const HidUsageRange& range : field.usages) {
        const std::uint64_t length = std::uint64_t { range.last } - range.first + 1;
        if (index >= length) {
            index -= length;
            continue;
        }
        const std::uint32_t usage = range.first + static_cast<std::uint32_t>(index);
        const bool isAnything = (usage & 0xffff) != 0; // usage 0 of a page: nothing, HID Usage Tables 1.4 §3.1
        return isAnything ? std::optional(usage) : std::nullopt;
    }
    return std::nullopt;
}

std::optional<double> physicalOf(const HidField& field, std::int64_t number)
{
    const bool hasLimits = field.physicalMinimum != 0 || field.physicalMaximum != 0;
    const std::int64_t steps = field.logicalMaximum - field.logicalMinimum;
    if (stateOf(field, number) != HidState::Value || (!hasLimits && field.unit == 0))
        return std::nullopt;
    const double scale = std::pow(10.0, field.unitExponent);
    if (!hasLimits)
        return static_cast<double>(number) * scale;
    if (steps <= 0)
        return std::nullopt;
    const auto width = static_cast<double>(field.physicalMaximum - field.physicalMinimum);
    const double part = static_cast<double>(number - field.logicalMinimum) / static_cast<double>(steps);
    return (part * width + static_cast<double>(field.physicalMinimum)) * scale;
}

} // namespace wb::descriptors
