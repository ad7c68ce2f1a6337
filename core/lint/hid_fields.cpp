// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of HID reports: sizes, ranges, units and usages: HID 1.11 §5.8, §6.2.2 and §8.4, HID Usage Tables 1.5.
#include "core/lint/checks.h"

#include <algorithm>
#include <array>
#include <map>

namespace wb::lint {
namespace {

using descriptors::HidField;
using descriptors::HidUsageRange;
using descriptors::Rule;
using descriptors::Severity;

constexpr Rule kEmpty { "hid-report.empty-field", Severity::Warning, "HID 1.11 §6.2.2.7",
    "Report Size and Report Count of a field are at least 1." };
constexpr Rule kSpan { "hid-report.field-span", Severity::Warning, "HID 1.11 §8.4",
    "An element of a field does not reach over more than four bytes of its report." };
constexpr Rule kOrder { "hid-report.logical-order", Severity::Error, "HID 1.11 §6.2.2.7",
    "Logical Minimum is not above Logical Maximum." };
constexpr Rule kSingle { "hid-report.logical-single", Severity::Note, "HID 1.11 §6.2.2.7",
    "A field that carries data has a logical range of more than one value." };
constexpr Rule kRange { "hid-report.logical-range", Severity::Warning, "HID 1.11 §5.8",
    "Report Size has enough bits for every value from Logical Minimum to Logical Maximum." };
constexpr Rule kNull { "hid-report.null-state", Severity::Note, "HID 1.11 §6.2.2.5",
    "A field with a null state leaves a value outside its logical range." };
constexpr Rule kPhysical { "hid-report.physical-range", Severity::Warning, "HID 1.11 §6.2.2.7",
    "Physical Minimum is below Physical Maximum, or both are 0." };
constexpr Rule kExponent { "hid-report.exponent-without-unit", Severity::Note, "HID 1.11 §6.2.2.7",
    "Unit Exponent belongs to a Unit." };
constexpr Rule kUnit { "hid-report.unit-reserved", Severity::Warning, "HID 1.11 §6.2.2.7",
    "A Unit names a unit system from 1 to 4 or the vendors' one, and leaves its upper four bits zero." };
constexpr Rule kNoUsage { "hid-report.usage-missing", Severity::Error, "HID 1.11 §6.2.2",
    "A field that carries data has a usage." };
constexpr Rule kExcess { "hid-report.usage-excess", Severity::Note, "HID 1.11 §6.2.2.8",
    "A variable field has no more usages than elements." };
constexpr Rule kNoPage { "hid-report.usage-page", Severity::Warning, "HID 1.11 §6.2.2.7",
    "Usages are on a usage page other than 0." };
constexpr Rule kPageReserved { "hid-report.usage-page-reserved", Severity::Note, "HID Usage Tables 1.5 §3",
    "Usages are on a usage page that exists." };
constexpr Rule kUnnamed { "hid-report.array-unnamed", Severity::Note, "HID 1.11 §6.2.2.5",
    "Every value in the logical range of an array has a usage." };
constexpr Rule kUnreachable { "hid-report.array-unreachable", Severity::Warning, "HID 1.11 §6.2.2.5",
    "Every usage of an array has a value in its logical range." };
constexpr Rule kTwice { "hid-report.usage-twice", Severity::Note, "HID 1.11 §6.2.2.8",
    "A collection has a usage once in a report." };

constexpr std::array kRules { kEmpty, kSpan, kOrder, kSingle, kRange, kNull, kPhysical, kExponent, kUnit, kNoUsage,
    kExcess, kNoPage, kPageReserved, kUnnamed, kUnreachable, kTwice };

struct PageRange {
    std::uint16_t first;
    std::uint16_t last;
};
// HID Usage Tables 1.5 §3; the pages of other committees among them.
constexpr auto kPages = std::to_array<PageRange>({ { 0x01, 0x12 }, { 0x14, 0x14 }, { 0x20, 0x20 }, { 0x40, 0x41 },
    { 0x59, 0x59 }, { 0x80, 0x87 }, { 0x8c, 0x92 }, { 0xf1d0, 0xf1d0 }, { 0xff00, 0xffff } });
constexpr std::uint32_t kVendorPages = 0xff00;

std::string rangeText(std::int64_t first, std::int64_t last)
{
    return std::to_string(first) + " to " + std::to_string(last);
}

bool carriesData(const HidField& field) { return !field.flags.isConstant() && field.size > 0 && field.count > 0; }

std::uint64_t usageCount(const HidField& field)
{
    std::uint64_t count = 0;
    for (const HidUsageRange& range : field.usages)
        count += std::uint64_t { range.last } - range.first + 1;
    return count;
}

class FieldCheck {
public:
    FieldCheck(const HidReportView& view, const HidField& field, Report& report)
        : m_view(view)
        , m_field(field)
        , m_report(report)
    {
    }

    void run()
    {
        if (m_field.size == 0 || m_field.count == 0)
            add(kEmpty,
                "Report Size is " + std::to_string(m_field.size) + " and Report Count " + std::to_string(m_field.count)
                    + "; a field without bits reports nothing.");
        checkUnit();
        if (!carriesData(m_field))
            return;
        checkSpan();
        checkLogical();
        checkPhysical();
        checkUsages();
    }

private:
    void checkSpan()
    {
        const std::uint64_t elements = std::min<std::uint64_t>(m_field.count, 8); // their places in a byte repeat
        for (std::uint64_t i = 0; i < elements; ++i) {
            const std::uint64_t begin = (m_field.firstBit + i * m_field.size) % 8;
            if (begin + m_field.size <= 32)
                continue;
            return add(kSpan,
                "An element of " + std::to_string(m_field.size) + " bits begins at bit " + std::to_string(begin)
                    + " of a byte and reaches over more than four bytes.");
        }
    }

    void checkLogical()
    {
        const std::int64_t low = m_field.logicalMinimum;
        const std::int64_t high = m_field.logicalMaximum;
        if (low > high)
            return add(kOrder,
                "Logical Minimum " + std::to_string(low) + " is above Logical Maximum " + std::to_string(high) + ".");
        if (low == high)
            return add(kSingle,
                "Logical Minimum and Logical Maximum are both " + std::to_string(low)
                    + ", so that the field can say one thing only.");
        if (m_field.size >= 32)
            return;
        const std::int64_t half = std::int64_t { 1 } << (m_field.size - 1);
        const std::int64_t least = low < 0 ? -half : 0;
        const std::int64_t most = low < 0 ? half - 1 : half * 2 - 1;
        if (low < least || high > most)
            return add(kRange,
                "The logical range " + rangeText(low, high) + " does not fit " + std::to_string(m_field.size)
                    + " bits, which hold " + rangeText(least, most) + ".");
        if (m_field.flags.hasNullState() && m_field.flags.isVariable() && low == least && high == most)
            add(kNull,
                "The field has a null state, but every value of " + std::to_string(m_field.size)
                    + " bits is in its logical range; one value must stay outside.");
    }

    void checkPhysical()
    {
        const std::int64_t low = m_field.physicalMinimum;
        const std::int64_t high = m_field.physicalMaximum;
        if (low >= high && (low != 0 || high != 0))
            add(kPhysical,
                "The physical range is " + rangeText(low, high)
                    + "; the minimum must be below the maximum, or both 0 for the logical range.");
    }

    void checkUnit()
    {
        const unsigned system = m_field.unit & 0x0f;
        if ((system >= 5 && system <= 14) || m_field.unit >> 28 != 0 || (system == 0 && m_field.unit != 0))
            add(kUnit,
                "Unit 0x" + hex(m_field.unit, 8) + " has "
                    + (m_field.unit >> 28 != 0 ? "reserved bits set" : "unit system " + std::to_string(system))
                    + "; unit systems are 1 to 4, and 15 for vendors.");
    }

    void checkUsages()
    {
        if (m_field.usages.empty())
            return add(kNoUsage, "This field carries data and has no usage; only constant fields may have none.");
        for (const HidUsageRange& range : m_field.usages)
            if (!checkPage(range.first >> 16))
                return;
        const std::uint64_t usages = usageCount(m_field);
        if (m_field.flags.isVariable()) {
            if (usages > m_field.count)
                add(kExcess,
                    std::to_string(usages) + " usages stand before a field of " + std::to_string(m_field.count)
                        + (m_field.count == 1 ? " element" : " elements") + "; those beyond are ignored.");
            return;
        }
        if (m_field.logicalMinimum < m_field.logicalMaximum)
            checkArray(usages, static_cast<std::uint64_t>(m_field.logicalMaximum - m_field.logicalMinimum) + 1);
    }

    bool checkPage(std::uint32_t page)
    {
        if (page == 0) {
            add(kNoPage, "A usage of this field is on usage page 0, which is undefined; a Usage Page item is missing.");
            return false;
        }
        const bool exists = std::any_of(kPages.begin(), kPages.end(),
            [page](const PageRange& range) { return page >= range.first && page <= range.last; });
        if (!exists)
            add(kPageReserved, "Usage page 0x" + hex(page, 4) + " is reserved; vendors' pages begin at 0xff00.");
        return exists;
    }

    void checkArray(std::uint64_t usages, std::uint64_t values)
    {
        const std::string counts = "The array has " + std::to_string(usages) + (usages == 1 ? " usage" : " usages")
            + " for the " + std::to_string(values) + " values from "
            + rangeText(m_field.logicalMinimum, m_field.logicalMaximum);
        if (usages > values)
            add(kUnreachable, counts + "; the usages beyond can never be reported.");
        else if (usages < values && m_field.usages.front().first >> 16 < kVendorPages)
            add(kUnnamed, counts + "; the values beyond mean nothing.");
    }

    void add(const Rule& rule, std::string message)
    {
        m_report.add(m_view.section, descriptors::diagnosticOf(rule, m_field.item, std::move(message)));
    }

    const HidReportView& m_view;
    const HidField& m_field;
    Report& m_report;
};

// Usages that a collection has twice in a report. Vendors give their usages whatever meaning they like.
void checkRepeatedUsages(const HidReportView& view, Report& report)
{
    using Key = std::tuple<int, unsigned, std::size_t, std::uint32_t>; // type, Report ID, collection, usage
    std::map<Key, std::size_t> seen; // the field that had it first
    for (std::size_t i = 0; i < view.map.fields.size(); ++i) {
        const HidField& field = view.map.fields[i];
        if (!carriesData(field) || !field.flags.isVariable() || field.collections.empty())
            continue;
        for (const HidUsageRange& range : field.usages) {
            if (range.first != range.last || range.first >> 16 >= kVendorPages || range.first >> 16 == 0)
                continue;
            const Key key { static_cast<int>(field.type), field.reportId, field.collections.back(), range.first };
            if (seen.emplace(key, i).second)
                continue;
            report.add(view.section,
                descriptors::diagnosticOf(kTwice, field.item,
                    descriptors::hidUsageName(range.first, nullptr)
                        + " stands twice in the same collection and report; hosts cannot tell the two apart."));
            break;
        }
    }
}

// An exponent that outlives its unit, as globals do, harms nobody: only one that never had a unit is told, once.
void checkExponent(const HidReportView& view, Report& report)
{
    const auto& fields = view.map.fields;
    if (std::any_of(fields.begin(), fields.end(), [](const HidField& field) { return field.unit != 0; }))
        return;
    const auto found = std::find_if(fields.begin(), fields.end(),
        [](const HidField& field) { return field.unitExponent != 0 && carriesData(field); });
    if (found != fields.end())
        report.add(view.section,
            descriptors::diagnosticOf(kExponent, found->item,
                "Unit Exponent is " + std::to_string(found->unitExponent)
                    + " and no field has a Unit, without which it means nothing."));
}

void check(const DeviceView& device, Report& report)
{
    for (const HidReportView& view : device.hidReports) {
        checkExponent(view, report);
        for (const HidField& field : view.map.fields)
            FieldCheck(view, field, report).run();
        checkRepeatedUsages(view, report);
    }
}

} // namespace

Group hidFieldGroup() { return { kRules, check }; }

} // namespace wb::lint
