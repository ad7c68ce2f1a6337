// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of one device in the words and the layout of `lsusb -v`, made from the nodes of core/descriptors.
// Source of truth for the layout: what lsusb of usbutils 014 prints (tests/lsusb compares with it); for the contents:
// the specification that each node names. Where lsusb is wrong or does not know a descriptor, this text is right: it
// has the same kind of heading and the specification's field names.
// Units: as the field says. Thread: any; no state. Ownership: everything is borrowed for the call.
// Input is hostile: never fails, and the text grows in proportion to the bytes. Strings are escaped here.
#pragma once

#include "core/descriptors/descriptor_set.h"

#include <map>

namespace wb::report {

using descriptors::StringTexts;

struct LsusbInput {
    ByteView descriptors; // sysfs layout: the device descriptor, then whole configurations
    std::uint16_t bus = 0; // 0 when the bytes belong to no device that is attached
    std::uint8_t address = 0;
    usb::Speed speed = usb::Speed::Unknown; // unknown: units are told by bcdUSB
    const descriptors::UsbIds* names = nullptr;
    StringTexts strings;
    // What is read with requests of its own; empty when it was not read.
    ByteView bos;
    ByteView hub;
    ByteView qualifier;
    ByteView debug;
    std::map<std::uint8_t, Bytes> hidReports; // report descriptors by interface number
    std::optional<std::uint16_t> status; // GET_STATUS of the device
};

[[nodiscard]] std::string lsusbText(const LsusbInput& input);

} // namespace wb::report
