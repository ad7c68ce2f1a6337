// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/stream_meter.h"

#include <algorithm>

namespace wb::stream {

void StreamMeter::submitted(Nanoseconds time)
{
    if (!m_emptySince)
        return;
    const Nanoseconds gap = std::max(time - *m_emptySince, Nanoseconds { 0 });
    m_emptySince.reset();
    ++m_gaps;
    m_gapsTotal += gap;
    m_gapMax = std::max(m_gapMax, gap);
}

void StreamMeter::completed(Nanoseconds submitted, Nanoseconds completed, std::uint32_t leftInFlight)
{
    m_latency.add(completed - submitted);
    if (m_nominalSpacing.count() > 0)
        measureSpacing(completed);
    if (leftInFlight == 0)
        m_emptySince = completed;
}

void StreamMeter::pause()
{
    m_emptySince.reset();
    m_lastCompleted.reset();
}

void StreamMeter::measureSpacing(Nanoseconds completed)
{
    if (m_lastCompleted) {
        const Nanoseconds spacing = completed - *m_lastCompleted;
        const Nanoseconds off = std::chrono::abs(spacing - m_nominalSpacing);
        ++m_spacings;
        m_jitterTotal += off;
        m_jitterMax = std::max(m_jitterMax, off);
    }
    m_lastCompleted = completed;
}

MeterFigures StreamMeter::figures() const
{
    constexpr double kMedian = 0.5;
    constexpr double kAlmostAll = 0.99;
    MeterFigures figures;
    figures.latencyMedian = m_latency.percentile(kMedian);
    figures.latency99 = m_latency.percentile(kAlmostAll);
    figures.latencyMax = m_latency.max();
    figures.latencyOctaves = m_latency.octaves();
    figures.gaps = m_gaps;
    figures.gapsTotal = m_gapsTotal;
    figures.gapMax = m_gapMax;
    if (m_spacings > 0)
        figures.jitterMean = m_jitterTotal / static_cast<std::int64_t>(m_spacings);
    figures.jitterMax = m_jitterMax;
    return figures;
}

} // namespace wb::stream
