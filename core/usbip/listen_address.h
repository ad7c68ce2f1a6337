// SPDX-License-Identifier: GPL-3.0-or-later
// Where a server listens: a numeric address of IPv4 or IPv6 and a port.
// Names are not looked up: what is reachable from a network should be said exactly.
// Source of truth: RFC 3986 §3.2.2 (brackets around IPv6), RFC 5735 §3 and RFC 4291 §2.5.3 (loopback).
// Thread: any; plain values. Errors: InvalidArgument with what was read.
#pragma once

#include "core/base/result.h"

namespace wb::usbip {

struct ListenAddress {
    std::string host = "127.0.0.1"; // numeric, without brackets
    std::uint16_t port = 0; // 0: any that is free
    bool isIpv6 = false;

    [[nodiscard]] bool isLoopback() const; // nobody but this machine reaches it
    bool operator==(const ListenAddress&) const = default;
};

// "127.0.0.1:3240", "[::1]:3240", or without a port, which is `defaultPort` then.
[[nodiscard]] Result<ListenAddress> parseListenAddress(std::string_view text, std::uint16_t defaultPort);
[[nodiscard]] std::string toString(const ListenAddress& address);

} // namespace wb::usbip
