// SPDX-License-Identifier: GPL-3.0-or-later
// A service that may change nothing: what reaches the backend then, and what does not.
#include "core/engine/read_only.h"
#include "tests/unit/engine/fake_backend.h"
#include "tests/unit/engine/service_watcher.h"

#include <QSignalSpy>
#include <QtTest>

using namespace wb;
using namespace wb::engine;
using wb::test::FakeWorld;
using wb::test::ServiceWatcher;

namespace {

usb::TransferRequest bulk(std::uint8_t endpoint)
{
    usb::TransferRequest request;
    request.type = usb::TransferType::Bulk;
    request.endpoint = { endpoint };
    if (request.isIn())
        request.length = 512;
    else
        request.data.resize(512);
    return request;
}

StreamConfig streamOf(std::uint8_t endpoint)
{
    StreamConfig config;
    config.endpoint = { endpoint };
    config.transferBytes = 512;
    config.payload.bytes = Bytes(512);
    return config;
}

} // namespace

class TestReadOnly : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<FakeWorld> m_world;
    std::unique_ptr<UsbService> m_service;
    std::unique_ptr<ServiceWatcher> m_watch;
    usb::DeviceId m_device;

    // Beside being opened and asked: the backend's calls.
    [[nodiscard]] QStringList calls() const
    {
        QStringList list;
        for (const std::string& call : m_world->calls())
            list.append(QString::fromStdString(call));
        return list;
    }
    [[nodiscard]] ErrorKind errorOf(RequestId request) const
    {
        const Status& outcome = m_watch->operations.at(request);
        return outcome ? ErrorKind::Internal : outcome.error().kind;
    }

    [[nodiscard]] bool isOwed() const
    {
        const SessionState session = m_service->session(m_device);
        const InterfaceState* state = session.find(0);
        return state != nullptr && !state->detachedDriver.empty();
    }

private Q_SLOTS:
    void init()
    {
        m_world = std::make_shared<FakeWorld>();
        m_world->autoComplete = true;
        m_device = m_world->plug(1, 1, { { 0, "usbhid" } })->id;
        m_service = std::make_unique<UsbService>(nullptr);
        m_watch = std::make_unique<ServiceWatcher>(*m_service);
        m_service->addBackend(test::makeFakeBackend(m_world));
        QTRY_VERIFY(m_watch->isInitialSeen);
    }

    void cleanup()
    {
        m_watch.reset();
        m_service.reset();
        QTRY_COMPARE(m_world->liveTransfers.load(), 0);
    }

    void operationsThatChangeAreRefused()
    {
        const QSignalSpy told(m_service.get(), &UsbService::readOnlyChanged);
        m_service->setReadOnly(true);
        QVERIFY(m_service->isReadOnly());
        m_service->setReadOnly(true);
        QCOMPARE(told.count(), 1);
        const std::vector<RequestId> refused { m_service->claim(m_device, 0, true),
            m_service->setAlternateSetting(m_device, 0, 1), m_service->setConfiguration(m_device, 1),
            m_service->clearHalt(m_device, { 0x81 }), m_service->reset(m_device), m_service->detachDriver(m_device, 0),
            m_service->attachDriver(m_device, 0) };
        QTRY_VERIFY(m_watch->operations.size() == refused.size());
        for (const RequestId request : refused)
            QVERIFY(errorOf(request) == ErrorKind::ReadOnly);
        QCOMPARE(calls(), QStringList { QStringLiteral("start") });
    }

    void readingGoesOn()
    {
        m_world->unplug(m_device);
        QTRY_COMPARE(m_watch->departures, std::size_t { 1 });
        m_service->setReadOnly(true);
        m_device = m_world->plug(2, 1)->id; // one that comes later obeys, too
        QTRY_COMPARE(m_watch->arrivals, std::size_t { 2 });
        const RequestId read = m_service->transfer(m_device, bulk(0x81));
        const RequestId write = m_service->transfer(m_device, bulk(0x01));
        QTRY_VERIFY(m_watch->isAnswered(read) && m_watch->isAnswered(write));
        QVERIFY(!m_watch->transfers.at(read).error);
        QVERIFY(m_watch->transfers.at(write).error->kind == ErrorKind::ReadOnly);
        QVERIFY(calls().contains(QStringLiteral("claim 0")));
    }

    void driversStayUnlessTheyAreOwedBack()
    {
        AccessPolicy policy;
        policy.detachKernelDriver = true;
        m_service->setPolicy(m_device, policy);
        const RequestId detach = m_service->detachDriver(m_device, 0);
        QTRY_VERIFY(m_watch->operations.contains(detach));
        QVERIFY(m_watch->operations.at(detach).has_value());
        QTRY_VERIFY(isOwed());
        m_service->setReadOnly(true);
        const RequestId attach = m_service->attachDriver(m_device, 0);
        QTRY_VERIFY(m_watch->operations.contains(attach));
        QVERIFY(m_watch->operations.at(attach).has_value());
        const RequestId read = m_service->transfer(m_device, bulk(0x81));
        QTRY_VERIFY(m_watch->isAnswered(read));
        QCOMPARE(calls().count(QStringLiteral("detach 0")), qsizetype { 1 }); // the one before
        QVERIFY(m_service->session(m_device).policy == policy); // what was chosen is shown, and holds again later
        const RequestId release = m_service->release(m_device, 0);
        QTRY_VERIFY(m_watch->operations.contains(release));
        m_service->setReadOnly(false);
        const RequestId again = m_service->transfer(m_device, bulk(0x81));
        QTRY_VERIFY(m_watch->isAnswered(again));
        QCOMPARE(calls().count(QStringLiteral("detach 0")), qsizetype { 2 });
    }

    void streamsThatWriteOrRecoverAreStopped()
    {
        m_world->autoComplete = false;
        AccessPolicy policy;
        policy.detachKernelDriver = true;
        m_service->setPolicy(m_device, policy);
        StreamConfig recovering = streamOf(0x81);
        recovering.policy.set(StreamEvent::Stall, StreamAction::Recover);
        QVERIFY(isReading(streamOf(0x81)) && !isReading(streamOf(0x01)) && !isReading(recovering));
        StreamConfig numbered = streamOf(0x81);
        numbered.bulkStream = 1; // which must be allocated
        QVERIFY(!isReading(numbered));
        const StreamId writing = m_service->startStream(m_device, streamOf(0x01));
        const StreamId reading = m_service->startStream(m_device, streamOf(0x81));
        const auto isRunning
            = [&](StreamId id) { return m_watch->streams.contains(id) && m_watch->streams.at(id).inFlight > 0; };
        QTRY_VERIFY(isRunning(writing) && isRunning(reading));
        m_service->setReadOnly(true);
        QTRY_VERIFY(m_watch->isStopped(writing));
        const StreamId refused = m_service->startStream(m_device, recovering);
        QVERIFY(!m_watch->isStopped(refused)); // never before the call has returned
        QTRY_VERIFY(m_watch->isStopped(refused));
        QVERIFY(m_watch->streams.at(refused).error->kind == ErrorKind::ReadOnly);
        QVERIFY(!m_watch->isStopped(reading));
        m_service->stopStream(reading);
        QTRY_VERIFY(m_watch->isStopped(reading));
    }
};

QTEST_GUILESS_MAIN(TestReadOnly)
#include "tst_read_only.moc"
