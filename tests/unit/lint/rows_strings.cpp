// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/lint/rows.h"

#include <array>

namespace wb::test {
namespace {

constexpr auto kRows = std::to_array<RuleRow>({
    { "string.missing", "mass-storage-high", "drop string 2", "iProduct names string 2" },
    { "string.missing", "functions-high", "section string 0 = 04 03 09 04; drop string 3",
        "iConfiguration names string 3" },
    { "string.languages-missing", "mass-storage-high", "drop string 0", "no string 0" },
    { "string.languages-empty", "mass-storage-high", "section string 0 = 02 03", "no language" },
    { "string.language-zero", "functions-high", "section string 0 = 06 03 09 04 00 00", "Language 2 is 0x0000" },
    { "string.language-repeated", "functions-high", "section string 0 = 06 03 09 04 09 04", "0x0409 is named before" },
    { "string.empty", "mass-storage-high", "section string 2 0x0409 = 02 03", "String 2 is empty" },
    { "string.surrogate", "mass-storage-high", "section string 2 0x0409 = 06 03 3d d8 61 00",
        "(0xd83d) as character 1" },
    { "string.surrogate", "mass-storage-high", "section string 2 0x0409 = 06 03 61 00 00 de",
        "(0xde00) as character 2" },
    { "string.nul", "mass-storage-high", "section string 2 0x0409 = 06 03 61 00 00 00",
        "a NUL (0x0000) as character 2" },
    { "string.control-character", "mass-storage-high", "section string 2 0x0409 = 06 03 61 00 0a 00",
        "(0x000a) as character 2" },
    { "string.spaces", "mass-storage-high", "section string 2 0x0409 = 06 03 61 00 20 00",
        "a space (0x0020) as character 2" },
    { "string.serial-character", "mass-storage-high",
        "section string 3 0x0409 = 1a 03 30 00 31 00 32 00 33 00 34 00 35 00 36 00 37 00 38 00 39 00 2c 00 42 00",
        "0x002c as character 11" },
    { "string.serial-mass-storage", "mass-storage-high", "section string 3 0x0409 = 06 03 30 00 31 00",
        "has 2 characters;" },
    { "string.serial-mass-storage", "mass-storage-high",
        "section string 3 0x0409 = 1a 03 30 00 31 00 32 00 33 00 34 00 35 00 36 00 37 00 38 00 39 00 61 00 42 00",
        "and not only digits" },
    { "qualifier.missing", "mass-storage-high", "drop qualifier", "no device qualifier" },
    { "qualifier.at-speed", "streams-full", "speed super", "runs at SuperSpeed" },
    { "qualifier.usb-version", "mass-storage-high", "in qualifier: Device qualifier descriptor.bcdUSB = 10 01",
        "is 1.10" },
    { "qualifier.class-differs", "mass-storage-high", "in qualifier: Device qualifier descriptor.bDeviceClass = ff",
        "0xff/0x00/0x00" },
    { "qualifier.packet-size", "streams-full", "in qualifier: Device qualifier descriptor.bMaxPacketSize0 = 08",
        "is 8" },
    { "qualifier.no-configuration", "mass-storage-high",
        "in qualifier: Device qualifier descriptor.bNumConfigurations = 00", "is 0" },
    { "qualifier.configuration-count", "mass-storage-high",
        "in qualifier: Device qualifier descriptor.bNumConfigurations = 02",
        "is 2 and there is 1 other-speed configuration" },
    { "qualifier.reserved", "mass-storage-high", "in qualifier: Device qualifier descriptor.bReserved = 01", "0x01" },
    { "other-speed.value", "mass-storage-high",
        "in other-speed 0: Other-speed configuration descriptor.bConfigurationValue = 02", "is 2" },
    { "other-speed.interfaces", "streams-full", "in other-speed 0: remove Interface descriptor#2",
        "1 interface with 1 setting, at this one 1 with 2" },
    { "other-speed.interface-class", "mass-storage-high", "in other-speed 0: Interface descriptor.bInterfaceClass = ff",
        "of class 0xff" },
    { "other-speed.attributes", "mass-storage-high",
        "in other-speed 0: Other-speed configuration descriptor.bmAttributes = a0", "0xa0" },
});

} // namespace

std::span<const RuleRow> stringRows() { return kRows; }

} // namespace wb::test
