// SPDX-License-Identifier: GPL-3.0-or-later
// What can be asked of a device besides its descriptors: where it is plugged in, how fast it is, its own texts.
// Source of truth: the names of the attributes of PyUSB's Device, whose speeds are libusb's numbers.
// Thread: any; plain values. Errors: what nobody knows is left out; text is safe to show.
#pragma once

#include "core/usb/device_info.h"

namespace wb::descriptors {

struct DeviceAttribute {
    std::string name; // lower case
    std::string value;
    std::optional<std::uint64_t> number; // when it can be compared as one
};

// bus, address, port_number, port_numbers ("1.2"), speed ("high", 3), manufacturer, product, serial_number
[[nodiscard]] std::vector<DeviceAttribute> attributesOf(const usb::DeviceInfo& device);

} // namespace wb::descriptors
