// SPDX-License-Identifier: GPL-3.0-or-later
// Every way a transfer can fail, by type and by what is in flight: the engine over libusb over a mocked kernel.
// Each row: the right status is told and logged, the data that came is kept, everything is answered and logged exactly
// once, nothing is left over, and no call takes a second. Streams have a matrix of their own (tests/unit/engine).
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
    static void checkResult(const usb::TransferResult& result, const Expected& expected);
    void checkLog(FaultBench& bench, std::size_t transfers);

    RequestId m_warmUp;
    std::vector<FinishedTransfer> m_told; // all that was answered, kept beyond the service's end
};

void TestFaultMatrix::fault_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("load");
    QTest::addColumn<int>("fault");
    for (const TransferType type : mock::kTypes)
        for (const Load load : mock::kLoads)
            for (const Fault fault : mock::kFaults)
                QTest::addRow("%s/%s/%s", std::string(usb::toString(type)).c_str(), nameOf(load), nameOf(fault))
                    << static_cast<int>(type) << static_cast<int>(load) << static_cast<int>(fault);
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
    QFETCH(int, type);
    QFETCH(int, load);
    QFETCH(int, fault);
    const auto of = static_cast<TransferType>(type);
    const auto kind = static_cast<Fault>(fault);
    const std::size_t count = countOf(static_cast<Load>(load));
    const Expected expected = expectedOf(of, kind);
    m_told.clear();

    FaultBench bench;
    QVERIFY(bench.start());
    // Opened, claimed and, for isochronous, in the right alternate setting.
    const FinishedTransfer* warm = bench.run(requestFor(of, Fault::Stall));
    QVERIFY(warm && !warm->error && warm->result.status == TransferStatus::Completed);
    m_warmUp = warm->request;
    m_told.push_back(*warm);

    bench.wire().arm(answerFor(of, kind));
    const std::vector<RequestId> sent = bench.send(count, requestFor(of, kind));
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
        const FinishedTransfer* again = bench.run(requestFor(of, Fault::Stall));
        QVERIFY(again && !again->error);
        QCOMPARE(word(again->result.status), word(TransferStatus::Completed));
        m_told.push_back(*again);
    }
    bench.quit();
    QVERIFY2(bench.slowestMs() < kBarMs, qPrintable(QString::number(bench.slowestMs())));
    QCOMPARE(bench.usbfs().inFlight(), std::size_t { 0 });
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

void TestFaultMatrix::checkResult(const usb::TransferResult& result, const Expected& expected)
{
    QCOMPARE(word(result.status), word(expected.status));
    QCOMPARE(result.actualLength, expected.bytes);
    if (result.isoPackets.empty()) {
        QCOMPARE(result.data, mock::pattern(expected.bytes));
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
    for (const FinishedTransfer& finished : m_told) {
        const auto found = audit.records.find(finished.result.id.value);
        QVERIFY(found != audit.records.end());
        QCOMPARE(word(found->second.status), word(finished.result.status));
        QCOMPARE(found->second.actualLength, finished.result.actualLength);
        if (finished.result.isoPackets.empty())
            QCOMPARE(found->second.data, finished.result.data);
    }
}

void TestFaultMatrix::whatMakesNoSenseHasItsRow()
{
    for (const mock::Senseless& row : mock::senselessRows()) {
        std::size_t rows = 0;
        for (const TransferType type : mock::kTypes)
            for (const Load load : mock::kLoads)
                for (const Fault fault : mock::kFaults)
                    rows += isMeant(row, type, load, fault) ? 1U : 0U;
        QVERIFY2(rows > 0, row.reason);
        QVERIFY(*row.reason != '\0');
    }
    // Whatever needs a transfer has none when nothing is in flight, and says so above.
    for (const Fault fault : mock::kFaults) {
        const auto rows = mock::senselessRows();
        const bool isListed = std::any_of(rows.begin(), rows.end(),
            [fault](const mock::Senseless& row) { return isMeant(row, TransferType::Bulk, Load::Idle, fault); });
        QCOMPARE(isListed, endsByItself(fault));
    }
}

QTEST_GUILESS_MAIN(TestFaultMatrix)
#include "tst_fault_matrix.moc"
