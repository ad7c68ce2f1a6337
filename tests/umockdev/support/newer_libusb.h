// SPDX-License-Identifier: GPL-3.0-or-later
// Functions that libusb got after 1.0.26, as far as a test needs them; a program that is linked with this, and exports
// what it has, has them.
// Source of truth: <libusb.h> of 1.0.27 and 1.0.30. Thread: one at a time.
#pragma once

#include <string>
#include <vector>

namespace wb::mock::newer {

struct State {
    int contexts = 0; // made by libusb_init_context
    std::vector<int> options; // that the last one was given, by number
    std::vector<std::string> strings; // manufacturer, product, serial number; what is not there is not found
    int packetSize = -5; // what libusb_get_max_alt_packet_size answers: LIBUSB_ERROR_NOT_FOUND
};

[[nodiscard]] State& state();

} // namespace wb::mock::newer
