// SPDX-License-Identifier: GPL-3.0-or-later
// The descriptors that the system keeps of a device beside its configurations, so that nobody opens it or detaches a
// driver to see them: HID report descriptors, and the BOS where the kernel shows it (Linux 6.9).
// Source of truth: hid_report_source.h, read_device.h.
// Thread: any but GUI and USB: a read may wait for a lock of the kernel's. The bytes are the device's, hence hostile.
#pragma once

#include "core/system/system_reader.h"
#include "core/usb/device_info.h"

namespace wb::system {

// Without those that the device's snapshot has already.
[[nodiscard]] std::vector<usb::DescriptorSection> readKnownSections(
    const SystemReader& reader, const usb::DeviceInfo& device);

} // namespace wb::system
