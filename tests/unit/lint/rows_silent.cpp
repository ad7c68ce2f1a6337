// SPDX-License-Identifier: GPL-3.0-or-later
// Where rules make an exception, or do not know enough to speak.
#include "tests/unit/lint/rows.h"

#include <array>

namespace wb::test {
namespace {

constexpr auto kRows = std::to_array<SilentRow>({
    // Linux' root hubs
    { "hub.protocol", "hub-high", "Device descriptor.idVendor = 6b 1d; Device descriptor.bDeviceProtocol = 00" },
    { "hub.interval", "hub-super", "Device descriptor.idVendor = 6b 1d; Endpoint descriptor.bInterval = 0c" },
    { "hub.power-mode", "hub-high",
        "Device descriptor.idVendor = 6b 1d; in hub: Hub descriptor.wHubCharacteristics = 0a 00" },
    // the speed is not known
    { "hub.interval", "hub-high", "speed unknown; Endpoint descriptor.bInterval = 01" },
    { "hub.descriptor-type", "hub-high", "speed unknown; section hub = 0c 2a 04 09 00 32 00 04 78 00 00 00" },
    { "storage.cbi-speed", "floppy-full", "speed unknown" },
    { "storage.uas-streams", "mass-storage-super",
        "speed unknown; SuperSpeed endpoint companion descriptor#5.bmAttributes = 00" },
    // what would be needed was not read
    { "hid.report-length", "keyboard-full", "drop hid-report 0; HID descriptor.wDescriptorLength[0] = 2e 00" },
    { "hid.boot-keyboard", "keyboard-full", "drop hid-report 0" },
    { "hub.endpoint-size", "hub-high", "drop hub" },
    { "cdc-network.mac-digits", "ethernet-ecm-high", "drop string 1" },
    // strings that nobody may have asked for: the last one, the manufacturer's, one of several, one of a device whose
    // second language was not read or whose languages are not known
    { "string.missing", "mass-storage-high", "Device descriptor.iSerialNumber = 09" },
    { "string.missing", "mass-storage-high", "drop string 1" },
    { "string.missing", "functions-high", "section string 0 = 04 03 09 04; drop string 2; drop string 3" },
    { "string.missing", "mass-storage-high", "section string 0 = 06 03 09 04 07 04; drop string 2" },
    { "string.missing", "mass-storage-high", "drop string 0; drop string 2" },
    // readers that cut blocks themselves
    { "ccid.ifsd", "smart-card-full", "Smart card device class descriptor.dwMaxIFSD = ff 00 00 00" },
    // no mode is preferred
    { "billboard.preferred-mode", "billboard-high", "in bos: Billboard capability.bPreferredAlternateMode = ff" },
    // the ST extension's own bit
    { "dfu.reserved-bits", "dfu-full",
        "DFU functional descriptor.bcdDFUVersion = 1a 01; DFU functional descriptor.bmAttributes = 8b" },
    // cards with a USB interface of their own
    { "ccid.features-reserved", "smart-card-full",
        "Interface descriptor.bInterfaceProtocol = 02; "
        "Smart card device class descriptor.dwFeatures = 40 08 02 00" },
    { "ccid.message-length", "smart-card-full",
        "Interface descriptor.bInterfaceProtocol = 02; "
        "Smart card device class descriptor.dwFeatures = 40 08 04 00; "
        "Smart card device class descriptor.dwMaxCCIDMessageLength = 05 01 00 00" },
    { "ccid.bulk-endpoints", "smart-card-full",
        "Interface descriptor.bInterfaceProtocol = 02; remove Endpoint descriptor" },
    // an exponent that outlives its unit
    { "hid-report.exponent-without-unit", "keyboard-full",
        "section hid-report 0 = 05 01 09 06 a1 01 15 00 25 01 75 08 95 01 55 0e 65 11 09 30 81 02 65 00 09 31 81 02 "
        "c0" },
    // a union names the data interface of RNDIS, which need not be the next
    { "cdc-network.rndis-data", "ethernet-rndis-high",
        "CDC union descriptor.bSubordinateInterface[0] = 02; Interface descriptor#2.bInterfaceNumber = 02; "
        "behind Interface descriptor: 09 04 01 00 00 ff 00 00 00" },
    // RNDIS came before CDC's rules for it
    { "cdc.header-missing", "serial-full",
        "Interface descriptor.bInterfaceProtocol = ff; remove CDC header descriptor" },
    // a further Bluetooth interface carries what its vendor likes
    { "bluetooth.endpoints", "bluetooth-full", "behind Interface descriptor#7: 09 04 02 00 00 e0 01 01 00" },
    // a vendor's pages and usages are the vendor's
    { "hid-report.usage-twice", "keyboard-full",
        "section hid-report 0 = 06 00 ff 09 06 a1 01 15 00 25 01 75 08 95 01 09 30 81 02 09 30 81 02 c0" },
    { "hid-report.array-unnamed", "keyboard-full",
        "section hid-report 0 = 06 00 ff 09 06 a1 01 15 00 25 7f 75 08 95 01 09 30 81 00 c0" },
});

} // namespace

std::span<const SilentRow> silentRows() { return kRows; }

} // namespace wb::test
