// SPDX-License-Identifier: GPL-3.0-or-later
// NO_DEVICE from a device that has not left: another program, or the kernel, has reset it. The answers say so, and what
// was claimed is claimed again.
#include "tests/unit/engine/fake_backend.h"
#include "tests/unit/engine/service_watcher.h"

#include <QtTest>

using namespace wb;
using namespace wb::engine;
using wb::test::FakeWorld;
using wb::test::ServiceWatcher;

class TestForeignReset : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<FakeWorld> m_world;
    std::unique_ptr<UsbService> m_service;
    std::unique_ptr<ServiceWatcher> m_watch;

    static usb::TransferRequest bulkIn(std::uint32_t length)
    {
        usb::TransferRequest request;
        request.type = usb::TransferType::Bulk;
        request.endpoint = { 0x81 };
        request.length = length;
        return request;
    }

    static StreamConfig streamOf(std::uint8_t endpoint, std::uint32_t depth)
    {
        StreamConfig config;
        config.endpoint = { endpoint };
        config.depth = depth;
        config.transferBytes = 512;
        return config;
    }

    int countCalls(const std::string& call) const
    {
        const auto calls = m_world->calls();
        return static_cast<int>(std::count(calls.begin(), calls.end(), call));
    }

    usb::DevicePtr startWithDevice(std::vector<std::pair<std::uint8_t, std::string>> drivers = {})
    {
        const auto device = m_world->plug(1, 1, std::move(drivers));
        m_service->addBackend(test::makeFakeBackend(m_world));
        return device;
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
    }

    // Seen with Linux 6.1 and xhci_hcd: another program resets the device, everything in flight ends with NO_DEVICE,
    // the claims are gone, and no device has left.
    void noDeviceWithoutADepartureIsAResetByAnother()
    {
        const auto device = startWithDevice();
        QTRY_VERIFY(m_watch->isInitialSeen);
        const RequestId request = m_service->transfer(device->id, bulkIn(512));
        const StreamId stream = m_service->startStream(device->id, streamOf(0x81, 8));
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 9 });
        m_world->completeAll(usb::TransferStatus::NoDevice, 100);
        const RequestId next = m_service->transfer(device->id, bulkIn(512)); // waits for the claim
        QTRY_VERIFY(m_watch->isAnswered(request) && m_watch->isStopped(stream));
        const usb::TransferResult& result = m_watch->transfers.at(request).result;
        QVERIFY(result.status == usb::TransferStatus::NoDevice && result.isReset);
        QCOMPARE(result.data.size(), std::size_t { 100 });
        QCOMPARE(m_watch->streams.at(stream).stopReason, std::string("reset by another program"));
        QVERIFY(m_watch->streams.at(stream).error->kind == ErrorKind::Io);
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 1 });
        QCOMPARE(countCalls("open"), 2);
        QCOMPARE(countCalls("claim 0"), 2);
        m_world->completeAll(usb::TransferStatus::Completed, 512);
        QTRY_VERIFY(m_watch->isAnswered(next));
        QCOMPARE(m_world->openHandles.load(), 1);
    }

    void aDriverThatDidNotBindIsPutBack()
    {
        const auto device = startWithDevice({ { std::uint8_t { 0 }, "usbhid" } });
        QTRY_VERIFY(m_watch->isInitialSeen);
        const RequestId claim = m_service->claim(device->id, 0, true);
        QTRY_VERIFY(m_watch->isAnswered(claim));
        m_service->transfer(device->id, bulkIn(512));
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 1 });
        m_world->completeAll(usb::TransferStatus::NoDevice, 0);
        QTRY_VERIFY(m_watch->hasNotice("put back"));
        QCOMPARE(countCalls("attach 0"), 1);
        QTRY_VERIFY(!m_service->session(device->id).find(0)->isClaimed);
        QVERIFY(m_watch->hasNotice("has reset it"));
    }

    void noDeviceAndADepartureIsTheDeparture()
    {
        const auto device = startWithDevice();
        QTRY_VERIFY(m_watch->isInitialSeen);
        const RequestId request = m_service->transfer(device->id, bulkIn(512));
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 1 });
        m_world->completeAll(usb::TransferStatus::NoDevice, 0);
        m_world->unplug(device->id);
        QTRY_VERIFY(m_watch->isAnswered(request));
        QVERIFY(!m_watch->transfers.at(request).result.isReset);
        QTRY_COMPARE(m_world->openHandles.load(), 0);
    }

    void closingDoesNotWaitForTheNews()
    {
        const auto device = startWithDevice();
        QTRY_VERIFY(m_watch->isInitialSeen);
        const RequestId request = m_service->transfer(device->id, bulkIn(512));
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 1 });
        m_world->completeAll(usb::TransferStatus::NoDevice, 0);
        const RequestId close = m_service->close(device->id);
        QTRY_VERIFY(m_watch->isAnswered(close) && m_watch->isAnswered(request));
        QVERIFY(!m_watch->transfers.at(request).result.isReset); // nobody knows
        QCOMPARE(countCalls("open"), 1);
    }

    // A reset while nothing was in flight is found by the next transfer, which the kernel refuses.
    void aRefusedTransferLetsClaimAgain()
    {
        const auto device = startWithDevice();
        QTRY_VERIFY(m_watch->isInitialSeen);
        const RequestId first = m_service->transfer(device->id, bulkIn(512));
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 1 });
        m_world->completeAll(usb::TransferStatus::Completed, 512);
        QTRY_VERIFY(m_watch->isAnswered(first));
        m_world->failSubmit = Error { ErrorKind::Io, -1, "submit", "submiturb failed, errno=16" };
        const RequestId refused = m_service->transfer(device->id, bulkIn(512));
        QTRY_VERIFY(m_watch->isAnswered(refused));
        QVERIFY(m_watch->transfers.at(refused).result.status == usb::TransferStatus::SubmitFailed);
        m_world->failSubmit.reset();
        m_service->transfer(device->id, bulkIn(512));
        QTRY_COMPARE(m_world->pendingTransfers(), std::size_t { 1 });
        QCOMPARE(countCalls("claim 0"), 2);
    }
};

QTEST_GUILESS_MAIN(TestForeignReset)
#include "tst_foreign_reset.moc"
