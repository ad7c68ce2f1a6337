// SPDX-License-Identifier: GPL-3.0-or-later
// A decoded descriptor: named fields over byte ranges, children, and what is wrong with it.
// Coverage invariant: in every node the ranges of fields and children partition [begin, end) of the node;
// bytes nobody understands are a field named "unparsed". Ranges are absolute offsets in the decoded input.
// Thread: any; plain values. Text is safe to show (already escaped).
#pragma once

#include "core/base/bytes.h"

namespace wb::descriptors {

struct ByteRange {
    std::size_t begin = 0;
    std::size_t end = 0;

    [[nodiscard]] std::size_t size() const { return end - begin; }
    [[nodiscard]] bool contains(std::size_t offset) const { return offset >= begin && offset < end; }
    bool operator==(const ByteRange&) const = default;
};

enum class Severity : std::uint8_t { Note, Warning, Error };

// The device's bytes are wrong: shown, never thrown.
struct Diagnostic {
    Severity severity = Severity::Warning;
    ByteRange range;
    std::string message; // what is wrong and what it should be, one sentence
    std::string spec; // "USB 2.0 §9.6.3"
    std::string_view rule; // id of the rule that is broken (rule.h), which lives as long as the program
    bool operator==(const Diagnostic&) const = default;
};

struct Field {
    std::string name; // the specification's spelling: "wMaxPacketSize"; bit fields: "bmAttributes.type"
    ByteRange range; // bit fields of one byte share their parent field's range and are listed in `bits`
    std::uint64_t raw = 0; // little-endian value, first 8 bytes
    std::string value; // "0x0200", "18", bytes as hex for arrays
    std::string meaning; // "2.00", "500 mA", "Mass Storage"; may be empty
    std::string spec; // "USB 2.0 Table 9-8"
    struct Bits {
        std::string name; // "D7..4 multiplier"
        std::string value;
        std::string meaning;
        bool operator==(const Bits&) const = default;
    };
    std::vector<Bits> bits;
    std::optional<std::uint8_t> stringIndex; // set when the field is an index of a string descriptor
    bool operator==(const Field&) const = default;
};

struct Node {
    std::string title; // "Endpoint descriptor"; unknown: "Vendor-specific descriptor (type 0x41)"
    ByteRange range;
    std::vector<Field> fields;
    std::vector<Node> children; // in byte order
    std::vector<Diagnostic> diagnostics;
    std::string summary; // what tells it from its neighbours: "EP1 IN (0x81), bulk"; may be empty
    bool operator==(const Node&) const = default;
};

} // namespace wb::descriptors
