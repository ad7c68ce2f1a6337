// SPDX-License-Identifier: GPL-3.0-or-later
// The pieces that the files of lsusb_text share: where a field stands, and how a line is added.
// Thread: any; no state. Lifetime: everything is borrowed for the call. Errors: none.
#pragma once

#include "core/report/lsusb_layout.h"
#include "core/report/lsusb_text.h"

namespace wb::report {

// Where a field stands.
struct Place {
    const LsusbInput& input;
    ByteView bytes; // that the ranges of the nodes count in
    const descriptors::Node& node;
    const Layout* layout = nullptr; // null: lsusb does not know the descriptor
    std::size_t indent = 0; // of the field's name
    std::uint16_t bcdUsb = 0;
    bool hasTranslator = false; // a hub that runs at High Speed: USB 2.0 §11.23.1, bDeviceProtocol
};

// Adds the line without the spaces at its end.
void appendLine(std::string& out, std::size_t indent, std::string_view text);

// The field's line, and the lines below it.
void appendField(std::string& out, const Place& place, const descriptors::Field& field);
void appendNotes(std::string& out, const Place& place, const descriptors::Field& field, NoteStyle style);

// "Mute" of "D0 mute", in lsusb's words.
[[nodiscard]] std::string phraseOf(const Place& place, const descriptors::Field::Bits& bits);
[[nodiscard]] bool isFlagSet(const descriptors::Field::Bits& bits);

// The escaped text of the string, empty when it is not known.
[[nodiscard]] std::string stringText(const LsusbInput& input, std::uint8_t index);

// The field of this name; nullptr when there is none.
[[nodiscard]] const descriptors::Field* findField(const descriptors::Node& node, std::string_view name);
[[nodiscard]] std::uint64_t rawOf(const descriptors::Node& node, std::string_view name); // 0 when there is none

// All fields of a capability that lsusb lays out in its own way; false when this is none.
[[nodiscard]] bool appendCapability(std::string& out, const Place& place);

// A HID report descriptor, item by item.
void appendHidReport(std::string& out, ByteView bytes, const descriptors::UsbIds* names);

} // namespace wb::report
