// SPDX-License-Identifier: GPL-3.0-or-later
// From the values of a request's parameters to the bytes that are sent, and back.
// Source of truth: the places in the catalogue. Thread: any; pure. Errors: build() names the parameter that is wrong.
#pragma once

#include "core/requests/targets.h"

namespace wb::requests {

struct Arguments {
    std::vector<std::int64_t> values; // one for each of Request::choices()
    Bytes payload; // with Request::hasPayload
    bool operator==(const Arguments&) const = default;
};

struct Built {
    usb::SetupPacket setup;
    Bytes data; // OUT
    bool operator==(const Built&) const = default;
};

// The table's own values; of interfaces, endpoints and entities the first that suits.
[[nodiscard]] Arguments standardArguments(const Request& request, const Targets& targets);

// Entities that the chosen interface does not have give way to the first that it has.
void followInterface(const Request& request, const Targets& targets, Arguments& arguments);

// Every value is checked first.
[[nodiscard]] Result<Built> build(const Request& request, const Arguments& arguments);

// What a packet says of the parameters, whether they may be so or not; bytes that are missing count as 0.
[[nodiscard]] Arguments argumentsOf(const Request& request, const usb::SetupPacket& setup, ByteView data);

// The same as build() with values that are cut to their place instead of checked.
[[nodiscard]] Built assemble(const Request& request, const Arguments& arguments);

// The value that the bits at a parameter's place stand for: negative numbers are two's complement of the field's width.
[[nodiscard]] std::int64_t valueOfBits(const Parameter& parameter, std::uint64_t raw);

// The value of the first parameter of that kind.
[[nodiscard]] std::optional<std::int64_t> valueOf(const Request& request, const Arguments& arguments, Kind kind);

} // namespace wb::requests
