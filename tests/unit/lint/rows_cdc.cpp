// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/lint/rows.h"

#include <array>

namespace wb::test {
namespace {

constexpr auto kRows = std::to_array<RuleRow>({
    { "cdc.header-missing", "serial-full", "remove CDC header descriptor", "no CDC header" },
    { "cdc.header-first", "serial-full", "remove CDC header descriptor; after CDC union descriptor: 05 24 00 10 01",
        "before this header" },
    { "cdc.version", "serial-full", "CDC header descriptor.bcdCDC = 01 10", "0x1001" },
    { "cdc.functional-repeated", "serial-full", "after CDC union descriptor: 05 24 06 00 01", "already" },
    { "cdc.subclass", "serial-full", "Interface descriptor.bInterfaceSubClass = 0f", "0x0f" },
    { "cdc.union-missing", "serial-full", "remove CDC union descriptor", "no union" },
    { "cdc.union-empty", "serial-full", "remove CDC union descriptor; after CDC header descriptor: 04 24 06 00",
        "no subordinate" },
    { "cdc.union-control", "serial-full", "CDC union descriptor.bControlInterface = 01", "is 1" },
    { "cdc.union-dangling", "serial-full", "CDC union descriptor.bSubordinateInterface[0] = 05", "is 5" },
    { "cdc.union-data", "serial-full", "Interface descriptor#2.bInterfaceClass = ff", "0xff" },
    { "cdc.association", "ethernet-ncm-high", "remove Interface association descriptor#2", "2 and 3" },
    { "cdc.notification", "serial-full", "remove Endpoint descriptor", "no interrupt IN" },
    { "cdc.data-pair", "serial-full", "remove Endpoint descriptor#3", "no setting" },
    { "cdc.data-type", "serial-full", "Endpoint descriptor#2.bmAttributes = 03", "interrupt IN" },
    { "cdc.call-interface", "ethernet-ncm-high", "CDC call management descriptor.bDataInterface = 09", "is 9" },
    { "cdc.call-capability", "serial-full", "CDC call management descriptor.bmCapabilities = 02", "bit 1" },
    { "cdc.call-reserved", "serial-full", "CDC call management descriptor.bmCapabilities = 80", "0x80" },
    { "cdc.acm-missing", "serial-full", "remove CDC abstract control management descriptor", "what requests" },
    { "cdc.acm-reserved", "serial-full", "CDC abstract control management descriptor.bmCapabilities = 12", "0x12" },
    { "cdc.eem-endpoints", "ethernet-eem-high", "remove Endpoint descriptor", "no bulk IN" },

    { "cdc-network.union-missing", "ethernet-ecm-high", "remove CDC union descriptor", "not found" },
    { "cdc-network.ethernet-missing", "ethernet-ncm-high", "remove CDC Ethernet networking descriptor", "its address" },
    { "cdc-network.mac-missing", "ethernet-ecm-high", "CDC Ethernet networking descriptor.iMACAddress = 00", "is 0" },
    { "cdc-network.mac-digits", "ethernet-ecm-high",
        "section string 1 0x0409 = 1a 03 30 00 32 00 30 00 30 00 30 00 30 00 31 00 32 00 33 00 34 00 41 00 67 00",
        "12 hexadecimal" },
    { "cdc-network.mac-digits", "ethernet-ecm-high", "section string 1 0x0409 = 06 03 30 00 32 00", "12 hexadecimal" },
    { "cdc-network.mac-value", "ethernet-ecm-high",
        "section string 1 0x0409 = 1a 03 30 00 33 00 30 00 30 00 30 00 30 00 31 00 32 00 33 00 34 00 41 00 62 00",
        "a group's" },
    { "cdc-network.segment-size", "ethernet-ecm-high", "CDC Ethernet networking descriptor.wMaxSegmentSize = dc 05",
        "is 1500" },
    { "cdc-network.alternate-0", "ethernet-ncm-high",
        "remove Interface descriptor#2; "
        "Interface descriptor#2.bAlternateSetting = 00",
        "has 2 endpoints" },
    { "cdc-network.ncm-missing", "ethernet-ncm-high", "remove CDC NCM descriptor", "no NCM" },
    { "cdc-network.ncm-version", "ethernet-ncm-high", "CDC NCM descriptor.bcdNcmVersion = 10 01", "0x0110" },
    { "cdc-network.ncm-reserved", "ethernet-ncm-high", "CDC NCM descriptor.bmNetworkCapabilities = 40", "0x40" },
    { "cdc-network.data-protocol", "modem-mbim-high",
        "Interface descriptor#2.bInterfaceProtocol = 00; Interface descriptor#3.bInterfaceProtocol = 01", "0x02" },
    { "cdc-network.mbim-missing", "modem-mbim-high", "remove CDC MBIM descriptor", "no MBIM functional" },
    { "cdc-network.mbim-version", "modem-mbim-high", "CDC MBIM descriptor.bcdMBIMVersion = 00 02", "0x0200" },
    { "cdc-network.mbim-message", "modem-mbim-high", "CDC MBIM descriptor.wMaxControlMessage = 3f 00", "is 63" },
    { "cdc-network.mbim-reserved", "modem-mbim-high", "CDC MBIM descriptor.bmNetworkCapabilities = 21", "0x21" },
    { "cdc-network.mbim-extended", "modem-mbim-high", "remove CDC MBIM extended descriptor", "MTU of 1500" },
    { "cdc-network.rndis-notification", "ethernet-rndis-high", "remove Endpoint descriptor", "no interrupt IN" },
    { "cdc-network.rndis-data", "ethernet-rndis-high", "Interface descriptor#2.bInterfaceClass = ff", "0x0a" },
});

} // namespace

std::span<const RuleRow> cdcRows() { return kRows; }

} // namespace wb::test
