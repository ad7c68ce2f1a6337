// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/usb/types.h"

#include <algorithm>
#include <cassert>

namespace wb::usb {

DeviceId nextDeviceId()
{
    static IdSource<DeviceId> source;
    return source.next();
}

std::string_view toString(Speed speed)
{
    switch (speed) {
    case Speed::Unknown:
        return "unknown speed";
    case Speed::Low:
        return "Low Speed";
    case Speed::Full:
        return "Full Speed";
    case Speed::High:
        return "High Speed";
    case Speed::Super:
        return "SuperSpeed";
    case Speed::SuperPlus:
        return "SuperSpeedPlus";
    case Speed::SuperPlusX2:
        return "SuperSpeedPlus x2";
    }
    return "unknown speed";
}

std::string_view shortName(Speed speed)
{
    switch (speed) {
    case Speed::Unknown:
        return "unknown";
    case Speed::Low:
        return "low";
    case Speed::Full:
        return "full";
    case Speed::High:
        return "high";
    case Speed::Super:
        return "super";
    case Speed::SuperPlus:
        return "super-plus";
    case Speed::SuperPlusX2:
        return "super-plus-x2";
    }
    return "unknown";
}

std::uint64_t bitsPerSecond(Speed speed)
{
    switch (speed) {
    case Speed::Unknown:
        return 0;
    case Speed::Low:
        return 1'500'000;
    case Speed::Full:
        return 12'000'000;
    case Speed::High:
        return 480'000'000;
    case Speed::Super:
        return 5'000'000'000;
    case Speed::SuperPlus:
        return 10'000'000'000;
    case Speed::SuperPlusX2:
        return 20'000'000'000;
    }
    return 0;
}

std::string_view toString(Direction direction) { return direction == Direction::In ? "IN" : "OUT"; }

std::string_view toString(TransferType type)
{
    switch (type) {
    case TransferType::Control:
        return "control";
    case TransferType::Isochronous:
        return "isochronous";
    case TransferType::Bulk:
        return "bulk";
    case TransferType::Interrupt:
        return "interrupt";
    }
    return "unknown";
}

std::string_view toString(RequestType type)
{
    switch (type) {
    case RequestType::Standard:
        return "standard";
    case RequestType::Class:
        return "class";
    case RequestType::Vendor:
        return "vendor";
    case RequestType::Reserved:
        return "reserved";
    }
    return "unknown";
}

std::string toString(Recipient recipient)
{
    switch (recipient) {
    case Recipient::Device:
        return "device";
    case Recipient::Interface:
        return "interface";
    case Recipient::Endpoint:
        return "endpoint";
    case Recipient::Other:
        return "other";
    }
    return "reserved (" + std::to_string(static_cast<unsigned>(recipient)) + ")";
}

std::string toString(EndpointAddress address)
{
    return "EP" + std::to_string(address.number()) + " " + std::string(toString(address.direction())) + " (0x"
        + hex(address.value, 2) + ")";
}

PortPath PortPath::parent() const
{
    assert(!isRootHub());
    return { bus, { ports.begin(), ports.end() - 1 } };
}

std::strong_ordering PortPath::operator<=>(const PortPath& other) const
{
    if (bus != other.bus)
        return bus <=> other.bus;
    const std::size_t shared = std::min(ports.size(), other.ports.size());
    for (std::size_t i = 0; i < shared; ++i)
        if (ports[i] != other.ports[i])
            return ports[i] <=> other.ports[i];
    return ports.size() <=> other.ports.size();
}

std::string toString(const PortPath& path)
{
    if (path.isRootHub())
        return "usb" + std::to_string(path.bus);
    std::string text = std::to_string(path.bus);
    char separator = '-';
    for (const std::uint8_t port : path.ports) {
        text += separator + std::to_string(port);
        separator = '.';
    }
    return text;
}

Result<PortPath> parsePortPath(std::string_view text)
{
    const auto bad = [&] {
        return fail(ErrorKind::InvalidArgument, "read port path",
            "\"" + escapeForDisplay(text) + "\" is not a bus-port path such as 1-1.2 or usb1");
    };
    constexpr std::size_t kMaxDepth = 7;
    if (text.substr(0, 3) == "usb") {
        const auto bus = parseUnsigned(text.substr(3), 0xffff);
        if (!bus)
            return bad();
        return PortPath { static_cast<std::uint16_t>(*bus), {} };
    }
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos)
        return bad();
    const auto bus = parseUnsigned(text.substr(0, dash), 0xffff);
    if (!bus)
        return bad();
    PortPath path { static_cast<std::uint16_t>(*bus), {} };
    std::string_view rest = text.substr(dash + 1);
    while (true) {
        const std::size_t dot = rest.find('.');
        const auto port = parseUnsigned(rest.substr(0, dot), 255);
        if (!port || *port == 0 || path.ports.size() == kMaxDepth)
            return bad();
        path.ports.push_back(static_cast<std::uint8_t>(*port));
        if (dot == std::string_view::npos)
            return path;
        rest.remove_prefix(dot + 1);
    }
}

std::string formatBcd(std::uint16_t bcd) { return hex(bcd >> 8, 1) + "." + hex(bcd & 0xff, 2); }

std::string formatVidPid(std::uint16_t vendor, std::uint16_t product) { return hex(vendor, 4) + ":" + hex(product, 4); }

} // namespace wb::usb
