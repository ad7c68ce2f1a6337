// SPDX-License-Identifier: GPL-3.0-or-later
// One device, or the descriptors of a file, as every report shows it: in words, in the layout of `lsusb -v`, as a page.
// Source of truth: the sections of the set; what the device is called comes from its snapshot and usb.ids.
// Units: as the field says. Thread: any; no state. Ownership: everything is borrowed and outlives the subject.
// Input is hostile: never fails, texts grow in proportion to the bytes and are safe to show.
#pragma once

#include "core/descriptors/descriptor_set.h"

namespace wb::report {

struct Subject {
    const usb::DeviceInfo& device;
    const descriptors::DescriptorSet& set;
    std::span<const descriptors::DecodedSection> decoded; // of the set; with the findings that are to be told
    const descriptors::UsbIds* names = nullptr;
    std::string file {}; // raw: where the bytes are from; empty: the device itself
};

// The device's own words, else the name in the list, else "(no name)".
[[nodiscard]] std::string readableName(const usb::DeviceInfo& device, const descriptors::UsbIds* names);

// "1-1.2 046d:c31c Keyboard", then a line "  name: value" for each fact, then the problems of the enumeration. What was
// never attached (its bus is 0) has neither path nor address.
[[nodiscard]] std::string heading(const Subject& subject);

// The heading, then every section field by field; HID report descriptors as the reports they describe.
[[nodiscard]] std::string decodedText(const Subject& subject);

// In the layout of `lsusb -v` (lsusb_text.h).
[[nodiscard]] std::string lsusbText(const Subject& subject);

// As one page that needs nothing else (html.h).
[[nodiscard]] std::string htmlPage(const Subject& subject);

} // namespace wb::report
