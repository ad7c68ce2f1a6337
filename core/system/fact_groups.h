// SPDX-License-Identifier: GPL-3.0-or-later
// The groups of device_facts.h, one function and one file each; a group without facts is left out.
// Thread: any; pure. Private to this room.
#pragma once

#include "core/system/device_facts.h"

namespace wb::system {

struct FactSource {
    const DeviceReadings& readings;
    const usb::DeviceInfo& device;
    const KnownBeside& known;
};

[[nodiscard]] FactGroup connectionFacts(const FactSource& source);
[[nodiscard]] FactGroup powerFacts(const FactSource& source);
[[nodiscard]] FactGroup nodeFacts(const FactSource& source);
[[nodiscard]] FactGroup portFacts(const FactSource& source);
[[nodiscard]] FactGroup hubPortFacts(const FactSource& source);

// What a port of the hub may give (USB 2.0 §7.2.1, USB 3.2 §11.4): 500 or 900 mA, of a bus-powered hub 100 or 150 mA.
[[nodiscard]] std::uint32_t milliampsPerPort(bool isSuperSpeed, bool isSelfPowered);
// What the kernel counts for a device that is not configured: one unit load.
[[nodiscard]] std::uint32_t unitLoad(bool isSuperSpeed);
[[nodiscard]] bool isSelfPowered(const usb::DeviceInfo& device);

// "1-1.2  046d:c52b  Unifying Receiver"
[[nodiscard]] std::string pluggedText(const PluggedReading& plugged, const KnownBeside& known);

} // namespace wb::system
