// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes in, nodes out: the standard descriptors field by field.
// Source of truth: USB 2.0 §9.6, USB 3.2 §9.6. Class descriptors are kept as raw nodes until their
// decoder exists: adding one is one file and one line in the registry.
// Input is hostile: always terminates, every step consumes at least one byte, never fails.
// Thread: any; no state.
#pragma once

#include "core/descriptors/node.h"
#include "core/usb/types.h"

namespace wb::descriptors {

class UsbIds;

struct EnclosingInterface {
    std::uint8_t number = 0;
    std::uint8_t alternate = 0;
    std::uint8_t classCode = 0;
    std::uint8_t subClass = 0;
    std::uint8_t protocol = 0;
};

struct DecodeOptions {
    usb::Speed speed = usb::Speed::Unknown; // for power and interval units
    const UsbIds* names = nullptr; // for vendors, products and subclasses; must outlive the call only
    std::uint16_t bcdUsb = 0; // of the device, when its descriptor is not among the bytes
    std::optional<EnclosingInterface> enclosing = {}; // for descriptors read from an interface on their own
    std::optional<std::uint8_t> stringIndex = {}; // for a string descriptor; without it 0 is guessed by content
};

// sysfs `descriptors` layout: a device descriptor followed by whole configurations.
[[nodiscard]] std::vector<Node> decodeBlob(ByteView bytes, const DecodeOptions& options = {});

// One descriptor or a concatenation of them (a configuration with all that belongs to it, a BOS, a string).
// Interfaces become children of the configuration, endpoints and class descriptors of their interface, endpoint
// companions and class-specific endpoint descriptors of their endpoint.
[[nodiscard]] std::vector<Node> decodeSequence(ByteView bytes, const DecodeOptions& options = {});

// Deepest node and field that hold the byte; nullptr field when none does.
struct Hit {
    const Node* node = nullptr;
    const Field* field = nullptr;
};
[[nodiscard]] Hit findByte(std::span<const Node> nodes, std::size_t offset);

// True when the invariant of node.h holds for the whole forest over [0, length).
[[nodiscard]] bool coversExactly(std::span<const Node> nodes, std::size_t length);

// "Configuration descriptor\n  bLength 9\n ..." for copying; "static const uint8_t descriptor[9] = {...};"
// Characters of `name` that C does not allow become '_'.
[[nodiscard]] std::string toText(std::span<const Node> nodes);
[[nodiscard]] std::string toCArray(ByteView bytes, std::string_view name);
[[nodiscard]] std::string toHexDump(ByteView bytes); // offset, 16 bytes, ASCII

} // namespace wb::descriptors
