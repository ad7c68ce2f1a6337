// SPDX-License-Identifier: GPL-3.0-or-later
// Handles, claims, drivers, alternate settings, reset, and a device that is pulled out while in use.
#include "tests/unit/virtualbus/bus_rig.h"
#include "tests/unit/virtualbus/comparisons.h"

using namespace wb;
using namespace wb::test;
using usb::TransferStatus;

class TestVirtualBusAccess : public QObject {
    Q_OBJECT

    std::unique_ptr<BusRig> m_rig;

private Q_SLOTS:
    void init() { m_rig = std::make_unique<BusRig>(); }
    void cleanup() { m_rig.reset(); }

    void letsOneHandleClaim()
    {
        const auto first = m_rig->open("100-1.1");
        const auto second = m_rig->open("100-1.1");
        auto third = m_rig->open("100-1.1");
        QVERIFY(third->claimInterface(0));
        QVERIFY(third->claimInterface(0)); // again: nothing changes
        QCOMPARE(first->claimInterface(0).error().kind, ErrorKind::Busy);
        QCOMPARE(second->claimInterface(0).error().kind, ErrorKind::Busy);
        QCOMPARE(second->releaseInterface(0).error().kind, ErrorKind::NotFound);
        QCOMPARE(first->claimInterface(5).error().kind, ErrorKind::NotFound);
        third.reset(); // closing gives it back
        QVERIFY(first->claimInterface(0));
        QVERIFY(first->releaseInterface(0));
        QVERIFY(second->claimInterface(0));
    }

    void needsAClaimForEndpoints()
    {
        const auto handle = m_rig->open("100-1.1");
        const auto other = m_rig->open("100-1.1");
        Flight in(*m_rig, *handle);
        QCOMPARE(in.bulkIn(0x82, 512).run(), TransferStatus::SubmitFailed);
        QCOMPARE(in.submitError()->kind, ErrorKind::NotFound);
        QVERIFY(other->claimInterface(0));
        QCOMPARE(in.run(), TransferStatus::SubmitFailed);
        QVERIFY(other->releaseInterface(0));
        QVERIFY(handle->claimInterface(0));
        QCOMPARE(in.run(), TransferStatus::Completed);
        QCOMPARE(in.bulkIn(0x8f, 512).run(), TransferStatus::SubmitFailed);
        QCOMPARE(in.bulkIn(0x80, 512).run(), TransferStatus::SubmitFailed);
        QCOMPARE(in.bulkIn(0xf2, 512).run(), TransferStatus::SubmitFailed); // reserved bits set
        QCOMPARE(in.submitError()->kind, ErrorKind::NotFound);
        QVERIFY(QString::fromStdString(in.submitError()->detail).contains(QStringLiteral("100-1.1 fffe:0001")));
    }

    void switchesAlternateSettings()
    {
        const auto handle = m_rig->open("100-1.1");
        QCOMPARE(handle->setAlternateSetting(0, 1).error().kind, ErrorKind::NotFound); // not claimed
        QVERIFY(handle->claimInterface(0));
        QCOMPARE(handle->setAlternateSetting(0, 2).error().kind, ErrorKind::NotFound);
        QCOMPARE(handle->setAlternateSetting(3, 0).error().kind, ErrorKind::NotFound);
        Flight pending(*m_rig, *handle);
        QVERIFY(pending.bulkIn(0x81, 512).submit());
        QVERIFY(handle->setAlternateSetting(0, 1));
        QVERIFY(pending.wait());
        QCOMPARE(pending.status(), TransferStatus::Cancelled);
        Flight in(*m_rig, *handle);
        QCOMPARE(in.isochronous(0x84, 4, 512).run(), TransferStatus::Completed);
        QCOMPARE(in.bulkIn(0x82, 512).run(), TransferStatus::Completed); // the old endpoints are there too
        QCOMPARE(in.control(setup(0x81, 10, 0, 0, 1)).run(), TransferStatus::Completed);
        QCOMPARE(in.data(), Bytes { 1 });
        QVERIFY(handle->releaseInterface(0)); // goes back to 0
        QCOMPARE(in.run(), TransferStatus::Completed);
        QCOMPARE(in.data(), Bytes { 0 });
    }

    void cancelsWhatIsInFlightOnRelease()
    {
        const auto handle = m_rig->open("100-1.1");
        QVERIFY(handle->claimInterface(0));
        Flight in(*m_rig, *handle);
        QVERIFY(in.bulkIn(0x81, 512).submit());
        QVERIFY(handle->releaseInterface(0));
        QVERIFY(in.wait());
        QCOMPARE(in.status(), TransferStatus::Cancelled);
    }

    void guardsTheConfiguration()
    {
        const auto handle = m_rig->open("100-1.1");
        QCOMPARE(handle->configuration().value(), std::optional<std::uint8_t>(1));
        QVERIFY(handle->claimInterface(0));
        QCOMPARE(handle->setConfiguration(std::uint8_t { 1 }).error().kind, ErrorKind::Busy); // P55
        QVERIFY(handle->releaseInterface(0));
        QCOMPARE(handle->setConfiguration(std::uint8_t { 9 }).error().kind, ErrorKind::NotFound);
        const usb::DevicePtr before = m_rig->device("100-1.1");
        QVERIFY(handle->setConfiguration(std::nullopt));
        const usb::DevicePtr after = m_rig->device("100-1.1");
        QCOMPARE(after->id, before->id);
        QVERIFY(after != before);
        QVERIFY(before->activeConfiguration); // a snapshot never changes
        QCOMPARE(handle->configuration().value(), std::optional<std::uint8_t>());
        QVERIFY(handle->setConfiguration(std::uint8_t { 1 }));
        QVERIFY(handle->claimInterface(0));
        const auto hid = m_rig->open("100-1.2");
        QCOMPARE(hid->setConfiguration(std::nullopt).error().kind, ErrorKind::Busy); // usbhid holds it
    }

    void takesDriversOffAndPutsThemBack()
    {
        const auto handle = m_rig->open("100-1.2");
        QCOMPARE(handle->isKernelDriverActive(0).value(), true);
        const Status claimed = handle->claimInterface(0);
        QCOMPARE(claimed.error().kind, ErrorKind::Busy);
        QVERIFY(QString::fromStdString(claimed.error().detail).contains(QStringLiteral("usbhid")));

        const usb::DevicePtr before = m_rig->device("100-1.2");
        m_rig->listChanges = 0;
        QVERIFY(handle->detachKernelDriver(0));
        QCOMPARE(m_rig->listChanges.load(), 1);
        const usb::DevicePtr after = m_rig->device("100-1.2");
        QCOMPARE(after->id, before->id);
        QVERIFY(after != before);
        QCOMPARE(after->driverOf(0), std::string());
        QCOMPARE(after->driverOf(1), std::string("usbhid"));
        QCOMPARE(handle->isKernelDriverActive(0).value(), false);
        QCOMPARE(handle->detachKernelDriver(0).error().kind, ErrorKind::NotFound);

        QVERIFY(handle->claimInterface(0));
        QCOMPARE(handle->attachKernelDriver(0).error().kind, ErrorKind::Busy);
        QVERIFY(handle->releaseInterface(0));
        QVERIFY(handle->attachKernelDriver(0));
        QCOMPARE(m_rig->device("100-1.2")->driverOf(0), std::string("usbhid"));
        QCOMPARE(handle->attachKernelDriver(0).error().kind, ErrorKind::Busy);
        QCOMPARE(m_rig->open("100-1.1")->attachKernelDriver(0).error().kind, ErrorKind::NotFound);
        QCOMPARE(handle->detachKernelDriver(9).error().kind, ErrorKind::NotFound);
    }

    void keepsControlRequestsFromAHeldInterface()
    {
        const auto handle = m_rig->open("100-1.2");
        Flight read(*m_rig, *handle);
        read.control(setup(0x81, 6, 0x2200, 0, 63));
        QCOMPARE(read.run(), TransferStatus::SubmitFailed); // P73: the driver's interface
        QCOMPARE(read.submitError()->kind, ErrorKind::Busy);
        QVERIFY(handle->detachKernelDriver(0));
        QCOMPARE(read.run(), TransferStatus::Completed);
        const auto other = m_rig->open("100-1.2");
        QVERIFY(other->claimInterface(0));
        QCOMPARE(read.run(), TransferStatus::SubmitFailed);
        QCOMPARE(read.control(setup(0x82, 0, 0, 0x81, 2)).run(), TransferStatus::SubmitFailed);
        QCOMPARE(read.control(setup(0x80, 6, 0x0100, 0, 18)).run(), TransferStatus::Completed); // the device's own
    }

    void resetsToAlternateSettingZero()
    {
        const auto handle = m_rig->open("100-1.1");
        QVERIFY(handle->claimInterface(0));
        QVERIFY(handle->setAlternateSetting(0, 1));
        Flight work(*m_rig, *handle);
        QCOMPARE(work.control(setup(0x02, 3, 0, 0x82, 0)).run(), TransferStatus::Completed); // halts 0x82
        QCOMPARE(work.control(setup(0x40, 0x5b, 0, 0, 3), Bytes { 1, 2, 3 }).run(), TransferStatus::Completed);
        Flight pending(*m_rig, *handle);
        QVERIFY(pending.bulkIn(0x81, 512).submit());
        const usb::DevicePtr before = m_rig->device("100-1.1");
        QVERIFY(handle->reset());
        QVERIFY(pending.wait());
        QCOMPARE(pending.status(), TransferStatus::Cancelled);
        QCOMPARE(m_rig->device("100-1.1"), before); // the same device still
        QCOMPARE(work.bulkIn(0x82, 512).run(), TransferStatus::Completed); // claim kept, halt gone
        QCOMPARE(work.isochronous(0x84, 1, 512).run(), TransferStatus::SubmitFailed); // alternate setting 0 (P46)
        QCOMPARE(work.control(setup(0xc0, 0x5c, 0, 0, 3)).run(), TransferStatus::Completed);
        QCOMPARE(work.data(), (Bytes { 0, 0, 0 })); // power-on state
    }

    void answersDisconnectedAfterUnplug()
    {
        const auto handle = m_rig->open("100-1.1");
        const usb::DeviceId id = m_rig->device("100-1.1")->id;
        QVERIFY(handle->claimInterface(0));
        QVERIFY(m_rig->bus().unplug("loopback"));
        const std::vector<Status> outcomes { handle->claimInterface(0), handle->releaseInterface(0),
            handle->setAlternateSetting(0, 1), handle->setConfiguration(std::uint8_t { 1 }),
            handle->clearHalt({ 0x81 }), handle->reset(), handle->detachKernelDriver(0),
            handle->attachKernelDriver(0) };
        for (const Status& outcome : outcomes) {
            QVERIFY(!outcome);
            QCOMPARE(outcome.error().kind, ErrorKind::Disconnected);
        }
        QCOMPARE(handle->configuration().error().kind, ErrorKind::Disconnected);
        QCOMPARE(handle->isKernelDriverActive(0).error().kind, ErrorKind::Disconnected);
        QCOMPARE(m_rig->bus().open(id).error().kind, ErrorKind::Disconnected);
        Flight in(*m_rig, *handle);
        QCOMPARE(in.bulkIn(0x82, 512).run(), TransferStatus::SubmitFailed);
        QCOMPARE(in.submitError()->kind, ErrorKind::Disconnected);
        QCOMPARE(in.control(setup(0x80, 6, 0x0100, 0, 18)).run(), TransferStatus::SubmitFailed);
        QVERIFY(m_rig->bus().plug("loopback")); // another device: the old handle stays dead
        QCOMPARE(handle->claimInterface(0).error().kind, ErrorKind::Disconnected);
        QVERIFY(m_rig->open("100-1.1")->claimInterface(0));
    }

    void endsEverythingWhenPulledAHundredTimes()
    {
        for (int round = 0; round < 100; ++round) {
            const auto handle = m_rig->open("100-1.1");
            QVERIFY(handle);
            QVERIFY(handle->claimInterface(0));
            Flight read(*m_rig, *handle);
            Flight control(*m_rig, *handle);
            Stream stream(*m_rig, *handle, { 0x82 }, 8, 4096);
            QVERIFY(read.bulkIn(0x81, 512).submit());
            QVERIFY(stream.start());
            QVERIFY(stream.waitFor(20));
            QVERIFY(control.control(setup(0x80, 6, 0x0100, 0, 18)).submit());
            QVERIFY(m_rig->bus().unplug("loopback"));
            QVERIFY(read.wait());
            QCOMPARE(read.status(), TransferStatus::NoDevice); // P15
            QVERIFY(control.wait()); // before or after, but it ends
            QVERIFY(stream.waitForEnd());
            QCOMPARE(stream.completed * 4096, stream.bytes.load());
            QVERIFY(stream.lastBad == TransferStatus::NoDevice || stream.ended == 0);
            QVERIFY(m_rig->bus().plug("loopback"));
        }
    }

    void standsPluggingFromOtherThreads()
    {
        const auto handle = m_rig->open("100-1.1");
        QVERIFY(handle->claimInterface(0));
        Stream stream(*m_rig, *handle, { 0x82 }, 16, 512);
        QVERIFY(stream.start());
        std::vector<std::thread> threads;
        for (const char* key : { "hid", "misbehaver" })
            threads.emplace_back([this, key] {
                for (int i = 0; i < 50; ++i) {
                    (void)m_rig->bus().unplug(key);
                    (void)m_rig->bus().plug(key);
                }
            });
        threads.emplace_back([this] {
            for (int i = 0; i < 50; ++i) {
                const auto other = m_rig->open("100-1.2");
                if (other && other->detachKernelDriver(1) && other->claimInterface(1))
                    (void)other->clearHalt({ 0x82 });
                (void)m_rig->bus().models();
            }
        });
        for (std::thread& thread : threads)
            thread.join();
        const std::uint64_t before = stream.completed;
        QVERIFY(stream.waitFor(before + 100)); // undisturbed
        QCOMPARE(stream.ended.load(), std::uint64_t { 0 });
        QCOMPARE(m_rig->devices().size(), std::size_t { 9 });
    }

    void leavesTheOtherHandlesAloneWhenOneCloses()
    {
        const auto hid = m_rig->open("100-1.2");
        QVERIFY(hid->detachKernelDriver(0));
        QVERIFY(hid->detachKernelDriver(1));
        auto other = m_rig->open("100-1.2");
        QVERIFY(hid->claimInterface(0));
        QVERIFY(other->claimInterface(1));
        std::thread lane([&] { other.reset(); });
        Flight in(*m_rig, *hid);
        QCOMPARE(in.bulkIn(0x81, 8).run(), TransferStatus::Completed);
        lane.join();
        QVERIFY(hid->claimInterface(1));
    }
};

QTEST_GUILESS_MAIN(TestVirtualBusAccess)
#include "tst_virtualbus_access.moc"
