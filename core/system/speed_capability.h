// SPDX-License-Identifier: GPL-3.0-or-later
// How fast a device could run, from what it says of itself.
// Source of truth: USB 2.0 §9.6.1 and §9.6.2 (bcdUSB, device qualifier), USB 3.2 §9.6.2.2 (wSpeedsSupported) and
// §9.6.2.5 (SuperSpeedPlus sublinks).
// Thread: any; pure. Input is hostile: bytes that lie or end early are ignored.
#pragma once

#include "core/usb/types.h"

namespace wb::system {

struct SpeedCapability {
    usb::Speed atLeast = usb::Speed::Unknown; // what the evidence proves; never below the speed it runs at
    std::string evidence; // "wSpeedsSupported of its BOS is 0x000e"; empty: it runs as fast as is known
    std::string unknown; // what would tell more; empty: nothing is left open
};

// `bos` and `qualifier` are empty when they are not known.
[[nodiscard]] SpeedCapability speedCapability(
    usb::Speed running, std::uint16_t bcdUsb, ByteView bos, ByteView qualifier);

} // namespace wb::system
