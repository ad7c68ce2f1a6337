// SPDX-License-Identifier: GPL-3.0-or-later
// Which of the attached devices a selector names: exactly one, or an error that helps to name it better.
// Thread: any; pure. Errors: NotFound, or InvalidArgument with every candidate in detail; both end with
// ExitCode::NoDevice.
#pragma once

#include "app/cli/options.h"
#include "core/usb/device_info.h"

#include <span>

namespace wb::cli {

[[nodiscard]] Result<usb::DevicePtr> matchDevice(
    std::span<const usb::DevicePtr> devices, const DeviceSelector& selector);

// By bus and ports, as people look for them.
[[nodiscard]] std::vector<usb::DevicePtr> sortedByPath(std::vector<usb::DevicePtr> devices);

// The endpoint in the active configuration: in `alternate` when given, else in the first alternate setting that has
// it. NotFound names the endpoints there are; ends with ExitCode::Usage.
struct EndpointPlace {
    const usb::AlternateSetting* setting = nullptr; // lives as long as the device
    const usb::EndpointInfo* endpoint = nullptr;
};
[[nodiscard]] Result<EndpointPlace> locateEndpoint(
    const usb::DeviceInfo& device, usb::EndpointAddress address, std::optional<std::uint8_t> alternate);

// Port path and ids, safe to show: "1-1.2 fffe:0001".
[[nodiscard]] std::string nameOf(const usb::DeviceInfo& device);

} // namespace wb::cli
