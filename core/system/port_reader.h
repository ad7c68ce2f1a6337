// SPDX-License-Identifier: GPL-3.0-or-later
// Ports of hubs and what is plugged into them.
// Source of truth: Documentation/ABI/testing/sysfs-bus-usb, <hub_interface>/<hub>-port<X>. A port is always reached by
// its name below /sys/bus/usb/devices; where a link leads is never followed.
// Only attributes that take no lock of the kernel's and wake no device: `disable` would do both.
// Thread: any; no state. Errors: what cannot be read is absent.
#pragma once

#include "core/system/device_readings.h"
#include "core/system/system_reader.h"

namespace wb::system {

// The port the device at `path` is plugged into; nullopt for root hubs and kernels without ports.
[[nodiscard]] std::optional<PortReading> readPortOf(const SystemReader& reader, const usb::PortPath& path);
// Every port of the hub at `path`, ascending by number.
[[nodiscard]] std::vector<PortReading> readHubPorts(const SystemReader& reader, const usb::PortPath& path);

// Names of the directory's interfaces of the device at `path`: "1-1:1.0"; empty while it is unconfigured.
[[nodiscard]] std::vector<std::string> interfaceNames(const SystemReader& reader, const usb::PortPath& path);

} // namespace wb::system
