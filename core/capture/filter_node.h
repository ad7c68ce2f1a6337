// SPDX-License-Identifier: GPL-3.0-or-later
// The tree a filter compiles to. Private to the filter's two source files.
// Thread: immutable once built.
#pragma once

#include "core/capture/filter.h"

namespace wb::capture {

enum class FilterOperation : std::uint8_t { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual };

struct Filter::Node {
    enum class Kind : std::uint8_t { And, Or, Not, Device, Endpoint, Type, Direction, Status, Length, Latency, Word };

    Kind kind = Kind::Word;
    FilterOperation operation = FilterOperation::Equal;
    std::vector<std::shared_ptr<const Node>> children; // And and Or: two or more, Not: one
    std::uint64_t number = 0; // the enum's value, the endpoint, bytes or microseconds
    bool isEndpointNumber = false; // "ep==1": both directions; "ep==0x81": that address
    std::string text; // Device and Word: lower case

    [[nodiscard]] bool matches(const IndexEntry& entry, std::span<const LoggedDevice> devices) const;
};

} // namespace wb::capture
