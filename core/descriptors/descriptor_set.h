// SPDX-License-Identifier: GPL-3.0-or-later
// All descriptors that are known of one device, and their decoding section by section.
// Source of truth: the raw bytes; what is decoded is derived from them again whenever it is shown.
// Input is hostile; decoding always terminates and never fails. Thread: any; plain values.
#pragma once

#include "core/descriptors/decode.h"
#include "core/usb/device_info.h"

#include <map>

namespace wb::descriptors {

// Texts by the index of their string descriptor: raw UTF-8, hostile.
using StringTexts = std::map<std::uint8_t, std::string>;

struct DescriptorSet {
    usb::Speed speed = usb::Speed::Unknown;
    std::vector<usb::DescriptorSection> sections;
    StringTexts systemStrings {}; // as the system tells them: their descriptors may not have been read

    // The first of that kind and number; nullptr when there is none.
    [[nodiscard]] const usb::DescriptorSection* find(usb::SectionKind kind, std::uint8_t number = 0) const;
    bool operator==(const DescriptorSet&) const = default;
};

// What the system read when it enumerated the device: maker, product and serial number, where there are any.
[[nodiscard]] StringTexts systemStrings(const usb::DeviceInfo& device);

// The device descriptor with the configurations first, then what else the device's snapshot holds.
[[nodiscard]] DescriptorSet descriptorSetOf(const usb::DeviceInfo& device);

// Ranges in `nodes` count from the first byte of the section. Lifetime: points into the set.
struct DecodedSection {
    const usb::DescriptorSection* section = nullptr;
    std::vector<Node> nodes;
};

// What is known of the device's strings, in the first language that has them; what was read comes before what the
// system tells.
[[nodiscard]] StringTexts stringTexts(const DescriptorSet& set);

// A section of kind Device: sysfs' layout, or a configuration that somebody kept without its device descriptor.
[[nodiscard]] std::vector<Node> decodeDeviceBytes(ByteView bytes, const DecodeOptions& options = {});

// In the order of the set. Fields that name a string have its text, if known, as their meaning. `names` may be null
// and must outlive the call only.
[[nodiscard]] std::vector<DecodedSection> decodeSet(const DescriptorSet& set, const UsbIds* names);

// The string indexes that the descriptors name, ascending, each once.
[[nodiscard]] std::vector<std::uint8_t> stringIndexes(const DescriptorSet& set);

// "Device and configurations", "String 2, English (United States)", "HID report descriptor of interface 1".
[[nodiscard]] std::string sectionTitle(const usb::DescriptorSection& section);

} // namespace wb::descriptors
