// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/lint/rows.h"

#include <array>

namespace wb::test {
namespace {

// A report descriptor that begins with an application collection and fields of one byte; an array of two keys.
#define REPORT(items) "section hid-report 0 = 05 01 09 06 a1 01 15 00 25 01 75 08 95 01 " items
#define KEYS "05 07 19 00 29 01 81 00 "

constexpr auto kRows = std::to_array<RuleRow>({
    { "hid.class-at-device", "keyboard-full", "Device descriptor.bDeviceClass = 03", "0x03" },
    { "hid.descriptor-missing", "keyboard-full", "remove HID descriptor", "no HID descriptor" },
    { "hid.descriptor-repeated", "keyboard-full", "after HID descriptor: 09 21 11 01 00 01 22 2d 00", "already" },
    { "hid.descriptor-place", "keyboard-full",
        "remove HID descriptor; behind Endpoint descriptor: 09 21 11 01 00 01 22 2d 00", "follows an endpoint" },
    { "hid.version", "keyboard-full", "HID descriptor.bcdHID = 00 02", "0x0200" },
    { "hid.country", "keyboard-full", "HID descriptor.bCountryCode = 24", "36" },
    { "hid.report-missing", "keyboard-full", "HID descriptor.bDescriptorType[0] = 23", "0x22" },
    { "hid.descriptor-type", "keyboard-full", "HID descriptor.bDescriptorType[0] = 24", "0x24" },
    { "hid.report-length-zero", "keyboard-full", "HID descriptor.wDescriptorLength[0] = 00 00", "is 0" },
    { "hid.report-length", "keyboard-full", "HID descriptor.wDescriptorLength[0] = 2e 00", "is 46" },
    { "hid.subclass", "keyboard-full", "Interface descriptor.bInterfaceSubClass = 02", "is 2" },
    { "hid.protocol", "keyboard-full", "Interface descriptor.bInterfaceProtocol = 03", "is 3" },
    { "hid.boot-protocol", "keyboard-full", "Interface descriptor.bInterfaceProtocol = 00", "neither" },
    { "hid.protocol-without-boot", "keyboard-full", "Interface descriptor.bInterfaceSubClass = 00", "is 1 without" },
    { "hid.interrupt-in", "keyboard-full", "Endpoint descriptor.bEndpointAddress = 01", "no interrupt IN" },
    { "hid.endpoint-type", "vendor-hid-full", "Endpoint descriptor#2.bmAttributes = 02", "bulk OUT" },
    { "hid.endpoint-repeated", "keyboard-full",
        "behind Endpoint descriptor: 07 05 82 03 08 00 0a; Interface descriptor.bNumEndpoints = 02", "more than one" },
    { "hid.report-split", "keyboard-full", "Endpoint descriptor.wMaxPacketSize = 03 00", "3 intervals" },
    { "hid.output-unused", "keyboard-full",
        "behind Endpoint descriptor: 07 05 02 03 08 00 0a; Interface descriptor.bNumEndpoints = 02",
        "no output report" },
    { "hid.boot-keyboard", "keyboard-full", REPORT("05 07 19 00 29 01 81 00 c0"), "six keys" },
    { "hid.boot-mouse", "mouse-low",
        "section hid-report 0 = 05 01 09 02 a1 01 85 01 09 30 09 31 15 81 25 7f 75 08 95 02 81 06 c0", "X and Y" },

    { "hid-report.outside-collection", "vendor-hid-full", REPORT(KEYS "c0 " KEYS), "no collection" },
    { "hid-report.top-level", "keyboard-full",
        "section hid-report 0 = 05 01 09 06 a1 02 15 00 25 01 75 08 95 01 " KEYS "c0", "kind 2" },
    { "hid-report.top-level-usage", "keyboard-full",
        "section hid-report 0 = 05 01 a1 01 15 00 25 01 75 08 95 01 " KEYS "c0", "no usage" },
    { "hid-report.collection-usage", "keyboard-full", REPORT("a1 02 " KEYS "c0 c0"), "This collection has no usage" },
    { "hid-report.collection-kind", "keyboard-full", REPORT("09 01 a1 07 " KEYS "c0 c0"), "kind 7" },
    { "hid-report.no-report", "keyboard-full", REPORT("c0"), "single bit" },
    { "hid-report.id-mixed", "keyboard-full", REPORT(KEYS "85 01 " KEYS "c0"), "without Report ID" },
    { "hid-report.id-shared", "keyboard-full", REPORT(KEYS "c0 05 01 09 02 a1 01 " KEYS "c0"), "top-level" },
    { "hid-report.padding", "keyboard-full", REPORT("75 03 " KEYS "c0"), "5 bits of padding" },
    { "hid-report.push-open", "keyboard-full", REPORT("a4 " KEYS "c0"), "Pop" },
    { "hid-report.delimiter", "keyboard-full", REPORT("a9 01 " KEYS "c0"), "not closed" },
    { "hid-report.delimiter", "keyboard-full", REPORT("a9 01 a9 01 " KEYS "c0"), "nested" },
    { "hid-report.delimiter", "keyboard-full", REPORT("a9 00 " KEYS "c0"), "No delimiter" },
    { "hid-report.range-open", "keyboard-full", REPORT("09 01 19 01 81 02 c0"), "Usage Maximum" },
    { "hid-report.range-open", "keyboard-full", REPORT("49 01 " KEYS "c0"), "Designator Maximum" },
    { "hid-report.range-start", "keyboard-full", REPORT("99 01 " KEYS "c0"), "String Minimum" },
    { "hid-report.local-item", "keyboard-full", REPORT("69 01 " KEYS "c0"), "tag 6" },
    { "hid-report.locals-lost", "keyboard-full", REPORT(KEYS "09 04 c0"), "lost" },

    { "hid-report.empty-field", "keyboard-full", REPORT(KEYS "95 00 " KEYS "c0"), "Report Count 0" },
    { "hid-report.field-span", "keyboard-full", REPORT("06 00 ff 75 28 09 01 81 02 c0"), "40 bits" },
    { "hid-report.field-span", "keyboard-full", REPORT("06 00 ff 75 04 09 01 81 02 75 20 09 02 81 02 75 04 81 03 c0"),
        "begins at bit 4" },
    { "hid-report.logical-order", "keyboard-full", REPORT("15 02 " KEYS "c0"), "2 is above" },
    { "hid-report.logical-single", "keyboard-full", REPORT("15 01 " KEYS "c0"), "both 1" },
    { "hid-report.logical-range", "keyboard-full", REPORT("05 09 26 00 01 09 01 81 02 c0"), "0 to 256" },
    { "hid-report.logical-range", "keyboard-full", REPORT("05 09 15 81 26 80 00 09 01 81 02 c0"), "-127 to 128" },
    { "hid-report.null-state", "keyboard-full", REPORT("26 ff 00 09 30 81 42 c0"), "null state" },
    { "hid-report.physical-range", "keyboard-full", REPORT("35 05 45 05 " KEYS "c0"), "5 to 5" },
    { "hid-report.exponent-without-unit", "keyboard-full", REPORT("55 0e " KEYS "c0"), "is -2" },
    { "hid-report.unit-reserved", "keyboard-full", REPORT("65 15 " KEYS "c0"), "unit system 5" },
    { "hid-report.unit-reserved", "keyboard-full", REPORT("67 11 00 00 10 " KEYS "c0"), "reserved bits" },
    { "hid-report.usage-missing", "keyboard-full", REPORT("81 02 c0"), "no usage" },
    { "hid-report.usage-excess", "keyboard-full", REPORT("09 30 09 31 81 02 c0"), "2 usages" },
    { "hid-report.usage-page", "keyboard-full", REPORT("05 00 09 30 81 02 c0"), "page 0" },
    { "hid-report.usage-page-reserved", "keyboard-full", REPORT("06 ff 00 09 30 81 02 c0"), "0x00ff" },
    { "hid-report.array-unnamed", "keyboard-full", REPORT("25 10 " KEYS "c0"), "2 usages for the 17 values" },
    { "hid-report.array-unreachable", "keyboard-full", REPORT("05 07 19 00 29 05 81 00 c0"), "6 usages for the 2" },
    { "hid-report.usage-twice", "keyboard-full", REPORT("09 30 81 02 09 30 81 02 c0"), "twice" },
});

#undef REPORT
#undef KEYS

} // namespace

std::span<const RuleRow> hidRows() { return kRows; }

} // namespace wb::test
