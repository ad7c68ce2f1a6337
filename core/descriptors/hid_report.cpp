// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/hid_report.h"

#include "core/descriptors/rule.h"

#include <algorithm>

namespace wb::descriptors {
namespace {

constexpr std::uint8_t kLongPrefix = 0xfe;

enum MainTag : std::uint8_t { kInput = 8, kOutput = 9, kCollection = 10, kFeature = 11, kEndCollection = 12 };
enum GlobalTag : std::uint8_t {
    kUsagePage,
    kLogicalMinimum,
    kLogicalMaximum,
    kPhysicalMinimum,
    kPhysicalMaximum,
    kUnitExponent,
    kUnit,
    kReportSize,
    kReportId,
    kReportCount,
    kPush,
    kPop
};
enum LocalTag : std::uint8_t { kUsage, kUsageMinimum, kUsageMaximum };

HidItem takeItem(ByteView bytes, std::size_t offset)
{
    HidItem item;
    const Byte prefix = bytes[offset];
    item.type = static_cast<HidItemType>((prefix >> 2) & 3);
    item.tag = prefix >> 4;
    std::size_t header = 1;
    std::size_t dataSize = (prefix & 3) == 3 ? 4 : prefix & 3;
    if (prefix == kLongPrefix) {
        header = 3;
        item.isLong = true;
        dataSize = readLe(bytes, offset + 1, 1).value_or(0);
        item.tag = static_cast<std::uint8_t>(readLe(bytes, offset + 2, 1).value_or(0));
    }
    item.dataSize = static_cast<std::uint8_t>(dataSize);
    item.range = { offset, std::min(offset + header + dataSize, bytes.size()) };
    item.isTruncated = offset + header + dataSize > bytes.size();
    if (!item.isLong && dataSize > 0)
        item.data = static_cast<std::uint32_t>(readLe(bytes, offset + 1, dataSize).value_or(0));
    return item;
}

struct Globals {
    std::uint16_t usagePage = 0;
    HidItem logicalMinimum;
    HidItem logicalMaximum;
    HidItem physicalMinimum;
    HidItem physicalMaximum;
    std::uint32_t unit = 0;
    std::int8_t unitExponent = 0;
    std::uint32_t reportSize = 0;
    std::uint32_t reportCount = 0;
    std::uint8_t reportId = 0;
};

struct Locals {
    std::vector<HidUsageRange> usages;
    std::vector<bool> isExtended; // by usage: it names its page itself
    std::optional<HidItem> usageMinimum;
};

// HID 1.11 §6.2.2.7: a maximum is signed when its minimum is negative; many devices write 255 in one byte.
std::int64_t maximumOf(const HidItem& maximum, const HidItem& minimum)
{
    return minimum.signedData() < 0 ? std::int64_t { maximum.signedData() } : std::int64_t { maximum.data };
}

class Interpreter {
public:
    explicit Interpreter(ByteView bytes)
        : m_bytes(bytes)
    {
    }

    HidReportMap run()
    {
        for (std::size_t offset = 0; offset < m_bytes.size();) {
            HidItem item = takeItem(m_bytes, offset);
            item.usagePage = m_globals.usagePage;
            offset = item.range.end;
            if (item.isTruncated)
                diagnose(rules::kHidItemCut, item.range, "The descriptor ends inside this item.");
            else
                take(item);
            m_map.items.push_back(item);
        }
        if (!m_open.empty())
            diagnose(rules::kHidCollectionOpen, m_map.collections[m_open.back()].item,
                std::to_string(m_open.size())
                    + (m_open.size() == 1 ? " collection is not ended." : " collections are not ended."));
        std::stable_sort(m_map.diagnostics.begin(), m_map.diagnostics.end(),
            [](const Diagnostic& a, const Diagnostic& b) { return a.range.begin < b.range.begin; });
        return std::move(m_map);
    }

private:
    void take(const HidItem& item)
    {
        if (item.isLong || item.type == HidItemType::Reserved)
            return diagnose(
                rules::kHidReservedItem, item.range, "No long or reserved items are defined; hosts skip them.");
        if (item.type == HidItemType::Main) {
            takeMain(item);
            m_locals = {};
        } else if (item.type == HidItemType::Global) {
            takeGlobal(item);
        } else {
            takeLocal(item);
        }
    }

    void takeMain(const HidItem& item)
    {
        switch (item.tag) {
        case kInput:
            return addField(item, HidReportType::Input);
        case kOutput:
            return addField(item, HidReportType::Output);
        case kFeature:
            return addField(item, HidReportType::Feature);
        case kCollection:
            return openCollection(item);
        case kEndCollection:
            if (m_open.empty())
                diagnose(rules::kHidCollectionEnd, item.range, "No collection is open here.");
            else
                m_open.pop_back();
            return;
        default:
            diagnose(rules::kHidMainItem, item.range, "This main item does not exist.");
        }
    }

    void openCollection(const HidItem& item)
    {
        resolveUsagePages();
        HidCollection collection;
        collection.kind = static_cast<std::uint8_t>(item.data);
        collection.usage = m_locals.usages.empty() ? 0 : m_locals.usages.front().first;
        collection.item = item.range;
        if (!m_open.empty())
            collection.parent = m_open.back();
        m_open.push_back(m_map.collections.size());
        m_map.collections.push_back(collection);
    }

    void addField(const HidItem& item, HidReportType type)
    {
        resolveUsagePages();
        HidField field;
        field.type = type;
        field.reportId = m_globals.reportId;
        field.size = m_globals.reportSize;
        field.count = m_globals.reportCount;
        field.usages = m_locals.usages;
        field.logicalMinimum = m_globals.logicalMinimum.signedData();
        field.logicalMaximum = maximumOf(m_globals.logicalMaximum, m_globals.logicalMinimum);
        field.physicalMinimum = m_globals.physicalMinimum.signedData();
        field.physicalMaximum = maximumOf(m_globals.physicalMaximum, m_globals.physicalMinimum);
        field.unit = m_globals.unit;
        field.unitExponent = m_globals.unitExponent;
        field.flags.value = item.data;
        field.collections.assign(
            m_open.begin(), m_open.begin() + static_cast<std::ptrdiff_t>(std::min(m_open.size(), kMaxDepth)));
        field.item = item.range;
        HidReport& report = reportFor(type, field.reportId);
        field.firstBit = report.bits;
        const std::uint64_t wanted = std::uint64_t { field.size } * field.count;
        const std::uint64_t room = kMaxReportBits - report.bits;
        if (field.size != 0 && wanted > room) {
            field.count = static_cast<std::uint32_t>(room / field.size);
            diagnose(rules::kHidReportLong, item.range,
                "With " + std::to_string(m_globals.reportCount) + " times " + std::to_string(field.size)
                    + " bits this report is longer than any that can be transferred.");
        }
        report.bits = field.endBit();
        m_map.fields.push_back(std::move(field));
    }

    HidReport& reportFor(HidReportType type, std::uint8_t id)
    {
        const auto found = std::find_if(m_map.reports.begin(), m_map.reports.end(),
            [&](const HidReport& report) { return report.type == type && report.id == id; });
        if (found != m_map.reports.end())
            return *found;
        return m_map.reports.emplace_back(HidReport { type, id, 0 });
    }

    void takeGlobal(const HidItem& item)
    {
        switch (item.tag) {
        case kUsagePage:
            m_globals.usagePage = static_cast<std::uint16_t>(item.data);
            return;
        case kLogicalMinimum:
            m_globals.logicalMinimum = item;
            return;
        case kLogicalMaximum:
            m_globals.logicalMaximum = item;
            return;
        case kPhysicalMinimum:
            m_globals.physicalMinimum = item;
            return;
        case kPhysicalMaximum:
            m_globals.physicalMaximum = item;
            return;
        case kUnitExponent:
            m_globals.unitExponent = item.unitExponent();
            return;
        case kUnit:
            m_globals.unit = item.data;
            return;
        case kReportSize:
            m_globals.reportSize = item.data;
            return;
        case kReportId:
            takeReportId(item);
            return;
        case kReportCount:
            m_globals.reportCount = item.data;
            return;
        case kPush:
            push(item);
            return;
        case kPop:
            pop(item);
            return;
        default:
            diagnose(rules::kHidGlobalItem, item.range, "This global item does not exist.");
        }
    }

    void takeReportId(const HidItem& item)
    {
        m_globals.reportId = static_cast<std::uint8_t>(item.data);
        if (item.data == 0 || item.data > 255)
            diagnose(rules::kHidReportId, item.range,
                "Report ID " + std::to_string(item.data) + " does not exist; ids are 1 to 255.");
    }

    void push(const HidItem& item)
    {
        if (m_stack.size() < kMaxDepth)
            m_stack.push_back(m_globals);
        else
            diagnose(rules::kHidPushDepth, item.range, "Too many states are pushed; this one is not.");
    }

    void pop(const HidItem& item)
    {
        if (m_stack.empty())
            return diagnose(rules::kHidPop, item.range, "Nothing was pushed that could be popped.");
        m_globals = m_stack.back();
        m_stack.pop_back();
    }

    void takeLocal(const HidItem& item)
    {
        const bool isExtended = item.dataSize == 4;
        if (item.tag == kUsage) {
            addUsages(item.data, item.data, isExtended);
        } else if (item.tag == kUsageMinimum) {
            m_locals.usageMinimum = item;
        } else if (item.tag == kUsageMaximum) {
            takeUsageMaximum(item);
        }
    }

    void takeUsageMaximum(const HidItem& item)
    {
        if (!m_locals.usageMinimum)
            return diagnose(rules::kHidUsageMaximum, item.range, "A Usage Minimum must come before it.");
        const HidItem minimum = *m_locals.usageMinimum;
        m_locals.usageMinimum.reset();
        if (minimum.data > item.data)
            return diagnose(rules::kHidUsageMaximum, item.range, "Usage Maximum is below Usage Minimum.");
        addUsages(minimum.data, item.data, item.dataSize == 4 && minimum.dataSize == 4);
    }

    void addUsages(std::uint32_t first, std::uint32_t last, bool isExtended)
    {
        m_locals.usages.push_back({ first, last });
        m_locals.isExtended.push_back(isExtended);
    }

    // HID 1.11 §6.2.2.8: the page in effect at the main item is the page of usages that do not name theirs.
    void resolveUsagePages()
    {
        const std::uint32_t page = std::uint32_t { m_globals.usagePage } << 16;
        for (std::size_t i = 0; i < m_locals.usages.size(); ++i) {
            if (m_locals.isExtended[i])
                continue;
            HidUsageRange& usages = m_locals.usages[i];
            usages = { page | (usages.first & 0xffff), page | (usages.last & 0xffff) };
        }
    }

    void diagnose(const Rule& rule, ByteRange range, std::string message)
    {
        m_map.diagnostics.push_back(diagnosticOf(rule, range, std::move(message)));
    }

    ByteView m_bytes;
    HidReportMap m_map;
    Globals m_globals;
    Locals m_locals;
    std::vector<Globals> m_stack;
    std::vector<std::size_t> m_open;
};

} // namespace

std::int32_t HidItem::signedData() const
{
    switch (dataSize) {
    case 1:
        return static_cast<std::int8_t>(data);
    case 2:
        return static_cast<std::int16_t>(data);
    default:
        return static_cast<std::int32_t>(data);
    }
}

// HID 1.11 §6.2.2.7: four bits in two's complement; some devices write a whole signed number.
std::int8_t HidItem::unitExponent() const
{
    const std::int32_t whole = signedData();
    const bool isNibble = whole >= 8 && whole <= 15;
    return static_cast<std::int8_t>(isNibble ? whole - 16 : whole);
}

std::optional<std::uint32_t> HidField::usageOf(std::uint32_t element) const
{
    if (usages.empty())
        return std::nullopt;
    std::uint64_t left = element;
    for (const HidUsageRange& range : usages) {
        const std::uint64_t length = std::uint64_t { range.last } - range.first + 1;
        if (left < length)
            return range.first + static_cast<std::uint32_t>(left);
        left -= length;
    }
    return usages.back().last;
}

HidReportMap parseHidReport(ByteView bytes) { return Interpreter(bytes).run(); }

} // namespace wb::descriptors
