// SPDX-License-Identifier: GPL-3.0-or-later
// The descriptors of a device come in pieces, each asked for on its own: one section is the bytes of one answer.
// Sections are what snapshots keep, what the views show one after the other and what the rules are held against.
// Source of truth: USB 2.0 §9.4.3 and §9.5, HID 1.11 §6.2.3 and §7.1.1, WebUSB §4, Microsoft OS Descriptors 1.0
// and 2.0. Thread: any; plain values. Bytes are the device's: hostile.
#pragma once

#include "core/base/bytes.h"

namespace wb::usb {

enum class SectionKind : std::uint8_t {
    Device, // the device descriptor, then each configuration with its total length (sysfs layout)
    Bos,
    DeviceQualifier,
    OtherSpeedConfiguration, // number: index of the configuration
    String, // number: index; index 0 holds the languages, 0xee the signature of Microsoft OS 1.0
    HidReport, // number: interface
    Hub,
    WebUsbUrl, // number: index of the URL; 1 is the landing page as a rule
    MsOs20Set, // number: which of the BOS's descriptor sets, from 0
    MsOs10CompatibleIds,
    MsOs10Properties, // number: interface
    HidPhysical // number: interface; set 0, then the others
};

// Microsoft OS 1.0: the string that says whether and how to ask for its descriptors.
inline constexpr std::uint8_t kMsOsStringIndex = 0xee;

struct DescriptorSection {
    SectionKind kind = SectionKind::Device;
    std::uint8_t number = 0;
    std::uint16_t language = 0; // of a string
    Bytes bytes;
    bool operator==(const DescriptorSection&) const = default;
};

} // namespace wb::usb
