// SPDX-License-Identifier: GPL-3.0-or-later
// What the system knows of a device, in words: "Connection", "Power", "Drivers and nodes", "Port", "Hub ports".
// Source of truth: Documentation/ABI/{stable,testing}/sysfs-bus-usb, sysfs-devices-power; power as the kernel's hub
// driver counts it (USB 2.0 §7.2.1, USB 3.2 §11.4).
// The interpretation does no I/O; reading is readDevice(). Text of devices and of the system comes out escaped.
// Thread: deviceFacts() any, pure; readDeviceFacts() as readDevice(). Errors: what is not known makes no fact.
#pragma once

#include "core/system/device_readings.h"
#include "core/system/fact.h"
#include "core/system/system_reader.h"
#include "core/usb/device_info.h"

namespace wb::system {

// What the caller knows besides.
struct KnownBeside {
    Bytes bos; // read from the device; empty: the system's, if it tells
    Bytes qualifier; // the device qualifier; empty: not read
    std::map<std::string, std::string> names; // of other devices by their path: "1-1.2"; safe to show
};

// No groups for a device that the system does not have (systemPath is empty) or no longer has; where no system facts
// can be had at all, one group that says so.
[[nodiscard]] FactGroups deviceFacts(
    const DeviceReadings& readings, const usb::DeviceInfo& device, const KnownBeside& known = {});

[[nodiscard]] FactGroups readDeviceFacts(
    const SystemReader& reader, const usb::DeviceInfo& device, const KnownBeside& known = {});

} // namespace wb::system
