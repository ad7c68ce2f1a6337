// SPDX-License-Identifier: GPL-3.0-or-later
// The subject of the centre panels: which part of which device is selected in the tree.
// Thread: any; a value. A departed device keeps its id, and its panels stay readable.
#pragma once

#include "core/usb/device_info.h"

namespace wb::ui {

struct Selection {
    usb::DevicePtr device; // null: nothing is selected
    std::optional<std::uint8_t> configuration; // bConfigurationValue
    std::optional<std::uint8_t> interfaceNumber;
    std::optional<std::uint8_t> alternate;
    std::optional<usb::EndpointAddress> endpoint;

    bool operator==(const Selection&) const = default;
};

} // namespace wb::ui
