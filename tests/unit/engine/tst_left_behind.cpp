// SPDX-License-Identifier: GPL-3.0-or-later
// What a backend that hangs at its end still owes: everybody who waits is told, once, and the log is whole.
#include "tests/unit/engine/fake_backend.h"
#include "tests/unit/engine/log_audit.h"
#include "tests/unit/engine/service_watcher.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace wb;
using namespace wb::engine;
using wb::test::FakeWorld;
using wb::test::LogAudit;
using wb::test::ServiceWatcher;

class TestLeftBehind : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_directory;
    std::shared_ptr<capture::LiveLog> m_log;
    std::shared_ptr<FakeWorld> m_world;
    std::unique_ptr<UsbService> m_service;
    std::unique_ptr<ServiceWatcher> m_watch;
    std::map<StreamId, int> m_ends; // of streams: how often they were told
    usb::DeviceId m_device;

    static usb::TransferRequest vendorIn()
    {
        usb::TransferRequest request;
        request.setup = { 0xc0, 0x5c, 0, 0, 4 };
        request.length = 4;
        return request;
    }

    static StreamConfig bulkIn()
    {
        StreamConfig config;
        config.endpoint = { 0x81 };
        config.depth = 3;
        config.transferBytes = 512;
        return config;
    }

    void removeBackend()
    {
        m_service->removeBackend("fake");
        QTRY_VERIFY_WITH_TIMEOUT(m_service->backends().empty(), 10'000);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // what is to be deleted is gone now
        QVERIFY(!m_world->isHeard());
    }

    bool wasGivenUp(RequestId request) const
    {
        const auto found = m_watch->transfers.find(request);
        return found != m_watch->transfers.end() && found->second.error
            && found->second.error->kind == ErrorKind::Timeout;
    }

    // Nothing more is said and nothing more is written, whatever still comes.
    void completeLate()
    {
        m_world->completeLate(usb::TransferStatus::Completed, 4);
        QCOMPARE(m_world->pendingTransfers(), std::size_t { 0 });
        m_world->plug(2, 2);
        QCoreApplication::processEvents();
    }

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        auto log = capture::LiveLog::create(m_directory->filePath(QStringLiteral("log.pcapng")).toStdString());
        QVERIFY(log);
        m_log = std::move(*log);
        m_world = std::make_shared<FakeWorld>();
        m_service = std::make_unique<UsbService>(m_log);
        m_watch = std::make_unique<ServiceWatcher>(*m_service);
        m_ends.clear();
        connect(m_service.get(), &UsbService::streamsChanged, this, [this](const auto& changed) {
            for (const StreamStatus& status : changed)
                m_ends[status.id] += status.isActive() ? 0 : 1;
        });
        m_device = m_world->plug(1, 1)->id;
        m_service->addBackend(test::makeFakeBackend(m_world));
        QTRY_VERIFY(m_watch->isInitialSeen);
    }

    void cleanup()
    {
        m_watch.reset();
        m_service.reset();
        m_log.reset();
    }

    void whatTheLanePreparesAndWhatWaitsForIt()
    {
        m_world->hang("open");
        const RequestId prepared = m_service->transfer(m_device, vendorIn());
        const RequestId waiting = m_service->transfer(m_device, vendorIn());
        const RequestId reset = m_service->reset(m_device);
        const StreamId stream = m_service->startStream(m_device, bulkIn());
        QTRY_VERIFY(m_world->isHanging("open"));
        removeBackend();
        QVERIFY(wasGivenUp(prepared));
        QVERIFY(m_watch->transfers.at(prepared).error->detail.find("\"prepare transfer\" has not returned")
            != std::string::npos);
        QVERIFY(m_watch->isAnswered(waiting));
        QVERIFY(m_watch->isAnswered(reset));
        QVERIFY(m_watch->operations.at(reset).error().kind == ErrorKind::Timeout);
        QVERIFY(m_watch->isStopped(stream));
        QVERIFY(m_watch->hasNotice("\"prepare transfer\" has not returned"));

        m_world->release("open"); // the answer of the lane comes after all
        QTRY_COMPARE(m_world->openHandles.load(), 1);
        completeLate();
        for (const RequestId request : { prepared, waiting, reset })
            QCOMPARE(m_watch->answers.at(request), 1);
        QCOMPARE(m_ends.at(stream), 1);
    }

    void aRequestThatTheHostCarriesOut()
    {
        usb::TransferRequest setInterface;
        setInterface.setup = { 0x01, 11, 1, 0, 0 };
        m_world->hang("alternate 0 1");
        const RequestId request = m_service->transfer(m_device, setInterface);
        QTRY_VERIFY(m_world->isHanging("alternate 0 1"));
        removeBackend();
        QVERIFY(wasGivenUp(request));
        QCOMPARE(m_watch->answers.at(request), 1);
        m_world->release("alternate 0 1");
    }

    void aTransferThatIsNeverCompleted()
    {
        m_world->completeOnCancel = false;
        const RequestId request = m_service->transfer(m_device, vendorIn());
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 1 });
        removeBackend();
        QVERIFY(wasGivenUp(request));
        QVERIFY(m_watch->transfers.at(request).result.id.isValid());
        QVERIFY(m_service->session(m_device).phase == SessionPhase::Closed);
        completeLate();
        QCOMPARE(m_watch->answers.at(request), 1);
        const LogAudit audit = test::auditLog(*m_log);
        QCOMPARE(audit.fault, std::string());
        QCOMPARE(audit.countOf(usb::TransferStatus::Cancelled), std::size_t { 1 });
        QCOMPARE(audit.records.size(), std::size_t { 1 });
        QVERIFY(audit.records.begin()->second.comment.find("never given back") != std::string::npos);
    }

    void aStreamThatIsNeverDrained()
    {
        m_world->completeOnCancel = false;
        const StreamId stream = m_service->startStream(m_device, bulkIn());
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 3 });
        removeBackend();
        QVERIFY(m_watch->isStopped(stream));
        QCOMPARE(m_watch->streams.at(stream).stopReason, std::string("given up"));
        QVERIFY(m_watch->streams.at(stream).error->kind == ErrorKind::Timeout);
        completeLate();
        QCOMPARE(m_ends.at(stream), 1);
        QCOMPARE(m_watch->streams.at(stream).transfers, std::uint64_t { 0 });
        const LogAudit audit = test::auditLog(*m_log);
        QCOMPARE(audit.fault, std::string());
        QCOMPARE(audit.countOf(usb::TransferStatus::Cancelled), std::size_t { 3 });
    }

    void theLogIsWholeWhenTheServiceHasEnded()
    {
        m_world->completeOnCancel = false;
        (void)m_service->transfer(m_device, vendorIn());
        (void)m_service->startStream(m_device, bulkIn());
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 4 });
        m_watch.reset();
        m_service.reset();
        m_world->completeLate(usb::TransferStatus::Completed, 4);
        const LogAudit audit = test::auditLog(*m_log);
        QCOMPARE(audit.fault, std::string());
        QCOMPARE(audit.countOf(usb::TransferStatus::Cancelled), std::size_t { 4 });
    }

    void whatIsAskedAfterTheEndIsAnswered()
    {
        m_service->removeBackend("fake");
        QVERIFY(m_world->awaitCall("stop")); // of which the service has not heard
        const RequestId transfer = m_service->transfer(m_device, vendorIn());
        const RequestId open = m_service->open(m_device);
        const StreamId stream = m_service->startStream(m_device, bulkIn());
        QTRY_VERIFY(m_watch->isAnswered(transfer) && m_watch->isAnswered(open) && m_watch->isStopped(stream));
        QVERIFY(m_watch->transfers.at(transfer).error->kind == ErrorKind::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestLeftBehind)
#include "tst_left_behind.moc"
