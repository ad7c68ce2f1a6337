// SPDX-License-Identifier: GPL-3.0-or-later
// The rules that the decoders hold (core/descriptors/rule.h).
#include "tests/unit/lint/rows.h"

#include <array>

namespace wb::test {
namespace {

constexpr auto kRows = std::to_array<RuleRow>({
    { "length.truncated", "mass-storage-high",
        "in qualifier: cut Device qualifier descriptor; section qualifier = 0a 06 00 02", "4 of 10" },
    { "length.short", "mass-storage-high", "Endpoint descriptor#2.bLength = 06", "needs 7" },
    { "length.trailing", "mass-storage-high", "section qualifier = 0b 06 00 02 00 00 00 40 01 00 00", "1 trailing" },
    { "length.unreadable", "mass-storage-high", "Endpoint descriptor#2.bLength = 00", "bLength is 0" },
    { "device.missing", "mass-storage-high", "Device descriptor.bDescriptorType = 41", "must stand here" },
    { "device.packet-size-0", "mass-storage-high", "Device descriptor.bMaxPacketSize0 = 41", "65" },
    { "device.no-configuration", "mass-storage-high", "Device descriptor.bNumConfigurations = 00", "is 0" },
    { "device.configuration-count", "mass-storage-high", "Device descriptor.bNumConfigurations = 02", "is 2 and 1" },
    { "total-length.wrong", "mass-storage-high", "Configuration descriptor.wTotalLength = ff 00", "255" },
    { "configuration.value-zero", "mass-storage-high", "Configuration descriptor.bConfigurationValue = 00", "is 0" },
    { "configuration.bit-7", "mass-storage-high", "Configuration descriptor.bmAttributes = 00", "Bit 7" },
    { "configuration.reserved-bits", "mass-storage-high", "Configuration descriptor.bmAttributes = 81", "Bits 4 to 0" },
    { "configuration.interface-count", "mass-storage-high", "Configuration descriptor.bNumInterfaces = 02",
        "is 2 and 1" },
    { "interface.too-many-endpoints", "mass-storage-high", "Interface descriptor.bNumEndpoints = 1f", "31" },
    { "interface.repeated", "mass-storage-high", "behind Interface descriptor: 09 04 00 00 00 08 06 50 00",
        "described before" },
    { "interface.no-alternate-0", "mass-storage-high", "Interface descriptor.bAlternateSetting = 01",
        "no alternate setting 0" },
    { "interface.endpoint-count", "mass-storage-high", "Interface descriptor.bNumEndpoints = 03", "is 3 and 2" },
    { "association.empty", "mass-storage-high", "after Configuration descriptor: 08 0b 00 00 08 06 50 00", "is 0" },
    { "association.beyond-255", "mass-storage-high", "after Configuration descriptor: 08 0b fe 04 08 06 50 00", "257" },
    { "endpoint.zero", "mass-storage-high", "Endpoint descriptor.bEndpointAddress = 80", "endpoint 0" },
    { "endpoint.address-bits", "mass-storage-high", "Endpoint descriptor.bEndpointAddress = 91", "Bits 6 to 4" },
    { "endpoint.repeated", "mass-storage-high", "Endpoint descriptor#2.bEndpointAddress = 81", "0x81" },
    { "endpoint.before-interface", "mass-storage-high", "after Configuration descriptor: 07 05 83 02 00 02 00",
        "before any interface" },
    { "endpoint.type-at-speed", "mass-storage-high", "speed low", "does not exist" },
    { "endpoint.packet-too-large", "mass-storage-high", "Endpoint descriptor.wMaxPacketSize = 00 04", "1024" },
    { "endpoint.bulk-size", "mass-storage-high", "Endpoint descriptor.wMaxPacketSize = 00 01", "must be 512" },
    { "endpoint.packet-size-bits", "mass-storage-high", "Endpoint descriptor.wMaxPacketSize = 00 22", "15 to 13" },
    { "endpoint.multiplier-3", "mass-storage-high", "Endpoint descriptor.wMaxPacketSize = 00 1a", "reserved value 3" },
    { "endpoint.multiplier-misplaced", "mass-storage-high", "Endpoint descriptor.wMaxPacketSize = 00 0a",
        "extra transactions" },
    { "endpoint.interval", "keyboard-full", "Endpoint descriptor.bInterval = 00", "is 0" },
    { "companion.burst", "mass-storage-super", "SuperSpeed endpoint companion descriptor.bMaxBurst = 10", "is 16" },
    { "bos.capability-count", "mass-storage-super",
        "in bos: Binary device object store (BOS) descriptor.bNumDeviceCaps = 05", "is 5 and 4" },
    { "bos.sublink-count", "mass-storage-super", "in bos: SuperSpeedPlus USB capability.bmAttributes = 02 00 00 00",
        "announces 3" },
    { "count.beyond-end", "mass-storage-high",
        "Interface descriptor.bInterfaceClass = 0e; Interface descriptor.bInterfaceSubClass = 01;"
        "after Interface descriptor: 08 24 04 05 09 01 02 00",
        "room for 3" },
    { "width.beyond-end", "mass-storage-high",
        "Interface descriptor.bInterfaceClass = 0e; Interface descriptor.bInterfaceSubClass = 01;"
        "after Interface descriptor: 0b 24 05 02 01 00 00 08 00 00 00",
        "asks for 8" },
    { "string.odd-length", "mass-storage-high", "section string 2 0x0409 = 0b 03 53 00 74 00 69 00 63 00 6b", "odd" },
    { "hid.descriptor-count", "keyboard-full", "HID descriptor.bNumDescriptors = 02", "is 2" },
    { "hid-report.item-cut", "keyboard-full", "section hid-report 0 = 05 01 09 06 a1 01 75 08 95 01 81 03 c0 27 00",
        "ends inside" },
    { "hid-report.reserved-item", "keyboard-full", "section hid-report 0 = 05 01 09 06 a1 01 0c 75 08 95 01 81 03 c0",
        "reserved" },
    { "hid-report.main-item", "keyboard-full", "section hid-report 0 = 05 01 09 06 a1 01 75 08 95 01 81 03 c0 d0",
        "main item" },
    { "hid-report.collection-open", "keyboard-full", "section hid-report 0 = 05 01 09 06 a1 01 75 08 95 01 81 03",
        "not ended" },
    { "hid-report.collection-end", "keyboard-full", "section hid-report 0 = 05 01 09 06 a1 01 75 08 95 01 81 03 c0 c0",
        "No collection" },
    { "hid-report.global-item", "keyboard-full", "section hid-report 0 = 05 01 09 06 a1 01 75 08 95 01 81 03 c0 c4",
        "global item" },
    { "hid-report.too-long", "keyboard-full",
        "section hid-report 0 = 05 01 09 06 a1 01 77 ff ff ff 7f 97 ff ff ff 7f 81 03 c0", "longer" },
    { "hid-report.id", "keyboard-full", "section hid-report 0 = 05 01 09 06 a1 01 85 00 75 08 95 01 81 03 c0",
        "Report ID 0" },
    { "hid-report.pop", "keyboard-full", "section hid-report 0 = 05 01 09 06 a1 01 b4 75 08 95 01 81 03 c0", "pushed" },
    { "hid-report.usage-maximum", "keyboard-full",
        "section hid-report 0 = 05 01 09 06 a1 01 19 05 29 01 75 08 95 01 81 03 c0", "below" },
    { "hid-report.push-depth", "keyboard-full",
        "section hid-report 0 = 05 01 09 06 a1 01"
        " a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4"
        " a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4 a4"
        " 75 08 95 01 81 03 c0",
        "Too many" },
});

} // namespace

std::span<const RuleRow> decoderRows() { return kRows; }

} // namespace wb::test
