// SPDX-License-Identifier: GPL-3.0-or-later
// Words for devices and their parts: names, classes, speeds, power, what state they are in.
// Names come from the device's strings, else from usb.ids; both are escaped.
// Thread: any. Errors: none.
#pragma once

#include "core/descriptors/usb_ids.h"
#include "core/engine/types.h"

#include <QString>

namespace wb::ui::text {

[[nodiscard]] QString deviceName(const usb::DeviceInfo& device, const descriptors::UsbIds& ids);
[[nodiscard]] QString vidPid(const usb::DeviceInfo& device); // "fffe:0001"
[[nodiscard]] QString path(const usb::DeviceInfo& device); // "1-1.2"
[[nodiscard]] QString place(const usb::PortPath& path); // "bus 1, port 1.2"; "place not known"
[[nodiscard]] QString speed(usb::Speed speed); // "High Speed"
[[nodiscard]] QString speedWord(usb::Speed speed); // "High": for a column that is called Speed
[[nodiscard]] QString speedWithRate(usb::Speed speed); // "High Speed (480 Mbit/s)"
[[nodiscard]] QString drivers(const usb::DeviceInfo& device); // distinct, comma separated; empty = none
[[nodiscard]] QString power(const usb::ConfigurationInfo& configuration, usb::Speed speed); // "100 mA"
[[nodiscard]] QString className(std::uint8_t classCode, const descriptors::UsbIds& ids); // never empty

[[nodiscard]] QString busTitle(std::uint16_t bus); // "Bus 1"
[[nodiscard]] QString configurationTitle(const usb::ConfigurationInfo& configuration);
[[nodiscard]] QString interfaceTitle(const usb::InterfaceInfo& interface, const descriptors::UsbIds& ids);
[[nodiscard]] QString alternateTitle(const usb::AlternateSetting& alternate);
[[nodiscard]] QString endpointTitle(const usb::EndpointInfo& endpoint, usb::Speed speed); // "EP1 OUT  bulk  512 bytes"

[[nodiscard]] QString endpoint(usb::EndpointAddress address); // "EP1 IN (0x81)"

// "unplugged 12:31:05"; without a time when it is not known (0)
[[nodiscard]] QString unplugged(Nanoseconds time);
// "open", "closed", "opening", "not answering: claim interface 0"
[[nodiscard]] QString sessionPhase(const engine::SessionState& state);
// The same, with what is claimed: "open, interface 0 claimed"
[[nodiscard]] QString sessionState(const engine::SessionState& state);

} // namespace wb::ui::text
