// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/stream_history.h"

namespace wb::ui {

void StreamHistory::take(const engine::StreamStatus& status)
{
    if (status.started.count() == 0)
        return; // it has not begun
    const auto [place, isNew] = m_tracks.try_emplace(status.id);
    Track& track = place->second;
    if (isNew)
        track.time = status.started;
    if (m_tracks.size() > kMostStreams)
        m_tracks.erase(m_tracks.begin()->first == status.id ? std::next(m_tracks.begin()) : m_tracks.begin());
    const Nanoseconds passed = status.ended - track.time;
    if (passed < kSpacing)
        return;
    const double seconds = std::chrono::duration<double>(passed).count();
    track.samples.push_back({ status.seconds(), static_cast<double>(status.bytes - track.bytes) / seconds,
        static_cast<double>(status.transfers - track.transfers) / seconds });
    if (track.samples.size() > kMostSamples)
        track.samples.pop_front();
    track.time = status.ended;
    track.bytes = status.bytes;
    track.transfers = status.transfers;
}

void StreamHistory::forget(engine::StreamId stream) { m_tracks.erase(stream); }

const StreamHistory::Samples& StreamHistory::of(engine::StreamId stream) const
{
    static const Samples kNone;
    const auto found = m_tracks.find(stream);
    return found == m_tracks.end() ? kNone : found->second.samples;
}

} // namespace wb::ui
