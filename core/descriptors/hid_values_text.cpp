// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/hid_values_text.h"

#include "core/descriptors/hid_report_text.h"

#include <array>
#include <charconv>

namespace wb::descriptors {
namespace {

constexpr std::size_t kMostParts = 64; // of a field
constexpr int kDigits = 6;

// Joined by commas, and how many are left out. Parts are made only when they are shown.
class List {
public:
    template <class MakePart> void add(MakePart makePart)
    {
        if (++m_count <= kMostParts)
            m_text += (m_text.empty() ? "" : ", ") + makePart();
    }
    [[nodiscard]] std::string text() const
    {
        return m_count <= kMostParts ? m_text : m_text + " and " + std::to_string(m_count - kMostParts) + " more";
    }

private:
    std::string m_text;
    std::size_t m_count = 0;
};

std::string nameOf(std::optional<std::uint32_t> usage, const UsbIds* names)
{
    return usage ? hidUsageName(*usage, names) : "no usage";
}

std::string switchesText(const HidField& field, const std::vector<std::int64_t>& numbers, const UsbIds* names)
{
    List list;
    for (std::uint32_t element = 0; element < numbers.size(); ++element)
        if (numbers[element] != 0)
            list.add([&] { return nameOf(field.usageOf(element), names); });
    return list.text();
}

// A number that is allowed and has no usage is told as it is.
std::string choicesText(const HidField& field, const std::vector<std::int64_t>& numbers, const UsbIds* names)
{
    List list;
    const std::int64_t nothing = neutralNumber(field);
    for (const std::int64_t number : numbers) {
        if (number == nothing || stateOf(field, number) != HidState::Value)
            continue;
        list.add([&] {
            const auto usage = usageOf(field, 0, number);
            return usage ? hidUsageName(*usage, names) : std::to_string(number);
        });
    }
    return list.text();
}

std::string numbersText(const HidField& field, const std::vector<std::int64_t>& numbers)
{
    List list;
    for (const std::int64_t number : numbers)
        list.add([&] { return hidNumberText(field, number); });
    return list.text();
}

// "X: 128, Y: 127"
std::string namedNumbersText(const HidField& field, const std::vector<std::int64_t>& numbers, const UsbIds* names)
{
    List list;
    for (std::uint32_t element = 0; element < numbers.size(); ++element)
        list.add([&] { return nameOf(field.usageOf(element), names) + ": " + hidNumberText(field, numbers[element]); });
    return list.text();
}

bool isNamedAsWhole(const HidField& field)
{
    return !field.flags.isVariable() || isRowOfSwitches(field) || isBlock(field);
}

std::string lengthText(const HidReportValues& values)
{
    const auto counted = [](std::uint64_t count) { return std::to_string(count) + (count == 1 ? " byte" : " bytes"); };
    if (values.missingBytes > 0)
        return " (cut: " + counted(values.missingBytes) + " missing)";
    return values.extraBytes > 0 ? " (" + counted(values.extraBytes) + " more than described)" : "";
}

} // namespace

std::string hidReportTitle(const HidReport& report)
{
    constexpr auto kTitles = std::to_array<std::string_view>({ "Input report", "Output report", "Feature report" });
    const std::string title(kTitles[static_cast<std::size_t>(report.type)]);
    return report.id == 0 ? title : title + " " + std::to_string(report.id);
}

bool isRowOfSwitches(const HidField& field)
{
    return field.flags.isVariable() && field.size == 1 && field.count > 1 && field.logicalMinimum == 0
        && field.usageOf(0) != field.usageOf(field.count - 1);
}

bool isBlock(const HidField& field)
{
    return field.flags.isVariable() && field.count > 1 && field.usageOf(0) == field.usageOf(field.count - 1);
}

std::string hidPhysicalNumberText(double value)
{
    std::array<char, 32> text {};
    const auto end
        = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, kDigits).ptr;
    return { text.data(), end };
}

std::string hidNumberText(const HidField& field, std::int64_t number)
{
    switch (stateOf(field, number)) {
    case HidState::Null:
        return "null";
    case HidState::OutOfRange:
        return std::to_string(number) + " (out of range)";
    case HidState::Value:
        break;
    }
    const std::optional<double> physical = physicalOf(field, number);
    if (!physical)
        return std::to_string(number);
    const std::string unit = hidUnitText(field.unit, 0);
    return std::to_string(number) + " (" + hidPhysicalNumberText(*physical) + (unit.empty() ? "" : " " + unit) + ")";
}

std::string hidFieldText(const HidField& field, const std::vector<std::int64_t>& numbers, const UsbIds* names)
{
    if (numbers.empty())
        return {};
    if (field.flags.isVariable() && !isRowOfSwitches(field))
        return numbersText(field, numbers);
    const std::string text
        = field.flags.isVariable() ? switchesText(field, numbers, names) : choicesText(field, numbers, names);
    return text.empty() ? "none" : text;
}

std::string hidValuesText(const HidReportMap& map, const HidReportValues& values, const UsbIds* names)
{
    std::string text;
    for (const HidFieldValues& one : values.fields) {
        const HidField& field = map.fields[one.field];
        if (one.numbers.empty())
            continue;
        text += text.empty() ? "" : "; ";
        text += isNamedAsWhole(field) ? hidUsagesText(field, names) + ": " + hidFieldText(field, one.numbers, names)
                                      : namedNumbersText(field, one.numbers, names);
    }
    const std::string title = hidReportTitle(map.reports[values.report]) + ": ";
    return title + (text.empty() ? "no values" : text) + lengthText(values);
}

} // namespace wb::descriptors
