// SPDX-License-Identifier: GPL-3.0-or-later
// Drivers that are owed back: what is on the disk at every moment, and what the next run makes of it.
#include "core/engine/driver_offers.h"
#include "tests/unit/engine/fake_backend.h"
#include "tests/unit/engine/service_watcher.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace wb;
using namespace wb::engine;
using wb::test::FakeWorld;
using wb::test::ServiceWatcher;

class TestDriverLedger : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_directory;
    std::shared_ptr<FakeWorld> m_world;
    std::shared_ptr<DriverLedger> m_ledger;
    std::unique_ptr<UsbService> m_service;
    std::unique_ptr<ServiceWatcher> m_watch;

    [[nodiscard]] std::string folder() const { return m_directory->filePath(QStringLiteral("owed")).toStdString(); }
    [[nodiscard]] QStringList pages() const
    {
        return QDir(QString::fromStdString(folder())).entryList({ QStringLiteral("run-*.json") }, QDir::Files);
    }
    [[nodiscard]] QByteArray content() const
    {
        QFile file(QDir(QString::fromStdString(folder())).filePath(pages().value(0)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    // What a run that was killed leaves: a page whose lock nobody holds.
    void leave(const OwedDriver& owed) const
    {
        DriverLedger ledger(folder());
        QVERIFY(ledger.owe(owed).has_value());
    }
    [[nodiscard]] static OwedDriver keyboard() { return { "fake", { 1, { 1 } }, 0x1209, 1, 0, "usbhid" }; }

    void start()
    {
        m_ledger = std::make_shared<DriverLedger>(folder());
        m_service = std::make_unique<UsbService>(nullptr);
        m_service->setDriverLedger(m_ledger);
        m_watch = std::make_unique<ServiceWatcher>(*m_service);
        m_service->addBackend(test::makeFakeBackend(m_world));
        QTRY_VERIFY(m_watch->isInitialSeen);
    }

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_world = std::make_shared<FakeWorld>();
    }

    void cleanup()
    {
        m_watch.reset();
        m_service.reset();
        m_ledger.reset();
    }

    void isNotedBeforeItIsTakenOff()
    {
        const usb::DevicePtr device = m_world->plug(1, 1, { { 0, "usbhid" } });
        start();
        QVERIFY(!QDir(QString::fromStdString(folder())).exists());
        m_world->hang("detach 0");
        const RequestId detach = m_service->detachDriver(device->id, 0);
        QTRY_VERIFY(m_world->isHanging("detach 0"));
        QVERIFY2(content().contains("\"usbhid\""), content().constData());
        m_world->release("detach 0");
        QTRY_VERIFY(m_watch->operations.contains(detach));
        QCOMPARE(pages().size(), qsizetype { 1 });
        const RequestId attach = m_service->attachDriver(device->id, 0);
        QTRY_VERIFY(m_watch->operations.contains(attach));
        QVERIFY(m_watch->operations.at(attach).has_value());
        QCOMPARE(pages(), QStringList());
    }

    void whatWasNotTakenOffIsNotOwed()
    {
        const usb::DevicePtr device = m_world->plug(1, 1, { { 0, "usbhid" } });
        start();
        m_world->failNext("detach 0", Error { ErrorKind::NotFound, 0, "detach", {} });
        const RequestId detach = m_service->detachDriver(device->id, 0);
        QTRY_VERIFY(m_watch->operations.contains(detach));
        QVERIFY(!m_watch->operations.at(detach).has_value());
        QCOMPARE(pages(), QStringList());
    }

    void anEndPutsBackAndOwesNothing()
    {
        const usb::DevicePtr device = m_world->plug(1, 1, { { 0, "usbhid" } });
        start();
        const RequestId claim = m_service->claim(device->id, 0, true);
        QTRY_VERIFY(m_watch->operations.contains(claim));
        QCOMPARE(pages().size(), qsizetype { 1 });
        m_service.reset();
        QCOMPARE(pages(), QStringList());
    }

    void aDeviceThatLeavesTakesItsDebtsWithIt()
    {
        const usb::DevicePtr device = m_world->plug(1, 1, { { 0, "usbhid" } });
        start();
        const RequestId detach = m_service->detachDriver(device->id, 0);
        QTRY_VERIFY(m_watch->operations.contains(detach));
        m_world->unplug(device->id);
        QTRY_COMPARE(pages(), QStringList());
    }

    void aRunThatLivesIsLeftAlone()
    {
        DriverLedger living(folder());
        QVERIFY(living.owe(keyboard()).has_value());
        QVERIFY(DriverLedger(folder()).leftBehind().empty());
        QCOMPARE(pages().size(), qsizetype { 1 });
    }

    void offersWhatACrashLeft()
    {
        leave(keyboard());
        const usb::DevicePtr device = m_world->plug(1, 1);
        start();
        DriverOffers offers(*m_service, m_ledger);
        QCOMPARE(offers.offers().size(), std::size_t { 1 });
        QCOMPARE(offers.offers().front().device->id, device->id);
        QCOMPARE(offers.offers().front().driver, std::string("usbhid"));
        QVERIFY(DriverLedger(folder()).leftBehind().empty()); // one run offers it, not every one

        m_world->failNext("attach 0", Error { ErrorKind::Busy, 0, "attach", {} });
        QSignalSpy failures(&offers, &DriverOffers::failed);
        offers.giveBack();
        QTRY_COMPARE(failures.count(), 1);
        QTRY_VERIFY(!m_service->session(device->id).isOpen());
        QCOMPARE(offers.offers().size(), std::size_t { 1 });

        offers.giveBack();
        QTRY_VERIFY(offers.offers().empty());
        QCOMPARE(pages(), QStringList());
        QTRY_VERIFY(!m_service->session(device->id).isOpen()); // as it was found
    }

    void readOnlyModeGivesBackToo()
    {
        leave(keyboard());
        (void)m_world->plug(1, 1);
        start();
        DriverOffers offers(*m_service, m_ledger);
        m_service->setReadOnly(true);
        offers.giveBack();
        QTRY_VERIFY(offers.offers().empty());
        QCOMPARE(pages(), QStringList());
    }

    void whatIsInUseIsStillOwed_data()
    {
        QTest::addColumn<bool>("isOurs");
        QTest::newRow("claimed here") << true;
        QTest::newRow("claimed by another program") << false;
    }

    void whatIsInUseIsStillOwed()
    {
        QFETCH(const bool, isOurs);
        leave(keyboard());
        std::vector<std::pair<std::uint8_t, std::string>> drivers;
        if (!isOurs)
            drivers.emplace_back(0, "usbfs");
        const usb::DevicePtr device = m_world->plug(1, 1, drivers);
        start();
        const DriverOffers offers(*m_service, m_ledger);
        QCOMPARE(offers.offers().size(), std::size_t { isOurs ? 1U : 0U });
        if (!isOurs) {
            QCOMPARE(pages().size(), qsizetype { 1 });
            return;
        }
        const RequestId claim = m_service->claim(device->id, 0, false);
        QTRY_VERIFY(m_watch->operations.contains(claim) && m_service->session(device->id).isOpen());
        (void)m_world->plug(2, 2); // news of the bus: it looks again
        QTRY_VERIFY(offers.offers().empty());
        QCOMPARE(pages().size(), qsizetype { 1 });
        const RequestId release = m_service->release(device->id, 0);
        QTRY_VERIFY(m_watch->operations.contains(release));
        (void)m_world->plug(3, 3);
        QTRY_COMPARE(offers.offers().size(), std::size_t { 1 });
    }

    void isForgottenWhenAsked()
    {
        leave(keyboard());
        (void)m_world->plug(1, 1);
        start();
        DriverOffers offers(*m_service, m_ledger);
        QSignalSpy changes(&offers, &DriverOffers::changed);
        offers.forget();
        QCOMPARE(changes.count(), 1);
        QVERIFY(offers.offers().empty());
        QCOMPARE(pages(), QStringList());
    }

    void doesNotOfferWhatIsWell_data()
    {
        QTest::addColumn<int>("product");
        QTest::addColumn<int>("port");
        QTest::addColumn<bool>("hasDriver");
        QTest::addColumn<int>("pagesLeft");
        QTest::newRow("another device there") << 2 << 1 << false << 1;
        QTest::newRow("the device elsewhere") << 1 << 2 << false << 1;
        QTest::newRow("it has its driver again") << 1 << 1 << true << 0;
    }

    void doesNotOfferWhatIsWell()
    {
        QFETCH(const int, product);
        QFETCH(const int, port);
        QFETCH(const bool, hasDriver);
        QFETCH(const int, pagesLeft);
        leave(keyboard());
        std::vector<std::pair<std::uint8_t, std::string>> drivers;
        if (hasDriver)
            drivers.emplace_back(0, "usbhid");
        (void)m_world->plug(static_cast<std::uint16_t>(product), static_cast<std::uint8_t>(port), drivers);
        start();
        const DriverOffers offers(*m_service, m_ledger);
        QVERIFY(offers.offers().empty());
        QCOMPARE(pages().size(), static_cast<qsizetype>(pagesLeft));
    }

    void aDamagedPageOwesNothing_data()
    {
        QTest::addColumn<QByteArray>("change"); // "from>to"
        QTest::newRow("not JSON") << QByteArray("{>[");
        QTest::newRow("another schema") << QByteArray("owed-drivers/1>owed-drivers/9");
        QTest::newRow("another start of the machine") << QByteArray("\"bootId\": \">\"bootId\": \"x");
        QTest::newRow("an impossible interface") << QByteArray("\"interface\": 0>\"interface\": 256");
        QTest::newRow("an impossible place") << QByteArray("\"1-1\">\"../..\"");
    }

    void aDamagedPageOwesNothing()
    {
        QFETCH(const QByteArray, change);
        leave(keyboard());
        QCOMPARE(pages().size(), qsizetype { 1 });
        QByteArray bytes = content();
        const QList<QByteArray> parts = change.split('>');
        QVERIFY2(bytes.contains(parts.at(0)), bytes.constData());
        bytes.replace(parts.at(0), parts.at(1));
        QFile file(QDir(QString::fromStdString(folder())).filePath(pages().first()));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(bytes);
        file.close();
        QVERIFY(DriverLedger(folder()).leftBehind().empty());
        QCOMPARE(pages(), QStringList());
    }

    void aFolderThatCannotBeMadeIsTold()
    {
        QFile blocking(m_directory->filePath(QStringLiteral("owed")));
        QVERIFY(blocking.open(QIODevice::WriteOnly));
        blocking.close();
        const usb::DevicePtr device = m_world->plug(1, 1, { { 0, "usbhid" } });
        start();
        const RequestId detach = m_service->detachDriver(device->id, 0);
        QTRY_VERIFY(m_watch->operations.contains(detach));
        QVERIFY(m_watch->operations.at(detach).has_value());
        QTRY_VERIFY(m_watch->hasNotice("should the program crash"));
    }
};

QTEST_GUILESS_MAIN(TestDriverLedger)
#include "tst_driver_ledger.moc"
