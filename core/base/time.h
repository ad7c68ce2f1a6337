// SPDX-License-Identifier: GPL-3.0-or-later
// The program's one clock: nanoseconds since the Unix epoch that never run backwards.
// The wall clock is read once; from then on the steady clock advances it, so differences are
// true durations even when the system clock is set.
// Thread: any.
#pragma once

#include <chrono>
#include <string>

namespace wb {

using Nanoseconds = std::chrono::nanoseconds;

[[nodiscard]] Nanoseconds now();

// "2026-03-01 12:31:05.123456789" in local time.
[[nodiscard]] std::string formatTimestamp(Nanoseconds sinceEpoch);

// Local time of day only: "12:31:05.123456".
[[nodiscard]] std::string formatTimeOfDay(Nanoseconds sinceEpoch);

} // namespace wb
