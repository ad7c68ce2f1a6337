// SPDX-License-Identifier: GPL-3.0-or-later
// What the operating system knows about an attached device without opening it, beyond what libusb tells:
// raw descriptor bytes, strings, kernel drivers (P56, P65). Linux reads sysfs; elsewhere the answer is
// "not available on this system".
// Thread: USB. Errors: whatever cannot be read is simply absent. All text is the device's, hence hostile;
// it is bounded in length and otherwise left as it is.
#pragma once

#include "core/usb/device_info.h"

#include <memory>

namespace wb::backend {

// May change while the device stays: asked for again on every look. Reading it takes no lock of the
// kernel's that a busy device could be holding (Linux: but for the configuration of a device without interfaces).
struct LiveFacts {
    std::string systemPath;
    std::string deviceNode;
    usb::PortPath path;
    std::optional<std::uint8_t> activeConfiguration;
    std::vector<std::pair<std::uint8_t, std::string>> drivers; // ascending by interface

    bool operator==(const LiveFacts&) const = default;
};

// Never changes while the device stays: read once. May wait for the kernel to finish setting it up.
struct FixedFacts {
    Bytes descriptors; // device descriptor, then every configuration; empty when unknown
    std::string manufacturer;
    std::string product;
    std::string serial;
    std::uint32_t megabitsPerSecond = 0; // 0 = unknown
};

class SystemFacts {
public:
    virtual ~SystemFacts() = default;

    // Takes one look at all devices; live() answers from it.
    virtual void refresh() = 0;
    [[nodiscard]] virtual std::optional<LiveFacts> live(std::uint16_t bus, std::uint8_t address) const = 0;
    [[nodiscard]] virtual FixedFacts fixed(const std::string& systemPath) const = 0;
};

[[nodiscard]] std::unique_ptr<SystemFacts> makeSystemFacts();

struct BusAddress {
    std::uint16_t bus = 0;
    std::uint8_t address = 0;
};

// Of the device that a device node stands for by its number (st_rdev), whatever its name; zeros when it is none of a
// USB device, or this system numbers them otherwise.
[[nodiscard]] BusAddress busAddressOf(std::uint64_t nodeNumber);

} // namespace wb::backend
