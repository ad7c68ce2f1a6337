// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/lint/rows.h"

#include <array>

namespace wb::test {
namespace {

constexpr auto kRows = std::to_array<RuleRow>({
    { "interface.isochronous-in-default", "mass-storage-high", "Endpoint descriptor.bmAttributes = 05", "512" },
    { "interface.number-gap", "mass-storage-high", "Interface descriptor.bInterfaceNumber = 01", "is 1" },
    { "interface.order", "functions-high", "behind Interface descriptor#6: 09 04 01 02 00 ff 01 00 00",
        "Interface 1 stands behind interface 3" },
    { "interface.setting-order", "streams-full",
        "Interface descriptor.bAlternateSetting = 01; Interface descriptor#2.bAlternateSetting = 00",
        "stands behind setting 1" },
    { "interface.setting-gap", "streams-full", "Interface descriptor#2.bAlternateSetting = 03",
        "is 3; the next number is 1" },
    { "interface.class-zero", "mass-storage-high", "Interface descriptor.bInterfaceClass = 00", "is 0" },
    { "interface.class-differs", "streams-full", "Interface descriptor#2.bInterfaceClass = 0a",
        "of class 0x0a and setting 0 of class 0xff" },
    { "interface.endpoint-shared", "functions-high", "Endpoint descriptor#3.bEndpointAddress = 81",
        "belongs to interface 0; interface 2" },
    { "interface.interrupt-in-default", "functions-high", "Endpoint descriptor.wMaxPacketSize = 80 00",
        "asks for 128 bytes" },
    { "interface.bandwidth", "functions-high",
        "behind Endpoint descriptor#2: 07 05 85 05 00 14 01; Interface descriptor#3.bNumEndpoints = 02; Endpoint "
        "descriptor#2.wMaxPacketSize = 00 14",
        "80 % at most" },
    { "interface.bandwidth", "streams-full",
        "behind Endpoint descriptor#4: 07 05 84 01 ff 03 01; Interface descriptor#2.bNumEndpoints = 02",
        "90 % at most" },
    { "association.missing-interface", "functions-high", "Interface association descriptor#2.bInterfaceCount = 03",
        "interfaces 2 to 4 and the configuration has 2" },
    { "association.overlap", "functions-high", "Interface association descriptor#2.bFirstInterface = 01",
        "Interface 1 belongs" },
    { "association.behind-interface", "functions-high",
        "cut Interface association descriptor; behind Interface descriptor: 08 0b 00 02 ff 01 00 00", "first: 0" },
    { "association.single-interface", "functions-high", "Interface association descriptor.bInterfaceCount = 01",
        "is 1" },
    { "association.class-zero", "functions-high", "Interface association descriptor.bFunctionClass = 00", "is 0" },
    { "association.class-foreign", "functions-high", "Interface association descriptor.bFunctionClass = 0a",
        "is 0x0a" },
});

} // namespace

std::span<const RuleRow> interfaceRows() { return kRows; }

} // namespace wb::test
