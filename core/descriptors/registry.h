// SPDX-License-Identifier: GPL-3.0-or-later
// Which decoder belongs to which descriptor. A new device class is one file with a table of entries and one line
// in registry.cpp.
// Thread: any; constant tables. Errors: a descriptor without an entry is decoded as a raw node.
#pragma once

#include "core/descriptors/node_builder.h"

namespace wb::descriptors {

// Empty optionals match anything. Class, subclass and protocol are those of the enclosing interface.
struct Match {
    std::uint8_t descriptorType = 0;
    std::optional<std::uint8_t> classCode = {};
    std::optional<std::uint8_t> subClass = {};
    std::optional<std::uint8_t> protocol = {};
    std::optional<std::uint8_t> subtype = {}; // the descriptor's third byte

    bool operator==(const Match&) const = default;
};

// Adds what tables cannot say: checks, the summary. Runs after the fields and steps were added.
using DecodeFn = void (*)(NodeBuilder& builder);

struct Entry {
    Match match;
    std::string_view title;
    std::span<const FieldSpec> fields;
    LengthRange length = {}; // lengths that are right; outside of it a diagnostic is given
    std::string_view spec = {};
    DecodeFn extra = nullptr;
    std::span<const Step> steps = {}; // behind the fields
    std::string_view subtype = {}; // what the specification calls the third byte: "INPUT_TERMINAL"
};

// A class-specific descriptor with a subtype, made of steps.
[[nodiscard]] constexpr Entry classEntry(const Match& match, std::string_view title, std::string_view subtype,
    std::span<const Step> steps, std::string_view spec, DecodeFn extra = nullptr)
{
    return { match, title, kClassHeader, lengthOf(steps, 3), spec, extra, steps, subtype };
}

// The same when `extra` adds fields of its own.
[[nodiscard]] constexpr Entry openEnded(Entry entry)
{
    entry.length.longest = 255;
    return entry;
}

// The most specific entry that matches; nullptr when none does. Class counts more than subclass, subclass more
// than protocol, protocol more than subtype, so two entries can never tie unless their matches are equal.
[[nodiscard]] const Entry* findEntry(ByteView descriptor, const Context& context);

// Every table, in the order of registry.cpp.
[[nodiscard]] std::span<const std::span<const Entry>> allEntries();

// The decoder files.
[[nodiscard]] std::span<const Entry> standardEntries();
[[nodiscard]] std::span<const Entry> endpointEntries();
[[nodiscard]] std::span<const Entry> stringEntries();
[[nodiscard]] std::span<const Entry> bosEntries();
[[nodiscard]] std::span<const Entry> powerDeliveryEntries();
[[nodiscard]] std::span<const Entry> wirelessUsbEntries();
[[nodiscard]] std::span<const Entry> hidEntries();
[[nodiscard]] std::span<const Entry> cdcEntries();
[[nodiscard]] std::span<const Entry> audio1Entries();
[[nodiscard]] std::span<const Entry> audio2Entries();
[[nodiscard]] std::span<const Entry> audio3Entries();
[[nodiscard]] std::span<const Entry> midiEntries();
[[nodiscard]] std::span<const Entry> videoControlEntries();
[[nodiscard]] std::span<const Entry> videoStreamingEntries();
[[nodiscard]] std::span<const Entry> smartCardEntries();
[[nodiscard]] std::span<const Entry> healthcareEntries();
[[nodiscard]] std::span<const Entry> smallClassEntries();
[[nodiscard]] std::span<const Entry> hubEntries();

} // namespace wb::descriptors
