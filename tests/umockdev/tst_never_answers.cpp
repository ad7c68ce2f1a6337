// SPDX-License-Identifier: GPL-3.0-or-later
// A device that never answers, waited for without a timeout, over the real libusb: others, closing and the program's
// end do not wait for it, whatever the type of the transfers.
#include "tests/umockdev/fault_matrix/fault_bench.h"
#include "tests/unit/engine/log_audit.h"

#include <QtTest>

using namespace wb;
using engine::RequestId;
using engine::StreamId;
using mock::Answer;
using mock::Fault;
using mock::FaultBench;
using usb::TransferStatus;
using usb::TransferType;

namespace {

constexpr qint64 kBarMs = 1000;
constexpr std::size_t kEach = 4;
constexpr int kTogether = -1;

// The isochronous endpoint is in an alternate setting of its own.
std::vector<TransferType> typesOf(int row)
{
    if (row == kTogether)
        return { TransferType::Control, TransferType::Bulk, TransferType::Interrupt };
    return { static_cast<TransferType>(row) };
}

} // namespace

class TestNeverAnswers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nobodyElseWaits_data() { everyType(); }
    void nobodyElseWaits();
    void closingIsImmediate_data() { everyType(); }
    void closingIsImmediate();
    void quittingIsImmediate_data() { everyType(); }
    void quittingIsImmediate();
    void streamsStopAtOnce_data();
    void streamsStopAtOnce();

private:
    static void everyType()
    {
        QTest::addColumn<int>("type");
        for (const TransferType type : mock::kTypes)
            QTest::addRow("%s", std::string(usb::toString(type)).c_str()) << static_cast<int>(type);
        QTest::newRow("control, bulk and interrupt") << kTogether;
    }

    // So many of each type are in flight, for ever.
    void startWaiting(FaultBench& bench, int row);
    void checkEnd(FaultBench& bench);

    std::vector<RequestId> m_waiting;
};

void TestNeverAnswers::startWaiting(FaultBench& bench, int row)
{
    QVERIFY(bench.start());
    bench.wire().arm(Answer::never());
    m_waiting.clear();
    for (const TransferType type : typesOf(row)) {
        const std::vector<RequestId> sent = bench.send(kEach, requestFor(type, Fault::Close));
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
    QFETCH(int, type);
    FaultBench bench;
    startWaiting(bench, type);
    if (QTest::currentTestFailed())
        return;
    const usb::DeviceId other = bench.plugAnother();
    QVERIFY(other.isValid());
    QElapsedTimer clock;
    clock.start();
    const RequestId asked = bench.service().transfer(other, requestFor(TransferType::Control, Fault::Short));
    QTRY_VERIFY_WITH_TIMEOUT(bench.watch().isAnswered(asked), kBarMs);
    QVERIFY(clock.elapsed() < kBarMs);
    QVERIFY(bench.watch().transfers.at(asked).result.status == TransferStatus::Completed);
    for (const RequestId request : m_waiting)
        QVERIFY(!bench.watch().isAnswered(request));
    checkEnd(bench);
}

void TestNeverAnswers::closingIsImmediate()
{
    QFETCH(int, type);
    FaultBench bench;
    startWaiting(bench, type);
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
    QFETCH(int, type);
    FaultBench bench;
    startWaiting(bench, type);
    if (!QTest::currentTestFailed())
        checkEnd(bench);
}

void TestNeverAnswers::streamsStopAtOnce_data()
{
    QTest::addColumn<int>("endpoint");
    QTest::newRow("bulk") << 0x81;
    QTest::newRow("interrupt") << 0x82;
    QTest::newRow("isochronous") << 0x83;
}

void TestNeverAnswers::streamsStopAtOnce()
{
    QFETCH(int, endpoint);
    FaultBench bench;
    QVERIFY(bench.start());
    bench.wire().arm(Answer::never());
    engine::StreamConfig config;
    config.endpoint = { static_cast<std::uint8_t>(endpoint) };
    config.transferBytes = endpoint == 0x83 ? 0 : 512;
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
