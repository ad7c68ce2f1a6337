// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/lint/rows.h"

#include <array>

namespace wb::test {
namespace {

constexpr auto kRows = std::to_array<RuleRow>({
    { "endpoint.control-shared", "streams-full", "Endpoint descriptor#2.bEndpointAddress = 81", "EP1 IN (0x81)" },
    { "endpoint.low-speed-count", "keyboard-full",
        "speed low; behind Endpoint descriptor: 07 05 02 03 08 00 0a 07 05 83 03 08 00 0a; Interface "
        "descriptor.bNumEndpoints = 03",
        "has 3 endpoints" },
    { "endpoint.full-speed-size", "streams-full", "Endpoint descriptor#2.wMaxPacketSize = 30 00", "is 48" },
    { "endpoint.control-size", "streams-full", "in other-speed 0: Endpoint descriptor.wMaxPacketSize = 20 00",
        "High Speed a control endpoint must say 64" },
    { "endpoint.control-size", "streams-super", "Endpoint descriptor#3.wMaxPacketSize = 40 00", "must say 512" },
    { "endpoint.interrupt-size-zero", "keyboard-full", "Endpoint descriptor.wMaxPacketSize = 00 00", "is 0" },
    { "endpoint.multiplier-size", "functions-high", "Endpoint descriptor#2.wMaxPacketSize = 00 0a",
        "2 packets of 512" },
    { "endpoint.multiplier-size", "functions-high", "Endpoint descriptor#2.wMaxPacketSize = aa 12",
        "3 packets of 682" },
    { "endpoint.reserved-bits", "mass-storage-high", "Endpoint descriptor.bmAttributes = 42",
        "0x42; the bits of 0xfc" },
    { "endpoint.reserved-bits", "functions-high", "Endpoint descriptor#2.bmAttributes = 45", "the bits of 0xc0" },
    { "endpoint.usage-reserved", "functions-high", "Endpoint descriptor#2.bmAttributes = 35", "usage type 3" },
    { "endpoint.usage-reserved", "streams-super", "Endpoint descriptor.bmAttributes = 23", "usage type 2" },
    { "endpoint.feedback-alone", "functions-high",
        "remove Endpoint descriptor#5; Interface descriptor#6.bNumEndpoints = 01", "no isochronous data endpoint OUT" },
    { "endpoint.interval-unused", "mass-storage-super", "Endpoint descriptor.bInterval = 01", "is 1" },
    { "endpoint.interval-low-speed", "keyboard-full", "speed low; Endpoint descriptor.bInterval = 08", "is 8" },
    { "endpoint.interval-notification", "streams-super", "Endpoint descriptor#2.bInterval = 07", "is 7" },
    { "companion.missing", "mass-storage-super", "remove SuperSpeed endpoint companion descriptor",
        "No SuperSpeed companion follows EP1 IN" },
    { "companion.below-super-speed", "mass-storage-super", "speed high", "must have none" },
    { "companion.repeated", "mass-storage-super", "after SuperSpeed endpoint companion descriptor: 06 30 0f 00 00 00",
        "a second one" },
    { "companion.position", "mass-storage-super", "after Endpoint descriptor#3: 04 25 01 00", "directly behind" },
    { "companion.reserved-bits", "mass-storage-super", "SuperSpeed endpoint companion descriptor.bmAttributes = 20",
        "0x20; the bits of 0xe0" },
    { "companion.reserved-bits", "streams-super", "SuperSpeed endpoint companion descriptor.bmAttributes = 01",
        "the bits of 0xff" },
    { "companion.reserved-bits", "streams-super", "SuperSpeed endpoint companion descriptor#4.bmAttributes = 06",
        "the bits of 0x7c" },
    { "companion.control-burst", "streams-super", "SuperSpeed endpoint companion descriptor#3.bMaxBurst = 01",
        "must say 0" },
    { "companion.interrupt-burst", "streams-super", "SuperSpeed endpoint companion descriptor.bMaxBurst = 03",
        "must be 0 to 2" },
    { "companion.burst-size", "streams-super", "Endpoint descriptor.wMaxPacketSize = 00 02",
        "is 512; as bMaxBurst is 2" },
    { "companion.streams", "mass-storage-super", "SuperSpeed endpoint companion descriptor.bmAttributes = 11",
        "2 to the power of 17" },
    { "companion.multiplier", "streams-super", "SuperSpeed endpoint companion descriptor#4.bmAttributes = 03", "is 3" },
    { "companion.multiplier-without-burst", "streams-super",
        "SuperSpeed endpoint companion descriptor#4.bMaxBurst = 00", "is 2 and bMaxBurst is 0" },
    { "companion.bytes-too-many", "streams-super", "SuperSpeed endpoint companion descriptor.wBytesPerInterval = 01 0c",
        "is 3073; the packets of a service interval hold 3072" },
    { "companion.bytes-zero", "streams-super", "SuperSpeed endpoint companion descriptor.wBytesPerInterval = 00 00",
        "is 0" },
    { "companion.bytes-unused", "mass-storage-super",
        "SuperSpeed endpoint companion descriptor.wBytesPerInterval = 00 04", "is 1024" },
    { "companion.plus-missing", "streams-super", "remove SuperSpeedPlus isochronous endpoint companion descriptor",
        "none follows" },
    { "companion.plus-unannounced", "streams-super", "SuperSpeed endpoint companion descriptor#5.bmAttributes = 02",
        "(0x02) does not announce" },
    { "companion.plus-unannounced", "streams-super",
        "after SuperSpeed endpoint companion descriptor#3: 08 31 00 00 00 40 01 00", "is not isochronous" },
    { "companion.plus-position", "streams-super", "after SuperSpeed endpoint companion descriptor#5: 04 25 01 00",
        "directly behind" },
    { "companion.plus-placeholder", "streams-super",
        "SuperSpeed endpoint companion descriptor#5.wBytesPerInterval = 00 c0", "must be 1" },
    { "companion.plus-bytes-few", "streams-super",
        "SuperSpeedPlus isochronous endpoint companion descriptor.dwBytesPerInterval = 00 c0 00 00", "is 49152" },
    { "companion.plus-bytes-many", "streams-super",
        "SuperSpeedPlus isochronous endpoint companion descriptor.dwBytesPerInterval = 00 80 01 00",
        "less than 98304" },
    { "companion.plus-at-gen-1", "streams-super", "speed super", "at 5 Gbit/s" },
    { "companion.plus-reserved", "streams-super",
        "SuperSpeedPlus isochronous endpoint companion descriptor.wReserved = 01 00", "is 0x0001" },
});

} // namespace

std::span<const RuleRow> endpointRows() { return kRows; }

} // namespace wb::test
