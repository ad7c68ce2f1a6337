// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/hid_report_text.h"

#include <algorithm>
#include <array>

namespace wb::descriptors {
namespace {

constexpr std::size_t kMostUsages = 8; // listed in one row
constexpr std::size_t kMostDiagnostics = 50;
constexpr std::size_t kMostHeadings = 8; // collections deeper than that have none
constexpr std::size_t kWidestColumn = 60; // what is longer pushes its neighbours aside

enum Column : std::uint8_t { kBits, kByte, kSize, kUsage, kLogical, kPhysical, kFlags, kColumns };
using Cells = std::array<std::string, kColumns>;

constexpr std::uint16_t kButtonPage = 0x09;
constexpr std::uint16_t kOrdinalPage = 0x0a;

std::string rangeText(std::int64_t minimum, std::int64_t maximum)
{
    return std::to_string(minimum) + " to " + std::to_string(maximum);
}

// Numbered usages that follow each other are one range, however they were written.
bool continues(const HidUsageRange& before, const HidUsageRange& next)
{
    const std::uint32_t page = next.first >> 16;
    return (page == kButtonPage || page == kOrdinalPage) && before.last != 0xffffffff && before.last + 1 == next.first
        && before.last >> 16 == page;
}

// The usages that elements have, in their order; of a variable no more than it has elements.
std::vector<HidUsageRange> usedRanges(const HidField& field)
{
    std::vector<HidUsageRange> ranges;
    std::uint64_t left = field.flags.isVariable() ? field.count : std::uint64_t { 1 } << 32;
    for (HidUsageRange range : field.usages) {
        if (left == 0)
            break;
        const std::uint64_t length = std::uint64_t { range.last } - range.first + 1;
        if (length > left)
            range.last = range.first + static_cast<std::uint32_t>(left - 1);
        left -= std::min(left, length);
        if (!ranges.empty() && continues(ranges.back(), range))
            ranges.back().last = range.last;
        else
            ranges.push_back(range);
    }
    return ranges;
}

std::string rangeNames(const HidUsageRange& range, const UsbIds* names)
{
    std::string text = hidUsageName(range.first, names);
    if (range.last != range.first)
        text += (range.last - range.first == 1 ? ", " : " to ") + hidUsageName(range.last, names);
    return text;
}

std::uint64_t usageCount(const std::vector<HidUsageRange>& ranges)
{
    std::uint64_t count = 0;
    for (const HidUsageRange& range : ranges)
        count += std::uint64_t { range.last } - range.first + 1;
    return count;
}

std::string bitsText(const HidField& field)
{
    const std::uint64_t end = field.endBit();
    if (end == field.firstBit)
        return "none";
    const std::string first = std::to_string(field.firstBit);
    return end - field.firstBit == 1 ? first : first + "-" + std::to_string(end - 1);
}

std::string byteText(const HidField& field)
{
    const std::uint64_t byte = field.firstBit / 8 + (field.reportId != 0 ? 1 : 0);
    return std::to_string(byte) + "." + std::to_string(field.firstBit % 8);
}

Cells cellsOf(const HidField& field, const UsbIds* names)
{
    const bool isPadding = field.usages.empty() && field.flags.isConstant();
    return { bitsText(field), byteText(field), std::to_string(field.count) + " × " + std::to_string(field.size),
        hidUsagesText(field, names), isPadding ? std::string() : rangeText(field.logicalMinimum, field.logicalMaximum),
        isPadding ? std::string() : hidPhysicalText(field), hidFlagsText(field.flags, field.type) };
}

// Characters and not bytes: "×" is one.
std::size_t widthOf(std::string_view text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// One report's lines, with columns as wide as their widest cell.
class Table {
public:
    Table(const HidReportMap& map, const UsbIds* names)
        : m_map(map)
        , m_names(names)
    {
        addRow({ "bits", "byte", "count × bits", "usage", "logical", "physical", "flags" });
    }

    void add(const HidField& field)
    {
        addHeadings(field.collections);
        addRow(cellsOf(field, m_names));
    }

    [[nodiscard]] std::string text() const
    {
        std::string out;
        for (const Line& line : m_lines)
            out += line.heading.empty() ? rowText(line.cells) : line.heading;
        return out;
    }

private:
    struct Line {
        std::string heading; // or:
        Cells cells;
    };

    // Of the collections that the row before was not in.
    void addHeadings(const std::vector<std::size_t>& path)
    {
        const auto [here, before] = std::mismatch(path.begin(), path.end(), m_path.begin(), m_path.end());
        for (auto depth = static_cast<std::size_t>(here - path.begin()); depth < std::min(path.size(), kMostHeadings);
             ++depth) {
            const HidCollection& collection = m_map.collections[path[depth]];
            m_lines.push_back({ std::string(2 * depth + 2, ' ') + hidCollectionText(collection, m_names) + "\n", {} });
        }
        m_path = path;
    }

    void addRow(Cells cells)
    {
        for (std::size_t i = 0; i < kColumns; ++i)
            m_widths[i] = std::max(m_widths[i], std::min(widthOf(cells[i]), kWidestColumn));
        m_lines.push_back({ {}, std::move(cells) });
    }

    [[nodiscard]] std::string rowText(const Cells& cells) const
    {
        std::string out(4, ' ');
        for (std::size_t i = 0; i < kColumns; ++i) {
            const std::size_t width = widthOf(cells[i]);
            out += cells[i] + std::string(std::max(m_widths[i], width) - width + 2, ' ');
        }
        out.erase(out.find_last_not_of(' ') + 1);
        return out + "\n";
    }

    const HidReportMap& m_map;
    const UsbIds* m_names;
    std::vector<Line> m_lines;
    std::vector<std::size_t> m_path;
    std::array<std::size_t, kColumns> m_widths {};
};

std::string headOf(const HidReport& report)
{
    constexpr auto kTitles = std::to_array<std::string_view>({ "Input", "Output", "Feature" });
    std::string text(kTitles[static_cast<std::size_t>(report.type)]);
    text += report.id == 0 ? " report, " : " report " + std::to_string(report.id) + ", ";
    text += std::to_string(report.bytes()) + (report.bytes() == 1 ? " byte" : " bytes");
    return text + (report.id == 0 ? "\n" : " with the report ID\n");
}

std::string diagnosticsText(const HidReportMap& map)
{
    std::string text;
    const std::size_t shown = std::min(map.diagnostics.size(), kMostDiagnostics);
    for (const Diagnostic& diagnostic : std::span(map.diagnostics).first(shown))
        text += "! byte " + std::to_string(diagnostic.range.begin) + ": " + diagnostic.message + " (" + diagnostic.spec
            + ")\n";
    if (shown < map.diagnostics.size())
        text += "! and " + std::to_string(map.diagnostics.size() - shown) + " more\n";
    return text;
}

} // namespace

std::string hidUsagesText(const HidField& field, const UsbIds* names)
{
    if (field.usages.empty())
        return field.flags.isConstant() ? "padding" : "no usage";
    const std::vector<HidUsageRange> ranges = usedRanges(field);
    const bool isChoice = !field.flags.isVariable() && usageCount(ranges) > 1;
    std::string text = isChoice ? "one of " : "";
    const std::size_t shown = std::min(ranges.size(), kMostUsages);
    for (std::size_t i = 0; i < shown; ++i)
        text += (i == 0 ? "" : ", ") + rangeNames(ranges[i], names);
    if (shown < ranges.size())
        text += " and " + std::to_string(ranges.size() - shown) + " more";
    const std::uint64_t used = usageCount(ranges);
    if (!field.flags.isVariable() || field.count <= used)
        return text;
    if (used == 1)
        return text + " (all " + std::to_string(field.count) + ")";
    return text + ", the last for " + std::to_string(field.count - used) + " more";
}

std::string hidPhysicalText(const HidField& field)
{
    const bool hasLimits = field.physicalMinimum != 0 || field.physicalMaximum != 0;
    const std::string unit = hidUnitText(field.unit, 0);
    if (!hasLimits && unit.empty())
        return {};
    std::string text = hasLimits ? rangeText(field.physicalMinimum, field.physicalMaximum)
                                 : rangeText(field.logicalMinimum, field.logicalMaximum);
    if (field.unitExponent != 0)
        text += " × 10^" + std::to_string(field.unitExponent);
    return unit.empty() ? text : text + " " + unit;
}

std::string hidCollectionText(const HidCollection& collection, const UsbIds* names)
{
    const std::string kind(hidCollectionName(collection.kind));
    return collection.usage == 0 ? "no usage (" + kind + ")"
                                 : hidUsageName(collection.usage, names) + " (" + kind + ")";
}

std::string hidReportText(const HidReportMap& map, const UsbIds* names)
{
    std::array<std::array<std::size_t, 256>, 3> places {}; // of a report: index in the list
    std::vector<Table> tables;
    for (std::size_t i = 0; i < map.reports.size(); ++i) {
        places[static_cast<std::size_t>(map.reports[i].type)][map.reports[i].id] = i;
        tables.emplace_back(map, names);
    }
    for (const HidField& field : map.fields)
        tables[places[static_cast<std::size_t>(field.type)][field.reportId]].add(field);
    std::string text;
    for (std::size_t i = 0; i < tables.size(); ++i)
        text += (i == 0 ? "" : "\n") + headOf(map.reports[i]) + tables[i].text();
    if (map.reports.empty())
        text += "No reports.\n";
    const std::string problems = diagnosticsText(map);
    return problems.empty() ? text : text + "\n" + problems;
}

} // namespace wb::descriptors
