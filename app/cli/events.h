// SPDX-License-Identifier: GPL-3.0-or-later
// What the long-running commands report as it happens, in text or JSON alike.
// Thread: any; plain values.
#pragma once

#include "core/engine/player.h"
#include "core/engine/types.h"

namespace wb::cli {

struct StreamRates { // of the last second
    double bytesPerSecond = 0;
    double transfersPerSecond = 0;
};

enum class WatchEvent : std::uint8_t { Arrived, Departed, Updated };
[[nodiscard]] std::string_view toString(WatchEvent event);

// What a step sends, in words; a skipped one has only its record to tell.
[[nodiscard]] std::string describeStep(const replay::Step& step, const capture::TransferSource& source);
// Why the verdict is what it is; may be empty.
[[nodiscard]] std::string explain(const replay::Step& step, const engine::StepOutcome& outcome);

} // namespace wb::cli
