// SPDX-License-Identifier: GPL-3.0-or-later
// Gaps, jitter and pacing on times worked out by hand.
#include "core/stream/pacer.h"
#include "core/stream/stream_meter.h"

#include <QTest>

#include <numeric>

using namespace wb;
using namespace wb::stream;
using namespace std::chrono_literals;

class TestStreamMeter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void latencyIsFromSubmitToCompletion();
    void onlyAnEmptyQueueIsAGap();
    void aPauseIsNoGap();
    void jitterIsWhatDiffersFromTheNominal();
    void withoutNominalNoJitter();
    void pacerKeepsTheRate();
    void pacerMakesUpForLittle();
    void noRateIsNoLimit();
};

void TestStreamMeter::latencyIsFromSubmitToCompletion()
{
    StreamMeter meter;
    for (int i = 1; i <= 100; ++i)
        meter.completed(1000us, 1000us + i * 1us, 1);
    const MeterFigures figures = meter.figures();
    QCOMPARE(figures.latencyMax.count(), Nanoseconds(100us).count());
    QVERIFY(figures.latencyMedian >= 50us && figures.latencyMedian <= 54us);
    QVERIFY(figures.latency99 >= 99us && figures.latency99 <= 100us);
    QCOMPARE(std::accumulate(figures.latencyOctaves.begin(), figures.latencyOctaves.end(), std::uint64_t { 0 }),
        std::uint64_t { 100 });
}

void TestStreamMeter::onlyAnEmptyQueueIsAGap()
{
    StreamMeter meter;
    meter.submitted(0us);
    meter.submitted(0us);
    meter.completed(0us, 10us, 1);
    meter.submitted(11us);
    meter.completed(0us, 20us, 1);
    meter.completed(11us, 30us, 0);
    meter.submitted(37us);
    meter.completed(37us, 50us, 0);
    meter.submitted(53us);
    const MeterFigures figures = meter.figures();
    QCOMPARE(figures.gaps, std::uint64_t { 2 });
    QCOMPARE(figures.gapsTotal.count(), Nanoseconds(10us).count());
    QCOMPARE(figures.gapMax.count(), Nanoseconds(7us).count());
}

void TestStreamMeter::aPauseIsNoGap()
{
    StreamMeter meter(10us);
    meter.completed(0us, 10us, 0);
    meter.pause();
    meter.submitted(500us);
    meter.completed(500us, 510us, 1);
    QCOMPARE(meter.figures().gaps, std::uint64_t { 0 });
    QCOMPARE(meter.figures().jitterMax.count(), 0);
}

void TestStreamMeter::jitterIsWhatDiffersFromTheNominal()
{
    StreamMeter meter(1000us);
    for (const auto completed : { 0us, 1000us, 2100us, 2900us, 3900us })
        meter.completed(0us, completed, 4);
    QCOMPARE(meter.figures().jitterMax.count(), Nanoseconds(200us).count());
    QCOMPARE(meter.figures().jitterMean.count(), Nanoseconds(75us).count()); // 0, 100, 200, 0
}

void TestStreamMeter::withoutNominalNoJitter()
{
    StreamMeter meter;
    meter.completed(0us, 5us, 1);
    meter.completed(0us, 500us, 1);
    QCOMPARE(meter.figures().jitterMax.count(), 0);
}

void TestStreamMeter::pacerKeepsTheRate()
{
    Pacer pacer(1000, 8);
    pacer.start(0us);
    int done = 0;
    for (Nanoseconds time = 0us; time < 1s; time += 300us)
        for (; pacer.isDue(time); ++done)
            pacer.done(time);
    QCOMPARE(done, 1000);
    QVERIFY(pacer.next() >= 1s);
}

void TestStreamMeter::pacerMakesUpForLittle()
{
    Pacer pacer(1000, 8);
    pacer.start(0us);
    pacer.done(0us);
    int done = 0;
    for (; pacer.isDue(5s); ++done)
        pacer.done(5s);
    QVERIFY2(done >= 8 && done <= 10, qPrintable(QString::number(done)));
}

void TestStreamMeter::noRateIsNoLimit()
{
    Pacer pacer(0, 8);
    pacer.start(0us);
    QVERIFY(!pacer.isLimited());
    for (int i = 0; i < 1000; ++i) {
        QVERIFY(pacer.isDue(0us));
        pacer.done(0us);
    }
}

QTEST_GUILESS_MAIN(TestStreamMeter)
#include "tst_stream_meter.moc"
