// SPDX-License-Identifier: GPL-3.0-or-later
// Storage, smart cards, firmware upgrade, hubs, printers, instruments, cameras, wireless controllers, misplaced
// descriptors.
#include "tests/unit/lint/rows.h"

#include <array>

namespace wb::test {
namespace {

constexpr auto kRows = std::to_array<RuleRow>({
    { "storage.subclass", "mass-storage-high", "Interface descriptor.bInterfaceSubClass = 09", "0x09" },
    { "storage.protocol", "mass-storage-high", "Interface descriptor.bInterfaceProtocol = 51", "0x51" },
    { "storage.bulk-endpoints", "mass-storage-high", "remove Endpoint descriptor#2", "no bulk OUT" },
    { "storage.extra-endpoint", "mass-storage-high", "behind Endpoint descriptor#2: 07 05 83 03 08 00 04",
        "interrupt IN" },
    { "storage.cbi-interrupt", "floppy-full", "remove Endpoint descriptor#3", "no interrupt IN" },
    { "storage.cbi-speed", "mass-storage-high", "Interface descriptor.bInterfaceProtocol = 01", "0x01" },
    { "storage.uas-pipe-missing", "mass-storage-super", "remove Endpoint descriptor#6; remove Pipe usage descriptor#4",
        "no command pipe" },
    { "storage.uas-pipe-untold", "mass-storage-super", "remove Pipe usage descriptor", "No pipe usage" },
    { "storage.uas-pipe-id", "mass-storage-super", "Pipe usage descriptor.bPipeID = 05", "bPipeID 5 does not exist" },
    { "storage.uas-pipe-id", "mass-storage-super", "Pipe usage descriptor#2.bPipeID = 03", "bPipeID 3 was used" },
    { "storage.uas-pipe-direction", "mass-storage-super", "Endpoint descriptor#5.bEndpointAddress = 03",
        "status pipe is a bulk OUT" },
    { "storage.uas-streams", "mass-storage-super", "SuperSpeed endpoint companion descriptor#5.bmAttributes = 00",
        "status pipe has no streams" },
    { "storage.uas-command-streams", "mass-storage-super",
        "SuperSpeed endpoint companion descriptor#6.bmAttributes = 04", "MaxStreams 4" },
    { "storage.uas-alone", "mass-storage-super", "Interface descriptor.bInterfaceProtocol = 62", "UAS only" },

    { "ccid.descriptor-missing", "smart-card-full", "remove Smart card device class descriptor", "what the reader" },
    { "ccid.protocol", "smart-card-full", "Interface descriptor.bInterfaceProtocol = 03", "is 3" },
    { "ccid.bulk-endpoints", "smart-card-full", "remove Endpoint descriptor", "no bulk IN" },
    { "ccid.insertion", "smart-card-full", "remove Endpoint descriptor#3", "came or went" },
    { "ccid.version", "smart-card-full", "Smart card device class descriptor.bcdCCID = 01 10", "0x1001" },
    { "ccid.voltage", "smart-card-full", "Smart card device class descriptor.bVoltageSupport = 00", "5.0 V" },
    { "ccid.voltage-reserved", "smart-card-full", "Smart card device class descriptor.bVoltageSupport = 0f", "0x0f" },
    { "ccid.card-protocol", "smart-card-full", "Smart card device class descriptor.dwProtocols = 00 00 00 00", "T=0" },
    { "ccid.card-protocol-reserved", "smart-card-full", "Smart card device class descriptor.dwProtocols = 07 00 00 00",
        "0x00000007" },
    { "ccid.clock", "smart-card-full", "Smart card device class descriptor.dwDefaultClock = 41 1f 00 00", "is 8001" },
    { "ccid.data-rate", "smart-card-full", "Smart card device class descriptor.dwDataRate = 00 00 00 00", "is 0" },
    { "ccid.ifsd", "smart-card-full",
        "Smart card device class descriptor.dwFeatures = ba 04 01 00; "
        "Smart card device class descriptor.dwMaxIFSD = ff 00 00 00",
        "is 255" },
    { "ccid.exchange-level", "smart-card-full", "Smart card device class descriptor.dwFeatures = ba 04 06 00",
        "are 6" },
    { "ccid.negotiation", "smart-card-full", "Smart card device class descriptor.dwFeatures = fa 04 02 00", "0x40" },
    { "ccid.features-reserved", "smart-card-full", "Smart card device class descriptor.dwFeatures = bb 04 02 00",
        "0x000204bb" },
    { "ccid.features-reserved", "smart-card-full", "Smart card device class descriptor.dwFeatures = ba 0c 02 00",
        "0x00020cba" },
    { "ccid.message-length", "smart-card-full",
        "Smart card device class descriptor.dwMaxCCIDMessageLength = 3f 00 00 00", "is 63" },
    { "ccid.message-length", "smart-card-full",
        "Smart card device class descriptor.dwFeatures = ba 04 04 00; "
        "Smart card device class descriptor.dwMaxCCIDMessageLength = 0e 01 00 00",
        "is 270" },
    { "ccid.short-apdu", "smart-card-full", "Smart card device class descriptor.dwMaxCCIDMessageLength = 0e 01 00 00",
        "is 270" },
    { "ccid.pin-reserved", "smart-card-full", "Smart card device class descriptor.bPINSupport = 04", "0x04" },
    { "ccid.busy-slots", "smart-card-full", "Smart card device class descriptor.bMaxCCIDBusySlots = 02", "is 2" },

    { "dfu.descriptor-missing", "dfu-full", "remove DFU functional descriptor", "how firmware" },
    { "dfu.protocol", "dfu-full", "Interface descriptor.bInterfaceProtocol = 00", "is 0" },
    { "dfu.endpoints", "dfu-full", "after Interface descriptor: 07 05 81 02 40 00 00", "(1)" },
    { "dfu.mode-alone", "dfu-full", "behind Interface descriptor#2: 09 04 01 00 00 ff 00 00 00", "Interface 1" },
    { "dfu.reserved-bits", "dfu-full", "DFU functional descriptor.bmAttributes = 1b", "0x1b" },
    { "dfu.reserved-bits", "dfu-full",
        "DFU functional descriptor.bcdDFUVersion = 1a 01; DFU functional descriptor.bmAttributes = 9b", "0x9b" },
    { "dfu.no-direction", "dfu-full", "DFU functional descriptor.bmAttributes = 08", "neither" },
    { "dfu.transfer-zero", "dfu-full", "DFU functional descriptor.wTransferSize = 00 00", "is 0" },
    { "dfu.transfer-small", "dfu-full", "DFU functional descriptor.wTransferSize = 20 00", "is 32" },
    { "dfu.transfer-large", "dfu-full", "DFU functional descriptor.wTransferSize = 01 10", "is 4097" },
    { "dfu.version", "dfu-full", "DFU functional descriptor.bcdDFUVersion = 00 02", "0x0200" },

    { "hub.interface", "hub-full", "behind Interface descriptor: 09 04 01 00 00 ff 00 00 00", "0xff" },
    { "hub.interface", "hub-full", "remove Interface descriptor", "no interface" },
    { "hub.endpoint", "hub-full", "Endpoint descriptor.bEndpointAddress = 01", "interrupt IN" },
    { "hub.endpoint-size", "hub-high", "section hub = 0b 29 08 29 00 32 64 00 00 ff ff", "needs 2 bytes" },
    { "hub.interval", "hub-full", "Endpoint descriptor.bInterval = 0c", "is 12" },
    { "hub.protocol", "hub-super", "Device descriptor.bDeviceProtocol = 01", "is 1" },
    { "hub.translators", "hub-high", "Interface descriptor#2.bInterfaceProtocol = 01", "protocol 2" },
    { "hub.descriptor-type", "hub-super", "section hub = 09 29 04 2d 00 32 64 06 ff", "0x29" },
    { "hub.descriptor-length", "hub-high", "section hub = 0b 29 04 2d 00 32 64 06 00 ff ff", "has 11 bytes" },
    { "hub.ports", "hub-super", "in hub: SuperSpeed hub descriptor.bNbrPorts = 10", "is 16" },
    { "hub.ports", "hub-high", "in hub: Hub descriptor.bNbrPorts = 00", "is 0" },
    { "hub.characteristics-reserved", "hub-high", "in hub: Hub descriptor.wHubCharacteristics = 2d 01", "0x012d" },
    { "hub.super-characteristics-reserved", "hub-super",
        "in hub: SuperSpeed hub descriptor.wHubCharacteristics = 29 00", "0x0029" },
    { "hub.power-mode", "hub-high", "in hub: Hub descriptor.wHubCharacteristics = 2e 00", "no power switching" },
    { "hub.over-current", "hub-high", "in hub: Hub descriptor.wHubCharacteristics = 35 00", "self-powered" },
    { "hub.think-time", "hub-full", "in hub: Hub descriptor.wHubCharacteristics = 31 00", "think time" },
    { "hub.removable-bits", "hub-high", "in hub: Hub descriptor.DeviceRemovable = 07", "07 has bits" },
    { "hub.removable-bits", "hub-super", "in hub: SuperSpeed hub descriptor.DeviceRemovable = 20 00", "ports 1 to 4" },
    { "hub.compound", "hub-high", "in hub: Hub descriptor.DeviceRemovable = 00", "can be removed" },
    { "hub.compound", "hub-full", "in hub: Hub descriptor.DeviceRemovable = 02", "cannot be removed" },
    { "hub.power-mask", "hub-high", "in hub: Hub descriptor.PortPwrCtrlMask = ef", "port 4" },
    { "hub.controller-current", "hub-full", "in hub: Hub descriptor.bHubContrCurrent = 65", "101 mA" },
    { "hub.header-latency", "hub-super", "in hub: SuperSpeed hub descriptor.bHubHdrDecLat = 0b", "is 11" },

    { "printer.subclass", "printer-high", "Interface descriptor.bInterfaceSubClass = 00", "is 0" },
    { "printer.protocol", "printer-high", "Interface descriptor.bInterfaceProtocol = 00", "0x00" },
    { "printer.bulk-out", "printer-high", "remove Endpoint descriptor#2", "no bulk OUT" },
    { "printer.bulk-in", "printer-high", "remove Endpoint descriptor", "no bulk IN" },
    { "printer.ipp-interfaces", "printer-high", "remove Interface descriptor#3", "Interface 1 is the only one" },
    { "printer.ipp-descriptor", "printer-high", "remove IPP printer descriptor", "Interface 1 has no IPP" },

    { "usbtmc.protocol", "oscilloscope-high", "Interface descriptor.bInterfaceProtocol = 02", "is 2" },
    { "usbtmc.bulk-endpoints", "oscilloscope-high", "remove Endpoint descriptor#2", "no bulk OUT" },
    { "usbtmc.endpoint-repeated", "oscilloscope-high", "behind Endpoint descriptor#3: 07 05 84 02 00 02 00",
        "second bulk IN" },
    { "usbtmc.usb488-interrupt", "oscilloscope-high", "remove Endpoint descriptor#3", "service requests" },

    { "still-image.subclass", "camera-high", "Interface descriptor.bInterfaceSubClass = 02", "is 2" },
    { "still-image.protocol", "camera-high", "Interface descriptor.bInterfaceProtocol = 00", "is 0" },
    { "still-image.endpoints", "camera-high", "remove Endpoint descriptor#3", "carries events" },

    { "wireless.codes", "bluetooth-full", "Interface descriptor.bInterfaceProtocol = 05", "0xe00105" },
    { "bluetooth.endpoints", "bluetooth-full", "remove Endpoint descriptor#3", "no bulk OUT" },
    { "bluetooth.event-size", "bluetooth-full", "Endpoint descriptor.wMaxPacketSize = 08 00", "is 8" },
    { "bluetooth.voice-pair", "bluetooth-full", "remove Endpoint descriptor#15", "no isochronous OUT" },
    { "bluetooth.voice-size", "bluetooth-full", "Endpoint descriptor#6.wMaxPacketSize = 0a 00", "9 bytes" },
    { "bluetooth.voice-settings", "bluetooth-full", "remove Interface descriptor#7", "end at 4" },

    { "descriptor.unknown-type", "mass-storage-high", "after Configuration descriptor: 03 12 00", "0x12" },
    { "descriptor.not-in-configuration", "mass-storage-high", "after Interface descriptor: 04 03 09 04", "0x03" },
    { "descriptor.foreign-class", "mass-storage-high", "after Interface descriptor: 09 21 11 01 00 01 22 2d 00",
        "0x21" },
});

} // namespace

std::span<const RuleRow> classRows() { return kRows; }

} // namespace wb::test
