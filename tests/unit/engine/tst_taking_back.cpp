// SPDX-License-Identifier: GPL-3.0-or-later
// What is taken back before it began, while the lane prepares it, or because something else must disturb it.
#include "tests/unit/engine/fake_backend.h"
#include "tests/unit/engine/service_watcher.h"

#include <QtTest>

#include <algorithm>

using namespace wb;
using namespace wb::engine;
using wb::test::FakeWorld;
using wb::test::ServiceWatcher;

class TestTakingBack : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<FakeWorld> m_world;
    std::unique_ptr<UsbService> m_service;
    std::unique_ptr<ServiceWatcher> m_watch;
    usb::DeviceId m_device;

    static usb::TransferRequest bulkIn()
    {
        usb::TransferRequest request;
        request.type = usb::TransferType::Bulk;
        request.endpoint = { 0x81 };
        request.length = 512;
        request.timeoutMs = 0;
        return request;
    }

    static usb::TransferRequest bulkOut(Bytes data)
    {
        usb::TransferRequest request;
        request.type = usb::TransferType::Bulk;
        request.endpoint = { 0x01 }; // in alternate setting 0 alone
        request.data = std::move(data);
        request.timeoutMs = 0;
        return request;
    }

    static StreamConfig bulk(std::uint8_t endpoint)
    {
        StreamConfig config;
        config.endpoint = { endpoint };
        config.depth = 3;
        config.transferBytes = 512;
        return config;
    }

    static StreamConfig isochronous()
    {
        StreamConfig config;
        config.endpoint = { 0x82 }; // in alternate setting 1
        config.depth = 2;
        config.transferBytes = 0;
        return config;
    }

    int countCalls(const std::string& call) const
    {
        const auto calls = m_world->calls();
        return static_cast<int>(std::count(calls.begin(), calls.end(), call));
    }

    // Answered after all that was asked for before.
    void settle()
    {
        const RequestId settled = m_service->claim(m_device, 0, false);
        QTRY_VERIFY(m_watch->isAnswered(settled));
    }

    bool wasTakenBack(RequestId request) const
    {
        const auto found = m_watch->transfers.find(request);
        return found != m_watch->transfers.end() && found->second.error
            && found->second.error->kind == ErrorKind::Cancelled;
    }

private Q_SLOTS:
    void init()
    {
        m_world = std::make_shared<FakeWorld>();
        m_service = std::make_unique<UsbService>(nullptr);
        m_watch = std::make_unique<ServiceWatcher>(*m_service);
        m_device = m_world->plug(1, 1)->id;
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

    void aTransferThatTheLanePrepares()
    {
        m_world->hang("claim 0");
        const RequestId request = m_service->transfer(m_device, bulkIn());
        QTRY_VERIFY(m_world->isHanging("claim 0"));
        m_service->cancel(request);
        m_world->release("claim 0");
        QTRY_VERIFY(wasTakenBack(request));
        QCOMPARE(m_watch->answers.at(request), 1);
        QCOMPARE(m_world->pendingTransfers(), std::size_t { 0 });
    }

    void aStreamThatTheLanePrepares()
    {
        m_world->hang("claim 0");
        const StreamId stream = m_service->startStream(m_device, isochronous());
        QTRY_VERIFY(m_world->isHanging("claim 0"));
        m_service->stopStream(stream);
        m_world->release("claim 0");
        QTRY_VERIFY(m_watch->isStopped(stream));
        QVERIFY(m_watch->streams.at(stream).error->kind == ErrorKind::Cancelled);
        QCOMPARE(m_watch->streams.at(stream).transfers, std::uint64_t { 0 });
        QTRY_COMPARE(countCalls("alternate 0 0"), 1); // what was selected for it is given back
    }

    void cancelAllTakesWhatWaits()
    {
        m_world->hang("claim 0");
        std::vector<RequestId> requests;
        for (int i = 0; i < 5; ++i)
            requests.push_back(m_service->transfer(m_device, bulkIn()));
        const StreamId stream = m_service->startStream(m_device, isochronous());
        usb::TransferRequest setInterface; // carried out by the host, and a transfer all the same
        setInterface.setup = { 0x01, 11, 1, 0, 0 };
        requests.push_back(m_service->transfer(m_device, setInterface));
        const RequestId reset = m_service->reset(m_device);
        QTRY_VERIFY(m_world->isHanging("claim 0"));
        m_service->cancelAll(m_device);
        m_world->release("claim 0");
        for (const RequestId request : requests) {
            QTRY_VERIFY(wasTakenBack(request));
            QCOMPARE(m_watch->answers.at(request), 1);
        }
        QTRY_VERIFY(m_watch->isStopped(stream));
        QTRY_VERIFY(m_watch->isAnswered(reset)); // no traffic: it stays
        QVERIFY(m_watch->operations.at(reset));
        QCOMPARE(countCalls("alternate 0 1"), 0);
    }

    // The kernel would take back what is in flight on the interface without a word.
    void anotherAlternateSettingDrainsItsInterfaceFirst()
    {
        const RequestId request = m_service->transfer(m_device, bulkIn());
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 1 });
        const StreamId stream = m_service->startStream(m_device, isochronous());
        QTRY_VERIFY(m_watch->isAnswered(request));
        QVERIFY(m_watch->transfers.at(request).result.status == usb::TransferStatus::Cancelled);
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 2 });
        QCOMPARE(countCalls("alternate 0 1"), 1);
        QVERIFY(!m_watch->isStopped(stream));
    }

    void bandwidthIsKeptForTheOtherStream()
    {
        const StreamId first = m_service->startStream(m_device, isochronous());
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 2 });
        const StreamId second = m_service->startStream(m_device, bulk(0x81)); // in alternate setting 1, too
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 5 });
        m_service->stopStream(first);
        QTRY_VERIFY(m_watch->isStopped(first));
        settle();
        QCOMPARE(countCalls("alternate 0 0"), 0);
        QCOMPARE(m_world->pendingTransfers(), std::size_t { 3 });
        m_service->stopStream(second);
        QTRY_VERIFY(m_watch->isStopped(second));
        QTRY_COMPARE(countCalls("alternate 0 0"), 1);
    }

    void aTransferInAnotherSettingEndsTheStreamAndIsNotTakenBack()
    {
        const StreamId stream = m_service->startStream(m_device, isochronous());
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 2 });
        const RequestId sent = m_service->transfer(m_device, bulkOut({ 1, 2, 3 }));
        QTRY_VERIFY(m_watch->isStopped(stream));
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 1 });
        m_world->completeAll(usb::TransferStatus::Completed, 3);
        QTRY_VERIFY(m_watch->isAnswered(sent));
        QVERIFY(m_watch->transfers.at(sent).result.status == usb::TransferStatus::Completed);
        settle();
        QCOMPARE(countCalls("alternate 0 0"), 1); // the transfer has selected what was before
    }

    void bandwidthIsGivenBackAfterTheTransferInFlight()
    {
        const StreamId stream = m_service->startStream(m_device, isochronous());
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 2 });
        const RequestId sent = m_service->transfer(m_device, bulkIn());
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 3 });
        m_service->stopStream(stream);
        QTRY_VERIFY(m_watch->isStopped(stream));
        settle();
        QCOMPARE(countCalls("alternate 0 0"), 0);
        m_world->completeAll(usb::TransferStatus::Completed, 512);
        QTRY_VERIFY(m_watch->isAnswered(sent));
        QVERIFY(m_watch->transfers.at(sent).result.status == usb::TransferStatus::Completed);
        QTRY_COMPARE(countCalls("alternate 0 0"), 1);
    }

    void bandwidthIsGivenBackWhenTheNextStreamIsTakenBack()
    {
        const StreamId first = m_service->startStream(m_device, isochronous());
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 2 });
        m_world->hang("clear halt 01");
        (void)m_service->clearHalt(m_device, { 0x01 });
        QTRY_VERIFY(m_world->isHanging("clear halt 01"));
        const StreamId second = m_service->startStream(m_device, bulk(0x81));
        m_service->stopStream(first);
        QTRY_VERIFY(m_watch->isStopped(first));
        m_service->stopStream(second);
        QTRY_VERIFY(m_watch->isStopped(second));
        m_world->release("clear halt 01");
        QTRY_COMPARE(countCalls("alternate 0 0"), 1);
    }

    void theSettingBeforeTheFirstStreamIsTheOneToGoBackTo()
    {
        const StreamId first = m_service->startStream(m_device, isochronous());
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 2 });
        const StreamId second = m_service->startStream(m_device, bulk(0x01)); // in alternate setting 0 alone
        QTRY_VERIFY(m_watch->isStopped(first));
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 3 });
        m_service->stopStream(second);
        QTRY_VERIFY(m_watch->isStopped(second));
        settle();
        QCOMPARE(countCalls("alternate 0 1"), 1);
        QCOMPARE(countCalls("alternate 0 0"), 1);
    }

    void aSettingThatWasAskedForStays()
    {
        const StreamId stream = m_service->startStream(m_device, isochronous());
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 2 });
        const RequestId asked = m_service->setAlternateSetting(m_device, 0, 1);
        QTRY_VERIFY(m_watch->isAnswered(asked));
        QTRY_VERIFY(m_watch->isStopped(stream));
        settle();
        QCOMPARE(countCalls("alternate 0 0"), 0);
    }

    // Which selects again what was selected.
    void bandwidthIsGivenBackAfterAReset()
    {
        const StreamId stream = m_service->startStream(m_device, isochronous());
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 2 });
        (void)m_service->reset(m_device);
        QTRY_VERIFY(m_watch->isStopped(stream));
        QTRY_COMPARE(countCalls("alternate 0 1"), 2);
        QTRY_COMPARE(countCalls("alternate 0 0"), 1);
    }

    void whatWaitsForTheLaneSendsTheBytesItWasGiven()
    {
        m_world->hang("claim 0");
        (void)m_service->transfer(m_device, bulkOut({ 1, 2, 3 }));
        (void)m_service->transfer(m_device, bulkOut({ 4, 5 }));
        QTRY_VERIFY(m_world->isHanging("claim 0"));
        m_world->release("claim 0");
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 2 });
        const std::vector<Bytes> given { { 1, 2, 3 }, { 4, 5 } };
        QVERIFY(m_world->pendingBytes() == given);
    }
};

QTEST_GUILESS_MAIN(TestTakingBack)
#include "tst_taking_back.moc"
