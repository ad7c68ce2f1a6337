// SPDX-License-Identifier: GPL-3.0-or-later
// Source of truth for the quirks: include/linux/usb/quirks.h and hub.h of the kernel.
#include "core/system/attribute_words.h"

#include "core/base/bytes.h"

#include <algorithm>
#include <array>

namespace wb::system {

namespace {

// By bit.
constexpr auto kDeviceQuirks = std::to_array<std::string_view>({
    "strings are fetched with 255 bytes",
    "is reset instead of resumed",
    "gets no SET_INTERFACE",
    "interface strings are not read",
    "must not be reset",
    "its number of interfaces is believed",
    "waits before its first request",
    "interrupt intervals are linear in microframes",
    "its device qualifier is not read",
    "its remote wakeup is ignored",
    "no link power management",
    "interrupt intervals are linear in frames",
    "is disconnected before a suspend",
    "waits after every control message",
    "its hub waits after a reset",
    "some endpoints are ignored",
    "SET_ADDRESS must be answered quickly",
});

constexpr auto kPortQuirks
    = std::to_array<std::string_view>({ "old enumeration scheme first", "short reset recovery" });

std::string quirks(std::uint32_t bits, std::span<const std::string_view> names)
{
    if (bits == 0)
        return "none";
    std::vector<std::string> parts;
    for (std::size_t bit = 0; bit < 32; ++bit)
        if (((bits >> bit) & 1U) != 0)
            parts.push_back(bit < names.size() ? std::string(names[bit]) : "bit " + std::to_string(bit));
    return joined(parts);
}

} // namespace

std::string wordsFor(std::string_view value, std::span<const Word> table)
{
    const auto found
        = std::find_if(table.begin(), table.end(), [value](const Word& word) { return word.value == value; });
    return found == table.end() ? escapeForDisplay(value) : std::string(found->words);
}

std::string duration(std::uint64_t milliseconds)
{
    constexpr std::uint64_t kSecond = 1000;
    constexpr std::uint64_t kMinute = 60 * kSecond;
    constexpr std::uint64_t kHour = 60 * kMinute;
    const auto two = [&](std::uint64_t whole, const char* unit, std::uint64_t part, const char* smaller) {
        return std::to_string(milliseconds / whole) + unit
            + (milliseconds % whole / part == 0 ? "" : " " + std::to_string(milliseconds % whole / part) + smaller);
    };
    if (milliseconds < kSecond)
        return std::to_string(milliseconds) + " ms";
    if (milliseconds < kMinute) {
        const std::uint64_t tenths = milliseconds % kSecond / 100;
        return std::to_string(milliseconds / kSecond) + (tenths == 0 ? "" : "." + std::to_string(tenths)) + " s";
    }
    if (milliseconds < kHour)
        return two(kMinute, " min", kSecond, " s");
    if (milliseconds < 24 * kHour)
        return two(kHour, " h", kMinute, " min");
    return two(24 * kHour, " d", kHour, " h");
}

std::string deviceQuirks(std::uint32_t bits) { return quirks(bits, kDeviceQuirks); }

std::string portQuirks(std::uint32_t bits) { return quirks(bits, kPortQuirks); }

std::string joined(const std::vector<std::string>& parts, std::string_view separator)
{
    std::string text;
    for (const std::string& part : parts)
        text.append(text.empty() ? std::string_view() : separator).append(part);
    return text;
}

void add(FactGroup& group, Fact fact)
{
    if (!fact.value.empty())
        group.facts.push_back(std::move(fact));
}

} // namespace wb::system
