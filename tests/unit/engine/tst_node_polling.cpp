// SPDX-License-Identifier: GPL-3.0-or-later
// A backend of one device node: nobody tells of plugging, so it is asked again and again.
#include "tests/unit/engine/fake_backend.h"
#include "tests/unit/engine/service_watcher.h"

#include <QtTest>

#include <algorithm>

using namespace wb;
using namespace wb::engine;
using wb::test::FakeWorld;
using wb::test::ServiceWatcher;

class TestNodePolling : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<FakeWorld> m_world;
    std::unique_ptr<UsbService> m_service;
    std::unique_ptr<ServiceWatcher> m_watch;
    usb::DevicePtr m_device;

    [[nodiscard]] std::ptrdiff_t noticesWith(const std::string& part) const
    {
        return std::count_if(m_watch->notices.begin(), m_watch->notices.end(),
            [&](const std::string& notice) { return notice.find(part) != std::string::npos; });
    }

private Q_SLOTS:
    void init()
    {
        m_world = std::make_shared<FakeWorld>();
        m_world->isNode = true;
        m_service = std::make_unique<UsbService>(nullptr);
        m_watch = std::make_unique<ServiceWatcher>(*m_service);
        m_device = m_world->plug(1, 1);
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

    void aDepartureIsFoundByAsking()
    {
        m_world->takeAway(m_device->id);
        QTRY_COMPARE(m_watch->departures, std::size_t { 1 });
    }

    // To ask reads files of every device, which would leave gaps in the stream.
    void aStreamIsNotInterruptedToAsk()
    {
        StreamConfig wanted;
        wanted.endpoint = { 0x81 };
        wanted.depth = 1;
        wanted.transferBytes = 512;
        wanted.stopAfter = std::chrono::milliseconds(1500); // it would be asked before that
        const StreamId id = m_service->startStream(m_device->id, wanted);
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 1 });
        m_world->takeAway(m_device->id);
        QTRY_VERIFY(m_watch->isStopped(id));
        QCOMPARE(m_watch->streams.at(id).stopReason, std::string("limit reached"));
        QTRY_COMPARE(m_watch->departures, std::size_t { 1 });
    }

    // In the slot that tells of it, too.
    void oneThatCouldNotStartCanBeDropped()
    {
        const auto other = std::make_shared<FakeWorld>();
        other->failStart = Error { ErrorKind::AccessDenied, 13, "read the device node", "permission denied" };
        connect(m_service.get(), &UsbService::backendChanged, m_service.get(), [this](const BackendState& state) {
            if (state.phase == BackendState::Phase::Failed)
                m_service->removeBackend(state.name);
        });
        m_service->addBackend(test::makeFakeBackend(other, "node /dev/probe"));
        QTRY_COMPARE(m_service->backends().size(), std::size_t { 1 });
        QCOMPARE(m_service->backends().front().name, std::string("fake"));
        QCOMPARE(m_service->devices().size(), std::size_t { 1 });
    }

    void aDeviceThatCannotBeLookedAtStays()
    {
        const Error refusal { ErrorKind::AccessDenied, 13, "read the device node", "permission denied" };
        m_world->failListings(refusal);
        m_service->refresh();
        const int before = m_world->listings;
        QTRY_VERIFY(m_world->listings >= before + 3);
        QTRY_COMPARE(noticesWith(refusal.detail), std::ptrdiff_t { 1 }); // it is told once
        QCOMPARE(m_watch->departures, std::size_t { 0 });
        QCOMPARE(m_service->devices().size(), std::size_t { 1 });

        m_world->failListings(std::nullopt);
        const int failed = m_world->listings;
        QTRY_VERIFY(m_world->listings >= failed + 2);
        m_world->failListings(refusal);
        QTRY_COMPARE(noticesWith(refusal.detail), std::ptrdiff_t { 2 }); // it is news again
        QCOMPARE(m_watch->departures, std::size_t { 0 });
    }
};

QTEST_GUILESS_MAIN(TestNodePolling)
#include "tst_node_polling.moc"
