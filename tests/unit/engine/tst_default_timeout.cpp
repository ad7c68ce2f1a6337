// SPDX-License-Identifier: GPL-3.0-or-later
// The timeout that the transfers of a device get unless their asker says otherwise: each device has its own.
#include "tests/unit/engine/fake_backend.h"
#include "tests/unit/engine/service_watcher.h"

#include <QtTest>

using namespace wb;
using namespace wb::engine;
using wb::test::FakeWorld;
using wb::test::ServiceWatcher;

class TestDefaultTimeout : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<FakeWorld> m_world;
    std::unique_ptr<UsbService> m_service;
    std::unique_ptr<ServiceWatcher> m_watch;
    usb::DeviceId m_first;
    usb::DeviceId m_second;
    std::vector<usb::DeviceId> m_told;

private Q_SLOTS:
    void init()
    {
        m_world = std::make_shared<FakeWorld>();
        m_first = m_world->plug(1, 1)->id;
        m_second = m_world->plug(2, 2)->id;
        m_told.clear();
        m_service = std::make_unique<UsbService>(nullptr);
        m_watch = std::make_unique<ServiceWatcher>(*m_service);
        connect(m_service.get(), &UsbService::defaultTimeoutChanged, this,
            [this](usb::DeviceId device) { m_told.push_back(device); });
        m_service->addBackend(test::makeFakeBackend(m_world));
        QTRY_VERIFY(m_watch->isInitialSeen);
    }

    void cleanup()
    {
        m_watch.reset();
        m_service.reset();
        m_world.reset();
    }

    void eachDeviceHasItsOwn()
    {
        QCOMPARE(m_service->defaultTimeout(m_first), 1000U);
        m_service->setDefaultTimeout(m_first, 250);
        QCOMPARE(m_service->defaultTimeout(m_first), 250U);
        QCOMPARE(m_service->defaultTimeout(m_second), 1000U);
        m_service->setDefaultTimeout(m_second, 0); // waits for ever
        QCOMPARE(m_service->defaultTimeout(m_second), 0U);
        QVERIFY(m_told == (std::vector<usb::DeviceId> { m_first, m_second }));
        m_service->setDefaultTimeout(m_first, 250);
        QCOMPARE(m_told.size(), std::size_t { 2 }); // that is no news
    }

    void itLeavesWithTheDevice()
    {
        m_service->setDefaultTimeout(m_first, 250);
        m_world->unplug(m_first);
        QTRY_COMPARE(m_watch->departures, std::size_t { 1 });
        QCOMPARE(m_service->defaultTimeout(m_first), usb::kDefaultTimeoutMs);
        m_service->setDefaultTimeout(m_first, 70); // nobody is there to have it
        QCOMPARE(m_service->defaultTimeout(m_first), usb::kDefaultTimeoutMs);
        QCOMPARE(m_told.size(), std::size_t { 1 });
    }
};

QTEST_GUILESS_MAIN(TestDefaultTimeout)
#include "tst_default_timeout.moc"
