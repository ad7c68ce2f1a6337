// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of a device's descriptors beyond its configurations, without opening it and with asking it.
// Thread: that of the QCoreApplication. Errors: what could not be read is told on stderr as a note; the rest counts.
#pragma once

#include "app/cli/session.h"
#include "app/cli/target.h"
#include "core/descriptors/descriptor_set.h"

namespace wb::cli {

// The device's own, and what the system keeps: HID report descriptors, the BOS.
[[nodiscard]] descriptors::DescriptorSet knownDescriptors(const usb::DeviceInfo& device);

// Opens the device and reads everything it has (core/engine/descriptor_reader.h).
[[nodiscard]] OrExit<descriptors::DescriptorSet> allDescriptors(Session& session, const usb::DevicePtr& device);

} // namespace wb::cli
