// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/latency_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace wb::stream {

// Values below kSubs have a bucket each; above, the highest kSubBits + 1 bits name the bucket.
std::size_t LatencyHistogram::bucketOf(std::uint64_t value)
{
    if (value < kSubs)
        return value;
    const std::size_t shift = static_cast<std::size_t>(std::bit_width(value)) - kSubBits - 1;
    return (shift + 1) * kSubs + ((value >> shift) - kSubs);
}

std::uint64_t LatencyHistogram::endOf(std::size_t bucket)
{
    if (bucket < kSubs)
        return bucket;
    const std::size_t shift = bucket / kSubs - 1;
    return ((bucket % kSubs + kSubs + 1) << shift) - 1;
}

void LatencyHistogram::add(Nanoseconds value)
{
    constexpr std::int64_t kMost = (std::int64_t { 1 } << kMaxBits) - 1;
    const std::int64_t bounded = std::clamp<std::int64_t>(value.count(), 0, kMost);
    ++m_buckets.at(bucketOf(static_cast<std::uint64_t>(bounded)));
    ++m_count;
    m_max = std::max(m_max, Nanoseconds(bounded));
}

Nanoseconds LatencyHistogram::percentile(double share) const
{
    if (m_count == 0)
        return {};
    const auto wanted = static_cast<std::uint64_t>(
        std::max(1.0, std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(m_count))));
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < m_buckets.size(); ++bucket) {
        seen += m_buckets[bucket];
        if (seen >= wanted)
            return std::min(m_max, Nanoseconds(static_cast<std::int64_t>(endOf(bucket))));
    }
    return m_max;
}

LatencyHistogram::Octaves LatencyHistogram::octaves() const
{
    Octaves result {};
    for (std::size_t bucket = 0; bucket < m_buckets.size(); ++bucket) {
        const auto width = static_cast<std::size_t>(std::bit_width(endOf(bucket)));
        const std::size_t octave = width <= kFirstOctave ? 0 : width - 1 - kFirstOctave;
        result.at(octave) += m_buckets[bucket];
    }
    return result;
}

} // namespace wb::stream
