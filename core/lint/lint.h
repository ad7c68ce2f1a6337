// SPDX-License-Identifier: GPL-3.0-or-later
// Holds a device's descriptors against the specifications.
// Source of truth: the rules, each of which names its section; those that need one descriptor only are held by the
// decoders (core/descriptors/rule.h), all others here. What is missing from the set breaks no rule.
// Input is hostile: cost is linear in the bytes but for sorting. Thread: any; no state. Errors: never fails.
#pragma once

#include "core/descriptors/descriptor_set.h"
#include "core/lint/report.h"

namespace wb::lint {

struct Result {
    std::vector<Finding> findings; // by section, then by their bytes, the gravest first
    std::size_t omitted = 0; // beyond kMostPerRule of one rule

    [[nodiscard]] std::size_t count(descriptors::Severity severity) const;
    // Of the gravest finding; nullopt when there is none.
    [[nodiscard]] std::optional<descriptors::Severity> worst() const;
};

// REQUIRES: `decoded` is decodeSet() of `set`.
[[nodiscard]] Result lint(const descriptors::DescriptorSet& set, std::span<const descriptors::DecodedSection> decoded);

// Puts the findings where the views show them: each becomes a diagnostic of the deepest node that holds its bytes.
// Those that the decoders made are there already.
void attach(const Result& result, std::span<descriptors::DecodedSection> decoded);

// Every rule, those of the decoders among them, ascending by id.
[[nodiscard]] const std::vector<descriptors::Rule>& allRules();

} // namespace wb::lint
