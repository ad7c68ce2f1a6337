// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/device_text.h"

#include <algorithm>

namespace wb::capture {
namespace {

constexpr std::string_view kMark = "{\"usb-workbench\":1";
constexpr std::size_t kMaxText = 1024; // a USB string has at most 126 characters

struct Utf8Step {
    char32_t value;
    std::size_t length;
};

// The code point at the front; a byte that is not UTF-8 counts as U+FFFD.
Utf8Step nextCodePoint(std::string_view text)
{
    constexpr Utf8Step kBad { 0xfffd, 1 };
    const auto at = [&](std::size_t i) { return static_cast<Byte>(text[i]); };
    const Byte lead = at(0);
    if (lead < 0x80)
        return { lead, 1 };
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length)
        return kBad;
    char32_t value = lead & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((at(i) & 0xc0) != 0x80)
            return kBad;
        value = (value << 6) | (at(i) & 0x3fU);
    }
    const bool isSurrogate = value >= 0xd800 && value <= 0xdfff;
    const bool isOverlong = value < (length == 2 ? 0x80U : length == 3 ? 0x800U : 0x10000U);
    return isSurrogate || isOverlong || value > 0x10ffff ? kBad : Utf8Step { value, length };
}

void appendEscape(std::string& out, char32_t unit) { out += "\\u" + hex(unit, 4); }

std::string jsonString(std::string_view text)
{
    std::string out = "\"";
    text = text.substr(0, kMaxText);
    while (!text.empty()) {
        const Utf8Step step = nextCodePoint(text);
        text.remove_prefix(step.length);
        if (step.value >= 0x10000) {
            appendEscape(out, 0xd800 + ((step.value - 0x10000) >> 10));
            appendEscape(out, 0xdc00 + ((step.value - 0x10000) & 0x3ff));
        } else if (step.value < 0x20 || step.value >= 0x7f || step.value == '"' || step.value == '\\') {
            appendEscape(out, step.value);
        } else {
            out.push_back(static_cast<char>(step.value));
        }
    }
    return out + "\"";
}

// Reads the one flat object that deviceComment() writes.
class CommentParser {
public:
    explicit CommentParser(std::string_view text)
        : m_rest(text)
    {
    }
    [[nodiscard]] bool take(std::string_view literal)
    {
        if (m_rest.substr(0, literal.size()) != literal)
            return false;
        m_rest.remove_prefix(literal.size());
        return true;
    }
    [[nodiscard]] std::optional<std::uint64_t> number(std::uint64_t max)
    {
        const std::size_t length = std::min(m_rest.find_first_not_of("0123456789"), m_rest.size());
        const auto value = parseUnsigned(m_rest.substr(0, length), max);
        m_rest.remove_prefix(length);
        return value ? std::optional(*value) : std::nullopt;
    }
    [[nodiscard]] std::optional<std::string> string();
    [[nodiscard]] bool isAtEnd() const { return m_rest.empty(); }

private:
    [[nodiscard]] std::optional<std::uint16_t> escapedUnit();
    std::string_view m_rest;
};

std::optional<std::uint16_t> CommentParser::escapedUnit()
{
    if (!take("\\u") || m_rest.size() < 4)
        return std::nullopt;
    const auto value = parseUnsigned("0x" + std::string(m_rest.substr(0, 4)), 0xffff);
    m_rest.remove_prefix(4);
    return value ? std::optional(static_cast<std::uint16_t>(*value)) : std::nullopt;
}

std::optional<std::string> CommentParser::string()
{
    if (!take("\""))
        return std::nullopt;
    Bytes units; // UTF-16LE: escapes are UTF-16 units, everything else is ASCII
    while (!m_rest.empty() && units.size() < 4 * kMaxText) {
        const char c = m_rest.front();
        if (take("\""))
            return utf16LeToUtf8(units);
        if (c == '\\') {
            const auto unit = escapedUnit();
            if (!unit)
                return std::nullopt;
            appendLe16(units, *unit);
            continue;
        }
        if (c < 0x20 || c > 0x7e)
            return std::nullopt;
        appendLe16(units, static_cast<Byte>(c));
        m_rest.remove_prefix(1);
    }
    return std::nullopt;
}

std::optional<usb::Speed> parseSpeed(std::string_view word)
{
    using usb::Speed;
    constexpr std::array<Speed, 7> kSpeeds { Speed::Unknown, Speed::Low, Speed::Full, Speed::High, Speed::Super,
        Speed::SuperPlus, Speed::SuperPlusX2 };
    const auto found
        = std::find_if(kSpeeds.begin(), kSpeeds.end(), [&](Speed speed) { return usb::shortName(speed) == word; });
    return found == kSpeeds.end() ? std::nullopt : std::optional(*found);
}

} // namespace

std::string interfaceDescription(const LoggedDevice& device)
{
    std::string text = usb::formatVidPid(device.descriptor.vendorId, device.descriptor.productId);
    if (!device.product.empty())
        text += " " + escapeForDisplay(device.product);
    return text;
}

std::string deviceComment(const LoggedDevice& device)
{
    return std::string(kMark) + ",\"bus\":" + std::to_string(device.bus)
        + ",\"address\":" + std::to_string(device.address) + ",\"speed\":\"" + std::string(usb::shortName(device.speed))
        + "\",\"product\":" + jsonString(device.product) + ",\"serial\":" + jsonString(device.serial) + "}";
}

std::optional<LoggedDevice> parseDeviceComment(std::string_view comment)
{
    CommentParser in(comment);
    LoggedDevice device;
    if (!in.take(kMark) || !in.take(",\"bus\":"))
        return std::nullopt;
    const auto bus = in.number(0xffff);
    if (!bus || !in.take(",\"address\":"))
        return std::nullopt;
    const auto address = in.number(0xff);
    if (!address || !in.take(",\"speed\":"))
        return std::nullopt;
    const auto speedWord = in.string();
    const auto speed = speedWord ? parseSpeed(*speedWord) : std::nullopt;
    if (!speed || !in.take(",\"product\":"))
        return std::nullopt;
    auto product = in.string();
    if (!product || !in.take(",\"serial\":"))
        return std::nullopt;
    auto serial = in.string();
    if (!serial || !in.take("}") || !in.isAtEnd())
        return std::nullopt;
    device.bus = static_cast<std::uint16_t>(*bus);
    device.address = static_cast<std::uint8_t>(*address);
    device.speed = *speed;
    device.product = std::move(*product);
    device.serial = std::move(*serial);
    return device;
}

} // namespace wb::capture
