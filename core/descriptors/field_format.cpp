// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/node_builder.h"
#include "core/descriptors/usb_ids.h"
#include "core/usb/device_info.h"
#include "core/usb/names.h"

#include <algorithm>

namespace wb::descriptors {
namespace {

// USB 3.2 §9.6.2 and the specifications it names.
constexpr auto kCapabilityNames
    = std::to_array<std::string_view>({ "", "Wireless USB", "USB 2.0 extension", "SuperSpeed USB", "container ID",
        "platform", "power delivery", "battery information", "power delivery consumer port",
        "power delivery provider port", "SuperSpeedPlus USB", "precision time measurement", "Wireless USB extension",
        "billboard", "authentication", "billboard (extended)", "configuration summary", "firmware status" });

std::string hexPrefixed(std::uint64_t raw, std::size_t width) { return "0x" + hex(raw, static_cast<int>(2 * width)); }

std::uint8_t byteAt(const FieldPlace& place, std::size_t offset)
{
    return static_cast<std::uint8_t>(readLe(place.descriptor, offset, 1).value_or(0));
}

std::string classMeaning(std::uint8_t code, const Context& context)
{
    return context.names != nullptr ? context.names->className(code) : std::string(standardClassName(code));
}

std::string subClassMeaning(const FieldPlace& place, const Context& context)
{
    if (context.names == nullptr || place.offset < 1)
        return {};
    return context.names->subClassName(byteAt(place, place.offset - 1), byteAt(place, place.offset));
}

std::string protocolMeaning(const FieldPlace& place, const Context& context)
{
    if (context.names == nullptr || place.offset < 2)
        return {};
    return context.names->protocolName(
        byteAt(place, place.offset - 2), byteAt(place, place.offset - 1), byteAt(place, place.offset));
}

std::string productMeaning(const FieldPlace& place, std::uint64_t raw, const Context& context)
{
    if (context.names == nullptr || place.offset < 2)
        return {};
    const auto vendor = static_cast<std::uint16_t>(readLe(place.descriptor, place.offset - 2, 2).value_or(0));
    return context.names->product(vendor, static_cast<std::uint16_t>(raw));
}

usb::EndpointInfo endpointOf(const FieldPlace& place)
{
    usb::EndpointInfo endpoint;
    endpoint.address = usb::EndpointAddress { byteAt(place, 2) };
    endpoint.attributes = byteAt(place, 3);
    endpoint.maxPacketSize = static_cast<std::uint16_t>(readLe(place.descriptor, 4, 2).value_or(0));
    endpoint.interval = byteAt(place, 6);
    return endpoint;
}

bool isPeriodic(const usb::EndpointInfo& endpoint)
{
    return endpoint.type() == usb::TransferType::Isochronous || endpoint.type() == usb::TransferType::Interrupt;
}

std::string packetSizeMeaning(const FieldPlace& place, const Context& context)
{
    const usb::EndpointInfo endpoint = endpointOf(place);
    const unsigned size = endpoint.maxPacketSize & 0x7ffU;
    const unsigned packets = 1 + ((endpoint.maxPacketSize >> 11) & 3U);
    const bool canRepeat = context.speed == usb::Speed::High || context.speed == usb::Speed::Unknown;
    const std::string bytes = std::to_string(size) + " bytes";
    if (!canRepeat || !isPeriodic(endpoint) || packets == 1 || packets > 3)
        return bytes;
    return std::to_string(packets) + " × " + bytes + " in a microframe";
}

std::string intervalMeaning(const FieldPlace& place, const Context& context)
{
    const usb::EndpointInfo endpoint = endpointOf(place);
    if (isPeriodic(endpoint)) {
        const std::uint64_t interval = usb::intervalNanoseconds(endpoint, context.speed);
        return interval == 0 ? std::string() : "every " + formatDuration(interval);
    }
    const bool isNakRate = context.speed == usb::Speed::High && !endpoint.address.isIn() && endpoint.interval != 0;
    if (isNakRate)
        return "at most one NAK in " + std::to_string(endpoint.interval) + " microframes";
    return {};
}

std::string controlPacketMeaning(std::uint64_t raw, const Context& context)
{
    const bool isExponent = context.speed >= usb::Speed::Super || (context.bcdUsb >= 0x0300 && raw == 9);
    if (!isExponent)
        return std::to_string(raw) + " bytes";
    return raw < 16 ? std::to_string(1U << raw) + " bytes" : std::string();
}

std::string powerMeaning(std::uint64_t raw, const Context& context)
{
    const std::string small = std::to_string(raw * 2) + " mA";
    const std::string large = std::to_string(raw * 8) + " mA";
    if (context.speed >= usb::Speed::Super)
        return large;
    const bool mayBeSuper = context.speed == usb::Speed::Unknown && context.bcdUsb >= 0x0300;
    return mayBeSuper ? small + " (" + large + " at SuperSpeed)" : small;
}

std::string uuidText(ByteView bytes)
{
    const auto part = [bytes](std::size_t offset, std::size_t width) {
        return hex(readLe(bytes, offset, width).value_or(0), static_cast<int>(2 * width));
    };
    return "{" + part(0, 4) + "-" + part(4, 2) + "-" + part(6, 2) + "-" + formatHex(slice(bytes, 8, 2), "") + "-"
        + formatHex(slice(bytes, 10, 6), "") + "}";
}

std::string capabilityMeaning(std::uint64_t raw)
{
    return raw < kCapabilityNames.size() ? std::string(kCapabilityNames[static_cast<std::size_t>(raw)]) : std::string();
}

std::string tableName(NameTable table, std::uint64_t raw, const Context& context)
{
    return context.names == nullptr ? std::string() : context.names->name(table, static_cast<std::uint16_t>(raw));
}

// "whole.fraction" of value / divisor, without trailing zeros. REQUIRES: divisor is a power of ten.
std::string quotientText(std::uint64_t value, std::uint64_t divisor)
{
    std::string fraction = std::to_string(value % divisor + divisor).substr(1);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    const std::string whole = std::to_string(value / divisor);
    return fraction.empty() ? whole : whole + "." + fraction;
}

struct Unit {
    std::uint64_t size;
    std::string_view name;
};

// In the largest of the units that the value reaches. REQUIRES: `units` fall, to a size of 1.
std::string inUnits(std::uint64_t value, std::span<const Unit> units)
{
    const auto unit = std::find_if(units.begin(), units.end() - 1, [value](const Unit& u) { return value >= u.size; });
    return quotientText(value, unit->size) + std::string(unit->name);
}

// "48 kHz", "147.456 Mbit/s".
std::string withPrefix(std::uint64_t value, std::string_view unit)
{
    constexpr auto kPrefixes
        = std::to_array<Unit>({ { 1'000'000'000, " G" }, { 1'000'000, " M" }, { 1'000, " k" }, { 1, " " } });
    return inUnits(value, kPrefixes) + std::string(unit);
}

// UVC 1.5 §3.9.2: frame intervals are counted in 100 ns.
std::string frameIntervalMeaning(std::uint64_t raw)
{
    if (raw == 0)
        return {};
    constexpr std::uint64_t kUnitsPerSecond = 10'000'000;
    const std::uint64_t hundredths = (kUnitsPerSecond * 100 + raw / 2) / raw;
    return formatDuration(raw * 100) + " (" + quotientText(hundredths, 100) + " fps)";
}

std::string valueText(const FieldPlace& place, std::uint64_t raw, Format format)
{
    const ByteView own = slice(place.descriptor, place.offset, place.width);
    switch (format) {
    case Format::Number:
    case Format::StringIndex:
    case Format::EndpointInterval:
    case Format::ControlPacketSize:
    case Format::MaxPower:
    case Format::Microseconds:
    case Format::Milliseconds:
    case Format::Milliseconds2:
    case Format::Hertz:
    case Format::Kilohertz:
    case Format::BitsPerSecond:
    case Format::FrameInterval:
    case Format::Bytes:
    case Format::CountryCode:
        return std::to_string(raw);
    case Format::Hex:
    case Format::Bcd:
    case Format::DescriptorType:
    case Format::CapabilityType:
    case Format::ClassCode:
    case Format::SubClassCode:
    case Format::ProtocolCode:
    case Format::VendorId:
    case Format::ProductId:
    case Format::EndpointAddress:
    case Format::EndpointPacketSize:
    case Format::AudioTerminal:
    case Format::VideoTerminal:
        return hexPrefixed(raw, place.width);
    case Format::Uuid:
        return uuidText(own);
    case Format::HexBytes:
        break;
    }
    return formatHex(own);
}

std::string meaningText(const FieldPlace& place, std::uint64_t raw, Format format, const Context& context)
{
    switch (format) {
    case Format::Bcd:
        return usb::formatBcd(static_cast<std::uint16_t>(raw));
    case Format::DescriptorType:
        return std::string(usb::descriptorTypeName(static_cast<std::uint8_t>(raw)));
    case Format::CapabilityType:
        return capabilityMeaning(raw);
    case Format::ClassCode:
        return classMeaning(static_cast<std::uint8_t>(raw), context);
    case Format::SubClassCode:
        return subClassMeaning(place, context);
    case Format::ProtocolCode:
        return protocolMeaning(place, context);
    case Format::VendorId:
        return context.names == nullptr ? std::string() : context.names->vendor(static_cast<std::uint16_t>(raw));
    case Format::ProductId:
        return productMeaning(place, raw, context);
    case Format::StringIndex:
        return raw == 0 ? "no string" : "";
    case Format::EndpointAddress:
        return "EP" + std::to_string(raw & 0x0f) + ((raw & 0x80) != 0 ? " IN" : " OUT");
    case Format::EndpointPacketSize:
        return packetSizeMeaning(place, context);
    case Format::EndpointInterval:
        return intervalMeaning(place, context);
    case Format::ControlPacketSize:
        return controlPacketMeaning(raw, context);
    case Format::MaxPower:
        return powerMeaning(raw, context);
    case Format::Microseconds:
        return std::to_string(raw) + " µs";
    case Format::Milliseconds:
        return std::to_string(raw) + " ms";
    case Format::Milliseconds2:
        return std::to_string(2 * raw) + " ms";
    case Format::Hertz:
        return withPrefix(raw, "Hz");
    case Format::Kilohertz:
        return withPrefix(raw * 1000, "Hz");
    case Format::BitsPerSecond:
        return withPrefix(raw, "bit/s");
    case Format::FrameInterval:
        return frameIntervalMeaning(raw);
    case Format::Bytes:
        return std::to_string(raw) + (raw == 1 ? " byte" : " bytes");
    case Format::AudioTerminal:
        return tableName(NameTable::AudioTerminal, raw, context);
    case Format::VideoTerminal:
        return tableName(NameTable::VideoTerminal, raw, context);
    case Format::CountryCode:
        return tableName(NameTable::HidCountry, raw, context);
    case Format::Number:
    case Format::Hex:
    case Format::Uuid:
    case Format::HexBytes:
        break;
    }
    return {};
}

} // namespace

Field formatField(const FieldPlace& place, Format format, const Context& context)
{
    Field field;
    field.raw = readLe(place.descriptor, place.offset, std::min<std::size_t>(place.width, 8)).value_or(0);
    field.value = valueText(place, field.raw, format);
    field.meaning = meaningText(place, field.raw, format, context);
    if (format == Format::StringIndex && field.raw != 0)
        field.stringIndex = static_cast<std::uint8_t>(field.raw);
    return field;
}

std::vector<Field::Bits> formatBits(std::uint64_t raw, std::span<const BitSpec> bits)
{
    std::vector<Field::Bits> out;
    out.reserve(bits.size());
    for (const BitSpec& bit : bits) {
        const unsigned width = bit.high - bit.low + 1U;
        const std::uint64_t value = (raw >> bit.low) & ((std::uint64_t { 1 } << width) - 1);
        std::string name = "D" + std::to_string(bit.high);
        if (bit.high != bit.low)
            name += ".." + std::to_string(bit.low);
        name += " " + std::string(bit.name);
        const bool hasMeaning = value < bit.meanings.size();
        const std::string_view meaning = hasMeaning ? bit.meanings[static_cast<std::size_t>(value)] : "";
        out.push_back({ std::move(name), std::to_string(value), std::string(meaning) });
    }
    return out;
}

std::string formatThousandths(std::uint64_t thousandths, std::string_view unit)
{
    return quotientText(thousandths, 1000) + " " + std::string(unit);
}

std::string formatDuration(std::uint64_t nanoseconds)
{
    constexpr auto kUnits
        = std::to_array<Unit>({ { 1'000'000'000, " s" }, { 1'000'000, " ms" }, { 1'000, " µs" }, { 1, " ns" } });
    return inUnits(nanoseconds, kUnits);
}

} // namespace wb::descriptors
