// SPDX-License-Identifier: GPL-3.0-or-later
// Hand-made device snapshots for model tests, parsed from real descriptor bytes.
// Thread: any. Errors: a bad path aborts the test program.
#pragma once

#include "core/descriptors/usb_ids.h"
#include "core/engine/types.h"

namespace wb::test {

// A device with one configuration (100 mA): interface 0 of `interfaceClass` with EP1 IN interrupt (8 bytes), and, for
// class 0xff, interface 0 as bulk IN/OUT (512 bytes) with a second alternate setting holding EP3 IN isochronous.
struct DeviceSketch {
    std::string path = "1-1"; // "usb1" for a root hub
    std::uint16_t vendorId = 0xfffe;
    std::uint16_t productId = 0x0001;
    std::string product {};
    std::uint8_t interfaceClass = 0x03;
    usb::Speed speed = usb::Speed::High;
    std::string driver {};
    bool isHub = false;
};

[[nodiscard]] std::shared_ptr<usb::DeviceInfo> makeDevice(const DeviceSketch& sketch); // with a new id
[[nodiscard]] usb::DevicePtr makeRootHub(std::uint16_t bus);

// Knows vendor fffe and the classes HID, hub and vendor; independent of the machine's usb.ids.
[[nodiscard]] const descriptors::UsbIds& testIds();

} // namespace wb::test
