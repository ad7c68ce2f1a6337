// SPDX-License-Identifier: GPL-3.0-or-later
// A JSON document as a tree of values, read within limits: the reader of snapshots looks at nothing else.
// Source of truth: RFC 8259. Input is hostile: depth, number of values and size are bounded, what is skipped is not
// kept. Thread: any; plain values.
// Errors: Malformed, with line and column of a mistake in the JSON itself.
#pragma once

#include "core/base/bytes.h"

namespace wb::snapshot {

struct JsonValue {
    enum class Kind : std::uint8_t { Null, Boolean, Integer, OtherNumber, Text, Array, Object };

    Kind kind = Kind::Null;
    bool boolean = false;
    std::uint64_t integer = 0; // of Integer: 0 and above
    std::string text;
    std::vector<JsonValue> items; // of an array, or the values of an object
    std::vector<std::string> keys; // of an object, in the order of items

    [[nodiscard]] const JsonValue* find(std::string_view key) const; // the first of that name; nullptr when absent
};

struct JsonLimits {
    std::size_t bytes = 0;
    std::size_t depth = 0;
    std::size_t values = 0; // those that are kept
};

// Values under a key of `skipped` are checked to be JSON and not kept.
[[nodiscard]] Result<JsonValue> readJson(
    ByteView document, const JsonLimits& limits, std::span<const std::string_view> skipped);

// "a text", "an object"
[[nodiscard]] std::string_view kindName(JsonValue::Kind kind);

} // namespace wb::snapshot
