// SPDX-License-Identifier: GPL-3.0-or-later
// The structure of HID report descriptors: collections, report ids, items that need each other: HID 1.11 §5.6, §6.2.2
// and §8.4. What a single field says is in hid_fields.cpp.
#include "core/lint/checks.h"

#include <algorithm>
#include <array>
#include <set>

namespace wb::lint {
namespace {

using descriptors::ByteRange;
using descriptors::HidCollection;
using descriptors::HidField;
using descriptors::HidItem;
using descriptors::HidItemType;
using descriptors::HidReport;
using descriptors::Rule;
using descriptors::Severity;

constexpr std::uint8_t kApplication = 1;

constexpr Rule kOutside { "hid-report.outside-collection", Severity::Error, "HID 1.11 §6.2.2.6",
    "Every report field stands inside a top-level application collection." };
constexpr Rule kTopLevel { "hid-report.top-level", Severity::Error, "HID 1.11 §6.2.2.6",
    "A collection that is in no other one is an application collection." };
constexpr Rule kTopUsage { "hid-report.top-level-usage", Severity::Error, "HID 1.11 §6.2.2.6",
    "A top-level collection has a usage, from which hosts choose its driver." };
constexpr Rule kCollectionUsage { "hid-report.collection-usage", Severity::Note, "HID 1.11 §6.2.2.6",
    "Every collection has a usage." };
constexpr Rule kCollectionKind { "hid-report.collection-kind", Severity::Warning, "HID 1.11 §6.2.2.6",
    "A collection is of a kind from 0 to 6, or from 128 on for vendors." };
constexpr Rule kNoReport { "hid-report.no-report", Severity::Warning, "HID 1.11 §6.2.2",
    "A report descriptor describes at least one report." };
constexpr Rule kIdMixed { "hid-report.id-mixed", Severity::Error, "HID 1.11 §6.2.2.7",
    "When one report has a Report ID, every report has one." };
constexpr Rule kIdShared { "hid-report.id-shared", Severity::Warning, "HID 1.11 §8.4",
    "A report belongs to one top-level collection." };
constexpr Rule kPadding { "hid-report.padding", Severity::Error, "HID 1.11 §8.4",
    "A report is a number of whole bytes; what is missing is filled with a constant field." };
constexpr Rule kPushOpen { "hid-report.push-open", Severity::Note, "HID 1.11 §6.2.2.7", "Every Push has its Pop." };
constexpr Rule kDelimiter { "hid-report.delimiter", Severity::Error, "HID 1.11 §6.2.2.8",
    "Delimiters come in pairs, are not nested and end before the main item." };
constexpr Rule kRangeOpen { "hid-report.range-open", Severity::Error, "HID 1.11 §6.2.2.8",
    "Each of the items Usage, Designator and String Minimum has its Maximum before the next main item." };
constexpr Rule kRangeStart { "hid-report.range-start", Severity::Error, "HID 1.11 §6.2.2.8",
    "Designator and String Maximum follow their Minimum." };
constexpr Rule kLocalItem { "hid-report.local-item", Severity::Warning, "HID 1.11 §6.2.2.8",
    "Local item tags 6 and 11 to 15 are reserved." };
constexpr Rule kLost { "hid-report.locals-lost", Severity::Note, "HID 1.11 §6.2.2.8",
    "Local items stand before the main item that they describe." };

constexpr std::array kRules { kOutside, kTopLevel, kTopUsage, kCollectionUsage, kCollectionKind, kNoReport, kIdMixed,
    kIdShared, kPadding, kPushOpen, kDelimiter, kRangeOpen, kRangeStart, kLocalItem, kLost };

// What is found in one report descriptor.
class Sheet {
public:
    Sheet(const HidReportView& view, Report& report)
        : m_view(view)
        , m_report(report)
    {
    }

    void add(const Rule& rule, ByteRange range, std::string message)
    {
        m_report.add(m_view.section, descriptors::diagnosticOf(rule, range, std::move(message)));
    }
    [[nodiscard]] const descriptors::HidReportMap& map() const { return m_view.map; }

private:
    const HidReportView& m_view;
    Report& m_report;
};

std::string nameOf(const HidReport& report)
{
    return std::string(hidReportTypeName(report.type)) + " report"
        + (report.id == 0 ? "" : " " + std::to_string(report.id));
}

void checkCollections(Sheet& sheet)
{
    for (const HidCollection& collection : sheet.map().collections) {
        const bool isTop = !collection.parent;
        if (isTop && collection.kind != kApplication)
            sheet.add(kTopLevel, collection.item,
                "This top-level collection is of kind " + std::to_string(collection.kind)
                    + "; it must be an application collection (1).");
        if (collection.kind > 6 && collection.kind < 128)
            sheet.add(kCollectionKind, collection.item,
                "Collection kind " + std::to_string(collection.kind)
                    + " is reserved; kinds are 0 to 6, and 128 to 255 for vendors.");
        if (collection.usage == 0)
            sheet.add(isTop ? kTopUsage : kCollectionUsage, collection.item,
                std::string(isTop ? "This top-level collection" : "This collection")
                    + " has no usage; a Usage item must stand before it.");
    }
}

void checkFieldPlaces(Sheet& sheet)
{
    for (const HidField& field : sheet.map().fields) {
        if (field.collections.empty())
            sheet.add(kOutside, field.item,
                "This field is in no collection; hosts take reports from application collections only.");
    }
    const bool hasBits = std::any_of(sheet.map().reports.begin(), sheet.map().reports.end(),
        [](const HidReport& report) { return report.bits > 0; });
    if (!hasBits && !sheet.map().items.empty())
        sheet.add(kNoReport, sheet.map().items.front().range,
            "No report has a single bit; a HID interface must have something to report.");
}

void checkReportIds(Sheet& sheet)
{
    const auto& fields = sheet.map().fields;
    const auto isPlain = [](const HidField& field) { return field.reportId == 0; };
    const auto plain = std::find_if(fields.begin(), fields.end(), isPlain);
    if (plain != fields.end() && !std::all_of(fields.begin(), fields.end(), isPlain))
        sheet.add(kIdMixed, plain->item,
            "This field is in a report without Report ID while others have one; every report must have one.");
    std::set<std::pair<unsigned, std::size_t>> owners; // Report ID and its first top-level collection
    for (const HidField& field : fields) {
        if (field.collections.empty())
            continue;
        const auto known = owners.lower_bound({ field.reportId, 0 });
        if (known == owners.end() || known->first != field.reportId) {
            owners.insert({ field.reportId, field.collections.front() });
        } else if (known->second != field.collections.front()) {
            sheet.add(kIdShared, field.item,
                field.reportId == 0 ? "Several top-level collections share the report without Report ID; each must "
                                      "have an ID of its own."
                                    : "Report ID " + std::to_string(field.reportId)
                        + " is used by an earlier top-level collection, too; each must have IDs of its own.");
            return;
        }
    }
}

void checkPadding(Sheet& sheet)
{
    for (const HidReport& report : sheet.map().reports) {
        if (report.bits % 8 == 0)
            continue;
        const auto& fields = sheet.map().fields;
        const auto last = std::find_if(fields.rbegin(), fields.rend(),
            [&](const HidField& field) { return field.type == report.type && field.reportId == report.id; });
        sheet.add(kPadding, last->item,
            nameOf(report) + " has " + std::to_string(report.bits) + " bits; " + std::to_string(8 - report.bits % 8)
                + " bits of padding must make them whole bytes.");
    }
}

enum LocalTag : std::uint8_t { kUsageMinimum = 1, kUsageMaximum = 2, kDelimiterTag = 10 };
constexpr std::array<std::uint8_t, 3> kMinimums { kUsageMinimum, 4, 8 }; // usage, designator, string
constexpr std::array<std::string_view, 3> kRangeNames { "Usage", "Designator", "String" };

// Local items from one main item to the next.
class LocalItems {
public:
    explicit LocalItems(Sheet& sheet)
        : m_sheet(sheet)
    {
    }

    void take(const HidItem& item)
    {
        m_last = item.range;
        if (item.tag == 6 || item.tag > kDelimiterTag)
            return m_sheet.add(
                kLocalItem, item.range, "Local item tag " + std::to_string(item.tag) + " is reserved; hosts skip it.");
        if (item.tag == kDelimiterTag)
            return takeDelimiter(item);
        for (std::size_t i = 0; i < kMinimums.size(); ++i) {
            if (item.tag == kMinimums[i])
                m_open[i] = item.range;
            if (item.tag == kMinimums[i] + 1)
                closeRange(i, item);
        }
    }

    // `isUsed`: the main item has a use for local items.
    void takeMain(bool isUsed)
    {
        for (std::size_t i = 0; i < m_open.size(); ++i) {
            if (m_open[i])
                m_sheet.add(kRangeOpen, *m_open[i],
                    std::string(kRangeNames[i]) + " Minimum has no " + std::string(kRangeNames[i])
                        + " Maximum before the next main item.");
            m_open[i].reset();
        }
        if (m_delimiter)
            m_sheet.add(kDelimiter, *m_delimiter, "This delimiter is not closed before the next main item.");
        else if (m_last && !isUsed)
            m_sheet.add(kLost, *m_last, "No field or collection follows this local item, which is therefore lost.");
        m_delimiter.reset();
        m_last.reset();
    }

private:
    void takeDelimiter(const HidItem& item)
    {
        const bool opens = item.data == 1;
        if (opens == m_delimiter.has_value())
            m_sheet.add(kDelimiter, item.range,
                opens ? "A delimiter is open already; they must not be nested." : "No delimiter is open here.");
        m_delimiter = opens ? std::optional(item.range) : std::nullopt;
    }

    void closeRange(std::size_t kind, const HidItem& item)
    {
        if (!m_open[kind] && item.tag != kUsageMaximum)
            m_sheet.add(kRangeStart, item.range,
                std::string(kRangeNames[kind]) + " Maximum has no " + std::string(kRangeNames[kind])
                    + " Minimum before it.");
        m_open[kind].reset();
    }

    Sheet& m_sheet;
    std::array<std::optional<ByteRange>, 3> m_open;
    std::optional<ByteRange> m_delimiter;
    std::optional<ByteRange> m_last;
};

void checkItems(Sheet& sheet)
{
    constexpr std::uint8_t kEndCollection = 12;
    constexpr std::uint8_t kPush = 10;
    constexpr std::uint8_t kPop = 11;
    LocalItems locals(sheet);
    std::vector<ByteRange> pushed;
    for (const HidItem& item : sheet.map().items) {
        if (item.isLong || item.isTruncated)
            continue;
        if (item.type == HidItemType::Main)
            locals.takeMain(item.tag != kEndCollection);
        else if (item.type == HidItemType::Local)
            locals.take(item);
        else if (item.type == HidItemType::Global && item.tag == kPush)
            pushed.push_back(item.range);
        else if (item.type == HidItemType::Global && item.tag == kPop && !pushed.empty())
            pushed.pop_back();
    }
    locals.takeMain(false);
    if (!pushed.empty())
        sheet.add(kPushOpen, pushed.back(), "Nothing takes back what this Push keeps; a Pop should follow.");
}

void check(const DeviceView& device, Report& report)
{
    for (const HidReportView& view : device.hidReports) {
        Sheet sheet(view, report);
        checkCollections(sheet);
        checkFieldPlaces(sheet);
        checkReportIds(sheet);
        checkPadding(sheet);
        checkItems(sheet);
    }
}

} // namespace

Group hidReportGroup() { return { kRules, check }; }

} // namespace wb::lint
