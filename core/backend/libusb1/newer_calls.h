// SPDX-License-Identifier: GPL-3.0-or-later
// The functions of releases after 1.0.26 that make something better, called where the loaded library has them. Whoever
// calls has another way for where it has not; optional_functions.h lists them all.
// Source of truth: <libusb.h> of 1.0.27 and 1.0.30.
// Thread: USB. Errors: nullopt or empty when the function is not there.
#pragma once

#include "core/usb/library_facts.h"

#include <optional>
#include <string>

struct libusb_context;
struct libusb_device;

namespace wb::backend {

// As struct libusb_init_option, which the header of 1.0.26 has not; `option` is a libusb_option.
struct InitOption {
    int option;
    union {
        int number;
        void (*callback)();
    } value;
};

// libusb_init_context(): the options hold from the first message on, and for this context alone (P50). Gives libusb's
// code; `made` is set when that is 0.
[[nodiscard]] std::optional<int> initContext(libusb_context** made, bool hasDiscovery, usb::LogLevel level);

enum class DeviceString : std::uint8_t { Manufacturer, Product, SerialNumber }; // libusb_device_string_type

// libusb_get_device_string(): what the system keeps of a device that is not open, in UTF-8.
[[nodiscard]] std::string deviceString(libusb_device* device, DeviceString which);

// libusb_get_max_alt_packet_size(): the most bytes of an interval, as libusb counts them (P32).
[[nodiscard]] std::optional<std::uint32_t> maxAltPacketSize(
    libusb_device* device, std::uint8_t interfaceNumber, std::uint8_t alternate, std::uint8_t endpoint);

} // namespace wb::backend
