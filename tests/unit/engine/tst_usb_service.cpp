// SPDX-License-Identifier: GPL-3.0-or-later
// Hazards of the engine on a backend whose every answer the test decides.
#include "tests/unit/engine/fake_backend.h"
#include "tests/unit/engine/service_watcher.h"

#include <QtTest>

using namespace wb;
using namespace wb::engine;
using wb::test::FakeWorld;
using wb::test::ServiceWatcher;

class TestUsbService : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<FakeWorld> m_world;
    std::unique_ptr<UsbService> m_service;
    std::unique_ptr<ServiceWatcher> m_watch;
    int m_handlesLeftBehind = 0;

    static usb::TransferRequest vendorIn(std::uint16_t length)
    {
        usb::TransferRequest request;
        request.setup = { 0xc0, 0x5c, 0, 0, length };
        request.length = length;
        return request;
    }

    static usb::TransferRequest bulkIn(std::uint32_t length)
    {
        usb::TransferRequest request;
        request.type = usb::TransferType::Bulk;
        request.endpoint = { 0x81 };
        request.length = length;
        return request;
    }

    static StreamConfig stream(std::uint8_t endpoint, std::uint32_t depth)
    {
        StreamConfig config;
        config.endpoint = { endpoint };
        config.depth = depth;
        config.transferBytes = endpoint == 0x82 ? 0 : 512;
        return config;
    }

    int countCalls(const std::string& call) const
    {
        const auto calls = m_world->calls();
        return static_cast<int>(std::count(calls.begin(), calls.end(), call));
    }

    // Of interface 0; nothing is known of it before the session has told.
    InterfaceState interfaceState(usb::DeviceId device) const
    {
        const SessionState session = m_service->session(device);
        const InterfaceState* state = session.find(0);
        return state == nullptr ? InterfaceState {} : *state;
    }

    void startService()
    {
        m_service->addBackend(test::makeFakeBackend(m_world));
        QTRY_VERIFY(m_watch->isInitialSeen);
    }

private Q_SLOTS:
    void init()
    {
        m_world = std::make_shared<FakeWorld>();
        m_service = std::make_unique<UsbService>(nullptr);
        m_watch = std::make_unique<ServiceWatcher>(*m_service);
    }

    void cleanup()
    {
        m_watch.reset();
        m_service.reset();
        QTRY_COMPARE(m_world->liveTransfers.load(), 0);
        QTRY_COMPARE(m_world->openHandles.load(), m_handlesLeftBehind);
        m_handlesLeftBehind = 0;
    }

    void tellsInitialDevicesAndChanges()
    {
        const auto first = m_world->plug(1, 1);
        startService();
        QCOMPARE(m_watch->arrivals, std::size_t { 1 });
        QVERIFY(m_watch->backend.phase == BackendState::Phase::Ready);
        const auto second = m_world->plug(2, 2);
        QTRY_COMPARE(m_watch->arrivals, std::size_t { 2 });
        m_world->unplug(first->id);
        QTRY_COMPARE(m_watch->departures, std::size_t { 1 });
        QCOMPARE(m_service->devices().size(), std::size_t { 1 });
        QCOMPARE(m_service->devices().front()->id, second->id);
    }

    void opensAndClaimsByItselfAndSaysSo()
    {
        const auto device = m_world->plug(1, 1);
        startService();
        m_world->autoComplete = true;
        const RequestId request = m_service->transfer(device->id, bulkIn(512));
        QTRY_VERIFY(m_watch->isAnswered(request));
        const FinishedTransfer& finished = m_watch->transfers.at(request);
        QVERIFY(!finished.error);
        QVERIFY(finished.result.status == usb::TransferStatus::Completed);
        QCOMPARE(finished.result.data.size(), std::size_t { 512 });
        QVERIFY(m_watch->hasNotice("opened"));
        QVERIFY(m_watch->hasNotice("interface 0 claimed"));
        QTRY_VERIFY(m_service->session(device->id).isOpen());
        QVERIFY(interfaceState(device->id).isClaimed);
    }

    void respectsThePolicy()
    {
        const auto device = m_world->plug(1, 1);
        startService();
        AccessPolicy policy;
        policy.claimAutomatically = false;
        m_service->setPolicy(device->id, policy);
        const RequestId request = m_service->transfer(device->id, bulkIn(512));
        QTRY_VERIFY(m_watch->isAnswered(request));
        QVERIFY(m_watch->transfers.at(request).error);
        QCOMPARE(countCalls("claim 0"), 0);
    }

    void answersForUnknownDevices()
    {
        startService();
        const usb::DeviceId nobody { 999 };
        const RequestId transfer = m_service->transfer(nobody, vendorIn(4));
        const RequestId open = m_service->open(nobody);
        const StreamId stream = m_service->startStream(nobody, {});
        QVERIFY(!m_watch->isAnswered(transfer)); // never before the call has returned
        QTRY_VERIFY(m_watch->isAnswered(transfer) && m_watch->isAnswered(open) && m_watch->isStopped(stream));
        QVERIFY(m_watch->transfers.at(transfer).error->kind == ErrorKind::NotFound);
    }

    void aHangingDeviceStallsNobodyElse()
    {
        const auto bad = m_world->plug(1, 1);
        startService();
        m_world->hang("open");
        const RequestId stuck = m_service->transfer(bad->id, vendorIn(4));
        QTRY_VERIFY(m_world->isHanging("open"));
        m_world->release("open"); // the next opens pass; the one that hangs is let go below by a new hang
        QTRY_VERIFY(!m_world->isHanging("open"));
        m_world->completeAll(usb::TransferStatus::Completed, 4);
        QTRY_VERIFY(m_watch->isAnswered(stuck) || m_world->pendingTransfers() > 0);

        m_world->hang("claim 0");
        const RequestId claim = m_service->claim(bad->id, 0, false);
        QTRY_VERIFY(m_world->isHanging("claim 0"));
        m_world->autoComplete = true;
        const auto good = m_world->plug(2, 2);
        QTRY_COMPARE(m_watch->arrivals, std::size_t { 2 });
        const RequestId quick = m_service->transfer(good->id, vendorIn(4));
        QTRY_VERIFY(m_watch->isAnswered(quick));
        QVERIFY(!m_watch->isAnswered(claim));
        QTRY_VERIFY(m_service->session(bad->id).isBlocked);
        QCOMPARE(m_service->session(bad->id).blockedOperation, std::string("claim"));
        m_world->completeAll(usb::TransferStatus::Completed, 4);
        m_world->release("claim 0");
        QTRY_VERIFY(m_watch->isAnswered(claim));
    }

    void quittingDoesNotWaitForAHangingDevice()
    {
        const auto device = m_world->plug(1, 1);
        startService();
        m_world->hang("reset");
        (void)m_service->reset(device->id);
        QTRY_VERIFY(m_world->isHanging("reset"));
        QElapsedTimer timer;
        timer.start();
        m_watch.reset();
        m_service.reset();
        QVERIFY2(timer.elapsed() < 5000, "quitting waited for a device that hangs");
        m_handlesLeftBehind = 1; // on purpose (P10)
        m_world->release("reset");
    }

    void closingCancelsAndDrains()
    {
        const auto device = m_world->plug(1, 1);
        startService();
        const RequestId request = m_service->transfer(device->id, bulkIn(512));
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 1 });
        const RequestId close = m_service->close(device->id);
        QTRY_VERIFY(m_watch->isAnswered(close));
        QVERIFY(m_watch->isAnswered(request));
        QVERIFY(m_watch->transfers.at(request).result.status == usb::TransferStatus::Cancelled);
        QTRY_VERIFY(m_service->session(device->id).phase == SessionPhase::Closed);
        QCOMPARE(countCalls("release 0"), 1);
        QCOMPARE(m_world->openHandles.load(), 0);
    }

    void departureAnswersEverythingOnce()
    {
        const auto device = m_world->plug(1, 1);
        startService();
        std::vector<RequestId> requests;
        for (int i = 0; i < 20; ++i)
            requests.push_back(m_service->transfer(device->id, bulkIn(512)));
        const StreamId stream = m_service->startStream(device->id, TestUsbService::stream(0x81, 8));
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 28 });
        m_world->hang("claim 0"); // a job on the lane and one behind it, when the device goes
        m_world->unplug(device->id);
        for (const RequestId request : requests)
            QTRY_COMPARE(m_watch->answers[request], 1);
        QTRY_VERIFY(m_watch->isStopped(stream));
        QCOMPARE(m_watch->streams.at(stream).stopReason, std::string("unplugged"));
        QTRY_COMPARE(m_world->openHandles.load(), 0);
        QCOMPARE(countCalls("alternate 0 0"), 0); // nothing is sent to a device that is gone (P48)
        m_world->release("claim 0");
    }

    // The kernel fails the transfers of a device that leaves before it says that the device has left (P15).
    void errorsBeforeTheNewsOfADepartureAreTheDeparture()
    {
        const auto device = m_world->plug(1, 1);
        startService();
        const StreamId stream = m_service->startStream(device->id, TestUsbService::stream(0x81, 8));
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 8 });
        m_world->completeAll(usb::TransferStatus::Error, 0);
        QTRY_COMPARE(m_watch->streams[stream].phase, StreamPhase::Stopping);
        m_world->unplug(device->id);
        QTRY_VERIFY(m_watch->isStopped(stream));
        QCOMPARE(m_watch->streams.at(stream).stopReason, std::string("unplugged"));
        QVERIFY(m_watch->streams.at(stream).error->kind == ErrorKind::Disconnected);
    }

    // Or it refuses to take the next one: EHOSTUNREACH from usbfs, seen with dummy_hcd.
    void aRefusedSubmitBeforeTheNewsOfADepartureIsTheDeparture()
    {
        const auto device = m_world->plug(1, 1);
        startService();
        const StreamId stream = m_service->startStream(device->id, TestUsbService::stream(0x81, 8));
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 8 });
        m_world->failSubmit = Error { ErrorKind::Io, -1, "submit", "submiturb failed, errno=113" };
        m_world->completeAll(usb::TransferStatus::Completed, 512);
        QTRY_COMPARE(m_watch->streams[stream].phase, StreamPhase::Stopping);
        m_world->unplug(device->id);
        QTRY_VERIFY(m_watch->isStopped(stream));
        QCOMPARE(m_watch->streams.at(stream).stopReason, std::string("unplugged"));
        QVERIFY(m_watch->streams.at(stream).error->kind == ErrorKind::Disconnected);
    }

    void departureFailsWhatWaits()
    {
        const auto device = m_world->plug(1, 1);
        startService();
        m_world->hang("open");
        const RequestId first = m_service->transfer(device->id, vendorIn(4));
        const RequestId second = m_service->transfer(device->id, bulkIn(4));
        const StreamId stream = m_service->startStream(device->id, TestUsbService::stream(0x81, 2));
        QTRY_VERIFY(m_world->isHanging("open"));
        m_world->unplug(device->id);
        QTRY_VERIFY(m_watch->isAnswered(second) && m_watch->isStopped(stream));
        QVERIFY(m_watch->transfers.at(second).error->kind == ErrorKind::Disconnected);
        QVERIFY(!m_watch->isAnswered(first));
        m_world->release("open");
        QTRY_COMPARE(m_watch->answers[first], 1);
        QTRY_COMPARE(m_world->openHandles.load(), 0);
    }

    void cancelsOneTransfer()
    {
        const auto device = m_world->plug(1, 1);
        startService();
        const RequestId request = m_service->transfer(device->id, vendorIn(4));
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 1 });
        m_service->cancel(request);
        QTRY_VERIFY(m_watch->isAnswered(request));
        QVERIFY(m_watch->transfers.at(request).result.status == usb::TransferStatus::Cancelled);
        m_service->cancel(request); // again: nothing happens
    }

    void detachesAndGivesBack()
    {
        const auto device = m_world->plug(1, 1, { { std::uint8_t { 0 }, "usbhid" } });
        startService();
        m_world->failNext("claim 0", { ErrorKind::Busy, -6, "claim interface 0", {} });
        const RequestId busy = m_service->claim(device->id, 0, false);
        QTRY_VERIFY(m_watch->isAnswered(busy));
        QVERIFY(!m_watch->operations.at(busy));
        QVERIFY(m_watch->operations.at(busy).error().detail.find("usbhid") != std::string::npos);

        const RequestId claim = m_service->claim(device->id, 0, true);
        QTRY_VERIFY(m_watch->isAnswered(claim));
        QVERIFY(m_watch->operations.at(claim));
        QTRY_COMPARE(interfaceState(device->id).detachedDriver, std::string("usbhid"));
        QVERIFY(m_watch->hasNotice("usbhid detached"));
        const RequestId close = m_service->close(device->id);
        QTRY_VERIFY(m_watch->isAnswered(close));
        QCOMPARE(countCalls("attach 0"), 1);
        QVERIFY(m_watch->hasNotice("put back"));
    }

    void aFailedClaimGivesTheDriverBack()
    {
        const auto device = m_world->plug(1, 1, { { std::uint8_t { 0 }, "usbhid" } });
        startService();
        m_world->failNext("claim 0", { ErrorKind::Busy, -6, "claim interface 0", {} });
        const RequestId claim = m_service->claim(device->id, 0, true);
        QTRY_VERIFY(m_watch->isAnswered(claim));
        QVERIFY(!m_watch->operations.at(claim));
        QCOMPARE(countCalls("attach 0"), 1);
    }

    void quittingGivesDriversBack()
    {
        const auto device = m_world->plug(1, 1, { { std::uint8_t { 0 }, "usbhid" } });
        startService();
        const RequestId claim = m_service->claim(device->id, 0, true);
        QTRY_VERIFY(m_watch->isAnswered(claim));
        m_watch.reset();
        m_service.reset();
        QCOMPARE(countCalls("attach 0"), 1);
        QCOMPARE(m_world->calls().back(), std::string("stop")); // after the handle was closed (P10)
    }

    void clearHaltDrainsItsEndpointFirst()
    {
        const auto device = m_world->plug(1, 1);
        startService();
        const RequestId in = m_service->transfer(device->id, bulkIn(512));
        usb::TransferRequest outRequest;
        outRequest.type = usb::TransferType::Bulk;
        outRequest.endpoint = { 0x01 };
        outRequest.data = Bytes(8, 1);
        const RequestId out = m_service->transfer(device->id, outRequest);
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 2 });
        const RequestId clear = m_service->clearHalt(device->id, { 0x81 });
        QTRY_VERIFY(m_watch->isAnswered(clear));
        QVERIFY(m_watch->isAnswered(in));
        QVERIFY(!m_watch->isAnswered(out));
        m_service->cancelAll(device->id);
        QTRY_VERIFY(m_watch->isAnswered(out));
    }

    void standardRequestsWithHostStateGoThroughTheHost()
    {
        const auto device = m_world->plug(1, 1);
        startService();
        usb::TransferRequest setInterface;
        setInterface.setup = { 0x01, 11, 1, 0, 0 };
        const RequestId request = m_service->transfer(device->id, setInterface);
        QTRY_VERIFY(m_watch->isAnswered(request));
        QVERIFY(!m_watch->transfers.at(request).error);
        QCOMPARE(countCalls("alternate 0 1"), 1);
        QTRY_COMPARE(interfaceState(device->id).alternate, std::uint8_t { 1 });
    }

    void theSameConfigurationIsNotSetAgain()
    {
        const auto device = m_world->plug(1, 1);
        startService();
        const RequestId request = m_service->setConfiguration(device->id, std::uint8_t { 1 });
        QTRY_VERIFY(m_watch->isAnswered(request));
        QVERIFY(m_watch->operations.at(request));
        QCOMPARE(countCalls("configuration 1"), 0); // P55
    }

    void streamsSelectAndGiveBackTheAlternate()
    {
        const auto device = m_world->plug(1, 1);
        startService();
        const StreamId id = m_service->startStream(device->id, stream(0x82, 4));
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 4 });
        QCOMPARE(countCalls("alternate 0 1"), 1);
        m_service->stopStream(id);
        QTRY_VERIFY(m_watch->isStopped(id));
        QTRY_COMPARE(countCalls("alternate 0 0"), 1); // P36
        QTRY_VERIFY(m_watch->hasNotice("selected again"));
    }

    void streamsCountAndStopAtALimit()
    {
        const auto device = m_world->plug(1, 1);
        startService();
        m_world->autoComplete = true;
        StreamConfig config = stream(0x81, 4);
        config.stopAfterTransfers = 1000;
        const StreamId id = m_service->startStream(device->id, config);
        QTRY_VERIFY(m_watch->isStopped(id));
        const StreamStatus& status = m_watch->streams.at(id);
        QVERIFY(status.transfers >= 1000 && status.transfers < 1000 + 4);
        QCOMPARE(status.bytes, status.transfers * 512);
        QCOMPARE(status.errors, std::uint64_t { 0 });
        QCOMPARE(status.stopReason, std::string("limit reached"));
        QCOMPARE(status.inFlight, 0U);
    }

    void timePassesOnASilentStreamAndItsStopCountsApart()
    {
        const auto device = m_world->plug(1, 1);
        startService();
        const StreamId id = m_service->startStream(device->id, stream(0x81, 4));
        QTRY_VERIFY(m_watch->streams[id].seconds() > 0.2); // nothing ever arrives
        m_service->stopStream(id);
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 0 });
        QTRY_VERIFY(m_watch->isStopped(id));
        const StreamStatus& status = m_watch->streams.at(id);
        QCOMPARE(status.transfers, std::uint64_t { 4 });
        QCOMPARE(status.cancelled, std::uint64_t { 4 });
        QCOMPARE(status.errors, std::uint64_t { 0 });
        QCOMPARE(status.transfersPerSecond, 0.0);
    }

    void streamsStopOnStallAndOnManyErrors()
    {
        const auto device = m_world->plug(1, 1);
        startService();
        const StreamId stalled = m_service->startStream(device->id, stream(0x81, 2));
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 2 });
        m_world->completeAll(usb::TransferStatus::Stall, 0);
        QTRY_VERIFY(m_watch->isStopped(stalled));
        QCOMPARE(m_watch->streams.at(stalled).stopReason, std::string("endpoint stalled"));

        StreamConfig config = stream(0x81, 1);
        config.maxConsecutiveErrors = 3;
        const StreamId failing = m_service->startStream(device->id, config);
        for (int i = 0; i < 3; ++i) {
            QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 1 });
            m_world->completeAll(usb::TransferStatus::Error, 0);
        }
        QTRY_VERIFY(m_watch->isStopped(failing));
        QCOMPARE(m_watch->streams.at(failing).errors, std::uint64_t { 3 });
    }

    void aStreamThatCannotSubmitSaysWhy()
    {
        const auto device = m_world->plug(1, 1);
        startService();
        m_world->failSubmit = Error { ErrorKind::OutOfMemory, -11, "submit", "usbfs memory" };
        const StreamId id = m_service->startStream(device->id, stream(0x81, 4));
        QTRY_VERIFY(m_watch->isStopped(id));
        QVERIFY(m_watch->streams.at(id).error->kind == ErrorKind::OutOfMemory);
        QCOMPARE(m_watch->streams.at(id).transfers, std::uint64_t { 1 });
    }

    void comesBackAfterAResetThatLostTheHandle()
    {
        const auto device = m_world->plug(1, 1);
        startService();
        const RequestId claim = m_service->claim(device->id, 0, false);
        QTRY_VERIFY(m_watch->isAnswered(claim));
        m_world->failNext("reset", { ErrorKind::NotFound, -5, "reset", {} });
        const RequestId reset = m_service->reset(device->id);
        QTRY_VERIFY(m_watch->isAnswered(reset));
        m_world->unplug(device->id);
        QTRY_COMPARE(m_watch->departures, std::size_t { 1 });
        const auto back = m_world->plug(1, 1);
        QTRY_VERIFY(m_service->session(back->id).find(0) && m_service->session(back->id).find(0)->isClaimed);
        QCOMPARE(m_watch->returns.size(), std::size_t { 1 });
        QVERIFY(m_watch->returns[0].before == device->id && m_watch->returns[0].now == back->id);
        QVERIFY(m_watch->hasNotice("back after its reset"));
    }

    void aBackendThatCannotStartIsTold()
    {
        m_world->failStart = Error { ErrorKind::Io, -1, "start", "no permission" };
        m_service->addBackend(test::makeFakeBackend(m_world));
        QTRY_VERIFY(m_watch->backend.phase == BackendState::Phase::Failed);
        QCOMPARE(m_watch->backend.error->detail, std::string("no permission"));
    }

    void aBackendThatHangsAtTheStartIsCalledSlow()
    {
        m_world->hang("start");
        m_service->addBackend(test::makeFakeBackend(m_world));
        QTRY_VERIFY_WITH_TIMEOUT(m_watch->backend.isSlow, 10'000); // P69
        QElapsedTimer timer;
        timer.start();
        m_watch.reset();
        m_service.reset();
        QVERIFY(timer.elapsed() < 5000);
        m_world->release("start");
    }

    void removingABackendTakesItsDevicesAway()
    {
        m_world->plug(1, 1);
        startService();
        m_service->removeBackend("fake");
        QTRY_COMPARE(m_watch->departures, std::size_t { 1 });
        QTRY_VERIFY(m_service->backends().empty());
        m_service->addBackend(test::makeFakeBackend(m_world));
        QTRY_COMPARE(m_service->devices().size(), std::size_t { 1 });
    }
};

QTEST_GUILESS_MAIN(TestUsbService)
#include "tst_usb_service.moc"
