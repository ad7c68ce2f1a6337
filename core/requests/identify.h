// SPDX-License-Identifier: GPL-3.0-or-later
// Which request of the catalogue a setup packet is, given the device it goes to, and the sentence that says so.
// Source of truth: the catalogue; the words of standard requests are usb::describe's.
// Thread: any; pure. Errors: none; what is in no specification is described by its numbers. Packets are hostile.
#pragma once

#include "core/requests/arguments.h"

namespace wb::requests {

struct Identity {
    const Request* request = nullptr; // never null
    Arguments arguments;
};

// nullopt when no request of the catalogue is laid out so and suits what the packet is addressed to. wLength is free.
[[nodiscard]] std::optional<Identity> identify(const usb::SetupPacket& setup, ByteView data, const Targets& targets);

// "GET_CUR PU_BRIGHTNESS_CONTROL": the name with what the packet chose where the catalogue says only "Get".
[[nodiscard]] std::string spokenName(const Identity& identity);

// One plain sentence: "HID request SET_IDLE to interface 0: Duration 125 (500 ms), ReportID 0; no data."
// `language` as for usb::describe.
[[nodiscard]] std::string describe(
    const usb::SetupPacket& setup, ByteView data, const Targets& targets, std::string_view language = {});

} // namespace wb::requests
