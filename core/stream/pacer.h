// SPDX-License-Identifier: GPL-3.0-or-later
// Says when the next of a number of evenly spaced acts is due.
// Units: acts per second, nanoseconds. Thread: one at a time. Errors: none; a rate of 0 means no limit.
#pragma once

#include "core/base/time.h"

#include <algorithm>

namespace wb::stream {

class Pacer {
public:
    // Whoever falls behind makes up for at most `mostOwed` acts, then goes on at the rate.
    Pacer(double perSecond, std::uint32_t mostOwed)
        : m_period(perSecond > 0 ? Nanoseconds(static_cast<std::int64_t>(1e9 / perSecond)) : Nanoseconds { 0 })
        , m_mostOwed(mostOwed)
    {
    }

    [[nodiscard]] bool isLimited() const { return m_period.count() > 0; }
    void start(Nanoseconds time) { m_next = time; }
    [[nodiscard]] bool isDue(Nanoseconds time) const { return !isLimited() || time >= m_next; }
    [[nodiscard]] Nanoseconds next() const { return m_next; }
    void done(Nanoseconds time)
    {
        if (isLimited())
            m_next = std::max(m_next + m_period, time - m_period * m_mostOwed);
    }

private:
    Nanoseconds m_period;
    std::uint32_t m_mostOwed;
    Nanoseconds m_next { 0 };
};

} // namespace wb::stream
