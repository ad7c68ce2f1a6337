// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/usbip/listen_address.h"

#include "core/base/bytes.h"

#include <arpa/inet.h>

namespace wb::usbip {

namespace {

struct Parts {
    std::string host;
    std::optional<std::string> port;
};

Parts split(std::string_view text)
{
    const std::size_t close = text.find(']');
    if (!text.empty() && text.front() == '[' && close != std::string_view::npos) {
        const std::string_view rest = text.substr(close + 1);
        std::string host(text.substr(1, close - 1));
        if (rest.empty())
            return { std::move(host), std::nullopt };
        if (rest.front() == ':')
            return { std::move(host), std::string(rest.substr(1)) };
        return { std::string(text), std::nullopt };
    }
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || text.find(':', colon + 1) != std::string_view::npos)
        return { std::string(text), std::nullopt };
    return { std::string(text.substr(0, colon)), std::string(text.substr(colon + 1)) };
}

} // namespace

bool ListenAddress::isLoopback() const { return isIpv6 ? host == "::1" : host.rfind("127.", 0) == 0; }

Result<ListenAddress> parseListenAddress(std::string_view text, std::uint16_t defaultPort)
{
    const auto refuse = [text](const std::string& why) {
        return fail(ErrorKind::InvalidArgument, "read the address \"" + escapeForDisplay(text) + "\"", why);
    };
    Parts parts = split(text);
    ListenAddress address;
    in_addr four {};
    in6_addr six {};
    if (inet_pton(AF_INET6, parts.host.c_str(), &six) == 1) {
        address.isIpv6 = true;
        std::string shortest(INET6_ADDRSTRLEN, '\0');
        parts.host = inet_ntop(AF_INET6, &six, shortest.data(), INET6_ADDRSTRLEN);
    } else if (inet_pton(AF_INET, parts.host.c_str(), &four) != 1) {
        return refuse("write ADDRESS:PORT with a numeric address: 127.0.0.1:3240, [::1]:3240");
    }
    address.host = std::move(parts.host);
    address.port = defaultPort;
    if (parts.port) {
        const auto port = parseUnsigned(*parts.port, 0xffff);
        if (!port)
            return refuse("the port: " + port.error().detail);
        address.port = static_cast<std::uint16_t>(*port);
    }
    return address;
}

std::string toString(const ListenAddress& address)
{
    const std::string host = address.isIpv6 ? "[" + address.host + "]" : address.host;
    return host + ":" + std::to_string(address.port);
}

} // namespace wb::usbip
