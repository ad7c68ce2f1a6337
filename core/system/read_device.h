// SPDX-License-Identifier: GPL-3.0-or-later
// One look at a device's directory in sysfs: attributes, interfaces with their drivers and nodes, port, controller.
// Source of truth: Documentation/ABI/{stable,testing}/sysfs-bus-usb, sysfs-devices-power.
// Bounded in files, bytes and depth. Only two kinds of files read here wait for the device's lock (usb3_hardware_lpm_*
// and bos_descriptors): they come last, and a device that hangs in the kernel can hold the caller there.
// Thread: any but GUI and USB; no state. Errors: what cannot be read is absent.
#pragma once

#include "core/system/device_readings.h"
#include "core/system/system_reader.h"
#include "core/usb/device_info.h"

namespace wb::system {

constexpr std::size_t kMaxBosBytes = 0xffff; // wTotalLength has 16 bits

[[nodiscard]] DeviceReadings readDevice(const SystemReader& reader, const usb::DeviceInfo& device);

// The binary device object store as the kernel read it (Linux 6.9); empty when there is none or it is not told.
[[nodiscard]] Bytes readBos(const SystemReader& reader, const usb::DeviceInfo& device);

// The name of the driver bound to the interface (or device) at this directory; empty: none.
[[nodiscard]] std::string driverAt(const SystemReader& reader, const std::string& directory);

} // namespace wb::system
