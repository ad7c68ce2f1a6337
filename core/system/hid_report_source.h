// SPDX-License-Identifier: GPL-3.0-or-later
// HID report descriptors as the kernel keeps them, so that nobody's driver is detached to see them.
// Source of truth: sysfs <interface>/<bus:vid:pid.n>/report_descriptor, Documentation/ABI/testing/sysfs-driver-hid.
// The bytes are those the HID driver works with: one that repairs a device's descriptor shows the repaired one.
// Thread: any but GUI and USB; no state. The bytes are the device's, hence hostile.
#pragma once

#include "core/system/system_reader.h"
#include "core/usb/device_info.h"

namespace wb::system {

constexpr std::size_t kMaxReportDescriptorBytes = 0xffff; // wDescriptorLength has 16 bits (HID 1.11 §6.2.1)

struct HidReportDescriptor {
    std::uint8_t interfaceNumber = 0;
    Bytes bytes; // empty: not to be had here
    std::string whyNot; // one sentence, safe to show; empty when there are bytes
};

// One for each HID interface of the active configuration, in its order.
[[nodiscard]] std::vector<HidReportDescriptor> readHidReportDescriptors(
    const SystemReader& reader, const usb::DeviceInfo& device);

} // namespace wb::system
