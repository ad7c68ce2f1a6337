// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/hid_words.h"

#include "core/descriptors/hid_report_text.h"
#include "core/descriptors/hid_values_text.h"

#include <algorithm>

namespace wb::descriptors {
namespace {

constexpr std::size_t kMostFieldsNamed = 8; // in a sentence
constexpr std::int64_t kMostChoices = 65536; // a page has no more usages
constexpr std::string_view kNothing = "none";

auto refuse(std::string detail) { return fail(ErrorKind::InvalidArgument, "read the value", std::move(detail)); }

std::string quoted(std::string_view text) { return "\"" + escapeForDisplay(text) + "\""; }

std::string takes(const std::string& what, std::size_t wanted, std::size_t given)
{
    return "this " + what + " takes "
        + (wanted == 1 ? "1 number" : std::to_string(wanted) + " numbers, with commas between them") + ", not "
        + std::to_string(given);
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::vector<std::string_view> partsOf(std::string_view list)
{
    std::vector<std::string_view> parts;
    while (!trimmed(list).empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        parts.push_back(trimmed(list.substr(0, comma)));
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return parts;
}

// Written with all its eight digits it is a usage, page and number.
std::optional<std::uint32_t> usageNumber(std::string_view word)
{
    constexpr std::size_t kUsageLength = 10;
    if (word.size() != kUsageLength || lower(word.substr(0, 2)) != "0x")
        return std::nullopt;
    const auto number = parseUnsigned(word, 0xffffffff);
    return number ? std::optional(static_cast<std::uint32_t>(*number)) : std::nullopt;
}

bool isNameOf(std::string_view word, std::uint32_t usage, const UsbIds* ids)
{
    return usageNumber(word) == usage || lower(word) == lower(hidUsageName(usage, ids));
}

std::optional<std::int64_t> anyNumber(std::string_view word)
{
    const bool isNegative = word.starts_with('-');
    const auto size = parseUnsigned(isNegative ? word.substr(1) : word, 0xffffffff);
    if (!size)
        return std::nullopt;
    const auto number = static_cast<std::int64_t>(*size);
    return isNegative ? -number : number;
}

// Where a usage could stand as well.
std::optional<std::int64_t> plainNumber(std::string_view word)
{
    return usageNumber(word) ? std::nullopt : anyNumber(word);
}

Result<std::int64_t> parseNumber(const HidField& field, std::string_view word)
{
    if (lower(word) == "null") {
        const std::optional<std::int64_t> null = nullNumber(field);
        if (null && stateOf(field, *null) == HidState::Null)
            return *null;
        return refuse("this field has no null value");
    }
    const std::optional<std::int64_t> number = anyNumber(word);
    if (!number)
        return refuse(quoted(word) + " is no number");
    return *number;
}

// REQUIRES: an array. The number that chooses a usage.
Result<std::int64_t> parseChoice(const HidField& field, std::string_view word, const UsbIds* ids)
{
    if (const std::optional<std::int64_t> number = plainNumber(word))
        return *number;
    std::int64_t number = field.logicalMinimum;
    const std::int64_t end = std::min(field.logicalMaximum, number + kMostChoices - 1);
    for (const HidUsageRange& range : field.usages)
        for (std::uint64_t usage = range.first; usage <= range.last && number <= end; ++usage, ++number)
            if (isNameOf(word, static_cast<std::uint32_t>(usage), ids))
                return number;
    return refuse(quoted(word) + " is none of this field's usages");
}

Result<std::vector<std::int64_t>> parseChoices(
    const HidField& field, const std::vector<std::string_view>& parts, const UsbIds* ids)
{
    if (parts.size() > field.count)
        return refuse("this field takes " + std::to_string(field.count) + " usages at most");
    std::vector<std::int64_t> numbers(field.count, neutralNumber(field));
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Result<std::int64_t> number = parseChoice(field, parts[i], ids);
        if (!number)
            return tl::unexpected(number.error());
        numbers[i] = *number;
    }
    return numbers;
}

Result<std::vector<std::int64_t>> parseNumbers(const HidField& field, const std::vector<std::string_view>& parts)
{
    if (parts.size() != field.count)
        return refuse(takes("field", field.count, parts.size()));
    std::vector<std::int64_t> numbers;
    for (const std::string_view part : parts) {
        const Result<std::int64_t> number = parseNumber(field, part);
        if (!number)
            return tl::unexpected(number.error());
        numbers.push_back(*number);
    }
    return numbers;
}

Result<std::vector<std::int64_t>> parseSwitches(
    const HidField& field, const std::vector<std::string_view>& parts, const UsbIds* ids)
{
    const bool areNumbers = !parts.empty()
        && std::all_of(parts.begin(), parts.end(), [](std::string_view part) { return plainNumber(part).has_value(); });
    if (areNumbers)
        return parseNumbers(field, parts);
    std::vector<std::int64_t> numbers(field.count, 0);
    for (const std::string_view part : parts) {
        bool isKnown = false;
        for (std::uint32_t element = 0; element < field.count && !isKnown; ++element) {
            const auto usage = field.usageOf(element);
            isKnown = usage && isNameOf(part, *usage, ids);
            if (isKnown)
                numbers[element] = 1;
        }
        if (!isKnown)
            return refuse(quoted(part) + " is none of this field's usages");
    }
    return numbers;
}

// Commas part the words of a list, so a name with one in it is written as its number.
std::string wordOf(std::uint32_t usage, const UsbIds* ids)
{
    const std::string name = hidUsageName(usage, ids);
    const bool isPlain = name.find(',') == std::string::npos && !plainNumber(name) && lower(name) != kNothing;
    return isPlain ? name : "0x" + hex(usage, 8);
}

struct Element {
    std::size_t field = 0; // index in the map
    std::uint32_t number = 0;
};

// Variables only: what an array's elements are, their numbers say.
std::vector<Element> elementsNamed(
    const HidReportMap& map, const std::vector<std::size_t>& fields, std::string_view name, const UsbIds* ids)
{
    std::vector<Element> found;
    for (const std::size_t index : fields) {
        const HidField& field = map.fields[index];
        std::optional<std::uint32_t> last;
        bool isIt = false;
        for (std::uint32_t element = 0; field.flags.isVariable() && element < field.count; ++element) {
            const std::optional<std::uint32_t> usage = field.usageOf(element);
            if (usage && usage != last)
                isIt = isNameOf(name, *usage, ids);
            last = usage;
            if (usage && isIt)
                found.push_back({ index, element });
        }
    }
    return found;
}

std::string fieldNames(const HidReportMap& map, const std::vector<std::size_t>& fields, const UsbIds* ids)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(fields.size(), kMostFieldsNamed); ++i)
        text += (i == 0 ? "" : "; ") + std::to_string(i) + " is " + hidUsagesText(map.fields[fields[i]], ids);
    if (fields.size() > kMostFieldsNamed)
        text += "; and " + std::to_string(fields.size() - kMostFieldsNamed) + " more";
    return text.empty() ? "this report has no fields" : "the fields are: " + text;
}

struct Part {
    Element element;
    std::int64_t number = 0;
};

Result<std::vector<Part>> partsOfField(
    const HidReportMap& map, std::size_t index, std::string_view value, const UsbIds* ids)
{
    const auto numbers = parseFieldValue(map.fields[index], value, ids);
    if (!numbers)
        return tl::unexpected(numbers.error());
    std::vector<Part> parts;
    for (std::uint32_t element = 0; element < numbers->size(); ++element)
        parts.push_back({ { index, element }, (*numbers)[element] });
    return parts;
}

Result<std::vector<Part>> partsOfUsage(
    const HidReportMap& map, const std::vector<Element>& elements, std::string_view value)
{
    const std::vector<std::string_view> words = partsOf(value);
    if (words.size() != elements.size())
        return refuse(takes("usage", elements.size(), words.size()));
    std::vector<Part> parts;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const Result<std::int64_t> number = parseNumber(map.fields[elements[i].field], words[i]);
        if (!number)
            return tl::unexpected(number.error());
        parts.push_back({ elements[i], *number });
    }
    return parts;
}

Result<std::vector<Part>> parseAssignment(
    const HidReportMap& map, const HidReport& report, std::string_view words, const UsbIds* ids)
{
    const std::size_t equals = words.find('=');
    if (equals == std::string_view::npos)
        return refuse("FIELD=VALUE is wanted");
    const std::string_view name = trimmed(words.substr(0, equals));
    const std::string_view value = words.substr(equals + 1);
    const std::vector<std::size_t> fields = fieldsOf(map, report);
    if (const auto place = plainNumber(name); place && *place >= 0 && static_cast<std::size_t>(*place) < fields.size())
        return partsOfField(map, fields[static_cast<std::size_t>(*place)], value, ids);
    const std::vector<Element> elements = elementsNamed(map, fields, name, ids);
    if (elements.empty())
        return refuse("there is no such field; " + fieldNames(map, fields, ids));
    return partsOfUsage(map, elements, value);
}

} // namespace

Result<std::vector<std::int64_t>> parseFieldValue(const HidField& field, std::string_view value, const UsbIds* names)
{
    const std::string_view word = trimmed(value);
    const std::vector<std::string_view> parts
        = lower(word) == kNothing ? std::vector<std::string_view> {} : partsOf(word);
    auto numbers = !field.flags.isVariable() ? parseChoices(field, parts, names)
        : isRowOfSwitches(field)             ? parseSwitches(field, parts, names)
                                             : parseNumbers(field, parts);
    for (std::size_t element = 0; numbers && element < numbers->size(); ++element)
        if (const Status checked = checkNumber(field, (*numbers)[element]); !checked)
            return tl::unexpected(checked.error());
    return numbers;
}

std::string fieldValueWords(const HidField& field, const std::vector<std::int64_t>& numbers, const UsbIds* names)
{
    std::string text;
    const auto add = [&text](const std::string& word) { text += (text.empty() ? "" : ", ") + word; };
    const bool isList = !field.flags.isVariable() || isRowOfSwitches(field);
    for (std::uint32_t element = 0; element < numbers.size(); ++element) {
        const std::int64_t number = numbers[element];
        const auto usage = usageOf(field, element, number);
        if (!isList)
            add(stateOf(field, number) == HidState::Null && number == nullNumber(field) ? "null"
                                                                                        : std::to_string(number));
        else if (field.flags.isVariable() ? number != 0 : number != neutralNumber(field))
            add(usage ? wordOf(*usage, names) : std::to_string(number));
    }
    return isList && text.empty() ? std::string(kNothing) : text;
}

Status assign(const HidReportMap& map, const HidReport& report, std::string_view words, const UsbIds* names,
    MutableByteView bytes)
{
    Bytes filled = toBytes(bytes);
    const auto parts = parseAssignment(map, report, words, names);
    Status written = parts ? Status {} : Status(tl::unexpected(parts.error()));
    for (std::size_t i = 0; written && i < parts->size(); ++i)
        written = writeElement(
            map.fields[(*parts)[i].element.field], (*parts)[i].element.number, (*parts)[i].number, filled);
    if (!written)
        return fail(ErrorKind::InvalidArgument, "set " + quoted(words), written.error().detail);
    std::copy(filled.begin(), filled.end(), bytes.begin());
    return {};
}

} // namespace wb::descriptors
