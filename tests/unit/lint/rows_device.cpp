// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/lint/rows.h"

#include <array>

namespace wb::test {
namespace {

constexpr auto kRows = std::to_array<RuleRow>({
    { "device.usb-version", "mass-storage-high", "Device descriptor.bcdUSB = 11 02", "2.11" },
    { "device.version-at-super-speed", "mass-storage-super", "Device descriptor.bcdUSB = 10 02", "3.00 or more" },
    { "device.version-at-high-speed", "mass-storage-high", "Device descriptor.bcdUSB = 10 01", "2.00 or more" },
    { "device.version-below-super-speed", "mass-storage-high", "Device descriptor.bcdUSB = 20 03", "must be 2.10" },
    { "device.packet-size-at-speed", "mass-storage-high", "Device descriptor.bMaxPacketSize0 = 20",
        "is 32; at High Speed it must be 64" },
    { "device.packet-size-at-speed", "mass-storage-super", "Device descriptor.bMaxPacketSize0 = 40", "must be 9" },
    { "device.packet-size-at-speed", "keyboard-full", "speed low; Device descriptor.bMaxPacketSize0 = 10",
        "must be 8" },
    { "device.packet-size-at-speed", "keyboard-full",
        "Device descriptor.bcdUSB = 00 03; Device descriptor.bMaxPacketSize0 = 09", "8, 16, 32 or 64" },
    { "device.subclass-without-class", "mass-storage-high", "Device descriptor.bDeviceSubClass = 06", "is 0x06" },
    { "device.protocol-without-class", "mass-storage-high", "Device descriptor.bDeviceProtocol = 50", "is 0x50" },
    { "device.interface-class", "mass-storage-high", "Device descriptor.bDeviceClass = 08",
        "0x08, a class of interfaces" },
    { "device.association-class", "functions-high",
        "Device descriptor.bDeviceClass = 00; Device descriptor.bDeviceSubClass = 00; Device "
        "descriptor.bDeviceProtocol = 00",
        "0x00/0x00/0x00" },
    { "device.association-missing", "functions-high",
        "cut Interface association descriptor; cut Interface association descriptor", "there is none" },
    { "device.vendor-id", "mass-storage-high", "Device descriptor.idVendor = 00 00", "0x0000" },
    { "device.vendor-id", "mass-storage-high", "Device descriptor.idVendor = ff ff", "0xffff" },
    { "device.serial-shared", "mass-storage-high", "Device descriptor.iSerialNumber = 02", "as is iProduct" },
    { "device.serial-shared", "mass-storage-high", "Device descriptor.iSerialNumber = 01", "as is iManufacturer" },
    { "device.name-shared", "mass-storage-high", "Device descriptor.iProduct = 01", "both 1" },
    { "device.release-digits", "mass-storage-high", "Device descriptor.bcdDevice = 0a 01", "0x010a" },
    { "configuration.value-repeated", "functions-high", "Configuration descriptor#2.bConfigurationValue = 01",
        "is 1 as in" },
    { "configuration.no-interface", "mass-storage-high",
        "remove Interface descriptor; Configuration descriptor.bNumInterfaces = 00", "is 0; a configuration" },
    { "configuration.power-too-high", "mass-storage-high", "Configuration descriptor.bMaxPower = fb", "502 mA" },
    { "configuration.power-too-high", "mass-storage-super", "speed super; Configuration descriptor.bMaxPower = 71",
        "904 mA" },
    { "configuration.power-too-high", "mass-storage-super", "Configuration descriptor.bMaxPower = bc",
        "1500 mA at most" },
    { "configuration.power-zero", "mass-storage-high", "Configuration descriptor.bMaxPower = 00", "is 0 mA" },
    { "configuration.bandwidth", "functions-high",
        "Endpoint descriptor#2.wMaxPacketSize = 00 14; Endpoint descriptor#5.wMaxPacketSize = 00 14",
        "of every microframe" },
    { "otg.hnp-without-srp", "functions-high", "OTG descriptor.bmAttributes = 02", "without SRP" },
    { "otg.not-everywhere", "functions-high", "remove OTG descriptor#2", "no OTG descriptor" },
    { "otg.reserved-bits", "functions-high", "OTG descriptor.bmAttributes = 43", "0x43; the bits of 0xf0" },
});

} // namespace

std::span<const RuleRow> deviceRows() { return kRows; }

} // namespace wb::test
