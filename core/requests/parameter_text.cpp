// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/requests/parameter_text.h"

#include <algorithm>

namespace wb::requests {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

unsigned bitsOf(const Parameter& parameter)
{
    switch (parameter.place) {
    case Place::Value:
    case Place::Index:
    case Place::Length:
        return 16;
    case Place::Data:
        return std::min<unsigned>(parameter.width * 8U, 62U);
    case Place::Code:
    case Place::ValueLow:
    case Place::ValueHigh:
    case Place::IndexLow:
    case Place::IndexHigh:
        break;
    }
    return 8;
}

std::int64_t namedBits(const Parameter& parameter)
{
    std::int64_t mask = 0;
    for (const BitSpec& bit : parameter.bits)
        if (bit.name != "reserved" && bit.high < 62)
            mask |= (std::int64_t { 1 } << (bit.high + 1)) - (std::int64_t { 1 } << bit.low);
    return mask;
}

std::string_view choiceName(const Parameter& parameter, std::int64_t value)
{
    return value < 0 ? std::string_view() : descriptors::nameOf(parameter.values, static_cast<std::uint64_t>(value));
}

tl::unexpected<Error> refuse(const Parameter& parameter, std::string detail)
{
    return fail(ErrorKind::InvalidArgument, "read " + std::string(parameter.name), std::move(detail));
}

// At most three decimals: what a person reads, not what is sent.
std::string scaled(const Unit& unit, std::int64_t value)
{
    const bool isNegative = value < 0;
    const std::uint64_t size = isNegative ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    const auto factor = static_cast<std::uint64_t>(unit.factor);
    const auto divisor = static_cast<std::uint64_t>(unit.divisor);
    const std::uint64_t whole = size / divisor * factor + size % divisor * factor / divisor;
    const std::uint64_t thousandths = size % divisor * factor % divisor * 1000 / divisor;
    std::string text = (isNegative ? "-" : "") + std::to_string(whole);
    if (thousandths != 0) {
        std::string fraction = std::to_string(1000 + thousandths).substr(1);
        fraction.erase(fraction.find_last_not_of('0') + 1);
        text += "." + fraction;
    }
    return text + " " + std::string(unit.name);
}

std::string bitNames(const Parameter& parameter, std::int64_t value)
{
    std::string text;
    for (std::size_t i = parameter.bits.size(); i-- > 0;) { // tables begin with the highest bit
        const BitSpec& bit = parameter.bits[i];
        const auto width = bit.high - bit.low + 1;
        const std::uint64_t part = static_cast<std::uint64_t>(value) >> bit.low & ((std::uint64_t { 1 } << width) - 1);
        if (part == 0 || bit.name == "reserved")
            continue;
        text += (text.empty() ? "" : ", ") + std::string(bit.name);
        if (width > 1)
            text += ": " + std::to_string(part);
    }
    return text;
}

std::optional<std::int64_t> bitsNamed(const Parameter& parameter, std::string_view text)
{
    std::int64_t value = 0;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const std::string_view word = text.substr(0, comma);
        const auto found = std::find_if(parameter.bits.begin(), parameter.bits.end(),
            [word](const BitSpec& bit) { return equalsInAnyCase(bit.name, word); });
        if (found == parameter.bits.end() || found->name == "reserved" || found->high >= 62)
            return std::nullopt;
        value |= std::int64_t { 1 } << found->low;
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return value;
}

std::optional<std::int64_t> named(const Parameter& parameter, std::string_view text)
{
    for (const ValueName& choice : parameter.values)
        if (equalsInAnyCase(choice.name, text))
            return static_cast<std::int64_t>(choice.value);
    return parameter.kind == Kind::Bits && !text.empty() ? bitsNamed(parameter, text) : std::nullopt;
}

std::optional<std::int64_t> number(std::string_view text)
{
    const bool isNegative = !text.empty() && text.front() == '-';
    const auto parsed = parseUnsigned(text.substr(isNegative ? 1U : 0U), std::uint64_t { 1 } << 62);
    if (!parsed)
        return std::nullopt;
    const auto value = static_cast<std::int64_t>(*parsed);
    return isNegative ? -value : value;
}

} // namespace

bool equalsInAnyCase(std::string_view one, std::string_view other)
{
    return one.size() == other.size()
        && std::equal(one.begin(), one.end(), other.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

ValueRange rangeOf(const Parameter& parameter)
{
    if (parameter.kind == Kind::Number)
        return { parameter.min, parameter.max };
    return { 0, (std::int64_t { 1 } << bitsOf(parameter)) - 1 };
}

Status checkValue(const Parameter& parameter, std::int64_t value)
{
    const ValueRange range = rangeOf(parameter);
    const bool isOutside = value < range.min || value > range.max;
    const bool isUnnamed = parameter.kind == Kind::Choice && !parameter.isOpen && choiceName(parameter, value).empty();
    const bool hasStrayBits = parameter.kind == Kind::Bits && (value & ~namedBits(parameter)) != 0;
    if (isOutside || isUnnamed || hasStrayBits)
        return refuse(parameter, numberText(parameter, value) + " is not possible here: " + rangeText(parameter));
    return {};
}

Result<std::int64_t> parseValue(const Parameter& parameter, std::string_view text)
{
    std::optional<std::int64_t> value = number(text);
    if (!value)
        value = named(parameter, text);
    if (!value)
        return refuse(
            parameter, "\"" + escapeForDisplay(text) + "\" is not understood; it can be " + rangeText(parameter));
    if (const Status allowed = checkValue(parameter, *value); !allowed)
        return tl::unexpected(allowed.error());
    return *value;
}

std::string numberText(const Parameter& parameter, std::int64_t value)
{
    const bool isHex = parameter.isHex || parameter.kind == Kind::Bits || parameter.kind == Kind::Endpoint;
    const bool isNegative = value < 0 && parameter.min < 0;
    if (!isHex || isNegative)
        return std::to_string(value);
    return "0x" + hex(static_cast<std::uint64_t>(value), static_cast<int>((bitsOf(parameter) + 3) / 4));
}

std::string meaningText(const Parameter& parameter, std::int64_t value)
{
    if (const std::string_view name = choiceName(parameter, value); !name.empty())
        return std::string(name);
    if (!parameter.unit.name.empty())
        return scaled(parameter.unit, value);
    if (parameter.kind == Kind::Endpoint && value >= 0 && value <= 0xff)
        return usb::toString(usb::EndpointAddress { static_cast<std::uint8_t>(value) });
    return bitNames(parameter, value);
}

std::string valueText(const Parameter& parameter, std::int64_t value)
{
    const std::string meaning = meaningText(parameter, value);
    if (parameter.kind == Kind::Endpoint)
        return meaning;
    const bool isPlain = parameter.unit.factor == 1 && parameter.unit.divisor == 1 && !parameter.unit.name.empty();
    if (isPlain && choiceName(parameter, value).empty())
        return meaning;
    return numberText(parameter, value) + (meaning.empty() ? "" : " (" + meaning + ")");
}

std::string rangeText(const Parameter& parameter)
{
    std::string text;
    const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    for (const ValueName& choice : parameter.values)
        add(numberText(parameter, static_cast<std::int64_t>(choice.value)) + " " + std::string(choice.name));
    if (parameter.kind == Kind::Bits)
        for (std::size_t i = parameter.bits.size(); i-- > 0;)
            if (parameter.bits[i].name != "reserved")
                add("D" + std::to_string(parameter.bits[i].low) + " " + std::string(parameter.bits[i].name));
    const bool isClosed = parameter.kind == Kind::Bits || (parameter.kind == Kind::Choice && !parameter.isOpen);
    const ValueRange range = rangeOf(parameter);
    if (!isClosed)
        add(numberText(parameter, range.min) + " to " + numberText(parameter, range.max));
    const bool isPlain = parameter.unit.factor == 1 && parameter.unit.divisor == 1;
    if (!parameter.unit.name.empty())
        text += isPlain ? " " + std::string(parameter.unit.name) : ", in " + scaled(parameter.unit, 1);
    return text;
}

} // namespace wb::requests
