// SPDX-License-Identifier: GPL-3.0-or-later
// How long the GUI thread was away from its event loop: a timer that ought to fire every few milliseconds, and
// the longest time it did not. What the rest of the machine does adds to it, so benches take the best of some rounds;
// rounds during which a hypervisor gave this machine's processors to somebody else do not count against a bar.
// Thread: GUI.
#pragma once

#include <QElapsedTimer>
#include <QFile>
#include <QObject>
#include <QTimer>

#include <algorithm>

namespace wb::bench {

class Heartbeat : public QObject {
public:
    Heartbeat()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(kPeriodMs);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            const qint64 sinceLast = m_clock.nsecsElapsed();
            m_clock.restart();
            m_longest = std::max(m_longest, sinceLast - qint64 { kPeriodMs } * 1'000'000);
            ++m_beats;
        });
    }

    void start()
    {
        m_longest = 0;
        m_beats = 0;
        m_clock.start();
        m_timer.start();
    }
    [[nodiscard]] double longestBlockMs() const { return static_cast<double>(m_longest) / 1e6; }
    [[nodiscard]] int beats() const { return m_beats; }

private:
    static constexpr int kPeriodMs = 2;
    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_longest = 0;
    int m_beats = 0;
};

// How long this machine's processors were taken away so far, in clock ticks of /proc/stat (proc(5), "steal").
[[nodiscard]] inline qint64 stolenTicks()
{
    constexpr qsizetype kStealColumn = 8;
    QFile file(QStringLiteral("/proc/stat"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArrayList columns = file.readLine().simplified().split(' ');
    return columns.value(kStealColumn).toLongLong();
}

// Repeats `round`, which says whether it held every bar, until it did, or until it failed in three rounds that nobody
// disturbed, or until patience ends.
template <class Round> [[nodiscard]] bool holdsInSomeRound(Round round)
{
    constexpr int kUndisturbedRounds = 3;
    constexpr int kMostRounds = 12;
    int undisturbed = 0;
    for (int i = 0; i < kMostRounds && undisturbed < kUndisturbedRounds; ++i) {
        const qint64 before = stolenTicks();
        if (round())
            return true;
        if (stolenTicks() == before)
            ++undisturbed;
    }
    return false;
}

} // namespace wb::bench
