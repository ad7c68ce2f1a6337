// SPDX-License-Identifier: GPL-3.0-or-later
// A device that never answers, waited for without a timeout, over the real libusb: others, closing and the program's
// end do not wait for it, whatever the type and direction of the transfers.
#include "tests/umockdev/fault_matrix/fault_bench.h"
#include "tests/unit/engine/log_audit.h"

#include <QtTest>

using namespace wb;
using engine::RequestId;
using engine::StreamId;
using mock::Answer;
using mock::Fault;
using mock::FaultBench;
using mock::Pipe;
using usb::TransferStatus;
using usb::TransferType;

namespace {

constexpr qint64 kBarMs = 1000;
constexpr std::size_t kEach = 4;
constexpr int kTogether = -1;

// The isochronous endpoints are in an alternate setting of their own.
std::vector<Pipe> pipesOf(int row)
{
    if (row != kTogether)
        return { mock::kPipes.at(static_cast<std::size_t>(row)) };
    std::vector<Pipe> together;
    for (const Pipe& pipe : mock::kPipes)
        if (pipe.type != TransferType::Isochronous)
            together.push_back(pipe);
    return together;
}

} // namespace

class TestNeverAnswers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nobodyElseWaits_data() { everyPipe(); }
    void nobodyElseWaits();
    void closingIsImmediate_data() { everyPipe(); }
    void closingIsImmediate();
    void quittingIsImmediate_data() { everyPipe(); }
    void quittingIsImmediate();
    void streamsStopAtOnce_data();
    void streamsStopAtOnce();

private:
    static void everyPipe()
    {
        QTest::addColumn<int>("pipe");
        for (std::size_t pipe = 0; pipe < mock::kPipes.size(); ++pipe)
            QTest::addRow("%s", nameOf(mock::kPipes.at(pipe)).c_str()) << static_cast<int>(pipe);
        QTest::newRow("control, bulk and interrupt") << kTogether;
    }

    // So many of each are in flight, for ever.
    void startWaiting(FaultBench& bench, int row);
    void checkEnd(FaultBench& bench);

    std::vector<RequestId> m_waiting;
};

void TestNeverAnswers::startWaiting(FaultBench& bench, int row)
{
    QVERIFY(bench.start());
    bench.wire().arm(Answer::never());
    m_waiting.clear();
    for (const Pipe& pipe : pipesOf(row)) {
        const std::vector<RequestId> sent = bench.send(kEach, requestFor(pipe, Fault::Close));
        m_waiting.insert(m_waiting.end(), sent.begin(), sent.end());
    }
    QTRY_COMPARE(bench.usbfs().inFlight(), m_waiting.size());
    QCOMPARE(bench.watch().answers.size(), std::size_t { 0 });
}

void TestNeverAnswers::checkEnd(FaultBench& bench)
{
    bench.quit();
    QVERIFY2(bench.slowestMs() < kBarMs, qPrintable(QString::number(bench.slowestMs())));
    QCOMPARE(bench.usbfs().inFlight(), std::size_t { 0 });
    const test::LogAudit audit = test::auditLog(bench.log());
    QVERIFY2(audit.fault.empty(), audit.fault.c_str());
    QCOMPARE(audit.countOf(TransferStatus::Cancelled), m_waiting.size());
}

void TestNeverAnswers::nobodyElseWaits()
{
    QFETCH(int, pipe);
    FaultBench bench;
    startWaiting(bench, pipe);
    if (QTest::currentTestFailed())
        return;
    const usb::DeviceId other = bench.plugAnother();
    QVERIFY(other.isValid());
    QElapsedTimer clock;
    clock.start();
    const RequestId asked = bench.service().transfer(other, requestFor(mock::kPipes.front(), Fault::Short));
    QTRY_VERIFY_WITH_TIMEOUT(bench.watch().isAnswered(asked), kBarMs);
    QVERIFY(clock.elapsed() < kBarMs);
    QVERIFY(bench.watch().transfers.at(asked).result.status == TransferStatus::Completed);
    for (const RequestId request : m_waiting)
        QVERIFY(!bench.watch().isAnswered(request));
    checkEnd(bench);
}

void TestNeverAnswers::closingIsImmediate()
{
    QFETCH(int, pipe);
    FaultBench bench;
    startWaiting(bench, pipe);
    if (QTest::currentTestFailed())
        return;
    const RequestId close = bench.timed([&] { return bench.service().close(bench.device()); });
    QTRY_VERIFY_WITH_TIMEOUT(bench.watch().isAnswered(close), kBarMs);
    QVERIFY(bench.watch().operations.at(close));
    for (const RequestId request : m_waiting) {
        QCOMPARE(bench.watch().answers.at(request), 1);
        QVERIFY(bench.watch().transfers.at(request).result.status == TransferStatus::Cancelled);
    }
    checkEnd(bench);
}

void TestNeverAnswers::quittingIsImmediate()
{
    QFETCH(int, pipe);
    FaultBench bench;
    startWaiting(bench, pipe);
    if (!QTest::currentTestFailed())
        checkEnd(bench);
}

void TestNeverAnswers::streamsStopAtOnce_data()
{
    QTest::addColumn<int>("endpoint");
    QTest::newRow("bulk IN") << 0x81;
    QTest::newRow("bulk OUT") << 0x01;
    QTest::newRow("interrupt IN") << 0x82;
    QTest::newRow("interrupt OUT") << 0x02;
    QTest::newRow("isochronous IN") << 0x83;
    QTest::newRow("isochronous OUT") << 0x03;
}

void TestNeverAnswers::streamsStopAtOnce()
{
    QFETCH(int, endpoint);
    FaultBench bench;
    QVERIFY(bench.start());
    bench.wire().arm(Answer::never());
    engine::StreamConfig config;
    config.endpoint = { static_cast<std::uint8_t>(endpoint) };
    config.transferBytes = (endpoint & 0x0f) == 3 ? 0 : 512;
    config.depth = 8;
    const StreamId stream = bench.timed([&] { return bench.service().startStream(bench.device(), config); });
    QTRY_COMPARE(bench.usbfs().inFlight(), std::size_t { 8 });
    bench.timed([&] { bench.service().stopStream(stream); });
    QTRY_VERIFY_WITH_TIMEOUT(bench.watch().isStopped(stream), kBarMs);
    QCOMPARE(bench.watch().streams.at(stream).cancelled, std::uint64_t { 8 });
    m_waiting.assign(8, RequestId {});
    checkEnd(bench);
}

QTEST_GUILESS_MAIN(TestNeverAnswers)
#include "tst_never_answers.moc"
