// SPDX-License-Identifier: GPL-3.0-or-later
// What the times of a stream's transfers tell: how long each took, when nothing was queued, how evenly they came.
//
// Latency: submit to completion, so with n transfers in flight it holds the n - 1 before it. Gap: a time in which the
// device had no transfer to answer while the stream ran. Jitter: by how much the time between two completions differs
// from the nominal one (isochronous: packets x interval).
// Units: nanoseconds. Thread: one at a time. Errors: none.
#pragma once

#include "core/stream/latency_histogram.h"

#include <optional>

namespace wb::stream {

struct MeterFigures {
    Nanoseconds latencyMedian { 0 };
    Nanoseconds latency99 { 0 };
    Nanoseconds latencyMax { 0 };
    LatencyHistogram::Octaves latencyOctaves {};
    std::uint64_t gaps = 0;
    Nanoseconds gapsTotal { 0 };
    Nanoseconds gapMax { 0 };
    Nanoseconds jitterMean { 0 }; // only with a nominal spacing
    Nanoseconds jitterMax { 0 };
};

class StreamMeter {
public:
    explicit StreamMeter(Nanoseconds nominalSpacing = Nanoseconds { 0 }) // 0: jitter is not measured
        : m_nominalSpacing(nominalSpacing)
    {
    }

    void submitted(Nanoseconds time);
    void completed(Nanoseconds submitted, Nanoseconds completed, std::uint32_t leftInFlight);
    void pause(); // what follows is no gap: the stream itself keeps the queue empty
    [[nodiscard]] MeterFigures figures() const;

private:
    void measureSpacing(Nanoseconds completed);

    Nanoseconds m_nominalSpacing;
    LatencyHistogram m_latency;
    std::optional<Nanoseconds> m_emptySince;
    std::optional<Nanoseconds> m_lastCompleted;
    std::uint64_t m_gaps = 0;
    Nanoseconds m_gapsTotal { 0 };
    Nanoseconds m_gapMax { 0 };
    std::uint64_t m_spacings = 0;
    Nanoseconds m_jitterTotal { 0 };
    Nanoseconds m_jitterMax { 0 };
};

} // namespace wb::stream
