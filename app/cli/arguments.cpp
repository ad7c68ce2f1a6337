// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace wb::cli {
namespace {

tl::unexpected<Error> bad(std::string_view name, std::string detail)
{
    return fail(ErrorKind::InvalidArgument, "read " + std::string(name), std::move(detail));
}

std::string quoted(std::string_view text) { return "\"" + escapeForDisplay(text) + "\""; }

// One to four hexadecimal digits, as lsusb and udev write ids.
std::optional<std::uint16_t> parseId(std::string_view text)
{
    std::uint16_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, 16);
    if (text.empty() || text.size() > 4 || error != std::errc() || stop != end)
        return std::nullopt;
    return value;
}

struct IdPair {
    std::uint16_t vendor;
    std::uint16_t product;
};

std::optional<IdPair> parseIds(std::string_view vendor, std::string_view product)
{
    const auto vendorId = parseId(vendor);
    const auto productId = parseId(product);
    if (!vendorId || !productId)
        return std::nullopt;
    return IdPair { *vendorId, *productId };
}

bool equalsIgnoringCase(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [lower](char x, char y) { return lower(x) == lower(y); });
}

} // namespace

Result<std::uint64_t> parseNumber(std::string_view name, std::string_view text, std::uint64_t min, std::uint64_t max)
{
    const auto value = parseUnsigned(text, max);
    if (!value)
        return bad(name, value.error().detail);
    if (*value < min)
        return bad(name, quoted(text) + " is smaller than " + std::to_string(min));
    return *value;
}

Result<std::chrono::nanoseconds> parseSeconds(std::string_view name, std::string_view text)
{
    constexpr double kYear = 366.0 * 86400;
    double seconds = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, seconds, std::chars_format::fixed);
    if (error != std::errc() || stop != end || !std::isfinite(seconds))
        return bad(name, quoted(text) + " is not a number of seconds (write 10 or 0.5)");
    if (seconds < 1e-3 || seconds > kYear)
        return bad(name, quoted(text) + " is not between 0.001 seconds and a year");
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds));
}

Result<Bytes> parseHexBytes(std::string_view name, std::string_view text)
{
    auto bytes = parseHex(text);
    if (!bytes)
        return bad(name, bytes.error().detail);
    return bytes;
}

Result<DeviceSelector> parseDevice(std::string_view text)
{
    DeviceSelector selector;
    selector.text = std::string(text);
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        auto path = usb::parsePortPath(text);
        if (!path)
            return bad(
                "DEVICE", quoted(text) + " is neither vid:pid[:serial] (fffe:0001) nor a bus-port path (1-1.2, usb1)");
        selector.path = std::move(*path);
        return selector;
    }
    const std::size_t second = text.find(':', colon + 1);
    const auto ids = parseIds(text.substr(0, colon), text.substr(colon + 1, second - colon - 1));
    if (!ids)
        return bad(
            "DEVICE", quoted(text) + ": vendor and product id are one to four hexadecimal digits each (fffe:0001)");
    selector.vendorId = ids->vendor;
    selector.productId = ids->product;
    if (second != std::string_view::npos) {
        if (second + 1 == text.size())
            return bad("DEVICE", quoted(text) + ": a serial number is expected after the second colon");
        selector.serial = std::string(text.substr(second + 1));
    }
    return selector;
}

Result<std::uint16_t> parseDeviceId(std::string_view name, std::string_view text)
{
    const bool isPrefixed = text.substr(0, 2) == "0x";
    const auto id = parseId(isPrefixed ? text.substr(2) : text);
    if (!id)
        return bad(name, quoted(text) + " is not one to four hexadecimal digits (fffe)");
    return *id;
}

Result<usb::EndpointAddress> parseEndpoint(std::string_view text)
{
    const auto value = parseNumber("EP", text, 0, 0xff);
    if (!value)
        return tl::unexpected(value.error());
    const usb::EndpointAddress endpoint { static_cast<std::uint8_t>(*value) };
    // USB 2.0 table 9-13: bits 6..4 of an endpoint address are reserved. "81" for 0x81 ends here.
    if ((endpoint.value & 0x70) != 0)
        return bad("EP",
            quoted(text) + " is 0x" + hex(*value, 2)
                + ", which is no endpoint address (write 0x81 for endpoint 1 IN, 0x01 for endpoint 1 OUT)");
    if (endpoint.number() == 0)
        return bad("EP", "endpoint 0 is the control endpoint: use the control command");
    return endpoint;
}

Result<std::uint8_t> parseRequest(std::string_view text)
{
    for (const usb::NamedRequest& request : usb::standardRequests())
        if (equalsIgnoringCase(request.name, text))
            return request.code;
    const auto value = parseUnsigned(text, 0xff);
    if (!value)
        return bad(
            "BREQUEST", quoted(text) + " is neither a number up to 255 nor a standard request such as GET_DESCRIPTOR");
    return static_cast<std::uint8_t>(*value);
}

Result<SourceSelector> parseSource(std::string_view text)
{
    SourceSelector source;
    source.text = std::string(text);
    if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
        if (const auto ids = parseIds(text.substr(0, colon), text.substr(colon + 1))) {
            source.first = ids->vendor;
            source.second = ids->product;
            return source;
        }
    } else if (const std::size_t dot = text.find('.'); dot != std::string_view::npos) {
        const auto bus = parseUnsigned(text.substr(0, dot), 0xffff);
        const auto address = parseUnsigned(text.substr(dot + 1), 0xff);
        if (bus && address) {
            source.isAddress = true;
            source.first = static_cast<std::uint16_t>(*bus);
            source.second = static_cast<std::uint16_t>(*address);
            return source;
        }
    }
    return bad("--from", quoted(text) + " is neither vid:pid (fffe:0001) nor bus.address (1.4)");
}

} // namespace wb::cli
