// SPDX-License-Identifier: GPL-3.0-or-later
// Descriptor bytes where the system does not hand them out: written again from libusb's parsed copy.
// That copy lies at times: 1.0.26 can leave counts without the array they count (P68), so nothing is
// followed without its pointer and its count being looked at.
// Thread: USB, between libusb_get_device_list and libusb_free_device_list. Errors: what is missing is left out.
#pragma once

#include "core/base/bytes.h"

struct libusb_device;
struct libusb_config_descriptor;

namespace wb::backend {

// The device descriptor, then every configuration libusb could parse, laid out as sysfs does.
[[nodiscard]] Bytes rebuildDescriptors(libusb_device* device);

[[nodiscard]] Bytes rebuildConfiguration(const libusb_config_descriptor& configuration);

} // namespace wb::backend
