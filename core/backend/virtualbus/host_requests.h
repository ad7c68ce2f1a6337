// SPDX-License-Identifier: GPL-3.0-or-later
// The standard requests a host sends on its own account, and enumeration made of them.
// Source of truth: USB 2.0 §9.4, §9.1.2 (bus enumeration).
// Thread: that of the model. Errors: whatever the model does not answer stays empty in the snapshot.
#pragma once

#include "core/backend/virtualbus/device_model.h"

namespace wb::backend::virtualbus {

[[nodiscard]] usb::SetupPacket setAddressRequest(std::uint8_t address);
[[nodiscard]] usb::SetupPacket setConfigurationRequest(std::uint8_t value); // 0: leave the configured state
[[nodiscard]] usb::SetupPacket setInterfaceRequest(std::uint8_t number, std::uint8_t alternate);
[[nodiscard]] usb::SetupPacket clearHaltRequest(usb::EndpointAddress endpoint);
[[nodiscard]] usb::SetupPacket getDescriptorRequest(
    std::uint8_t type, std::uint8_t index, std::uint16_t language, std::uint16_t length);

// Reset, SET_ADDRESS, all descriptors and named strings, SET_CONFIGURATION of the first configuration.
[[nodiscard]] usb::DeviceInfo enumerate(DeviceModel& model, usb::PortPath path, std::uint8_t address, BusTime time);

} // namespace wb::backend::virtualbus
