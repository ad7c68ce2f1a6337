// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/lint/rows.h"

#include <array>

namespace wb::test {
namespace {

constexpr auto kRows = std::to_array<RuleRow>({
    { "bos.missing", "mass-storage-high", "Device descriptor.bcdUSB = 10 02", "is 2.10 and the device has no" },
    { "bos.version-too-old", "billboard-high", "Device descriptor.bcdUSB = 00 02", "is 2.00" },
    { "bos.empty", "billboard-high", "section bos = 05 0f 05 00 00", "says nothing" },
    { "bos.capability-reserved", "billboard-high", "in bos: Firmware status capability.bDevCapabilityType = 12",
        "0x12" },
    { "bos.capability-repeated", "billboard-high", "in bos: Firmware status capability.bDevCapabilityType = 02",
        "type 0x02" },
    { "bos.super-speed-missing", "mass-storage-super",
        "in bos: remove SuperSpeed USB capability; in bos: Binary device object store (BOS) descriptor.bNumDeviceCaps "
        "= 03",
        "type 3" },
    { "bos.super-speed-plus-missing", "mass-storage-super",
        "in bos: remove SuperSpeedPlus USB capability; in bos: Binary device object store (BOS) "
        "descriptor.bNumDeviceCaps = 03",
        "type 10" },
    { "bos.extension-missing", "mass-storage-super",
        "in bos: remove USB 2.0 extension capability; in bos: Binary device object store (BOS) "
        "descriptor.bNumDeviceCaps = 03",
        "type 2" },
    { "extension.lpm-missing", "mass-storage-super", "in bos: USB 2.0 extension capability.bmAttributes = 00 00 00 00",
        "0x00000000" },
    { "extension.besl-without-lpm", "streams-super", "in bos: USB 2.0 extension capability.bmAttributes = 1c f4 00 00",
        "0x0000f41c" },
    { "extension.besl-inconsistent", "streams-super", "in bos: USB 2.0 extension capability.bmAttributes = 0e f4 00 00",
        "0x0000f40e" },
    { "extension.besl-inconsistent", "streams-super", "in bos: USB 2.0 extension capability.bmAttributes = 0a 04 00 00",
        "0x0000040a" },
    { "extension.reserved-bits", "streams-super", "in bos: USB 2.0 extension capability.bmAttributes = 3e f4 00 00",
        "0x0000f43e" },
    { "super-speed.own-speed", "mass-storage-super", "in bos: SuperSpeed USB capability.wSpeedsSupported = 06 00",
        "0x0006" },
    { "super-speed.functionality", "mass-storage-super", "in bos: SuperSpeed USB capability.bFunctionalitySupport = 00",
        "is 0, a bit" },
    { "super-speed.functionality", "mass-storage-super", "in bos: SuperSpeed USB capability.bFunctionalitySupport = 28",
        "is 40, a bit" },
    { "super-speed.reserved-bits", "mass-storage-super", "in bos: SuperSpeed USB capability.bmAttributes = 01",
        "0x01" },
    { "super-speed.reserved-speeds", "mass-storage-super", "in bos: SuperSpeed USB capability.wSpeedsSupported = 1e 00",
        "0x001e" },
    { "super-speed.u1-latency", "mass-storage-super", "in bos: SuperSpeed USB capability.bU1DevExitLat = 0b",
        "is 11 µs" },
    { "super-speed.u2-latency", "mass-storage-super", "in bos: SuperSpeed USB capability.wU2DevExitLat = 00 08",
        "is 2048 µs" },
    { "container.nil", "mass-storage-super",
        "in bos: Container ID capability.ContainerID = 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "all zero" },
    { "container.reserved", "mass-storage-super", "in bos: Container ID capability.bReserved = 01", "is 0x01" },
    { "container.missing-in-hub", "mass-storage-super",
        "Device descriptor.bDeviceClass = 09; in bos: remove Container ID capability; in bos: Binary device object "
        "store (BOS) descriptor.bNumDeviceCaps = 03",
        "a hub must have it" },
    { "super-speed-plus.id-count", "streams-super", "in bos: SuperSpeedPlus USB capability.bmAttributes = 03 00 00 00",
        "1 sublink speed id and the attributes have 2" },
    { "super-speed-plus.unpaired", "streams-super",
        "in bos: SuperSpeedPlus USB capability.bmSublinkSpeedAttr[1] = 30 00 05 00",
        "2 attributes for receiving and 0" },
    { "super-speed-plus.pair-differs", "streams-super",
        "in bos: SuperSpeedPlus USB capability.bmSublinkSpeedAttr[1] = b0 00 0a 00", "0x000a00b0" },
    { "super-speed-plus.speed-zero", "streams-super",
        "in bos: SuperSpeedPlus USB capability.bmSublinkSpeedAttr[1] = b0 00 00 00", "nothing can be sent" },
    { "super-speed-plus.protocol", "streams-super",
        "in bos: SuperSpeedPlus USB capability.bmSublinkSpeedAttr[1] = b0 80 05 00", "is 2, which is reserved" },
    { "super-speed-plus.functionality", "streams-super",
        "in bos: SuperSpeedPlus USB capability.wFunctionalitySupport = 04 11", "speed id 4" },
    { "super-speed-plus.lanes-zero", "streams-super",
        "in bos: SuperSpeedPlus USB capability.wFunctionalitySupport = 01 01", "0x0101" },
    { "super-speed-plus.reserved", "streams-super", "in bos: SuperSpeedPlus USB capability.bReserved = 01", "is 0x01" },
    { "super-speed-plus.reserved-bits", "streams-super",
        "in bos: SuperSpeedPlus USB capability.bmAttributes = 23 02 00 00", "0x00000223" },
    { "super-speed-plus.reserved-functionality", "streams-super",
        "in bos: SuperSpeedPlus USB capability.wFunctionalitySupport = 11 11", "0x1111" },
    { "super-speed-plus.reserved-word", "streams-super", "in bos: SuperSpeedPlus USB capability.wReserved = 01 00",
        "0x0001" },
    { "super-speed-plus.reserved-attribute", "streams-super",
        "in bos: SuperSpeedPlus USB capability.bmSublinkSpeedAttr[1] = b0 01 05 00", "0x000501b0" },
});

} // namespace

std::span<const RuleRow> bosRows() { return kRows; }

} // namespace wb::test
