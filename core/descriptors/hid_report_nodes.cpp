// SPDX-License-Identifier: GPL-3.0-or-later
// HID report descriptors as nodes, and the words for what is in them: HID 1.11 §6.2.2, HID Usage Tables 1.4.
#include "core/descriptors/hid_report.h"
#include "core/descriptors/usb_ids.h"

#include <array>

namespace wb::descriptors {
namespace {

constexpr std::string_view kItemSpec = "HID 1.11 §6.2.2";
constexpr std::uint8_t kInputTag = 8;
constexpr std::uint8_t kOutputTag = 9;
constexpr std::uint8_t kCollectionTag = 10;
constexpr std::uint8_t kFeatureTag = 11;
constexpr std::uint8_t kEndCollectionTag = 12;
constexpr std::uint16_t kButtonPage = 0x09;
constexpr std::uint16_t kOrdinalPage = 0x0a;
constexpr std::uint16_t kFirstVendorPage = 0xff00;

constexpr auto kGlobalNames
    = std::to_array<std::string_view>({ "Usage Page", "Logical Minimum", "Logical Maximum", "Physical Minimum",
        "Physical Maximum", "Unit Exponent", "Unit", "Report Size", "Report ID", "Report Count", "Push", "Pop" });
constexpr auto kLocalNames = std::to_array<std::string_view>(
    { "Usage", "Usage Minimum", "Usage Maximum", "Designator Index", "Designator Minimum", "Designator Maximum", "",
        "String Index", "String Minimum", "String Maximum", "Delimiter" });
constexpr auto kCollectionNames = std::to_array<std::string_view>(
    { "Physical", "Application", "Logical", "Report", "Named Array", "Usage Switch", "Usage Modifier" });

std::string_view itemName(const HidItem& item)
{
    if (item.isLong)
        return "Long item";
    switch (item.type) {
    case HidItemType::Main:
        switch (item.tag) {
        case kInputTag:
            return "Input";
        case kOutputTag:
            return "Output";
        case kFeatureTag:
            return "Feature";
        case kCollectionTag:
            return "Collection";
        case kEndCollectionTag:
            return "End Collection";
        default:
            return "Unknown main item";
        }
    case HidItemType::Global:
        return item.tag < kGlobalNames.size() ? kGlobalNames[item.tag] : "Unknown global item";
    case HidItemType::Local:
        return item.tag < kLocalNames.size() && !kLocalNames[item.tag].empty() ? kLocalNames[item.tag]
                                                                               : "Unknown local item";
    case HidItemType::Reserved:
        break;
    }
    return "Reserved item";
}

std::string localText(const HidItem& item, const UsbIds* names)
{
    const bool isUsage = item.tag <= 2;
    if (!isUsage)
        return std::to_string(item.data);
    const bool isExtended = item.dataSize == 4;
    const std::uint32_t usage = isExtended ? item.data : std::uint32_t { item.usagePage } << 16 | (item.data & 0xffff);
    return hidUsageName(usage, names);
}

std::string globalText(const HidItem& item, const UsbIds* names)
{
    const std::string_view name = itemName(item);
    if (name == "Usage Page")
        return hidUsagePageName(static_cast<std::uint16_t>(item.data), names);
    if (name == "Unit")
        return item.data == 0 ? "none" : hidUnitText(item.data, 0);
    if (name == "Push" || name == "Pop")
        return {};
    if (name == "Unit Exponent")
        return std::to_string(item.unitExponent());
    const bool isSigned = name == "Logical Minimum" || name == "Physical Minimum";
    return isSigned ? std::to_string(item.signedData()) : std::to_string(item.data);
}

std::string itemText(const HidItem& item, const UsbIds* names)
{
    if (item.isLong || item.isTruncated)
        return {};
    switch (item.type) {
    case HidItemType::Main:
        if (item.tag == kCollectionTag)
            return std::string(hidCollectionName(static_cast<std::uint8_t>(item.data)));
        if (item.tag == kInputTag)
            return hidFlagsText({ item.data }, HidReportType::Input);
        if (item.tag == kOutputTag)
            return hidFlagsText({ item.data }, HidReportType::Output);
        if (item.tag == kFeatureTag)
            return hidFlagsText({ item.data }, HidReportType::Feature);
        return {};
    case HidItemType::Global:
        return globalText(item, names);
    case HidItemType::Local:
        return localText(item, names);
    case HidItemType::Reserved:
        break;
    }
    return {};
}

class NodeMaker {
public:
    NodeMaker(ByteView bytes, const HidReportMap& map, const UsbIds* names)
        : m_bytes(bytes)
        , m_map(map)
        , m_names(names)
    {
    }

    // The items from here to the end of the collection they are in, with its End Collection.
    std::vector<Node> take(std::size_t depth)
    {
        std::vector<Node> nodes;
        while (m_next < m_map.items.size()) {
            const HidItem& item = m_map.items[m_next++];
            nodes.push_back(nodeOf(item));
            const bool isMain = item.type == HidItemType::Main && !item.isLong && !item.isTruncated;
            if (isMain && item.tag == kEndCollectionTag && depth > 0)
                return nodes;
            // Deeper than this the items stay side by side: recursion must end.
            if (isMain && item.tag == kCollectionTag && depth < kMaxDepth) {
                nodes.back().children = take(depth + 1);
                if (!nodes.back().children.empty())
                    nodes.back().range.end = nodes.back().children.back().range.end;
            }
        }
        return nodes;
    }

private:
    Node nodeOf(const HidItem& item)
    {
        Node node;
        node.range = item.range;
        Field field;
        field.name = itemName(item);
        field.range = item.range;
        field.raw = item.data;
        field.value = formatHex(slice(m_bytes, item.range.begin, item.range.size()));
        field.meaning = itemText(item, m_names);
        field.spec = kItemSpec;
        node.title = field.name + (field.meaning.empty() ? "" : " (" + field.meaning + ")");
        node.fields.push_back(std::move(field));
        while (m_nextDiagnostic < m_map.diagnostics.size() && m_map.diagnostics[m_nextDiagnostic].range == item.range)
            node.diagnostics.push_back(m_map.diagnostics[m_nextDiagnostic++]);
        return node;
    }

    ByteView m_bytes;
    const HidReportMap& m_map;
    const UsbIds* m_names;
    std::size_t m_next = 0;
    std::size_t m_nextDiagnostic = 0;
};

void appendPart(std::string& text, std::string_view part)
{
    text += text.empty() ? "" : ", ";
    text += part;
}

// HID 1.11 §6.2.2.7, the table of units: by system, then by nibble.
constexpr std::array<std::array<std::string_view, 6>, 5> kUnits { {
    {},
    { "cm", "g", "s", "K", "A", "cd" },
    { "rad", "g", "s", "K", "A", "cd" },
    { "in", "slug", "s", "°F", "A", "cd" },
    { "deg", "slug", "s", "°F", "A", "cd" },
} };

int signedNibble(std::uint32_t value) { return static_cast<int>((value & 15) ^ 8) - 8; }

} // namespace

std::string hidUsagePageName(std::uint16_t page, const UsbIds* names)
{
    if (page >= kFirstVendorPage)
        return "Vendor page 0x" + hex(page, 4);
    const std::string name = names == nullptr ? std::string() : names->name(NameTable::HidUsagePage, page);
    return name.empty() ? "Page 0x" + hex(page, 4) : name;
}

std::string hidUsageName(std::uint32_t usage, const UsbIds* names)
{
    const auto page = static_cast<std::uint16_t>(usage >> 16);
    const auto number = static_cast<std::uint16_t>(usage);
    if (page == kButtonPage)
        return number == 0 ? "No button" : "Button " + std::to_string(number);
    if (page == kOrdinalPage && number > 0)
        return "Instance " + std::to_string(number);
    std::string name = names == nullptr ? std::string() : names->hidUsage(page, number);
    return name.empty() ? hidUsagePageName(page, names) + ", usage 0x" + hex(number, 4) : name;
}

std::string hidUnitText(std::uint32_t unit, std::int8_t exponent)
{
    const std::uint32_t system = unit & 15;
    if (system == 0)
        return {};
    if (system >= kUnits.size())
        return "vendor unit 0x" + hex(unit, 8);
    std::string text;
    for (std::size_t dimension = 0; dimension < 6; ++dimension) {
        const int power = signedNibble(unit >> (4 * (dimension + 1)));
        if (power == 0)
            continue;
        text += text.empty() ? "" : "·";
        text += kUnits[system][dimension];
        if (power != 1)
            text += "^" + std::to_string(power);
    }
    if (exponent != 0)
        appendPart(text, "×10^" + std::to_string(exponent));
    return text;
}

std::string hidFlagsText(HidFlags flags, HidReportType type)
{
    std::string text = flags.isConstant() ? "Constant" : "Data";
    appendPart(text, flags.isVariable() ? "Variable" : "Array");
    appendPart(text, flags.isRelative() ? "Relative" : "Absolute");
    if (flags.wraps())
        appendPart(text, "Wrap");
    if (flags.isNonLinear())
        appendPart(text, "Non Linear");
    if (flags.hasNoPreferredState())
        appendPart(text, "No Preferred");
    if (flags.hasNullState())
        appendPart(text, "Null State");
    if (type != HidReportType::Input && flags.isVolatile())
        appendPart(text, "Volatile");
    if (flags.isBufferedBytes())
        appendPart(text, "Buffered Bytes");
    return text;
}

std::string_view hidCollectionName(std::uint8_t kind)
{
    if (kind < kCollectionNames.size())
        return kCollectionNames[kind];
    return kind >= 0x80 ? "Vendor" : "Reserved";
}

std::string_view hidReportTypeName(HidReportType type)
{
    switch (type) {
    case HidReportType::Input:
        return "input";
    case HidReportType::Output:
        return "output";
    case HidReportType::Feature:
        return "feature";
    }
    return "";
}

std::vector<Node> decodeHidReport(ByteView bytes, const UsbIds* names)
{
    const HidReportMap map = parseHidReport(bytes);
    return NodeMaker(bytes, map, names).take(0);
}

} // namespace wb::descriptors
