// SPDX-License-Identifier: GPL-3.0-or-later
// A device snapshot made by hand: what the command line's writers and matching are tested against.
#pragma once

#include "core/usb/device_info.h"

namespace wb::test {

// "1-1.2" 1209:beef: one configuration; interface 0 with an interrupt and a bulk endpoint and an alternate setting.
[[nodiscard]] usb::DeviceInfo sampleDevice();

// The same device at another place.
[[nodiscard]] usb::DevicePtr sampleAt(const char* path, std::uint16_t product, const char* serial);

} // namespace wb::test
