// SPDX-License-Identifier: GPL-3.0-or-later
// For every rule: a device that obeys it and an edit that breaks it.
// A row's sample breaks no rule at all (tst_lint holds it to that), so it is the input that does not trigger the rule.
// Thread: any; constants.
#pragma once

#include <span>

namespace wb::test {

struct RuleRow {
    const char* rule; // id
    const char* sample; // tests/data/lint/NAME.txt
    const char* edits; // device_text.h
    const char* at; // text that the finding's message must contain
};

// An edit that looks like a breach and is none.
struct SilentRow {
    const char* rule;
    const char* sample;
    const char* edits;
};

[[nodiscard]] std::span<const SilentRow> silentRows();
[[nodiscard]] std::span<const RuleRow> decoderRows();
[[nodiscard]] std::span<const RuleRow> deviceRows();
[[nodiscard]] std::span<const RuleRow> interfaceRows();
[[nodiscard]] std::span<const RuleRow> endpointRows();
[[nodiscard]] std::span<const RuleRow> bosRows();
[[nodiscard]] std::span<const RuleRow> billboardRows();
[[nodiscard]] std::span<const RuleRow> stringRows();
[[nodiscard]] std::span<const RuleRow> hidRows();
[[nodiscard]] std::span<const RuleRow> cdcRows();
[[nodiscard]] std::span<const RuleRow> classRows();
[[nodiscard]] std::span<const RuleRow> avRows();
[[nodiscard]] std::span<const RuleRow> audioRows();
[[nodiscard]] std::span<const RuleRow> midiRows();
[[nodiscard]] std::span<const RuleRow> videoRows();
[[nodiscard]] std::span<const RuleRow> videoFormatRows();

} // namespace wb::test
