// SPDX-License-Identifier: GPL-3.0-or-later
// What stands behind the page of continuous streams, without widgets: lists of packet lengths, the rates of the last
// minute, sums over the streams of an endpoint, the two streams of a loopback check.
#include "ui/bridge/loopback_check.h"
#include "ui/bridge/packet_lengths.h"
#include "ui/models/stream_groups.h"

#include <QTest>

using namespace wb;
using ui::StreamHistory;

namespace {

engine::StreamStatus statusAt(std::uint64_t id, std::int64_t milliseconds, std::uint64_t bytes)
{
    engine::StreamStatus status;
    status.id = engine::StreamId { id };
    status.started = std::chrono::seconds(1000);
    status.ended = status.started + std::chrono::milliseconds(milliseconds);
    status.bytes = bytes;
    status.transfers = bytes / 100;
    return status;
}

} // namespace

class TstStreamValues : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void packetLengths_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QList<quint32>>("lengths");
        QTest::newRow("none") << QString() << QList<quint32> {};
        QTest::newRow("blank") << QStringLiteral(" , ") << QList<quint32> {};
        QTest::newRow("a list") << QStringLiteral("180,176;  4") << QList<quint32> { 180, 176, 4 };
        QTest::newRow("runs") << QStringLiteral("180, 2x176 3*1") << QList<quint32> { 180, 176, 176, 1, 1, 1 };
        QTest::newRow("hexadecimal") << QStringLiteral("0x10 2x0x20") << QList<quint32> { 16, 32, 32 };
        QTest::newRow("the most") << QStringLiteral("8x512") << QList<quint32>(8, 512);
    }

    void packetLengths()
    {
        QFETCH(const QString, words);
        QFETCH(const QList<quint32>, lengths);
        const auto parsed = ui::parsePacketLengths(words, 512, 8);
        QVERIFY2(parsed, parsed ? "" : parsed.error().detail.c_str());
        QCOMPARE(QList<quint32>(parsed->begin(), parsed->end()), lengths);
    }

    void wrongPacketLengths_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("part");
        QTest::newRow("no number") << QStringLiteral("12, twelve") << QStringLiteral("twelve");
        QTest::newRow("a run of nothing") << QStringLiteral("3x") << QStringLiteral("3x");
        QTest::newRow("no packets") << QStringLiteral("0*12") << QStringLiteral("0*12");
        QTest::newRow("an empty packet") << QStringLiteral("12 0") << QStringLiteral("1 to 512");
        QTest::newRow("too long a packet") << QStringLiteral("513") << QStringLiteral("1 to 512");
        QTest::newRow("too many") << QStringLiteral("4x1, 5x1") << QStringLiteral("at most 8");
        QTest::newRow("far too many") << QStringLiteral("4294967295x1") << QStringLiteral("at most 8");
        QTest::newRow("beyond any number") << QStringLiteral("99999999999999999999") << QStringLiteral("no length");
    }

    void wrongPacketLengths()
    {
        QFETCH(const QString, words);
        QFETCH(const QString, part);
        const auto parsed = ui::parsePacketLengths(words, 512, 8);
        QVERIFY(!parsed);
        QVERIFY2(QString::fromStdString(parsed.error().detail).contains(part), parsed.error().detail.c_str());
    }

    void ratesAreTakenBetweenTwoLooks()
    {
        StreamHistory history;
        history.take(statusAt(1, 0, 0));
        history.take(statusAt(1, 50, 400)); // too soon
        history.take(statusAt(1, 200, 2000));
        history.take(statusAt(1, 600, 2000)); // nothing came
        const StreamHistory::Samples& samples = history.of(engine::StreamId { 1 });
        QCOMPARE(samples.size(), std::size_t { 2 });
        QCOMPARE(samples[0].seconds, 0.2);
        QCOMPARE(samples[0].bytesPerSecond, 10'000.0);
        QCOMPARE(samples[0].transfersPerSecond, 100.0);
        QCOMPARE(samples[1].bytesPerSecond, 0.0);
        QVERIFY(history.of(engine::StreamId { 2 }).empty());
    }

    void historyIsBounded()
    {
        StreamHistory history;
        for (std::int64_t look = 0; look <= 1000; ++look)
            history.take(statusAt(1, 100 * look, 0));
        QCOMPARE(history.of(engine::StreamId { 1 }).size(), StreamHistory::kMostSamples);
        QCOMPARE(history.of(engine::StreamId { 1 }).back().seconds, 100.0);
        for (std::uint64_t id = 2; id < 2 + StreamHistory::kMostStreams; ++id) {
            history.take(statusAt(id, 0, 0));
            history.take(statusAt(id, 100, 100));
        }
        QVERIFY(history.of(engine::StreamId { 1 }).empty()); // the oldest made room
        QCOMPARE(history.of(engine::StreamId { 2 }).size(), std::size_t { 1 });
        history.forget(engine::StreamId { 2 });
        QVERIFY(history.of(engine::StreamId { 2 }).empty());
        engine::StreamStatus early = statusAt(3, 0, 0);
        early.id = engine::StreamId { 999 };
        early.started = {};
        history.take(early);
        QVERIFY(!history.of(engine::StreamId { 3 }).empty()); // what has not begun takes nobody's place
    }

    void streamsOfAnEndpointAreOne()
    {
        engine::StreamStatus first = statusAt(1, 1000, 5000);
        engine::StreamStatus second = statusAt(2, 3000, 7000);
        second.started += std::chrono::seconds(1);
        second.ended += std::chrono::seconds(1);
        first.phase = engine::StreamPhase::Stopped;
        first.bytesPerSecond = 5000; // of its whole run: it adds nothing now
        second.phase = engine::StreamPhase::Running;
        second.bytesPerSecond = 300;
        second.transfersPerSecond = 3;
        first.errors = 1;
        second.errors = 2;
        second.shortTransfers = 4;
        first.meter.latencyOctaves.at(0) = 97; // up to 2,048 ns
        second.meter.latencyOctaves.at(3) = 3; // up to 16,384 ns
        first.meter.latencyMax = Nanoseconds(2000);
        second.meter.latencyMax = Nanoseconds(9000);
        const engine::StreamStatus sum = ui::sumOf({ &first, &second });
        QVERIFY(sum.id == first.id && sum.isActive());
        QCOMPARE(sum.bytes, std::uint64_t { 12000 });
        QCOMPARE(sum.transfers, std::uint64_t { 120 });
        QCOMPARE(sum.errors, std::uint64_t { 3 });
        QCOMPARE(sum.shortTransfers, std::uint64_t { 4 });
        QCOMPARE(sum.seconds(), 4.0);
        QCOMPARE(sum.bytesPerSecond, 300.0);
        QCOMPARE(sum.transfersPerSecond, 3.0);
        QCOMPARE(sum.meter.latencyOctaves.at(0), std::uint64_t { 97 });
        QCOMPARE(sum.meter.latencyMedian.count(), std::int64_t { 2048 });
        QCOMPARE(sum.meter.latency99.count(), std::int64_t { 9000 }); // the end of its octave is beyond the longest
        QCOMPARE(sum.meter.latencyMax.count(), std::int64_t { 9000 });

        second.phase = engine::StreamPhase::Stopped;
        const engine::StreamStatus ended = ui::sumOf({ &first, &second });
        QVERIFY(!ended.isActive());
        QCOMPARE(ended.bytesPerSecond, 3000.0); // 12,000 bytes in four seconds
        QCOMPARE(ended.transfersPerSecond, 30.0);
    }

    void groupsGrowAndDissolve()
    {
        const auto id = [](std::uint64_t number) { return engine::StreamId { number }; };
        ui::StreamGroups groups;
        groups.join({ id(1) });
        QVERIFY(groups.all().empty());
        groups.join({ id(1), id(2) });
        groups.join({ id(5), id(6) });
        groups.join({ id(2), id(3) }); // the first has ended
        groups.join({ id(2), id(3) });
        QCOMPARE(groups.all().size(), std::size_t { 2 });
        QVERIFY(groups.all().front() == ui::StreamGroups::Members({ id(1), id(2), id(3) }));
        groups.take(statusAt(1, 200, 1000));
        QCOMPARE(groups.history().of(id(1)).size(), std::size_t { 1 });
        groups.forget(id(1));
        QVERIFY(groups.all().front() == ui::StreamGroups::Members({ id(2), id(3) }));
        QVERIFY(groups.history().of(id(1)).empty());
        groups.forget(id(6));
        groups.forget(id(3));
        QVERIFY(groups.all().empty());
    }

    void aLoopHasTwoStreams()
    {
        engine::StreamConfig base;
        base.endpoint = { 0x81 };
        base.depth = 3;
        base.addZeroPacket = true;
        base.shortIsError = true;
        base.sink = engine::StreamSink::Preview;
        base.stopAfterBytes = 1000;
        base.stopPattern = { 1, 2 };
        base.transfersPerSecond = 5;
        stream::PayloadSpec payload;
        payload.kind = stream::PayloadKind::Counter;
        const auto [out, in] = ui::LoopbackCheck::streamsFor(base, { 0x01 }, { 0x81 }, payload);
        QCOMPARE(out.endpoint.value, std::uint8_t { 0x01 });
        QCOMPARE(in.endpoint.value, std::uint8_t { 0x81 });
        QVERIFY(out.payload == payload && !out.expected);
        QVERIFY(in.expected == payload && in.stopAtDifference && !out.stopAtDifference);
        QVERIFY(out.depth == 3 && in.depth == 3);
        QVERIFY(out.addZeroPacket && !in.addZeroPacket && in.shortIsError && !out.shortIsError);
        QVERIFY(in.sink == engine::StreamSink::Preview && out.sink == engine::StreamSink::Log);
        QCOMPARE(out.stopAfterBytes, std::uint64_t { 1000 });
        QCOMPARE(in.stopAfterBytes, std::uint64_t { 0 });
        QVERIFY(out.stopPattern.empty() && out.transfersPerSecond == 5 && in.transfersPerSecond == 0);
    }
};

QTEST_MAIN(TstStreamValues)
#include "tst_stream_values.moc"
