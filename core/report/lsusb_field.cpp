// SPDX-License-Identifier: GPL-3.0-or-later
// One field: its name, its value in lsusb's base and column, and the text behind it.
#include "core/report/lsusb_lines.h"
#include "core/usb/names.h"

#include <algorithm>
#include <array>

namespace wb::report {
namespace {

using descriptors::Field;

constexpr std::uint8_t kValueEnd = 25;
constexpr std::size_t kByteListColumn = 20; // where lists of bytes begin

bool startsWith(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }
bool endsWith(std::string_view text, std::string_view suffix)
{
    return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

struct Name {
    std::string base;
    std::optional<std::size_t> index; // "baSourceID[3]"
};

Name splitName(const std::string& name)
{
    const std::size_t bracket = name.find('[');
    if (bracket == std::string::npos || name.back() != ']')
        return { name, std::nullopt };
    std::size_t index = 0;
    for (std::size_t i = bracket + 1; i + 1 < name.size(); ++i)
        index = index * 10 + static_cast<std::size_t>(name[i] - '0');
    return { name.substr(0, bracket), index };
}

std::string indexText(std::size_t index, IndexStyle style)
{
    const std::string number = std::to_string(index);
    const std::string padded = number.size() < 2 ? " " + number : number;
    switch (style) {
    case IndexStyle::Round:
        return "(" + number + ")";
    case IndexStyle::RoundPadded:
        return "(" + padded + ")";
    case IndexStyle::Square:
        return "[" + number + "]";
    case IndexStyle::SquarePadded:
        return "[" + padded + "]";
    case IndexStyle::None:
        break;
    }
    return {};
}

std::string bareHex(std::uint64_t value, int digits)
{
    std::string text = hex(value, digits);
    std::transform(text.begin(), text.end(), text.begin(),
        [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}

std::string hexText(const Field& field) { return "0x" + hex(field.raw, static_cast<int>(2 * field.range.size())); }

std::string bcdText(std::uint64_t bcd) { return hex(bcd >> 8, 1) + "." + hex(bcd & 0xff, 2); }

std::string clockText(std::uint64_t hertz)
{
    const std::string fraction = std::to_string(hertz % 1'000'000 + 1'000'000).substr(1);
    return std::to_string(hertz / 1'000'000) + "." + fraction + "MHz";
}

std::string prefixedBytes(ByteView bytes)
{
    std::string text;
    for (const Byte byte : bytes)
        text += (text.empty() ? "0x" : " 0x") + hex(byte, 2);
    return text;
}

std::string lcdText(std::uint64_t layout)
{
    if (layout == 0)
        return "none";
    return std::to_string(layout & 0xff) + " cols " + std::to_string(layout >> 8) + " lines";
}

bool isDecimal(const Field& field) { return field.value == std::to_string(field.raw); }
bool isHexNumber(const Field& field) { return startsWith(field.value, "0x"); }

// Decimal up to a byte and bit maps in hexadecimal; wider ones as the decoder has them.
std::string autoText(const Field& field, const std::string& base)
{
    if (!isDecimal(field) && !isHexNumber(field))
        return field.value;
    if (startsWith(base, "bcd") && field.range.size() == 2)
        return bcdText(field.raw);
    const bool isSmall = field.range.size() == 1 && !startsWith(base, "bm");
    return isSmall || (isDecimal(field) && !startsWith(base, "bm")) ? std::to_string(field.raw) : hexText(field);
}

// USB 2.0 Table 9-10, USB 3.2 §9.6.3: bMaxPower counts 2 mA, at SuperSpeed 8 mA.
std::string powerText(const Place& place, std::uint64_t raw)
{
    const bool isUnknown = place.input.speed == usb::Speed::Unknown;
    const bool isSuper = isUnknown ? place.bcdUsb >= 0x0300 : place.input.speed >= usb::Speed::Super;
    return std::to_string(raw * (isSuper ? 8 : 2));
}

std::string valueText(const Place& place, const Field& field, const std::string& base, ValueStyle style)
{
    const ByteView own = slice(place.bytes, field.range.begin, field.range.size());
    switch (style) {
    case ValueStyle::Decimal:
    case ValueStyle::Left:
    case ValueStyle::Joined:
        return std::to_string(field.raw);
    case ValueStyle::Hex:
        return hexText(field);
    case ValueStyle::UpperHex:
        return "0x" + bareHex(field.raw, static_cast<int>(2 * field.range.size()));
    case ValueStyle::Hex8:
        return "0x" + hex(field.raw, 8);
    case ValueStyle::BareHex8:
        return bareHex(field.raw, 8);
    case ValueStyle::BareHex2:
        return hex(field.raw, 2);
    case ValueStyle::PrefixedBytes:
        return prefixedBytes(own);
    case ValueStyle::Power:
        return powerText(place, field.raw);
    case ValueStyle::Clock:
        return clockText(field.raw);
    case ValueStyle::Echo:
        return field.raw == 0xff ? "echo" : bareHex(field.raw, 2);
    case ValueStyle::LcdLayout:
        return lcdText(field.raw);
    case ValueStyle::FourTimes:
        return std::to_string(field.raw * 4);
    case ValueStyle::Tenths:
        return std::to_string(field.raw / 10) + "." + std::to_string(field.raw % 10);
    case ValueStyle::Auto:
    case ValueStyle::BytesAsArray:
    case ValueStyle::Skip:
        break;
    }
    return autoText(field, base);
}

constexpr auto kNamedFields
    = std::to_array<std::string_view>({ "idVendor", "idProduct", "wTerminalType", "bCountryCode" });

bool hasListedName(std::string_view base)
{
    return endsWith(base, "Class") || endsWith(base, "SubClass") || endsWith(base, "Protocol")
        || std::find(kNamedFields.begin(), kNamedFields.end(), base) != kNamedFields.end();
}

std::string autoMeaning(const Place& place, const Field& field, const std::string& base)
{
    if (field.stringIndex)
        return stringText(place.input, *field.stringIndex);
    const bool isStringIndex = field.meaning == "no string";
    const bool isForeign = place.layout == nullptr && field.bits.empty() && !isStringIndex;
    const bool isType = base == "bDescriptorType" || startsWith(base, "bcd");
    const bool isUnlisted = field.meaning == "?"; // how usb.ids says so
    return !isUnlisted && (hasListedName(base) || (isForeign && !isType)) ? field.meaning : std::string();
}

// "(BT.709,sRGB)"
std::string parenthesized(const std::string& meaning)
{
    if (meaning.empty())
        return "(Unknown)";
    std::string text = "(" + capitalized(meaning) + ")";
    if (const std::size_t comma = text.find(", "); comma != std::string::npos)
        text.erase(comma + 1, 1);
    return text;
}

std::string endpointText(std::uint64_t address)
{
    return " EP " + std::to_string(address & 15) + ((address & 0x80) != 0 ? " IN" : " OUT");
}

std::string packetSizeText(std::uint64_t raw)
{
    constexpr auto kTimes = std::to_array<std::string_view>({ "1x", "2x", "3x", "(?\?)" });
    return " " + std::string(kTimes[raw >> 11 & 3]) + " " + std::to_string(raw & 0x7ff) + " bytes";
}

std::string flagList(const Place& place, const Field& field)
{
    std::string text;
    for (std::size_t i = field.bits.size(); i-- > 0;) {
        if (isFlagSet(field.bits[i]))
            text += " " + phraseOf(place, field.bits[i]);
    }
    return text;
}

// IPP over USB 1.0 §4.3, bits 6 and 5.
std::string authenticationText(std::uint64_t capabilities)
{
    constexpr auto kWays
        = std::to_array<std::string_view>({ " No-Auth", " Username-Auth", " Reserved-Auth", " Negotiable-Auth" });
    return std::string(kWays[capabilities >> 5 & 3]);
}

std::string clockKindText(std::uint64_t attributes)
{
    constexpr auto kKinds = std::to_array<std::string_view>(
        { "External", "Internal fixed", "Internal variable", "Internal programmable" });
    return std::string(kKinds[attributes & 3]) + " clock" + ((attributes & 4) != 0 ? " (synchronized to SOF)" : "");
}

std::string_view hidTypeText(std::uint64_t type)
{
    switch (static_cast<usb::DescriptorType>(type)) {
    case usb::DescriptorType::Hid:
        return "HID";
    case usb::DescriptorType::HidReport:
        return "Report";
    case usb::DescriptorType::HidPhysical:
        return "Physical";
    default:
        return {};
    }
}

// Billboard 1.2.1 §3.1.6.2, VCONN Power.
std::string connectorPowerText(std::uint64_t raw)
{
    constexpr auto kPowers
        = std::to_array<std::string_view>({ "1W", "1.5W", "2W", "3W", "4W", "5W", "6W", "reserved" });
    return (raw & 0x8000) != 0 ? "VCONN power not required" : std::string(kPowers[raw & 7]);
}

std::string followingText(const Place& place, const Field& field, const Name& name, TextStyle style)
{
    switch (style) {
    case TextStyle::Auto:
        return autoMeaning(place, field, name.base);
    case TextStyle::None:
        return field.stringIndex ? stringText(place.input, *field.stringIndex) : std::string();
    case TextStyle::Meaning:
        return field.meaning.empty() ? "undefined" : field.meaning;
    case TextStyle::Capital:
        return capitalized(field.meaning);
    case TextStyle::Parenthesized:
        return parenthesized(field.meaning);
    case TextStyle::Subtype:
        return field.meaning.empty() ? std::string() : "(" + field.meaning + ")";
    case TextStyle::Endpoint:
        return endpointText(field.raw);
    case TextStyle::PacketSize:
        return packetSizeText(field.raw);
    case TextStyle::HidType:
        return std::string(name.index ? hidTypeText(field.raw) : std::string_view());
    case TextStyle::ConnectorPower:
        return connectorPowerText(field.raw);
    case TextStyle::Sampling:
        return field.raw == 0 ? "Continuous" : "Discrete";
    case TextStyle::Flags:
        return flagList(place, field);
    case TextStyle::Printing:
        return flagList(place, field) + authenticationText(field.raw);
    case TextStyle::ClockKind:
        return clockKindText(field.raw);
    }
    return {};
}

// The name, and the value so that it ends in its column.
std::string columns(const std::string& name, const std::string& value, std::size_t valueEnd)
{
    const std::size_t used = name.size() + value.size();
    return name + std::string(used < valueEnd ? valueEnd - used : 1, ' ') + value;
}

std::string leftColumns(const std::string& name, const std::string& value, std::size_t begin)
{
    return name + std::string(name.size() < begin ? begin - name.size() : 1, ' ') + value;
}

void appendBytesAsArray(std::string& out, const Place& place, const Field& field, const std::string& base)
{
    const IndexStyle style = place.layout == nullptr ? IndexStyle::Round : place.layout->index;
    const std::size_t end = place.layout == nullptr ? kValueEnd : place.layout->valueEnd;
    for (std::size_t i = 0; i < field.range.size(); ++i) {
        const Byte byte = place.bytes[field.range.begin + i];
        appendLine(out, place.indent, columns(base + indexText(i, style), "0x" + hex(byte, 2), end));
    }
}

// The elements of an array behind one name; the line belongs to the first of them.
std::string joinedElements(const Place& place, const std::string& base)
{
    std::string text;
    for (const Field& field : place.node.fields) {
        if (splitName(field.name).base == base)
            text += (text.empty() ? "" : " ") + std::to_string(field.raw);
    }
    return text;
}

std::string fieldLine(const Place& place, const Field& field, const Name& name, const FieldRule& rule)
{
    std::string shown = rule.shownAs.empty() ? name.base : std::string(rule.shownAs);
    if (name.index && rule.value != ValueStyle::Joined)
        shown += indexText(*name.index, place.layout == nullptr ? IndexStyle::Round : place.layout->index);
    if (rule.value == ValueStyle::Joined)
        return leftColumns(shown, joinedElements(place, name.base), rule.valueEnd);
    const std::size_t end
        = rule.valueEnd != 0 ? rule.valueEnd : (place.layout == nullptr ? kValueEnd : place.layout->valueEnd);
    const std::string value = valueText(place, field, name.base, rule.value) + std::string(rule.suffix);
    if (rule.value == ValueStyle::Left)
        return leftColumns(shown, value, rule.valueEnd != 0 ? rule.valueEnd : kByteListColumn + 1);
    if (rule.value == ValueStyle::PrefixedBytes)
        return leftColumns(shown, value, kByteListColumn - 1);
    const bool isList = value.size() > 2 && (value[0] == '{' || value.find(' ') != std::string::npos);
    if (isList && rule.suffix.empty())
        return leftColumns(shown, value, end + 1);
    const std::string unit = rule.value == ValueStyle::Power ? "mA" : "";
    const std::string text = followingText(place, field, name, rule.text);
    const std::size_t fraction = rule.value == ValueStyle::Clock ? value.size() - value.find('.') : 0;
    return columns(shown, value, end + fraction + rule.suffix.size()) + unit + (text.empty() ? "" : " " + text);
}

} // namespace

void appendLine(std::string& out, std::size_t indent, std::string_view text)
{
    const std::size_t end = text.find_last_not_of(' ');
    out.append(indent, ' ');
    out += text.substr(0, end == std::string_view::npos ? 0 : end + 1);
    out += '\n';
}

const Field* findField(const descriptors::Node& node, std::string_view name)
{
    const auto found
        = std::find_if(node.fields.begin(), node.fields.end(), [name](const Field& f) { return f.name == name; });
    return found == node.fields.end() ? nullptr : &*found;
}

std::uint64_t rawOf(const descriptors::Node& node, std::string_view name)
{
    const Field* field = findField(node, name);
    return field == nullptr ? 0 : field->raw;
}

std::string stringText(const LsusbInput& input, std::uint8_t index)
{
    const auto found = input.strings.find(index);
    return found == input.strings.end() ? std::string() : escapeForDisplay(found->second);
}

void appendField(std::string& out, const Place& place, const Field& field)
{
    const Name name = splitName(field.name);
    const FieldRule& rule = findRule(place.node.title, name.base);
    if (field.name == "unparsed") {
        const ByteView junk = slice(place.bytes, field.range.begin, field.range.size());
        appendLine(out, place.indent, "junk at descriptor end: " + formatHex(junk));
        return;
    }
    const bool isLater = rule.value == ValueStyle::Joined && name.index.value_or(0) > 0;
    const bool isArray = rule.value == ValueStyle::BytesAsArray && field.bits.empty();
    if (isArray)
        appendBytesAsArray(out, place, field, name.base);
    else if (rule.value != ValueStyle::Skip && !isLater)
        appendLine(out, place.indent + rule.deeper, fieldLine(place, field, name, rule));
    if (!isArray)
        appendNotes(out, place, field, rule.notes);
}

} // namespace wb::report
