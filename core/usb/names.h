// SPDX-License-Identifier: GPL-3.0-or-later
// Words for the numbers of the specification that more than one room shows.
// Source of truth: USB 2.0 table 9-5, USB 3.2 §9.4, Wireless USB 1.0 §7.4 and eUSB2 1.2 (descriptor types), HID 1.11
// §7.1 and USB 2.0 §11.23 (their class types), USB Language Identifiers 1.0. Thread: any; constant tables. Errors: an
// unknown number gives an empty view.
#pragma once

#include "core/usb/types.h"

namespace wb::usb {

// Descriptor types this program treats by name.
enum class DescriptorType : std::uint8_t {
    Device = 0x01,
    Configuration = 0x02,
    String = 0x03,
    Interface = 0x04,
    Endpoint = 0x05,
    DeviceQualifier = 0x06,
    OtherSpeedConfiguration = 0x07,
    InterfacePower = 0x08,
    Otg = 0x09,
    Debug = 0x0a,
    InterfaceAssociation = 0x0b,
    Security = 0x0c,
    Key = 0x0d,
    EncryptionType = 0x0e,
    Bos = 0x0f,
    DeviceCapability = 0x10,
    WirelessCompanion = 0x11,
    Eusb2IsochronousCompanion = 0x12,
    Hid = 0x21,
    HidReport = 0x22,
    HidPhysical = 0x23,
    Hub = 0x29,
    SuperSpeedHub = 0x2a,
    EndpointCompanion = 0x30,
    IsochronousCompanion = 0x31
};

// "device", "other-speed configuration", "HID report": reads well before the word "descriptor".
[[nodiscard]] std::string_view descriptorTypeName(std::uint8_t type);

// "English (United States)" for 0x0409: for when there is no usb.ids, whose names (descriptors::UsbIds::language) are
// the ones to show.
[[nodiscard]] std::string_view languageName(std::uint16_t languageId);

} // namespace wb::usb
