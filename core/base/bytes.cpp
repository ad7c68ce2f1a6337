// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bytes.h"

#include <array>
#include <charconv>

namespace wb {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool isSeparator(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == ':' || c == ';' || c == '-';
}

bool startsWithPrefix(std::string_view text)
{
    return text.size() >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
}

std::string quoted(char c) { return "'" + escapeForDisplay(std::string_view(&c, 1)) + "'"; }

struct CodePoint {
    char32_t value = 0;
    std::size_t length = 0; // 0: the byte at the front is not valid UTF-8
};

CodePoint decodeUtf8(std::string_view text)
{
    const auto byteAt = [&](std::size_t i) { return static_cast<Byte>(text[i]); };
    const Byte lead = byteAt(0);
    if (lead < 0x80)
        return { lead, 1 };
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length)
        return {};
    char32_t value = lead & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byteAt(i) & 0xc0) != 0x80)
            return {};
        value = (value << 6) | (byteAt(i) & 0x3fU);
    }
    constexpr std::array<char32_t, 5> kSmallest { 0, 0, 0x80, 0x800, 0x10000 };
    const bool isSurrogate = value >= 0xd800 && value <= 0xdfff;
    if (value < kSmallest[length] || value > 0x10ffff || isSurrogate)
        return {};
    return { value, length };
}

bool isUnsafeToShow(char32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xad // controls, soft hyphen
        || c == 0x61c || (c >= 0x200b && c <= 0x200f) // zero width and directional marks
        || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) // separators, overrides, isolates
        || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe0fff) || (c & 0xfffe) == 0xfffe;
}

void appendUtf8(std::string& out, char32_t c)
{
    const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xc0 | (c >> 6));
        put(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        put(0xe0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3f));
        put(0x80 | (c & 0x3f));
    } else {
        put(0xf0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3f));
        put(0x80 | ((c >> 6) & 0x3f));
        put(0x80 | (c & 0x3f));
    }
}

void appendEscapedCodePoint(std::string& out, char32_t c) { out += "\\u{" + hex(c, 4) + "}"; }

} // namespace

std::optional<std::uint64_t> readLe(ByteView bytes, std::size_t offset, std::size_t width)
{
    if (width == 0 || width > 8 || offset > bytes.size() || bytes.size() - offset < width)
        return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = width; i-- > 0;)
        value = (value << 8) | bytes[offset + i];
    return value;
}

ByteView slice(ByteView bytes, std::size_t offset, std::size_t length)
{
    if (offset >= bytes.size())
        return {};
    const std::size_t available = bytes.size() - offset;
    return bytes.subspan(offset, length < available ? length : available);
}

void appendLe16(Bytes& out, std::uint16_t value)
{
    const std::array<Byte, 2> bytes { static_cast<Byte>(value & 0xff), static_cast<Byte>(value >> 8) };
    out.insert(out.end(), bytes.begin(), bytes.end());
}

void appendLe32(Bytes& out, std::uint32_t value)
{
    const std::array<Byte, 4> bytes { static_cast<Byte>(value & 0xff), static_cast<Byte>(value >> 8 & 0xff),
        static_cast<Byte>(value >> 16 & 0xff), static_cast<Byte>(value >> 24) };
    out.insert(out.end(), bytes.begin(), bytes.end());
}

void appendLe64(Bytes& out, std::uint64_t value)
{
    appendLe32(out, static_cast<std::uint32_t>(value & 0xffffffff));
    appendLe32(out, static_cast<std::uint32_t>(value >> 32));
}

Result<Bytes> parseHex(std::string_view text)
{
    constexpr auto kOperation = "read hexadecimal bytes";
    Bytes bytes;
    bytes.reserve(text.size() / 2);
    std::size_t i = 0;
    while (i < text.size()) {
        if (isSeparator(text[i])) {
            ++i;
            continue;
        }
        if (startsWithPrefix(text.substr(i))) {
            i += 2;
            if (i == text.size() || isSeparator(text[i]))
                return fail(ErrorKind::InvalidArgument, kOperation,
                    "column " + std::to_string(i + 1) + ": digits expected after 0x");
        }
        const int high = hexValue(text[i]);
        if (high < 0)
            return fail(ErrorKind::InvalidArgument, kOperation,
                "column " + std::to_string(i + 1) + ": " + quoted(text[i]) + " is not a hexadecimal digit");
        const bool hasSecond = i + 1 < text.size() && !isSeparator(text[i + 1]);
        if (!hasSecond)
            return fail(ErrorKind::InvalidArgument, kOperation,
                "column " + std::to_string(i + 1) + ": a byte needs two digits, found one");
        const int low = hexValue(text[i + 1]);
        if (low < 0)
            return fail(ErrorKind::InvalidArgument, kOperation,
                "column " + std::to_string(i + 2) + ": " + quoted(text[i + 1]) + " is not a hexadecimal digit");
        bytes.push_back(static_cast<Byte>(high * 16 + low));
        i += 2;
    }
    return bytes;
}

std::string formatHex(ByteView bytes, std::string_view separator)
{
    std::string text;
    text.reserve(bytes.size() * (2 + separator.size()));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i > 0)
            text += separator;
        text.push_back(kHexDigits[bytes[i] >> 4]);
        text.push_back(kHexDigits[bytes[i] & 0xf]);
    }
    return text;
}

Result<std::uint64_t> parseUnsigned(std::string_view text, std::uint64_t max)
{
    constexpr auto kOperation = "read number";
    int base = 10;
    std::string_view digits = text;
    if (startsWithPrefix(text)) {
        base = 16;
        digits.remove_prefix(2);
    } else if (text.size() > 2 && text[0] == '0' && (text[1] == 'b' || text[1] == 'B')) {
        base = 2;
        digits.remove_prefix(2);
    }
    std::uint64_t value = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value, base);
    if (error == std::errc::result_out_of_range || (error == std::errc() && stop == end && value > max))
        return fail(ErrorKind::InvalidArgument, kOperation,
            "\"" + escapeForDisplay(text) + "\" is larger than " + std::to_string(max) + " (0x" + hex(max, 1) + ")");
    if (error != std::errc() || stop != end)
        return fail(ErrorKind::InvalidArgument, kOperation,
            "\"" + escapeForDisplay(text) + "\" is not a number (write 18, 0x12 or 0b10010)");
    return value;
}

std::string hex(std::uint64_t value, int digits)
{
    std::array<char, 17> text {};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value, 16);
    const std::string_view significant(text.data(), static_cast<std::size_t>(end - text.data()));
    const auto wanted = static_cast<std::size_t>(digits > 0 ? digits : 1);
    std::string padded(wanted > significant.size() ? wanted - significant.size() : 0, '0');
    return padded.append(significant);
}

std::string escapeForDisplay(std::string_view utf8)
{
    std::string out;
    out.reserve(utf8.size());
    while (!utf8.empty()) {
        const CodePoint point = decodeUtf8(utf8);
        if (point.length == 0) {
            out += "\\x" + hex(static_cast<Byte>(utf8.front()), 2);
            utf8.remove_prefix(1);
            continue;
        }
        if (!isUnsafeToShow(point.value))
            out.append(utf8.substr(0, point.length));
        else if (point.value < 0x100)
            out += "\\x" + hex(point.value, 2);
        else
            appendEscapedCodePoint(out, point.value);
        utf8.remove_prefix(point.length);
    }
    return out;
}

std::string utf16LeToUtf8(ByteView bytes)
{
    std::string out;
    const auto unitAt = [&](std::size_t i) { return static_cast<char32_t>(readLe(bytes, i, 2).value_or(0)); };
    std::size_t i = 0;
    for (; i + 1 < bytes.size(); i += 2) {
        const char32_t unit = unitAt(i);
        const bool isHigh = unit >= 0xd800 && unit <= 0xdbff;
        const bool isLow = unit >= 0xdc00 && unit <= 0xdfff;
        if (isHigh && i + 3 < bytes.size()) {
            const char32_t next = unitAt(i + 2);
            if (next >= 0xdc00 && next <= 0xdfff) {
                appendUtf8(out, 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00));
                i += 2;
                continue;
            }
        }
        if (isHigh || isLow)
            appendEscapedCodePoint(out, unit);
        else
            appendUtf8(out, unit);
    }
    if (i < bytes.size())
        out += "\\x" + hex(bytes[i], 2);
    return out;
}

} // namespace wb
