// SPDX-License-Identifier: GPL-3.0-or-later
// How long things took, in buckets that are never wider than a sixteenth of their value, so that a percentile is right
// within 6.25 per cent whatever came, in a fixed few kilobytes.
// Units: nanoseconds. Thread: one at a time. Errors: none; what is beyond 18 minutes counts as 18 minutes.
#pragma once

#include "core/base/time.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace wb::stream {

class LatencyHistogram {
public:
    void add(Nanoseconds value);

    [[nodiscard]] std::uint64_t count() const { return m_count; }
    [[nodiscard]] Nanoseconds max() const { return m_max; }
    // The smallest value that `share` (0..1) of all are not above, rounded up to its bucket's end, never above max().
    [[nodiscard]] Nanoseconds percentile(double share) const;

    // Whole octaves for a picture: octave i holds values of [2^(i + kFirstOctave), 2^(i + kFirstOctave + 1)) ns; the
    // first holds all that is below, too.
    static constexpr std::size_t kFirstOctave = 10; // 1.024 us
    static constexpr std::size_t kOctaves = 30; // up to 18 minutes
    using Octaves = std::array<std::uint64_t, kOctaves>;
    [[nodiscard]] Octaves octaves() const;

private:
    static constexpr std::size_t kSubBits = 4;
    static constexpr std::size_t kSubs = std::size_t { 1 } << kSubBits;
    static constexpr std::size_t kMaxBits = kFirstOctave + kOctaves;
    [[nodiscard]] static std::size_t bucketOf(std::uint64_t value);
    [[nodiscard]] static std::uint64_t endOf(std::size_t bucket); // the largest value in it

    std::array<std::uint64_t, (kMaxBits - kSubBits + 1) * kSubs> m_buckets {};
    std::uint64_t m_count = 0;
    Nanoseconds m_max { 0 };
};

} // namespace wb::stream
