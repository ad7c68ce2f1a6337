// SPDX-License-Identifier: GPL-3.0-or-later
// Scans of the demo bus' devices, and of devices that hang, go, or cannot be opened.
#include "core/backend/virtualbus/virtual_bus.h"
#include "core/engine/request_scan.h"
#include "tests/unit/engine/fake_backend.h"
#include "tests/unit/engine/service_watcher.h"

#include <QtTest>

using namespace wb;
using namespace wb::engine;

namespace {

constexpr std::uint16_t kLoopback = 0x0001;
constexpr std::uint16_t kMisbehaver = 0x0bad;

// A demo bus with its devices there.
struct Demo {
    UsbService service { nullptr };
    test::ServiceWatcher watch { service };
    usb::DevicePtr device;

    [[nodiscard]] bool start(std::uint16_t product)
    {
        service.addBackend(backend::VirtualBus::create());
        return QTest::qWaitFor([this, product] {
            for (const usb::DevicePtr& candidate : service.devices())
                if (candidate->descriptor.vendorId == 0xfffe && candidate->descriptor.productId == product)
                    device = candidate;
            return device != nullptr;
        });
    }
};

// A device whose every answer the test gives.
struct Fake {
    std::shared_ptr<test::FakeWorld> world = std::make_shared<test::FakeWorld>();
    UsbService service { nullptr };
    test::ServiceWatcher watch { service };
    usb::DevicePtr device = world->plug(1, 1);

    [[nodiscard]] bool start()
    {
        service.addBackend(test::makeFakeBackend(world));
        return QTest::qWaitFor([this] { return watch.isInitialSeen; });
    }
    // The next request is there; it ends as said.
    [[nodiscard]] bool answer(usb::TransferStatus status) const
    {
        if (!QTest::qWaitFor([this] { return world->pendingTransfers() == 1; }))
            return false;
        world->completeAll(status, 0);
        return true;
    }
};

ScanPlan plan(std::uint8_t requestType, std::uint8_t first, std::uint8_t last)
{
    ScanPlan plan;
    plan.setup.bmRequestType = requestType;
    plan.first = first;
    plan.last = last;
    plan.requestsPerSecond = 0;
    return plan;
}

[[nodiscard]] bool run(RequestScan& scan)
{
    const QSignalSpy finished(&scan, &RequestScan::finished);
    scan.start();
    return QTest::qWaitFor([&] { return finished.count() == 1; }, 60'000) && !scan.isRunning();
}

std::vector<int> codes(const RequestScan& scan, ScanVerdict verdict)
{
    std::vector<int> found;
    for (const ScanAnswer& answer : scan.answers())
        if (answer.verdict == verdict)
            found.push_back(answer.bRequest);
    return found;
}

} // namespace

class TestRequestScan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsWhatAnswers()
    {
        Demo demo;
        QVERIFY(demo.start(kLoopback));
        RequestScan scan(demo.service, demo.device, plan(0xc0, 0, 0xff));
        std::vector<int> told;
        connect(&scan, &RequestScan::answered, this,
            [&told](const ScanAnswer& answer) { told.push_back(answer.bRequest); });
        QVERIFY(run(scan));
        QVERIFY(!scan.error());
        QCOMPARE(scan.answers().size(), std::size_t { 256 });
        QCOMPARE(told.size(), std::size_t { 256 });
        QVERIFY(std::is_sorted(told.begin(), told.end()));
        QVERIFY((codes(scan, ScanVerdict::Answered) == std::vector<int> { 0x5c, 0x5f }));
        QCOMPARE(codes(scan, ScanVerdict::Stalled).size(), std::size_t { 254 });
        QCOMPARE(scan.answers()[0x5c].data.size(), std::size_t { 64 });
        QCOMPARE(scan.answers()[0x5f].data.size(), std::size_t { 24 }); // shorter than asked for
        QVERIFY(scan.answers()[0x5c].latency.count() > 0);
    }

    void everyWayToAnswer()
    {
        Demo demo;
        QVERIFY(demo.start(kMisbehaver));
        RequestScan scan(demo.service, demo.device, plan(0xc0, 0x11, 0x20));
        QVERIFY(run(scan));
        QVERIFY((codes(scan, ScanVerdict::Stalled) == std::vector<int> { 0x11 }));
        QVERIFY((codes(scan, ScanVerdict::Answered) == std::vector<int> { 0x12 }));
        QVERIFY((codes(scan, ScanVerdict::TimedOut) == std::vector<int> { 0x13 }));
        QVERIFY((codes(scan, ScanVerdict::Failed) == std::vector<int> { 0x14 }));
        QCOMPARE(scan.answers()[3].reason, std::string("overflow"));
        QCOMPARE(scan.answers().size(), std::size_t { 4 }); // at 0x15 it leaves the bus
        QVERIFY(scan.error());
        QVERIFY(scan.error()->kind == ErrorKind::Disconnected);
        QVERIFY2(scan.error()->detail.ends_with("it went at request 0x15"), scan.error()->detail.c_str());
    }

    void standardRequestsThatSetAreSkipped()
    {
        Demo demo;
        QVERIFY(demo.start(kLoopback));
        RequestScan scan(demo.service, demo.device, plan(0x80, 0, 50));
        QVERIFY(run(scan));
        QVERIFY(!scan.error());
        QVERIFY(
            (codes(scan, ScanVerdict::Skipped) == std::vector<int> { 3, 5, 7, 9, 13, 15, 17, 18, 20, 23, 27, 48, 49 }));
        QVERIFY(!scan.answers()[9].reason.empty());
        QVERIFY(scan.answers()[8].verdict == ScanVerdict::Answered); // GET_CONFIGURATION
    }

    void armedSkipsOnlyWhatIsForbidden()
    {
        Demo demo;
        QVERIFY(demo.start(kLoopback));
        ScanPlan armed = plan(0x80, 0, 50);
        armed.isArmed = true;
        RequestScan scan(demo.service, demo.device, armed);
        QVERIFY(run(scan));
        QVERIFY((codes(scan, ScanVerdict::Skipped) == std::vector<int> { 5 })); // SET_ADDRESS
    }

    void writesOnlyWhenArmed()
    {
        Demo demo;
        QVERIFY(demo.start(kLoopback));
        ScanPlan wanted = plan(0x40, 0x58, 0x5d);
        wanted.data = { 1, 2, 3 };
        RequestScan unarmed(demo.service, demo.device, wanted);
        QVERIFY(run(unarmed));
        QCOMPARE(codes(unarmed, ScanVerdict::Skipped).size(), std::size_t { 6 });
        QVERIFY(!demo.service.session(demo.device->id).isOpen()); // nothing was sent
        wanted.isArmed = true;
        RequestScan armed(demo.service, demo.device, wanted);
        QVERIFY(run(armed));
        QVERIFY((codes(armed, ScanVerdict::Answered) == std::vector<int> { 0x5b }));
        RequestScan after(demo.service, demo.device, plan(0xc0, 0x5c, 0x5c));
        QVERIFY(run(after));
        QCOMPARE(toBytes(slice(after.answers().front().data, 0, 4)), (Bytes { 1, 2, 3, 0 }));
    }

    void theSetupIsAsPlanned()
    {
        Demo demo;
        QVERIFY(demo.start(kLoopback));
        ScanPlan wanted = plan(0x80, 6, 6);
        wanted.setup.wValue = 0x0100;
        wanted.setup.wLength = 10;
        RequestScan scan(demo.service, demo.device, wanted);
        QVERIFY(run(scan));
        QCOMPARE(scan.answers().front().data.size(), std::size_t { 10 });
        QCOMPARE(int { scan.answers().front().data[0] }, 18); // the device descriptor
    }

    void aDeviceThatHangsEndsIt()
    {
        Fake fake;
        QVERIFY(fake.start());
        RequestScan scan(fake.service, fake.device, plan(0xc0, 0, 0xff));
        const QSignalSpy finished(&scan, &RequestScan::finished);
        scan.start();
        QVERIFY(fake.answer(usb::TransferStatus::TimedOut));
        QVERIFY(fake.answer(usb::TransferStatus::Stall)); // it has recovered: the count begins anew
        for (int i = 0; i < RequestScan::kMostSilences; ++i) {
            QCOMPARE(finished.count(), 0);
            QVERIFY(fake.answer(usb::TransferStatus::TimedOut));
        }
        QTRY_COMPARE(finished.count(), 1);
        QVERIFY(scan.error() && scan.error()->kind == ErrorKind::Timeout);
        QCOMPARE(scan.answers().size(), std::size_t { RequestScan::kMostSilences + 2 });
    }

    void cancelEndsIt()
    {
        Fake fake;
        QVERIFY(fake.start());
        RequestScan scan(fake.service, fake.device, plan(0xc0, 0, 0xff));
        const QSignalSpy finished(&scan, &RequestScan::finished);
        scan.start();
        QVERIFY(fake.answer(usb::TransferStatus::Stall));
        QTRY_COMPARE(fake.world->pendingTransfers(), std::size_t { 1 });
        scan.cancel();
        scan.cancel(); // a person who is in a hurry
        QTRY_COMPARE(finished.count(), 1);
        QVERIFY(scan.error() && scan.error()->kind == ErrorKind::Cancelled);
        QCOMPARE(scan.answers().size(), std::size_t { 1 }); // what was found stays
        QCOMPARE(fake.world->pendingTransfers(), std::size_t { 0 });
    }

    void cancelEndsThePauseBetweenRequests()
    {
        Fake fake;
        QVERIFY(fake.start());
        ScanPlan slow = plan(0xc0, 0, 0xff);
        slow.requestsPerSecond = 0.001;
        RequestScan scan(fake.service, fake.device, slow);
        const QSignalSpy finished(&scan, &RequestScan::finished);
        scan.start();
        QVERIFY(fake.answer(usb::TransferStatus::Stall));
        QTRY_COMPARE(scan.answers().size(), std::size_t { 1 });
        scan.cancel();
        QTRY_COMPARE(finished.count(), 1);
        QVERIFY(scan.error() && scan.error()->kind == ErrorKind::Cancelled);
    }

    void theRateIsKept()
    {
        Demo demo;
        QVERIFY(demo.start(kLoopback));
        ScanPlan slow = plan(0xc0, 0, 9);
        slow.requestsPerSecond = 100;
        RequestScan scan(demo.service, demo.device, slow);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(run(scan));
        QVERIFY2(timer.elapsed() >= 89, qPrintable(QString::number(timer.elapsed()))); // nine periods of 10 ms
    }

    void whatCannotBeOpenedIsNotAskedOn()
    {
        Fake fake;
        fake.world->failNext("open", { ErrorKind::AccessDenied, -3, "open", {} });
        QVERIFY(fake.start());
        RequestScan scan(fake.service, fake.device, plan(0xc0, 0, 0xff));
        QVERIFY(run(scan));
        QVERIFY(scan.error() && scan.error()->kind == ErrorKind::AccessDenied);
        QVERIFY(scan.answers().empty());
    }

    void aDeviceThatGoesEndsIt()
    {
        Fake fake;
        QVERIFY(fake.start());
        RequestScan scan(fake.service, fake.device, plan(0xc0, 0, 0xff));
        const QSignalSpy finished(&scan, &RequestScan::finished);
        scan.start();
        QVERIFY(fake.answer(usb::TransferStatus::Stall));
        QTRY_COMPARE(fake.world->pendingTransfers(), std::size_t { 1 });
        fake.world->unplug(fake.device->id);
        QTRY_COMPARE(finished.count(), 1);
        QVERIFY(scan.error() && scan.error()->kind == ErrorKind::Disconnected);
        QCOMPARE(scan.answers().size(), std::size_t { 1 });
    }
};

QTEST_GUILESS_MAIN(TestRequestScan)
#include "tst_request_scan.moc"
