// SPDX-License-Identifier: GPL-3.0-or-later
// Percentiles against sorted values, buckets at every edge.
#include "core/stream/latency_histogram.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

using namespace wb;
using namespace wb::stream;

class TestLatencyHistogram : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingIsZero();
    void oneValueIsEveryPercentile();
    void percentilesAreRightWithinASixteenth();
    void edgesFallIntoTheirOctave();
    void extremesAreBounded();
};

void TestLatencyHistogram::nothingIsZero()
{
    const LatencyHistogram histogram;
    QCOMPARE(histogram.count(), std::uint64_t { 0 });
    QCOMPARE(histogram.percentile(0.5).count(), 0);
    QCOMPARE(histogram.max().count(), 0);
}

void TestLatencyHistogram::oneValueIsEveryPercentile()
{
    for (const std::int64_t value : { 0LL, 1LL, 15LL, 16LL, 17LL, 1'000LL, 123'456LL, 1'000'000'007LL }) {
        LatencyHistogram histogram;
        histogram.add(Nanoseconds(value));
        for (const double share : { 0.0, 0.5, 0.99, 1.0 })
            QCOMPARE(histogram.percentile(share).count(), value);
    }
}

void TestLatencyHistogram::percentilesAreRightWithinASixteenth()
{
    std::mt19937_64 random(1);
    std::lognormal_distribution<double> times(12.0, 2.0); // around 160 us, from 1 us to a second
    LatencyHistogram histogram;
    std::vector<std::int64_t> values;
    for (int i = 0; i < 20'000; ++i) {
        values.push_back(static_cast<std::int64_t>(times(random)));
        histogram.add(Nanoseconds(values.back()));
    }
    std::sort(values.begin(), values.end());
    for (const double share : { 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0 }) {
        const auto index = static_cast<std::size_t>(std::ceil(share * 20'000.0)) - 1;
        const auto exact = static_cast<double>(values[index]);
        const auto told = static_cast<double>(histogram.percentile(share).count());
        QVERIFY2(told >= exact && told <= exact * (1 + 1.0 / 16), qPrintable(QString::number(share)));
    }
    QCOMPARE(histogram.max().count(), values.back());
    const auto octaves = histogram.octaves();
    QCOMPARE(std::accumulate(octaves.begin(), octaves.end(), std::uint64_t { 0 }), std::uint64_t { 20'000 });
}

void TestLatencyHistogram::edgesFallIntoTheirOctave()
{
    for (std::size_t octave = 0; octave < LatencyHistogram::kOctaves; ++octave) {
        const std::int64_t first = std::int64_t { 1 } << (octave + LatencyHistogram::kFirstOctave);
        for (const std::int64_t value : { first, 2 * first - 1 }) {
            LatencyHistogram histogram;
            histogram.add(Nanoseconds(value));
            QCOMPARE(histogram.octaves().at(octave), std::uint64_t { 1 });
        }
    }
    LatencyHistogram small;
    small.add(Nanoseconds(3));
    QCOMPARE(small.octaves().front(), std::uint64_t { 1 });
}

void TestLatencyHistogram::extremesAreBounded()
{
    LatencyHistogram histogram;
    histogram.add(Nanoseconds::max());
    histogram.add(Nanoseconds(-5));
    QCOMPARE(histogram.count(), std::uint64_t { 2 });
    QCOMPARE(histogram.octaves().back(), std::uint64_t { 1 });
    QCOMPARE(histogram.octaves().front(), std::uint64_t { 1 });
}

QTEST_GUILESS_MAIN(TestLatencyHistogram)
#include "tst_latency_histogram.moc"
