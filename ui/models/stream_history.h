// SPDX-License-Identifier: GPL-3.0-or-later
// How fast each stream has been over its last minute, for charts; bounded, however many streams there are and however
// long they run.
// Source of truth: StreamStatus as streamsChanged brings it; rates are taken between two of them.
// Units: seconds since the stream's start, bytes and transfers a second. Thread: GUI. Errors: none; what is not known
// has no samples.
#pragma once

#include "core/engine/stream_types.h"

#include <deque>
#include <map>

namespace wb::ui {

class StreamHistory {
public:
    struct Sample {
        double seconds = 0;
        double bytesPerSecond = 0;
        double transfersPerSecond = 0;
    };
    using Samples = std::deque<Sample>;

    static constexpr Nanoseconds kSpacing = std::chrono::milliseconds(100); // at least, between two samples
    static constexpr std::size_t kMostSamples = 600;
    static constexpr std::size_t kMostStreams = 64; // the oldest make room

    void take(const engine::StreamStatus& status);
    void forget(engine::StreamId stream);
    [[nodiscard]] const Samples& of(engine::StreamId stream) const;

private:
    struct Track {
        Nanoseconds time { 0 };
        std::uint64_t bytes = 0;
        std::uint64_t transfers = 0;
        Samples samples;
    };
    std::map<engine::StreamId, Track> m_tracks;
};

} // namespace wb::ui
