// SPDX-License-Identifier: GPL-3.0-or-later
// HID report descriptors as lsusb lists them: an item a line with its bytes, its meaning below.
#include "core/descriptors/hid_report.h"
#include "core/descriptors/usb_ids.h"
#include "core/report/lsusb_lines.h"

#include <array>

namespace wb::report {
namespace {

using descriptors::HidItem;
using descriptors::HidItemType;
using descriptors::Node;
using descriptors::UsbIds;

constexpr std::size_t kItemIndent = 12;
constexpr std::size_t kMeaningIndent = 28;

// Padded to the width of the longest, as lsusb does.
std::string_view typeWord(HidItemType type)
{
    switch (type) {
    case HidItemType::Main:
        return "Main  ";
    case HidItemType::Global:
        return "Global";
    case HidItemType::Local:
        return "Local ";
    case HidItemType::Reserved:
        break;
    }
    return "reserved";
}

std::string flagsFirst(std::uint32_t data)
{
    return std::string((data & 0x01) != 0 ? "Constant" : "Data") + ((data & 0x02) != 0 ? " Variable" : " Array")
        + ((data & 0x04) != 0 ? " Relative" : " Absolute") + ((data & 0x08) != 0 ? " Wrap" : " No_Wrap")
        + ((data & 0x10) != 0 ? " Non_Linear" : " Linear");
}

std::string flagsSecond(std::uint32_t data)
{
    return std::string((data & 0x20) != 0 ? "No_Preferred_State" : "Preferred_State")
        + ((data & 0x40) != 0 ? " Null_State" : " No_Null_Position")
        + ((data & 0x80) != 0 ? " Volatile" : " Non_Volatile")
        + ((data & 0x100) != 0 ? " Buffered Bytes" : " Bitfield");
}

// HID 1.11 §6.2.2.7, as words: "System: SI Linear, Unit: Centimeter^2".
std::string unitLine(std::uint32_t unit)
{
    constexpr auto kSystems
        = std::to_array<std::string_view>({ "None", "SI Linear", "SI Rotation", "English Linear", "English Rotation" });
    constexpr std::array<std::array<std::string_view, 2>, 5> kLengths { { { "None", "None" }, { "Centimeter", "Gram" },
        { "Radians", "Gram" }, { "Inch", "Slug" }, { "Degrees", "Slug" } } };
    const std::uint32_t system = unit & 15;
    if (system >= kSystems.size())
        return system == 15 ? "System: Vendor defined, Unit: (unknown)" : "System: Reserved, Unit: (unknown)";
    const std::array<std::string_view, 6> names { kLengths[system][0], kLengths[system][1], "Seconds",
        system <= 2 ? "Kelvin" : "Fahrenheit", "Ampere", "Candela" };
    std::string text;
    for (std::size_t i = 0; system != 0 && i < names.size(); ++i) {
        const int power = static_cast<int>((unit >> (4 * (i + 1)) & 15) ^ 8) - 8; // a signed nibble
        if (power == 0)
            continue;
        text += (text.empty() ? "" : "*") + std::string(names[i]);
        if (power != 1)
            text += "^" + std::to_string(power);
    }
    return "System: " + std::string(kSystems[system]) + ", Unit: " + (text.empty() ? "(None)" : text);
}

std::string usageText(const HidItem& item, const UsbIds* names)
{
    const bool isExtended = item.dataSize == 4;
    const std::uint32_t usage = isExtended ? item.data : std::uint32_t { item.usagePage } << 16 | (item.data & 0xffff);
    const std::string listed = names == nullptr
        ? std::string()
        : names->hidUsage(static_cast<std::uint16_t>(usage >> 16), static_cast<std::uint16_t>(usage));
    return listed.empty() ? descriptors::hidUsageName(usage, names) : listed;
}

std::string collectionText(std::uint32_t kind)
{
    if (kind >= 0x80)
        return "Vendor defined";
    return kind > 6 ? "Reserved for future use."
                    : std::string(descriptors::hidCollectionName(static_cast<std::uint8_t>(kind)));
}

void appendMeaning(std::string& out, const HidItem& item, const std::string& name, const UsbIds* names)
{
    if (name == "Usage Page")
        appendLine(out, kMeaningIndent, descriptors::hidUsagePageName(static_cast<std::uint16_t>(item.data), names));
    else if (name == "Usage" || name == "Usage Minimum" || name == "Usage Maximum")
        appendLine(out, kMeaningIndent, usageText(item, names));
    else if (name == "Unit Exponent")
        appendLine(out, kMeaningIndent, "Unit Exponent: " + std::to_string(item.unitExponent()));
    else if (name == "Unit")
        appendLine(out, kMeaningIndent, unitLine(item.data));
    else if (name == "Collection")
        appendLine(out, kMeaningIndent, collectionText(item.data));
    else if (name == "Input" || name == "Output" || name == "Feature") {
        appendLine(out, kMeaningIndent, flagsFirst(item.data));
        appendLine(out, kMeaningIndent, flagsSecond(item.data));
    }
}

void appendItem(std::string& out, const HidItem& item, const std::string& name, ByteView bytes, const UsbIds* names)
{
    std::string line = "Item(" + std::string(typeWord(item.type)) + "): " + name + ", data=";
    const ByteView data = slice(bytes, item.range.begin + 1, item.range.size() - 1);
    if (data.empty()) {
        line += "none";
    } else {
        line += " [ ";
        for (const Byte byte : data)
            line += "0x" + hex(byte, 2) + " ";
        line += "] " + std::to_string(item.data);
    }
    appendLine(out, kItemIndent, line);
    if (!item.isLong && !item.isTruncated)
        appendMeaning(out, item, name, names);
}

// The items' names in the order of their bytes: the nodes stand inside each other.
void collectNames(const std::vector<Node>& nodes, std::vector<std::string>& names)
{
    for (const Node& node : nodes) {
        names.push_back(node.fields.empty() ? node.title : node.fields.front().name);
        collectNames(node.children, names);
    }
}

} // namespace

void appendHidReport(std::string& out, ByteView bytes, const UsbIds* names)
{
    appendLine(out, 10, "Report Descriptor: (length is " + std::to_string(bytes.size()) + ")");
    const std::vector<HidItem> items = descriptors::parseHidReport(bytes).items;
    std::vector<std::string> itemNames;
    itemNames.reserve(items.size());
    collectNames(descriptors::decodeHidReport(bytes, names), itemNames);
    for (std::size_t i = 0; i < items.size() && i < itemNames.size(); ++i)
        appendItem(out, items[i], itemNames[i], bytes, names);
}

} // namespace wb::report
