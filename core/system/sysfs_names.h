// SPDX-License-Identifier: GPL-3.0-or-later
// How Linux names USB devices, interfaces and ports in sysfs, and how it writes numbers there.
// Source of truth: Documentation/ABI/{stable,testing}/sysfs-bus-usb. A device is "usb1" (root hub) or "1-1.2",
// its interface "1-1.2:1.0" (configuration 1, interface 0), a root hub's "1-0:1.0"; a port is "1-1.2-port3",
// "usb1-port3", before Linux 3.17 "port3".
// Thread: any; pure. Errors: what does not follow the rules is nullopt.
#pragma once

#include "core/usb/types.h"

#include <optional>

namespace wb::system {

inline constexpr std::string_view kUsbDevices = "/sys/bus/usb/devices/";

struct InterfaceName {
    std::string device; // as the interface names it: "1-0" for the root hub "usb1"
    std::uint8_t configuration = 0;
    std::uint8_t number = 0;

    bool operator==(const InterfaceName&) const = default;
};

[[nodiscard]] std::optional<InterfaceName> parseInterfaceName(std::string_view name);
[[nodiscard]] std::string interfacePrefix(const usb::PortPath& path); // "1-0" for the root hub "usb1"

// The number at the end of a port's name.
[[nodiscard]] std::optional<std::uint8_t> parsePortNumber(std::string_view name);

// A link to a port, however far up it goes: "../3-1:1.0/3-1-port1".
struct PortLink {
    std::string interfaceName;
    std::string portName;

    bool operator==(const PortLink&) const = default;
};
[[nodiscard]] std::optional<PortLink> parsePortLink(std::string_view target);
[[nodiscard]] std::optional<usb::PortPath> hubOf(const PortLink& port);

// "480\n", " 1", "1.5" (its whole part): decimal, at most `max`.
[[nodiscard]] std::optional<std::uint32_t> parseDecimal(std::string_view text, std::uint32_t max);
// "046d", "0x9d2f": the whole text.
[[nodiscard]] std::optional<std::uint32_t> parseHexadecimal(std::string_view text);

} // namespace wb::system
