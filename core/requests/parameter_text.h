// SPDX-License-Identifier: GPL-3.0-or-later
// Values of parameters as people read and write them.
// Thread: any; pure. Errors: InvalidArgument with operation "read <name>" and one sentence in detail; what was typed is
// escaped in it.
#pragma once

#include "core/requests/request.h"

namespace wb::requests {

[[nodiscard]] bool equalsInAnyCase(std::string_view one, std::string_view other); // ASCII

struct ValueRange {
    std::int64_t min = 0;
    std::int64_t max = 0;
};
[[nodiscard]] ValueRange rangeOf(const Parameter& parameter); // of all that its place can hold and it allows

// InvalidArgument when the value is none that the parameter can have.
[[nodiscard]] Status checkValue(const Parameter& parameter, std::int64_t value);

// A number in any notation, with a minus sign where negative ones exist; the name of a choice; names of bits with
// commas between them. The result has been checked.
[[nodiscard]] Result<std::int64_t> parseValue(const Parameter& parameter, std::string_view text);

[[nodiscard]] std::string numberText(const Parameter& parameter, std::int64_t value); // "115200", "0x0001"
[[nodiscard]] std::string meaningText(const Parameter& parameter, std::int64_t value); // "8 ms", "odd"; may be empty
[[nodiscard]] std::string valueText(const Parameter& parameter, std::int64_t value); // "2 (8 ms)", "1 (odd)"

// What can be chosen: "0 to 255, in 4 ms", "0 none, 1 odd".
[[nodiscard]] std::string rangeText(const Parameter& parameter);

} // namespace wb::requests
