// SPDX-License-Identifier: GPL-3.0-or-later
// A device, configuration, interface or endpoint with all below it in the words and the layout of PyUSB's str():
// what people paste into bug reports and scripts of theirs read.
// Source of truth: the output of PyUSB 1.2.1. It knows standard descriptors only; class descriptors are left out as
// it does. Its power is always counted in 2 mA, which is wrong at SuperSpeed; kept, for it is PyUSB's text.
// Units: as the field says. Thread: any; no state. Ownership: everything is borrowed for the call.
// Input is hostile: never fails; fields that are missing count as 0. Strings are escaped here.
#pragma once

#include "core/report/lsusb_text.h"

#include <span>

namespace wb::report {

struct PyusbDevice {
    std::uint16_t bus = 0;
    std::uint8_t address = 0;
    StringTexts strings; // what is not among them is "Error Accessing String", as in PyUSB
};

// str(device): `nodes` as decodeBlob() gives them. Empty when there is no device descriptor.
[[nodiscard]] std::string pyusbDeviceText(std::span<const descriptors::Node> nodes, const PyusbDevice& device);
// str() of a configuration, an interface or an endpoint; empty for any other node. No newline at the end, as there.
[[nodiscard]] std::string pyusbText(const descriptors::Node& node, const PyusbDevice& device);

} // namespace wb::report
