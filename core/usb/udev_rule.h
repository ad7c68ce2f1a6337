// SPDX-License-Identifier: GPL-3.0-or-later
// The udev rule that lets the person at this seat open one kind of device, and the commands that install it (P54).
// The file sorts before 73-seat-late.rules, which is where `uaccess` takes effect; the plugdev group covers people
// who are not at a local seat (ssh).
// Thread: any; plain values. Errors: none. Every part is built from numbers, never from the device's strings.
#pragma once

#include "core/usb/types.h"

namespace wb::usb {

struct UdevRule {
    std::string fileName; // "70-usb-workbench-fffe-0001.rules"
    std::string text; // the file's contents, with final newline
    std::string directory; // where it goes
    std::vector<std::string> commands; // one shell command each, in order; the first writes the file
};

[[nodiscard]] UdevRule udevRule(std::uint16_t vendorId, std::uint16_t productId);

} // namespace wb::usb
