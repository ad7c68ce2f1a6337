// SPDX-License-Identifier: GPL-3.0-or-later
// Words for the values that sysfs attributes have.
// Thread: any; pure. Errors: a value that is not known is shown as it is, escaped.
#pragma once

#include "core/system/fact.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace wb::system {

struct Word {
    std::string_view value; // as sysfs has it
    std::string_view words;
};

[[nodiscard]] std::string wordsFor(std::string_view value, std::span<const Word> table);
[[nodiscard]] std::string duration(std::uint64_t milliseconds); // "850 ms", "2.5 s", "3 min 20 s", "2 h 5 min"
[[nodiscard]] std::string deviceQuirks(std::uint32_t bits); // of usbcore; "none"
[[nodiscard]] std::string portQuirks(std::uint32_t bits);
[[nodiscard]] std::string joined(const std::vector<std::string>& parts, std::string_view separator = ", ");
// Adds the fact unless its value is empty.
void add(FactGroup& group, Fact fact);

} // namespace wb::system
