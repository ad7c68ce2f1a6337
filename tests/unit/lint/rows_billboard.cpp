// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/lint/rows.h"

#include <array>

namespace wb::test {
namespace {

constexpr auto kRows = std::to_array<RuleRow>({
    { "billboard.capability-missing", "billboard-high",
        "in bos: remove Billboard capability; in bos: Binary device object store (BOS) descriptor.bNumDeviceCaps = 08",
        "type 13" },
    { "billboard.class-missing", "billboard-high",
        "Device descriptor.bDeviceClass = ff; Interface descriptor.bInterfaceClass = ff", "of class 0x11" },
    { "billboard.container-missing", "billboard-high",
        "in bos: remove Container ID capability; in bos: Binary device object store (BOS) descriptor.bNumDeviceCaps = "
        "08",
        "type 4" },
    { "billboard.preferred-mode", "billboard-high", "in bos: Billboard capability.bPreferredAlternateMode = 02",
        "is 2; with 2 modes" },
    { "billboard.vconn-power", "billboard-high",
        "in bos: after Container ID capability: 34 10 0d 00 02 00 07 00 05 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
        "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 21 01 00 00 01 ff 00 00 01 ff 01 00; in bos: remove "
        "Billboard capability#2",
        "0x0007" },
    { "billboard.state-beyond", "billboard-high",
        "in bos: after Container ID capability: 34 10 0d 00 02 00 00 00 15 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
        "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 21 01 00 00 01 ff 00 00 01 ff 01 00; in bos: remove "
        "Billboard capability#2",
        "for mode 2" },
    { "billboard.version", "billboard-high", "in bos: Billboard capability.bcdVersion = 02 00", "0x0002" },
    { "billboard.version", "billboard-high", "in bos: Billboard capability.bcdVersion = 20 01", "0x0120" },
    { "billboard.svid-zero", "billboard-high",
        "in bos: after Container ID capability: 34 10 0d 00 02 00 00 00 05 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
        "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 21 01 00 00 00 00 00 00 01 ff 01 00; in bos: remove "
        "Billboard capability#2",
        "of mode 0 is 0" },
    { "billboard.mode-repeated", "billboard-high",
        "in bos: after Container ID capability: 34 10 0d 00 02 00 00 00 05 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
        "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 21 01 00 00 01 ff 01 00 01 ff 01 00; in bos: remove "
        "Billboard capability#2",
        "Mode 1 of SVID 0xff01" },
    { "billboard.mode-index", "billboard-high", "in bos: Billboard alternate mode capability#2.bIndex = 02", "is 2" },
    { "billboard.mode-count", "billboard-high", "in bos: Billboard capability.bNumberOfAlternateModes = 00",
        "is 0; it must be 1 to 52" },
    { "billboard.reserved-power", "billboard-high",
        "in bos: after Container ID capability: 34 10 0d 00 02 00 08 00 05 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
        "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 21 01 00 00 01 ff 00 00 01 ff 01 00; in bos: remove "
        "Billboard capability#2",
        "0x0008" },
    { "billboard.reserved-failure", "billboard-high", "in bos: Billboard capability.bAdditionalFailureInfo = 04",
        "0x04" },
    { "billboard.reserved", "billboard-high", "in bos: Billboard capability.bReserved = 01", "0x01" },
    { "platform.reserved", "billboard-high", "in bos: Platform capability.bReserved = 01", "0x01" },
    { "platform.repeated", "billboard-high",
        "in bos: after Platform capability: 18 10 05 00 38 b6 08 34 a9 09 a0 47 8b fd a0 76 88 15 b6 65 00 01 01 00; "
        "in bos: Binary device object store (BOS) descriptor.bNumDeviceCaps = 0a",
        "there already" },
    { "platform.webusb-length", "billboard-high",
        "in bos: after Platform capability: 17 10 05 00 38 b6 08 34 a9 09 a0 47 8b fd a0 76 88 15 b6 65 00 01 01; in "
        "bos: remove Platform capability",
        "has 23 bytes" },
    { "platform.webusb-version", "billboard-high", "in bos: Platform capability.bcdVersion = 01 00", "0x0001" },
    { "platform.msos20-length", "billboard-high",
        "in bos: remove Platform capability#2; in bos: after Platform capability: 14 10 05 00 df 60 dd d8 89 45 c7 4c "
        "9c d2 65 9d 9e 64 8a 9f",
        "has 20 bytes" },
    { "platform.msos20-windows-version", "billboard-high",
        "in bos: remove Platform capability#2; in bos: after Platform capability: 1c 10 05 00 df 60 dd d8 89 45 c7 4c "
        "9c d2 65 9d 9e 64 8a 9f 00 00 02 06 0a 00 02 00",
        "0x06020000" },
    { "platform.msos20-version-repeated", "billboard-high",
        "in bos: remove Platform capability#2; in bos: after Platform capability: 24 10 05 00 df 60 dd d8 89 45 c7 4c "
        "9c d2 65 9d 9e 64 8a 9f 00 00 03 06 0a 00 02 00 00 00 03 06 0a 00 02 00",
        "0x06030000 is there already" },
    { "platform.msos20-set-short", "billboard-high",
        "in bos: remove Platform capability#2; in bos: after Platform capability: 1c 10 05 00 df 60 dd d8 89 45 c7 4c "
        "9c d2 65 9d 9e 64 8a 9f 00 00 03 06 09 00 02 00",
        "is 9" },
    { "platform.msos20-set-length", "billboard-high", "section msos20 0 = 0a 00 00 00 00 00 03 06 0a 00 00 00",
        "is 10 and the descriptor set has 12 bytes" },
    { "summary.version", "billboard-high", "in bos: Configuration summary capability.bcdVersion = 00 02", "0x0200" },
    { "summary.empty", "billboard-high",
        "in bos: after Billboard capability: 09 10 10 00 01 11 00 00 00; in bos: remove Configuration summary "
        "capability#2",
        "is 0" },
    { "summary.configuration-index", "billboard-high",
        "in bos: after Billboard capability: 0a 10 10 00 01 11 00 00 01 01; in bos: remove Configuration summary "
        "capability#2",
        "index 1" },
    { "summary.function-missing", "billboard-high", "in bos: Configuration summary capability.bClass = 08",
        "of class 0x08/0x00/0x00" },
    { "firmware.reserved-bits", "billboard-high", "in bos: Firmware status capability.bmAttributes = 07 00 00 00",
        "0x00000007" },
});

} // namespace

std::span<const RuleRow> billboardRows() { return kRows; }

} // namespace wb::test
