// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/stream_groups.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace wb::ui {

namespace {

using stream::LatencyHistogram;

Nanoseconds percentileBound(const stream::MeterFigures& meter, double share)
{
    const LatencyHistogram::Octaves& octaves = meter.latencyOctaves;
    const auto all = std::accumulate(octaves.begin(), octaves.end(), std::uint64_t { 0 });
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(all)));
    std::uint64_t counted = 0;
    for (std::size_t octave = 0; octave < octaves.size(); ++octave) {
        counted += octaves.at(octave);
        if (counted >= wanted)
            return std::min(
                meter.latencyMax, Nanoseconds(std::int64_t { 1 } << (octave + LatencyHistogram::kFirstOctave + 1)));
    }
    return meter.latencyMax;
}

void add(engine::StreamStatus& sum, const engine::StreamStatus& one)
{
    if (one.isActive()) {
        sum.phase = engine::StreamPhase::Running;
        sum.bytesPerSecond += one.bytesPerSecond;
        sum.transfersPerSecond += one.transfersPerSecond;
    }
    sum.started = std::min(sum.started, one.started);
    sum.ended = std::max(sum.ended, one.ended);
    sum.transfers += one.transfers;
    sum.bytes += one.bytes;
    sum.cancelled += one.cancelled;
    sum.errors += one.errors;
    sum.shortTransfers += one.shortTransfers;
    sum.packets += one.packets;
    sum.packetErrors += one.packetErrors;
    sum.emptyPackets += one.emptyPackets;
    sum.inFlight += one.inFlight;
    sum.meter.latencyMax = std::max(sum.meter.latencyMax, one.meter.latencyMax);
    for (std::size_t octave = 0; octave < LatencyHistogram::kOctaves; ++octave)
        sum.meter.latencyOctaves.at(octave) += one.meter.latencyOctaves.at(octave);
}

} // namespace

engine::StreamStatus sumOf(const std::vector<const engine::StreamStatus*>& streams)
{
    const engine::StreamStatus& first = *streams.front();
    engine::StreamStatus sum;
    sum.id = first.id;
    sum.device = first.device;
    sum.type = first.type;
    sum.config.endpoint = first.config.endpoint;
    sum.phase = engine::StreamPhase::Stopped;
    sum.started = first.started;
    for (const engine::StreamStatus* one : streams)
        add(sum, *one);
    if (!sum.isActive() && sum.seconds() > 0) { // as of a single one that has ended
        sum.bytesPerSecond = static_cast<double>(sum.bytes) / sum.seconds();
        sum.transfersPerSecond = static_cast<double>(sum.transfers - sum.cancelled) / sum.seconds();
    }
    constexpr double kMedian = 0.5;
    constexpr double kAlmostAll = 0.99;
    sum.meter.latencyMedian = percentileBound(sum.meter, kMedian);
    sum.meter.latency99 = percentileBound(sum.meter, kAlmostAll);
    return sum;
}

void StreamGroups::join(const Members& together)
{
    if (together.size() < 2)
        return;
    const auto isOneOf = [](const Members& members, engine::StreamId stream) {
        return std::find(members.begin(), members.end(), stream) != members.end();
    };
    auto group = std::find_if(m_groups.begin(), m_groups.end(), [&](const Members& members) {
        return std::any_of(together.begin(), together.end(), [&](auto stream) { return isOneOf(members, stream); });
    });
    if (group == m_groups.end())
        group = m_groups.insert(m_groups.end(), Members {});
    for (const engine::StreamId stream : together)
        if (!isOneOf(*group, stream))
            group->push_back(stream);
}

void StreamGroups::forget(engine::StreamId stream)
{
    for (Members& members : m_groups) {
        const auto place = std::find(members.begin(), members.end(), stream);
        if (place == members.end())
            continue;
        m_history.forget(members.front()); // its sums begin anew
        members.erase(place);
    }
    std::erase_if(m_groups, [](const Members& members) { return members.size() < 2; });
}

void StreamGroups::take(const engine::StreamStatus& sum) { m_history.take(sum); }

} // namespace wb::ui
