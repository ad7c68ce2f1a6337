// SPDX-License-Identifier: GPL-3.0-or-later
// What the long-running commands report as it happens, in text or JSON alike.
// Thread: any; plain values.
#pragma once

#include "core/engine/player.h"
#include "core/engine/scan_types.h"
#include "core/engine/types.h"

#include <array>
#include <span>

namespace wb::cli {

struct StreamRates { // of the last second
    double bytesPerSecond = 0;
    double transfersPerSecond = 0;
};

// The first difference is a byte after the last that was expected.
[[nodiscard]] bool isBeyondExpected(const engine::StreamStatus& status);

inline constexpr auto kVerdicts = std::to_array({ engine::ScanVerdict::Answered, engine::ScanVerdict::Stalled,
    engine::ScanVerdict::TimedOut, engine::ScanVerdict::Failed, engine::ScanVerdict::Skipped });
[[nodiscard]] std::string_view toString(engine::ScanVerdict verdict); // "timed-out": stable words for JSON
[[nodiscard]] std::size_t count(std::span<const engine::ScanAnswer> answers, engine::ScanVerdict verdict);
// "GET_STATUS"; empty: only its maker has a name for it.
[[nodiscard]] std::string_view requestName(const engine::ScanPlan& plan, std::uint8_t bRequest);

enum class WatchEvent : std::uint8_t { Arrived, Departed, Updated };
[[nodiscard]] std::string_view toString(WatchEvent event);

// What a step sends, in words; a skipped one has only its record to tell.
[[nodiscard]] std::string describeStep(const replay::Step& step, const capture::TransferSource& source);
// Why the verdict is what it is; may be empty.
[[nodiscard]] std::string explain(const replay::Step& step, const engine::StepOutcome& outcome);

} // namespace wb::cli
