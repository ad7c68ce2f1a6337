// SPDX-License-Identifier: GPL-3.0-or-later
// Every way a transfer can fail, by type, direction and what is in flight: the engine over libusb over a mocked kernel.
// Each row: the right status is told and logged, the data that came is kept or what was taken is counted, everything is
// answered and logged exactly once, nothing is left over, and no call takes a second. Streams have a matrix of their
// own (tests/unit/engine).
#include "tests/umockdev/fault_matrix/fault_bench.h"
#include "tests/umockdev/support/transfer_bench.h"
#include "tests/unit/engine/log_audit.h"

#include <QtTest>

#include <algorithm>

using namespace wb;
using engine::FinishedTransfer;
using engine::RequestId;
using mock::Expected;
using mock::Fault;
using mock::FaultBench;
using mock::Load;
using mock::Pipe;
using usb::TransferStatus;
using usb::TransferType;

namespace {

constexpr qint64 kBarMs = 1000;

QString word(TransferStatus status)
{
    const std::string_view text = usb::toString(status);
    return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

class TestFaultMatrix : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fault_data();
    void fault();
    void whatMakesNoSenseHasItsRow();

private:
    // What happens to the transfers in flight; the device's own answers come by themselves.
    void act(FaultBench& bench, Fault fault, const std::vector<RequestId>& sent);
    void checkAnswers(FaultBench& bench, const std::vector<RequestId>& sent, const Expected& expected);
    void checkResult(const usb::TransferResult& result, const Expected& expected) const;
    void checkLog(FaultBench& bench, std::size_t transfers);

    Pipe m_pipe { TransferType::Control, usb::Direction::In };
    RequestId m_warmUp;
    std::vector<FinishedTransfer> m_told; // all that was answered, kept beyond the service's end
};

void TestFaultMatrix::fault_data()
{
    QTest::addColumn<int>("pipe");
    QTest::addColumn<int>("load");
    QTest::addColumn<int>("fault");
    for (std::size_t pipe = 0; pipe < mock::kPipes.size(); ++pipe)
        for (const Load load : mock::kLoads)
            for (const Fault fault : mock::kFaults)
                QTest::addRow("%s/%s/%s", nameOf(mock::kPipes.at(pipe)).c_str(), nameOf(load), nameOf(fault))
                    << static_cast<int>(pipe) << static_cast<int>(load) << static_cast<int>(fault);
}

void TestFaultMatrix::act(FaultBench& bench, Fault fault, const std::vector<RequestId>& sent)
{
    switch (fault) {
    case Fault::Stall:
    case Fault::PartialTimeout:
    case Fault::EmptyTimeout:
    case Fault::Short:
    case Fault::Babble:
        return;
    case Fault::Cancel: // from the middle of the queue; what was answered long ago when nothing is in flight
        bench.timed([&] { bench.service().cancel(sent.empty() ? m_warmUp : sent[sent.size() / 2]); });
        return;
    case Fault::CancelAll:
        bench.timed([&] { bench.service().cancelAll(bench.device()); });
        return;
    case Fault::Unplug:
        bench.unplug();
        return;
    case Fault::ForeignReset:
        bench.usbfs().resetByAnother();
        return;
    case Fault::Close: {
        const RequestId close = bench.timed([&] { return bench.service().close(bench.device()); });
        QTRY_VERIFY_WITH_TIMEOUT(bench.watch().isAnswered(close), kBarMs);
        QVERIFY(bench.watch().operations.at(close));
        return;
    }
    case Fault::Exit:
        bench.quit();
        return;
    }
}

void TestFaultMatrix::fault()
{
    QFETCH(int, pipe);
    QFETCH(int, load);
    QFETCH(int, fault);
    m_pipe = mock::kPipes.at(static_cast<std::size_t>(pipe));
    const auto kind = static_cast<Fault>(fault);
    const std::size_t count = countOf(static_cast<Load>(load));
    const Expected expected = expectedOf(m_pipe, kind);
    m_told.clear();

    FaultBench bench;
    QVERIFY(bench.start());
    // Opened, claimed and, for isochronous, in the right alternate setting.
    const FinishedTransfer* warm = bench.run(requestFor(m_pipe, Fault::Stall));
    QVERIFY(warm && !warm->error && warm->result.status == TransferStatus::Completed);
    m_warmUp = warm->request;
    m_told.push_back(*warm);

    bench.wire().arm(answerFor(m_pipe, kind));
    const std::vector<RequestId> sent = bench.send(count, requestFor(m_pipe, kind));
    if (!endsByItself(kind))
        QTRY_COMPARE(bench.usbfs().inFlight(), count);
    act(bench, kind, sent);
    if (QTest::currentTestFailed())
        return;
    if (kind != Fault::Exit) {
        if (kind == Fault::Cancel && count > 1) {
            QTRY_VERIFY_WITH_TIMEOUT(bench.watch().isAnswered(sent[count / 2]), kBarMs);
            QCOMPARE(bench.usbfs().inFlight(), count - 1); // the others go on
            bench.timed([&] { bench.service().cancelAll(bench.device()); });
        }
        checkAnswers(bench, sent, expected);
    }
    if (QTest::currentTestFailed())
        return;
    if (kind == Fault::Unplug)
        QVERIFY(bench.isClosed());
    bench.wire().behave();
    if (kind != Fault::Unplug && kind != Fault::Exit) { // nothing is jammed
        const FinishedTransfer* again = bench.run(requestFor(m_pipe, Fault::Stall));
        QVERIFY(again && !again->error);
        QCOMPARE(word(again->result.status), word(TransferStatus::Completed));
        m_told.push_back(*again);
    }
    bench.quit();
    QVERIFY2(bench.slowestMs() < kBarMs, qPrintable(QString::number(bench.slowestMs())));
    QCOMPARE(bench.usbfs().inFlight(), std::size_t { 0 });
    QCOMPARE(bench.wire().garbled(), std::size_t { 0 });
    checkLog(bench, kind == Fault::Exit ? count + 1 : m_told.size());
    if (kind == Fault::Exit && expected.status == TransferStatus::Cancelled) {
        const test::LogAudit audit = test::auditLog(bench.log());
        QCOMPARE(audit.countOf(TransferStatus::Cancelled), count);
        for (const auto& [id, record] : audit.records)
            if (record.status == TransferStatus::Cancelled)
                QCOMPARE(record.actualLength, expected.bytes);
    }
}

void TestFaultMatrix::checkAnswers(FaultBench& bench, const std::vector<RequestId>& sent, const Expected& expected)
{
    QVERIFY(bench.areAnswered(sent));
    QTRY_COMPARE(bench.service().session(bench.device()).inFlight, 0U);
    for (const RequestId request : sent) {
        QCOMPARE(bench.watch().answers.at(request), 1);
        const FinishedTransfer& finished = bench.watch().transfers.at(request);
        QVERIFY2(!finished.error, finished.error ? describe(*finished.error).c_str() : "");
        checkResult(finished.result, expected);
        m_told.push_back(finished);
    }
    QCOMPARE(bench.watch().answers.at(m_warmUp), 1); // nor is what was over answered again
}

void TestFaultMatrix::checkResult(const usb::TransferResult& result, const Expected& expected) const
{
    QCOMPARE(word(result.status), word(expected.status));
    QCOMPARE(result.actualLength, expected.bytes);
    if (result.isoPackets.empty()) {
        QCOMPARE(result.data, m_pipe.isIn() ? mock::pattern(expected.bytes) : Bytes {});
        return;
    }
    QCOMPARE(word(result.isoPackets.back().status), word(expected.lastPacket));
    std::uint32_t moved = 0;
    for (const usb::IsoPacket& packet : result.isoPackets)
        moved += packet.actual;
    QCOMPARE(moved, expected.bytes);
}

void TestFaultMatrix::checkLog(FaultBench& bench, std::size_t transfers)
{
    const test::LogAudit audit = test::auditLog(bench.log());
    QVERIFY2(audit.fault.empty(), audit.fault.c_str());
    QCOMPARE(audit.records.size(), transfers);
    const Bytes sent = requestFor(m_pipe, Fault::Stall).data; // whole, however little of it was taken
    for (const FinishedTransfer& finished : m_told) {
        const auto found = audit.records.find(finished.result.id.value);
        QVERIFY(found != audit.records.end());
        QCOMPARE(word(found->second.status), word(finished.result.status));
        QCOMPARE(found->second.actualLength, finished.result.actualLength);
        if (finished.result.isoPackets.empty())
            QCOMPARE(found->second.data, m_pipe.isIn() ? finished.result.data : sent);
    }
}

void TestFaultMatrix::whatMakesNoSenseHasItsRow()
{
    for (const mock::Senseless& row : mock::senselessRows()) {
        std::size_t rows = 0;
        for (const Pipe& pipe : mock::kPipes)
            for (const Load load : mock::kLoads)
                for (const Fault fault : mock::kFaults)
                    rows += isMeant(row, pipe, load, fault) ? 1U : 0U;
        QVERIFY2(rows > 0, row.reason);
        QVERIFY(*row.reason != '\0');
    }
    // Whatever needs a transfer has none when nothing is in flight, and says so above.
    const Pipe bulk { TransferType::Bulk, usb::Direction::In };
    for (const Fault fault : mock::kFaults) {
        const auto rows = mock::senselessRows();
        const bool isListed = std::any_of(rows.begin(), rows.end(),
            [fault, bulk](const mock::Senseless& row) { return isMeant(row, bulk, Load::Idle, fault); });
        QCOMPARE(isListed, endsByItself(fault));
    }
}

QTEST_GUILESS_MAIN(TestFaultMatrix)
#include "tst_fault_matrix.moc"
