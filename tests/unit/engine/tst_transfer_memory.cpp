// SPDX-License-Identifier: GPL-3.0-or-later
// What streams may hold together, worked out by hand, and refused by the service before anything is done.
#include "core/engine/transfer_memory.h"
#include "tests/unit/engine/fake_backend.h"
#include "tests/unit/engine/service_watcher.h"

#include <QtTest>

using namespace wb;
using namespace wb::engine;
using wb::test::FakeWorld;
using wb::test::ServiceWatcher;

namespace {

constexpr std::uint64_t kMebibyte = std::uint64_t { 1 } << 20;

StreamConfig config(std::uint8_t endpoint, std::uint32_t depth, std::uint32_t transferBytes)
{
    StreamConfig config;
    config.endpoint = { endpoint };
    config.depth = depth;
    config.transferBytes = transferBytes;
    return config;
}

} // namespace

class TestTransferMemory : public QObject {
    Q_OBJECT

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
        QTRY_COMPARE(m_world->openHandles.load(), 0);
    }

    void everyTransferCounts()
    {
        QCOMPARE(transferMemory(config(0x81, 1, 512)), std::uint64_t { 768 });
        QCOMPARE(transferMemory(config(0x81, 1024, 64U << 20)), std::uint64_t { 1024 } * ((64U << 20) + 256));
    }

    // 255 x 65792 bytes are 16 776 960, of 16 777 216: each transfer's bookkeeping is what the 256th is too much by.
    void theLimitIsExact()
    {
        const std::optional<std::uint64_t> limit = 16 * kMebibyte;
        QVERIFY(checkTransferMemory(config(0x81, 255, 65536), { 0, limit }));
        QVERIFY(checkTransferMemory(config(0x81, 255, 65536), { 256, limit }));
        QVERIFY(!checkTransferMemory(config(0x81, 255, 65536), { 257, limit }));
        QVERIFY(!checkTransferMemory(config(0x81, 256, 65536), { 0, limit }));
        QVERIFY(checkTransferMemory(config(0x81, 1024, 64U << 20), { 1U << 30, std::nullopt }));
    }

    void theRefusalNamesTheWayOut()
    {
        const Status refused = checkTransferMemory(config(0x81, 64, 1U << 20), { kMebibyte, 16 * kMebibyte });
        QVERIFY(!refused);
        QVERIFY(refused.error().kind == ErrorKind::OutOfMemory);
        const QString text = QString::fromStdString(describe(refused.error()));
        for (const char* part : { "64 transfers of 1048576 bytes need 67125248 bytes", "running streams hold 1048576",
                 "16 MiB", "write 128 (0: no limit) to /sys/module/usbcore/parameters/usbfs_memory_mb",
                 "boot with usbcore.usbfs_memory_mb=128" })
            QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
    }

    // Two streams of half a mebibyte each do not fit into one with their bookkeeping, wherever they are.
    void streamsOfAllDevicesShareIt()
    {
        m_world->memoryLimit = kMebibyte;
        const usb::DevicePtr first = m_world->plug(1, 1);
        const usb::DevicePtr second = m_world->plug(2, 2);
        m_service->addBackend(test::makeFakeBackend(m_world));
        QTRY_VERIFY(m_watch->isInitialSeen);
        const StreamConfig wanted = config(0x81, 8, 65536);
        const StreamId running = m_service->startStream(first->id, wanted);
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 8 });
        const auto before = m_world->calls();
        const StreamId refused = m_service->startStream(second->id, wanted);
        QTRY_VERIFY(m_watch->isStopped(refused));
        QVERIFY(m_watch->streams[refused].error);
        QVERIFY(m_watch->streams[refused].error->kind == ErrorKind::OutOfMemory);
        QVERIFY(m_world->calls() == before); // the device was not even opened for it
        m_service->stopStream(running);
        QTRY_VERIFY(m_watch->isStopped(running));
        const StreamId later = m_service->startStream(second->id, wanted);
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 8 });
        m_service->stopStream(later);
        QTRY_VERIFY(m_watch->isStopped(later));
        QVERIFY(!m_watch->streams[later].error);
    }

    // What is told beside the settings, before anything is started.
    void whatIsHeldAndAllowedIsTold()
    {
        m_world->memoryLimit = kMebibyte;
        const usb::DevicePtr first = m_world->plug(1, 1);
        const usb::DevicePtr second = m_world->plug(2, 2);
        m_service->addBackend(test::makeFakeBackend(m_world));
        QTRY_VERIFY(m_watch->isInitialSeen);
        QCOMPARE(m_service->transferMemory(second->id), (TransferMemory { 0, kMebibyte }));
        QCOMPARE(m_service->transferMemory(usb::DeviceId { 4711 }), TransferMemory {});
        const StreamConfig wanted = config(0x81, 8, 65536);
        const StreamId running = m_service->startStream(first->id, wanted);
        QTRY_COMPARE(m_service->transferMemory(second->id), (TransferMemory { transferMemory(wanted), kMebibyte }));
        m_service->stopStream(running);
        QTRY_COMPARE(m_service->transferMemory(second->id), (TransferMemory { 0, kMebibyte }));
    }

    void anotherLimitIsSeenWhenTheDevicesAreLookedAt()
    {
        m_world->memoryLimit = kMebibyte;
        const usb::DevicePtr device = m_world->plug(1, 1);
        m_service->addBackend(test::makeFakeBackend(m_world));
        QTRY_VERIFY(m_watch->isInitialSeen);
        m_world->memoryLimit = 2 * kMebibyte;
        m_service->refresh();
        QTRY_COMPARE(m_service->transferMemory(device->id), (TransferMemory { 0, 2 * kMebibyte }));
        m_world->memoryLimit = 0;
        m_service->refresh();
        QTRY_COMPARE(m_service->transferMemory(device->id), TransferMemory {});
    }

    // Asked for together, neither runs when the other is looked at first.
    void streamsAskedForTogetherShareIt()
    {
        m_world->memoryLimit = kMebibyte;
        const usb::DevicePtr first = m_world->plug(1, 1);
        const usb::DevicePtr second = m_world->plug(2, 2);
        m_service->addBackend(test::makeFakeBackend(m_world));
        QTRY_VERIFY(m_watch->isInitialSeen);
        const StreamId a = m_service->startStream(first->id, config(0x81, 8, 65536));
        const StreamId b = m_service->startStream(second->id, config(0x81, 8, 65536));
        QTRY_VERIFY(m_watch->isStopped(a) || m_watch->isStopped(b));
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 8 });
        QVERIFY(m_watch->isStopped(a) != m_watch->isStopped(b));
    }

private:
    std::shared_ptr<FakeWorld> m_world;
    std::unique_ptr<UsbService> m_service;
    std::unique_ptr<ServiceWatcher> m_watch;
};

QTEST_GUILESS_MAIN(TestTransferMemory)
#include "tst_transfer_memory.moc"
