// SPDX-License-Identifier: GPL-3.0-or-later
// Transfers of every type on the loopback device: packets, endings, pacing, and the event loop around them.
#include "tests/unit/virtualbus/bus_rig.h"
#include "tests/unit/virtualbus/comparisons.h"

#include <ctime>

using namespace wb;
using namespace wb::test;
using usb::TransferStatus;

namespace {

Bytes counting(std::size_t size)
{
    Bytes out(size);
    for (std::size_t i = 0; i < size; ++i)
        out[i] = static_cast<Byte>(i * 7 + i / 256);
    return out;
}

Bytes sourcePattern(std::size_t size)
{
    Bytes out(size);
    for (std::size_t i = 0; i < size; ++i)
        out[i] = static_cast<Byte>(i % 512 % 63);
    return out;
}

Nanoseconds threadCpuTime()
{
    std::timespec time {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + Nanoseconds(time.tv_nsec);
}

struct QuietListener : backend::Listener {
    void deviceListChanged() override { }
    void eventLoopDegraded(const Error&) override { }
};

} // namespace

class TestVirtualBusTransfers : public QObject {
    Q_OBJECT

    std::unique_ptr<BusRig> m_rig;
    std::unique_ptr<backend::DeviceHandle> m_handle;

    Flight flight() { return Flight(*m_rig, *m_handle); }

private Q_SLOTS:
    void init()
    {
        m_rig = std::make_unique<BusRig>();
        m_handle = m_rig->open("100-1.1");
        QVERIFY(m_handle);
        QVERIFY(m_handle->claimInterface(0));
    }
    void cleanup()
    {
        m_handle.reset();
        m_rig.reset();
    }

    void loopsBulkDataBack()
    {
        const Bytes sent = counting(1500);
        Flight out = flight();
        QCOMPARE(out.bulkOut(0x01, sent).run(), TransferStatus::Completed);
        QCOMPARE(out.actual(), std::uint32_t { 1500 });
        Flight in = flight();
        QCOMPARE(in.bulkIn(0x81, 4096).run(), TransferStatus::Completed); // ended by its short packet
        QCOMPARE(in.data(), sent);
        QVERIFY(in.transfer().outcome.completed > Nanoseconds { 0 });
    }

    void endsATransferWithAZeroLengthPacket()
    {
        const Bytes sent = counting(1024);
        Flight out = flight();
        out.bulkOut(0x01, sent).order().addZeroPacket = true;
        QCOMPARE(out.run(), TransferStatus::Completed);
        Flight in = flight();
        QCOMPARE(in.bulkIn(0x81, 4096).run(), TransferStatus::Completed);
        QCOMPARE(in.data(), sent);
        QCOMPARE(out.bulkOut(0x01, {}).run(), TransferStatus::Completed); // a zero-length packet by itself
        QCOMPARE(in.run(), TransferStatus::Completed);
        QCOMPARE(in.actual(), std::uint32_t { 0 });
    }

    void readsTheSource_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : { 512, 1024, 65536, 1048576 })
            QTest::addRow("%d", size) << size;
    }
    void readsTheSource()
    {
        QFETCH(int, size);
        Flight in = flight();
        QCOMPARE(in.bulkIn(0x82, static_cast<std::size_t>(size)).run(), TransferStatus::Completed);
        QCOMPARE(in.data(), sourcePattern(static_cast<std::size_t>(size)));
    }

    void overflowsWhenAPacketDoesNotFit()
    {
        Flight in = flight();
        QCOMPARE(in.bulkIn(0x82, 100).run(), TransferStatus::Overflow); // P25
        QCOMPARE(in.actual(), std::uint32_t { 0 });
        QCOMPARE(in.bulkIn(0x82, 700).run(), TransferStatus::Overflow);
        QCOMPARE(in.actual(), std::uint32_t { 512 }); // what fitted is kept
        QCOMPARE(in.bulkIn(0x82, 0).run(), TransferStatus::Overflow);
        QCOMPARE(in.bulkIn(0x82, 512).run(), TransferStatus::Completed);
    }

    void relabelsAShortTransferWhenAsked()
    {
        const Bytes sent = counting(100);
        QCOMPARE(flight().bulkOut(0x01, sent).run(), TransferStatus::Completed);
        Flight in = flight();
        in.bulkIn(0x81, 512).order().shortIsError = true;
        QCOMPARE(in.run(), TransferStatus::Error); // P27
        QCOMPARE(in.data(), sent);
    }

    void keepsWhatCameBeforeATimeout()
    {
        const Bytes sent = counting(512);
        QCOMPARE(flight().bulkOut(0x01, sent).run(), TransferStatus::Completed);
        Flight in = flight();
        const Nanoseconds start = now();
        QCOMPARE(in.bulkIn(0x81, 1024).timeout(40).run(), TransferStatus::TimedOut); // P13
        QVERIFY(now() - start >= std::chrono::milliseconds(40));
        QCOMPARE(in.data(), sent);
    }

    void keepsWhatWentBeforeATimeout()
    {
        Flight out = flight();
        const Bytes sent = counting(100 * 512);
        QCOMPARE(out.bulkOut(0x01, sent).timeout(40).run(), TransferStatus::TimedOut);
        QCOMPARE(out.actual(), std::uint32_t { 64 * 512 }); // what the device holds
    }

    void keepsWhatCameBeforeACancel()
    {
        const Bytes sent = counting(512);
        Flight in = flight();
        QVERIFY(in.bulkIn(0x81, 1024).submit());
        QCOMPARE(flight().bulkOut(0x01, sent).run(), TransferStatus::Completed);
        Flight barrier = flight();
        QCOMPARE(barrier.bulkIn(0x82, 512).run(), TransferStatus::Completed); // a later packet has passed
        QCOMPARE(in.completions(), 0);
        in.cancel();
        in.cancel();
        QVERIFY(in.wait());
        QCOMPARE(in.status(), TransferStatus::Cancelled); // P12
        QCOMPARE(in.data(), sent);
        in.cancel(); // idle: nothing happens
        QCOMPARE(barrier.run(), TransferStatus::Completed);
        QCOMPARE(in.completions(), 1);
    }

    void cancelsFromTheMiddleOfAQueue()
    {
        std::array<std::unique_ptr<Flight>, 3> reads;
        for (auto& read : reads) {
            read = std::make_unique<Flight>(*m_rig, *m_handle);
            QVERIFY(read->bulkIn(0x81, 512).submit());
        }
        reads[1]->cancel();
        QVERIFY(reads[1]->wait());
        QCOMPARE(reads[1]->status(), TransferStatus::Cancelled);
        QCOMPARE(flight().bulkOut(0x01, counting(1024)).run(), TransferStatus::Completed);
        QVERIFY(reads[0]->wait());
        QVERIFY(reads[2]->wait());
        QCOMPARE(reads[0]->data(), toBytes(slice(counting(1024), 0, 512)));
        QCOMPARE(reads[2]->data(), toBytes(slice(counting(1024), 512, 512)));
    }

    void timesOutTheWaitingOnesToo()
    {
        Flight first = flight();
        Flight second = flight();
        Flight third = flight();
        QVERIFY(first.bulkIn(0x81, 512).timeout(0).submit());
        QVERIFY(second.bulkIn(0x81, 512).timeout(30).submit());
        QVERIFY(third.bulkIn(0x81, 512).timeout(60).submit());
        QVERIFY(second.wait());
        QCOMPARE(second.status(), TransferStatus::TimedOut);
        QVERIFY(third.wait());
        QCOMPARE(third.status(), TransferStatus::TimedOut);
        QCOMPARE(first.completions(), 0); // no timeout: waits for ever
    }

    void refusesASecondSubmit()
    {
        Flight in = flight();
        QVERIFY(in.bulkIn(0x81, 512).submit());
        const Status again = in.submit();
        QVERIFY(!again);
        QCOMPARE(again.error().kind, ErrorKind::Busy); // P18
        in.cancel();
        QVERIFY(in.wait());
        QCOMPARE(in.completions(), 1);
    }

    void refusesToBeEditedInFlight()
    {
        Flight in = flight();
        QVERIFY(in.bulkIn(0x81, 512).submit());
        std::optional<ErrorKind> refused;
        const auto tryIt = [&] {
            const auto order = in.transfer().edit();
            refused = order ? std::nullopt : std::optional(order.error().kind);
        };
        m_rig->onUsbThread(tryIt);
        QVERIFY(refused == ErrorKind::Busy);
        in.cancel();
        QVERIFY(in.wait());
        m_rig->onUsbThread(tryIt);
        QVERIFY(!refused);
    }

    void stallsUntilTheHaltIsCleared()
    {
        Flight halt = flight();
        QCOMPARE(halt.control(setup(0x02, 3, 0, 0x82, 0)).run(), TransferStatus::Completed);
        Flight in = flight();
        QCOMPARE(in.bulkIn(0x82, 512).run(), TransferStatus::Stall);
        QCOMPARE(in.run(), TransferStatus::Stall);
        QCOMPARE(flight().bulkOut(0x02, counting(10)).run(), TransferStatus::Completed); // the others go on
        QVERIFY(m_handle->clearHalt({ 0x82 }));
        QCOMPARE(in.run(), TransferStatus::Completed);
    }

    void movesIsochronousPackets()
    {
        QVERIFY(m_handle->setAlternateSetting(0, 1));
        Flight first = flight();
        Flight second = flight();
        QVERIFY(first.isochronous(0x84, 64, 512).submit());
        QVERIFY(second.isochronous(0x84, 64, 512).submit());
        QVERIFY(first.wait());
        QVERIFY(second.wait());
        std::uint64_t number = 0;
        for (Flight* done : { &first, &second }) {
            QCOMPARE(done->status(), TransferStatus::Completed);
            QCOMPARE(done->actual(), std::uint32_t { 64 * 512 });
            std::uint32_t offset = 0;
            for (const usb::IsoPacket& packet : done->transfer().isoPackets) {
                QCOMPARE(packet, (usb::IsoPacket { offset, 512, 512, TransferStatus::Completed }));
                QCOMPARE(readLe(done->transfer().buffer.view(), offset, 4), std::optional(number)); // none lost
                QCOMPARE(done->transfer().buffer.view()[offset + 100], Byte { 100 % 63 });
                offset += 512;
                ++number;
            }
        }
        QCOMPARE(flight().isochronous(0x04, 16, 512).run(), TransferStatus::Completed);
    }

    void placesIsochronousPacketsByWhatWasAsked()
    {
        QVERIFY(m_handle->setAlternateSetting(0, 1));
        Flight in = flight();
        in.isochronous(0x84, 3, 512);
        in.order().isoPackets[1].requested = 100; // too little for this device
        QCOMPARE(in.run(), TransferStatus::Completed); // P30: each packet for itself
        const auto& packets = in.transfer().isoPackets;
        QCOMPARE(packets[0], (usb::IsoPacket { 0, 512, 512, TransferStatus::Completed }));
        QCOMPARE(packets[1], (usb::IsoPacket { 512, 100, 100, TransferStatus::Overflow }));
        QCOMPARE(packets[2], (usb::IsoPacket { 612, 512, 512, TransferStatus::Completed }));
        QCOMPARE(in.actual(), std::uint32_t { 1124 });
    }

    void marksTheIsochronousPacketsThatNeverWent()
    {
        QVERIFY(m_handle->setAlternateSetting(0, 1));
        Flight in = flight();
        QVERIFY(in.isochronous(0x84, 8000, 512).timeout(50).submit()); // a second of packets
        QVERIFY(in.wait());
        QCOMPARE(in.status(), TransferStatus::TimedOut);
        const auto& packets = in.transfer().isoPackets;
        QCOMPARE(packets.front().status, TransferStatus::Completed);
        QCOMPARE(packets.back(), (usb::IsoPacket { 7999 * 512, 512, 0, TransferStatus::TimedOut }));
        std::uint32_t sum = 0;
        for (const usb::IsoPacket& packet : packets)
            sum += packet.actual;
        QCOMPARE(in.actual(), sum);
        QVERIFY(sum > 0);
    }

    void refusesIsochronousTransfersThatCannotBe()
    {
        Flight in = flight();
        QCOMPARE(in.isochronous(0x84, 8, 512).run(), TransferStatus::SubmitFailed); // only in alternate setting 1
        QCOMPARE(in.submitError()->kind, ErrorKind::NotFound); // P33
        QVERIFY(m_handle->setAlternateSetting(0, 1));
        QCOMPARE(in.isochronous(0x84, 0, 512).run(), TransferStatus::SubmitFailed);
        QCOMPARE(in.isochronous(0x84, 8, 513).run(), TransferStatus::SubmitFailed);
        in.isochronous(0x84, 8, 512).order().buffer.shrink(8 * 512 - 1);
        QCOMPARE(in.run(), TransferStatus::SubmitFailed);
        QCOMPARE(in.submitError()->kind, ErrorKind::InvalidArgument);
        QCOMPARE(in.bulkIn(0x84, 512).run(), TransferStatus::SubmitFailed); // not a bulk endpoint
        QCOMPARE(in.completions(), 0);
    }

    void takesABulkTransferOnAnInterruptEndpoint()
    {
        QCOMPARE(flight().bulkIn(0x83, 64).run(), TransferStatus::Completed); // as usbfs does
    }

    void keepsTheInterruptInterval()
    {
        Flight in = flight();
        in.bulkIn(0x83, 64).order().type = usb::TransferType::Interrupt;
        QCOMPARE(in.run(), TransferStatus::Completed);
        const Nanoseconds start = now();
        for (int i = 0; i < 30; ++i)
            QCOMPARE(in.run(), TransferStatus::Completed);
        QVERIFY(now() - start >= std::chrono::milliseconds(28)); // one each millisecond
    }

    void keepsIsochronousTime()
    {
        QVERIFY(m_handle->setAlternateSetting(0, 1));
        Flight in = flight();
        const Nanoseconds start = now();
        QCOMPARE(in.isochronous(0x84, 800, 512).run(), TransferStatus::Completed);
        QVERIFY(now() - start >= std::chrono::milliseconds(98)); // 800 microframes
    }

    void takesAMicroframeForAControlTransfer()
    {
        Flight read = flight();
        read.control(setup(0xc0, 0x5c, 0, 0, 64));
        QCOMPARE(read.run(), TransferStatus::Completed);
        const Nanoseconds start = now();
        for (int i = 0; i < 40; ++i)
            QCOMPARE(read.run(), TransferStatus::Completed);
        QVERIFY(now() - start >= std::chrono::microseconds(125) * 35);
    }

    void neverMovesMoreThanTheBusCarries()
    {
        Stream stream(*m_rig, *m_handle, { 0x82 }, 32, 512);
        const Nanoseconds start = now();
        QVERIFY(stream.start());
        QVERIFY(stream.waitFor(5000));
        const std::uint64_t before = stream.completed;
        const auto microframes = static_cast<std::uint64_t>((now() - start).count() / 125'000);
        QVERIFY2(before <= 13 * (microframes + 4), qPrintable(QString::number(before)));
        stream.stop();
        QCOMPARE(stream.bytes.load(), stream.completed.load() * 512);
    }

    void sharesTheBusBetweenEndpoints()
    {
        Stream in(*m_rig, *m_handle, { 0x82 }, 16, 4096);
        Stream out(*m_rig, *m_handle, { 0x02 }, 16, 4096);
        QVERIFY(in.start());
        QVERIFY(out.start());
        QVERIFY(in.waitFor(2000));
        const auto reads = static_cast<double>(in.completed.load());
        const auto writes = static_cast<double>(out.completed.load());
        QVERIFY2(writes > 0.8 * reads && writes < 1.25 * reads, qPrintable(QString::number(writes / reads)));
    }

    void losesNoRateToAShallowQueue()
    {
        const auto rateAt = [this](std::size_t depth) {
            Stream stream(*m_rig, *m_handle, { 0x82 }, depth, 512);
            const Nanoseconds start = now();
            if (!stream.start() || !stream.waitFor(10'000))
                return 0.0;
            return static_cast<double>(stream.completed) / std::chrono::duration<double>(now() - start).count();
        };
        const double deep = rateAt(64);
        const double shallow = rateAt(8);
        QVERIFY(deep > 0);
        QVERIFY2(shallow > 0.5 * deep, qPrintable(QString::number(shallow / deep)));
    }

    void survivesResubmittingInsideTheCompletionOfATimeout()
    {
        Flight in = flight();
        int rounds = 0;
        in.bulkIn(0x81, 512).timeout(1);
        in.transfer().completed = [&rounds](backend::Transfer& transfer) {
            if (++rounds < 20 && !transfer.submit())
                rounds = -1000;
        };
        QVERIFY(in.submit());
        QTRY_COMPARE_WITH_TIMEOUT(
            [&] {
                int seen = 0;
                m_rig->onUsbThread([&] { seen = rounds; });
                return seen;
            }(),
            20, 20'000);
    }

    void latchesTheWake()
    {
        const auto bus = backend::VirtualBus::create();
        QuietListener listener;
        QVERIFY(bus->start(listener));
        bus->wake();
        bus->wake();
        Nanoseconds start = now();
        bus->runOnce(std::chrono::minutes(10)); // P1: called before entry
        QVERIFY(now() - start < kPatience);
        start = now();
        bus->runOnce(std::chrono::milliseconds(40)); // one wake is enough for both
        QVERIFY(now() - start >= std::chrono::milliseconds(40));
        bus->runOnce(std::chrono::milliseconds(0));

        std::thread waker([&] { bus->wake(); });
        bus->runOnce(std::chrono::minutes(10));
        waker.join();
        bus->stop();
    }

    void sleepsWhileNothingCanHappen()
    {
        const auto bus = backend::VirtualBus::create();
        QuietListener listener;
        QVERIFY(bus->start(listener));
        const auto devices = bus->devices().value();
        auto handle = bus->open(devices[2]->id).value();
        QVERIFY(handle->claimInterface(0));
        auto transfer = handle->makeTransfer();
        backend::TransferOrder& order = *transfer->edit().value();
        order.type = usb::TransferType::Bulk;
        order.endpoint = { 0x81 }; // nothing to loop back: it NAKs
        order.buffer = Buffer(512);
        QVERIFY(transfer->submit());
        const Nanoseconds cpuStart = threadCpuTime();
        const Nanoseconds start = now();
        bus->runOnce(std::chrono::milliseconds(400));
        QVERIFY(now() - start >= std::chrono::milliseconds(400));
        QVERIFY(threadCpuTime() - cpuStart < std::chrono::milliseconds(40)); // asked once, not 3200 times
        transfer->cancel();
        while (!transfer->isIdle())
            bus->runOnce(std::chrono::milliseconds(10));
        transfer.reset();
        handle.reset();
        bus->stop();
    }
};

QTEST_GUILESS_MAIN(TestVirtualBusTransfers)
#include "tst_virtualbus_transfers.moc"
