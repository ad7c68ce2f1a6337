// SPDX-License-Identifier: GPL-3.0-or-later
// Rules of which many are alike, as tables: reserved bits that are zero, and values within a range.
// Each row is a rule of its own with its id and its sentence; its group lists it among its rules.
// Source of truth: the section each row names. Units: those of the field.
// Thread: any; constants. Errors: none; a field that is not there breaks no rule.
#pragma once

#include "core/lint/report.h"

#include <array>

namespace wb::lint {

struct ReservedBits {
    descriptors::Rule rule;
    std::uint8_t offset = 0;
    std::uint8_t width = 1;
    std::uint32_t mask = 0; // the bits that must be zero
    std::string_view field;
};

struct Range {
    descriptors::Rule rule;
    std::uint8_t offset = 0;
    std::uint8_t width = 1;
    std::uint32_t least = 0;
    std::uint32_t most = 0;
    std::string_view field;
    std::string_view unit; // " µs"; may be empty
};

void check(const ReservedBits& row, const Item& item, Report& report);
void check(const Range& row, const Item& item, Report& report);

constexpr const descriptors::Rule& ruleOf(const descriptors::Rule& rule) { return rule; }
template <class Row> constexpr const descriptors::Rule& ruleOf(const Row& row) { return row.rule; }

// The rules of several tables in one, for Group::rules.
template <class... Tables> constexpr auto rulesOf(const Tables&... tables)
{
    std::array<descriptors::Rule, (std::tuple_size_v<Tables> + ...)> all {};
    std::size_t next = 0;
    const auto append = [&](const auto& table) {
        for (const auto& row : table)
            all[next++] = ruleOf(row);
    };
    (append(tables), ...);
    return all;
}

} // namespace wb::lint
