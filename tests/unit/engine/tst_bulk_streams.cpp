// SPDX-License-Identifier: GPL-3.0-or-later
// Bulk streams of SuperSpeed endpoints: allocated before the first transfer that goes through one, shared by all of an
// interface, freed after the last, refused where they would end what others do, and recovered together.
#include "tests/unit/engine/fake_backend.h"
#include "tests/unit/engine/service_watcher.h"

#include <QtTest>

#include <algorithm>

using namespace wb;
using namespace wb::engine;
using wb::test::FakeWorld;
using wb::test::ServiceWatcher;

namespace {

constexpr std::uint8_t kIn = 0x81;
constexpr std::uint8_t kOut = 0x01;
constexpr std::uint8_t kPlainOut = 0x02; // offers none
constexpr std::uint8_t kElsewhere = 0x04; // in alternate setting 1
constexpr std::uint8_t kNextInterface = 0x05; // offers none
constexpr std::uint32_t kDepth = 2;
constexpr auto kFree = "free streams 81 01";

} // namespace

class TestBulkStreams : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<FakeWorld> m_world;
    std::unique_ptr<UsbService> m_service;
    std::unique_ptr<ServiceWatcher> m_watch;
    usb::DevicePtr m_device;

    StreamId start(std::uint8_t endpoint, std::uint32_t number, std::uint32_t count = 0)
    {
        StreamConfig config;
        config.endpoint = { endpoint };
        config.depth = kDepth;
        config.transferBytes = 1024;
        config.bulkStream = number;
        config.bulkStreams = count;
        config.policy.set(StreamEvent::Stall, StreamAction::Recover);
        return m_service->startStream(m_device->id, config);
    }

    [[nodiscard]] const StreamStatus& status(StreamId id) const { return m_watch->streams.at(id); }
    [[nodiscard]] std::ptrdiff_t countOf(const std::string& call) const
    {
        const std::vector<std::string> calls = m_world->calls();
        return std::count(calls.begin(), calls.end(), call);
    }
    bool waitForPending(std::size_t count) const
    {
        return QTest::qWaitFor([&] { return m_world->pendingTransfers() == count; });
    }

    // A transfer that waits for every job before it.
    void passThrough()
    {
        usb::TransferRequest request;
        request.type = usb::TransferType::Bulk;
        request.endpoint = { kPlainOut };
        request.data = { 1 };
        const std::size_t before = m_world->pendingTransfers();
        const RequestId sent = m_service->transfer(m_device->id, request);
        QVERIFY(waitForPending(before + 1));
        m_service->cancel(sent);
        QTRY_VERIFY(m_watch->isAnswered(sent));
    }

    void verifyRefused(StreamId id, ErrorKind kind, const char* words)
    {
        QTRY_VERIFY(m_watch->isStopped(id));
        QVERIFY(status(id).error);
        QVERIFY(status(id).error->kind == kind);
        QVERIFY2(status(id).error->detail.find(words) != std::string::npos, status(id).error->detail.c_str());
        QCOMPARE(status(id).transfers, std::uint64_t { 0 });
    }

private Q_SLOTS:
    void init()
    {
        m_world = std::make_shared<FakeWorld>();
        m_service = std::make_unique<UsbService>(nullptr);
        m_watch = std::make_unique<ServiceWatcher>(*m_service);
        m_device = m_world->plug(1, 1, {}, usb::Speed::Super);
        m_service->addBackend(test::makeFakeBackend(m_world));
        QTRY_VERIFY(m_watch->isInitialSeen);
    }

    void cleanup()
    {
        m_watch.reset();
        m_service.reset();
        QTRY_COMPARE(m_world->liveTransfers.load(), 0);
        QTRY_COMPARE(m_world->openHandles.load(), 0);
    }

    void allocatedBeforeTheFirstTransfer()
    {
        const std::string allocation = "allocate streams 4 81 01";
        m_world->hang(allocation);
        const StreamId id = start(kIn, 3, 4);
        QTRY_VERIFY(m_world->isHanging(allocation));
        QCOMPARE(m_world->pendingTransfers(), std::size_t { 0 });
        m_world->release(allocation);
        QVERIFY(waitForPending(kDepth));
        QCOMPARE(m_world->pendingBulkStreams(), std::vector<std::uint32_t>(kDepth, 3));
        QTRY_VERIFY(m_watch->streams.contains(id) && status(id).bulkStreams == 4);
        QTRY_VERIFY(m_watch->hasNotice("4 bulk streams of interface 0 allocated"));
    }

    void asManyAsTheNumberNeeds()
    {
        (void)start(kIn, 1);
        QVERIFY(waitForPending(kDepth));
        QCOMPARE(countOf("allocate streams 2 81 01"), std::ptrdiff_t { 1 });
    }

    void sharedByAllOfTheInterface()
    {
        (void)start(kIn, 1, 4);
        (void)start(kIn, 2);
        (void)start(kOut, 4, 4);
        (void)start(kPlainOut, 0);
        QVERIFY(waitForPending(std::size_t { 4 } * kDepth));
        QCOMPARE(countOf("allocate streams 4 81 01"), std::ptrdiff_t { 1 });
        const std::vector<std::uint32_t> streams = m_world->pendingBulkStreams();
        for (const std::uint32_t number : { 0U, 1U, 2U, 4U })
            QCOMPARE(std::count(streams.begin(), streams.end(), number), std::ptrdiff_t { kDepth });
    }

    void freedAfterTheLast()
    {
        const StreamId first = start(kIn, 1, 4);
        const StreamId last = start(kOut, 2);
        QVERIFY(waitForPending(std::size_t { 2 } * kDepth));
        m_service->stopStream(first);
        QTRY_VERIFY(m_watch->isStopped(first));
        passThrough();
        QCOMPARE(countOf(kFree), std::ptrdiff_t { 0 });
        m_service->stopStream(last);
        QTRY_COMPARE(countOf(kFree), std::ptrdiff_t { 1 });
        passThrough();
        QCOMPARE(countOf(kFree), std::ptrdiff_t { 1 });
    }

    void whoNamesNoneWaitsUntilTheyAreFree()
    {
        const StreamId numbered = start(kIn, 1);
        QVERIFY(waitForPending(kDepth));
        const StreamId plain = start(kIn, 0);
        verifyRefused(plain, ErrorKind::Busy, "name one for this endpoint");
        m_service->stopStream(numbered);
        QTRY_VERIFY(m_watch->isStopped(numbered));
        (void)start(kIn, 0);
        QVERIFY(waitForPending(kDepth));
        QCOMPARE(countOf(kFree), std::ptrdiff_t { 1 });
        QCOMPARE(m_world->pendingBulkStreams(), std::vector<std::uint32_t>(kDepth, 0));
    }

    void refusedWhenTooFewAreAllocated()
    {
        const StreamId running = start(kIn, 1, 4);
        QVERIFY(waitForPending(kDepth));
        verifyRefused(start(kIn, 5), ErrorKind::Busy, "4 bulk streams are in use on interface 0, and 5 are asked for");
        verifyRefused(start(kOut, 1, 8), ErrorKind::Busy, "ask for no more");
        QCOMPARE(m_world->pendingTransfers(), std::size_t { kDepth });
        m_service->stopStream(running);
        QTRY_VERIFY(m_watch->isStopped(running));
        (void)start(kIn, 5);
        QVERIFY(waitForPending(kDepth));
        QCOMPARE(countOf("allocate streams 5 81 01"), std::ptrdiff_t { 1 });
    }

    void refusedWhereItWouldEndWhatRuns()
    {
        const StreamId running = start(kPlainOut, 0);
        QVERIFY(waitForPending(kDepth));
        verifyRefused(start(kIn, 1), ErrorKind::Busy, "ends every transfer of interface 0");
        QCOMPARE(m_world->pendingTransfers(), std::size_t { kDepth });
        QVERIFY(!m_watch->isStopped(running));
    }

    void fewerMayBeGranted()
    {
        m_world->mostBulkStreams = 8;
        const StreamId id = start(kIn, 3, 16);
        QVERIFY(waitForPending(kDepth));
        (void)start(kOut, 8, 16); // asked for as many, and given what there is
        QVERIFY(waitForPending(std::size_t { 2 } * kDepth));
        QTRY_VERIFY(m_watch->streams.contains(id) && status(id).bulkStreams == 8);
        QTRY_VERIFY(m_watch->hasNotice("8 bulk streams of interface 0 allocated, 16 were asked for"));
        verifyRefused(start(kIn, 9, 16), ErrorKind::InvalidArgument, "allocated 8 bulk streams: number 9");
    }

    void whatNobodyCanUseIsFreed()
    {
        m_world->mostBulkStreams = 8;
        verifyRefused(start(kIn, 9), ErrorKind::InvalidArgument, "number 9 is not among them");
        QTRY_COMPARE(countOf(kFree), std::ptrdiff_t { 1 });
    }

    void refusedByTheSystem()
    {
        m_world->failNext("allocate streams 2 81 01", { ErrorKind::Unsupported, 0, "allocate", "no streams here" });
        verifyRefused(start(kIn, 1), ErrorKind::Unsupported, "no streams here");
        passThrough();
        QCOMPARE(countOf(kFree), std::ptrdiff_t { 0 });
    }

    void theSettingSelectedInVainIsGivenBack()
    {
        m_world->failNext("allocate streams 9 04", { ErrorKind::Unsupported, 0, "allocate", "no streams here" });
        verifyRefused(start(kElsewhere, 9), ErrorKind::Unsupported, "no streams here");
        QTRY_COMPARE(countOf("alternate 0 0"), std::ptrdiff_t { 1 });
        m_world->mostBulkStreams = 8;
        verifyRefused(start(kElsewhere, 9), ErrorKind::InvalidArgument, "number 9 is not among them");
        QTRY_COMPARE(countOf("alternate 0 0"), std::ptrdiff_t { 2 });
        QCOMPARE(countOf("alternate 0 1"), std::ptrdiff_t { 2 });
    }

    void theSettingIsGivenBackAfterTheNextInterfaceIsPrepared()
    {
        m_world->hang("claim 1");
        const StreamId first = start(kElsewhere, 1);
        QVERIFY(waitForPending(kDepth));
        const StreamId second = start(kNextInterface, 0);
        QTRY_VERIFY(m_world->isHanging("claim 1"));
        m_service->stopStream(first);
        QTRY_VERIFY(m_watch->isStopped(first));
        m_world->release("claim 1");
        QTRY_COMPARE(countOf("alternate 0 0"), std::ptrdiff_t { 1 });
        QVERIFY(waitForPending(kDepth));
        QVERIFY(!m_watch->isStopped(second));
    }

    void recoveryDrainsTheWholeEndpoint()
    {
        const std::string clearing = "clear halt 81";
        m_world->hang(clearing);
        const StreamId stalled = start(kIn, 1, 4);
        const StreamId neighbour = start(kIn, 2);
        const StreamId elsewhere = start(kOut, 3);
        QVERIFY(waitForPending(std::size_t { 3 } * kDepth));
        m_world->completeBulkStream(1, usb::TransferStatus::Stall);
        QTRY_VERIFY(m_world->isHanging(clearing));
        QCOMPARE(m_world->pendingBulkStreams(), std::vector<std::uint32_t>(kDepth, 3));
        m_world->release(clearing);
        QVERIFY(waitForPending(std::size_t { 3 } * kDepth));
        QTRY_COMPARE(m_watch->streams[stalled].recoveries, std::uint64_t { 1 });
        QTRY_COMPARE(m_watch->streams[neighbour].recoveries, std::uint64_t { 1 });
        QCOMPARE(m_watch->streams[neighbour].errors, std::uint64_t { 0 });
        QCOMPARE(m_watch->streams[elsewhere].recoveries, std::uint64_t { 0 });
    }

    void oneRecoveryIsEnoughForAllThatStall()
    {
        const StreamId first = start(kIn, 1, 4);
        const StreamId second = start(kIn, 2);
        QVERIFY(waitForPending(std::size_t { 2 } * kDepth));
        m_world->completeAll(usb::TransferStatus::Stall, 0);
        QTRY_COMPARE(m_watch->streams[first].recoveries, std::uint64_t { 1 });
        QTRY_COMPARE(m_watch->streams[second].recoveries, std::uint64_t { 1 });
        QVERIFY(waitForPending(std::size_t { 2 } * kDepth));
        QCOMPARE(countOf("clear halt 81"), std::ptrdiff_t { 1 });
    }
};

QTEST_GUILESS_MAIN(TestBulkStreams)
#include "tst_bulk_streams.moc"
