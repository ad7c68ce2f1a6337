// SPDX-License-Identifier: GPL-3.0-or-later
// Descriptor bytes tests plug in: written by hand after USB 2.0 §9.6, one descriptor a line.
#pragma once

#include "tests/umockdev/support/mock_bus.h"

namespace wb::mock {

[[nodiscard]] MockDevice rootHub(); // "usb1"
// fffe:0001 on port 1: bulk 0x81/0x01, interrupt 0x82/0x02, alternate setting 1 with isochronous 0x83/0x03.
[[nodiscard]] MockDevice loopback(const std::string& name = "1-1", std::uint8_t address = 2);
// An interface that promises endpoints and is cut off by a device descriptor (P68).
[[nodiscard]] MockDevice promisingNothing();
// A descriptor of length 0 between two configurations (P69).
[[nodiscard]] MockDevice endless();

} // namespace wb::mock
