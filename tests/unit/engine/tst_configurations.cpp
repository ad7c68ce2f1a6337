// SPDX-License-Identifier: GPL-3.0-or-later
// Setting a configuration: kernel drivers are in the way, taken off if the policy lets it, and owed only while there is
// something to give them back to (P55, P56).
#include "tests/unit/engine/fake_backend.h"
#include "tests/unit/engine/service_watcher.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>

using namespace wb;
using namespace wb::engine;
using wb::test::FakeWorld;
using wb::test::ServiceWatcher;

class TestConfigurations : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<FakeWorld> m_world;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<UsbService> m_service;
    std::unique_ptr<ServiceWatcher> m_watch;
    usb::DeviceId m_device;

    [[nodiscard]] int countCalls(const std::string& call) const
    {
        const std::vector<std::string> calls = m_world->calls();
        return static_cast<int>(std::count(calls.begin(), calls.end(), call));
    }
    void letDriversBeDetached()
    {
        AccessPolicy policy;
        policy.detachKernelDriver = true;
        m_service->setPolicy(m_device, policy);
    }
    // What another run would find if this one were killed now.
    [[nodiscard]] bool isOwed() const
    {
        return !QDir(m_directory->path()).entryList({ QStringLiteral("*.json") }).isEmpty();
    }

private Q_SLOTS:
    void init()
    {
        m_world = std::make_shared<FakeWorld>();
        m_directory = std::make_unique<QTemporaryDir>();
        QVERIFY(m_directory->isValid());
        m_device = m_world->plug(1, 1, { { std::uint8_t { 0 }, "usbhid" } })->id;
        m_service = std::make_unique<UsbService>(nullptr);
        m_watch = std::make_unique<ServiceWatcher>(*m_service);
        m_service->setDriverLedger(std::make_shared<DriverLedger>(m_directory->path().toStdString()));
        m_service->addBackend(test::makeFakeBackend(m_world));
        QTRY_VERIFY(m_watch->isInitialSeen);
    }

    void cleanup()
    {
        m_watch.reset();
        m_service.reset();
    }

    void aDriverInTheWayIsNamed()
    {
        const RequestId request = m_service->setConfiguration(m_device, std::nullopt);
        QTRY_VERIFY(m_watch->isAnswered(request));
        const Status& outcome = m_watch->operations.at(request);
        QVERIFY(!outcome);
        QVERIFY(outcome.error().kind == ErrorKind::Busy);
        QVERIFY(outcome.error().detail.find("usbhid") != std::string::npos);
        QCOMPARE(countCalls("detach 0"), 0);
        QCOMPARE(countCalls("configuration none"), 0);
    }

    void aProgramInTheWayIsTold()
    {
        const usb::DeviceId free = m_world->plug(2, 2)->id;
        QTRY_VERIFY(m_service->device(free));
        m_world->failNext("configuration none", { ErrorKind::Busy, -6, "unconfigure", {} });
        const RequestId request = m_service->setConfiguration(free, std::nullopt);
        QTRY_VERIFY(m_watch->isAnswered(request));
        const Status& outcome = m_watch->operations.at(request);
        QVERIFY(!outcome && outcome.error().kind == ErrorKind::Busy);
        QVERIFY(outcome.error().detail.find("another program holds it") != std::string::npos);
    }

    // A notice is of what was done by itself (P73).
    void takingADriverOffByNameIsNotTold()
    {
        const RequestId detach = m_service->detachDriver(m_device, 0);
        QTRY_VERIFY(m_watch->isAnswered(detach));
        QVERIFY(m_watch->operations.at(detach).has_value());
        const RequestId attach = m_service->attachDriver(m_device, 0);
        QTRY_VERIFY(m_watch->isAnswered(attach));
        QVERIFY(m_watch->operations.at(attach).has_value());
        QCOMPARE(countCalls("detach 0"), 1);
        QCOMPARE(countCalls("attach 0"), 1);
        QVERIFY(!m_watch->hasNotice("usbhid"));
    }

    void driversAreTakenOffIfThePolicyLetsIt()
    {
        letDriversBeDetached();
        const RequestId request = m_service->setConfiguration(m_device, std::nullopt);
        QTRY_VERIFY(m_watch->isAnswered(request));
        QVERIFY(m_watch->operations.at(request).has_value());
        QCOMPARE(countCalls("detach 0"), 1);
        QCOMPARE(countCalls("configuration none"), 1);
        QVERIFY(!isOwed()); // its interface is gone: there is nothing to give it back to
        const RequestId close = m_service->close(m_device);
        QTRY_VERIFY(m_watch->isAnswered(close));
        QCOMPARE(countCalls("attach 0"), 0);
    }

    void whatWasTakenOffInVainIsPutBack()
    {
        letDriversBeDetached();
        m_world->failNext("configuration none", { ErrorKind::Io, -1, "unconfigure", {} });
        const RequestId request = m_service->setConfiguration(m_device, std::nullopt);
        QTRY_VERIFY(m_watch->isAnswered(request));
        QVERIFY(!m_watch->operations.at(request));
        QCOMPARE(countCalls("detach 0"), 1);
        QCOMPARE(countCalls("attach 0"), 1);
        QVERIFY(!isOwed());
    }

    void whatAPersonTookOffStaysOff()
    {
        const RequestId detach = m_service->detachDriver(m_device, 0);
        QTRY_VERIFY(m_watch->isAnswered(detach));
        QVERIFY(isOwed());
        m_world->failNext("configuration none", { ErrorKind::Io, -1, "unconfigure", {} });
        const RequestId request = m_service->setConfiguration(m_device, std::nullopt);
        QTRY_VERIFY(m_watch->isAnswered(request));
        QVERIFY(!m_watch->operations.at(request));
        QCOMPARE(countCalls("attach 0"), 0);
        QVERIFY(isOwed());
    }

    void aRequestThatSetsItIsHeldToTheSame()
    {
        usb::TransferRequest unconfigure;
        unconfigure.setup = { 0x00, 9, 0, 0, 0 };
        const RequestId refused = m_service->transfer(m_device, unconfigure);
        QTRY_VERIFY(m_watch->isAnswered(refused));
        QVERIFY(m_watch->transfers.at(refused).error && m_watch->transfers.at(refused).error->kind == ErrorKind::Busy);
        letDriversBeDetached();
        const RequestId done = m_service->transfer(m_device, unconfigure);
        QTRY_VERIFY(m_watch->isAnswered(done));
        QVERIFY(!m_watch->transfers.at(done).error);
        QCOMPARE(countCalls("configuration none"), 1);
    }
};

QTEST_GUILESS_MAIN(TestConfigurations)
#include "tst_configurations.moc"
