// SPDX-License-Identifier: GPL-3.0-or-later
// Bus time to the microframe: the scheduler is given the time, so nothing here depends on the clock.
#include "core/backend/virtualbus/bus_scheduler.h"
#include "tests/unit/virtualbus/comparisons.h"

using namespace wb;
using namespace wb::backend;
using namespace wb::backend::virtualbus;
using usb::TransferStatus;

namespace {

// Answers every packet the same way and counts how often it is asked.
class ScriptedModel : public DeviceModel {
public:
    usb::Speed speed() const override { return usb::Speed::High; }
    void busReset(BusTime) override { }
    ControlReply control(const usb::SetupPacket&, ByteView, BusTime) override { return { Handshake::Ack, {} }; }
    InReply packetIn(usb::EndpointAddress endpoint, BusTime now) override
    {
        ++asked[endpoint.value];
        lastAsked = now;
        return { answer, answer == Handshake::Ack ? ByteView(packet) : ByteView {}, retryAt };
    }
    Handshake packetOut(usb::EndpointAddress endpoint, ByteView, BusTime) override
    {
        ++asked[endpoint.value];
        return answer;
    }

    Handshake answer = Handshake::Ack;
    BusTime retryAt = kUntilDisturbed;
    Bytes packet = Bytes(512);
    std::array<std::size_t, 256> asked {};
    BusTime lastAsked { 0 };
};

class PlainTransfer : public Transfer {
public:
    Status submit() override { return {}; }
    void cancel() override { }
    bool isIdle() const override { return true; }
};

// A bus with one device.
class Bus {
public:
    Bus() { device.model = &model; }
    ~Bus()
    {
        for (auto& pipe : device.pipes)
            if (pipe) {
                scheduler.flush(*pipe, TransferStatus::Cancelled);
                scheduler.forget(*pipe);
            }
    }

    Pipe& addPipe(std::uint8_t address, usb::TransferType type, Microframe interval = 1)
    {
        auto pipe = std::make_unique<Pipe>();
        pipe->device = &device;
        pipe->address = { address };
        pipe->type = type;
        pipe->packetSize = 512;
        pipe->bytesPerInterval = 512;
        pipe->interval = interval;
        return *(device.pipes[m_pipeCount++] = std::move(pipe));
    }

    Job& submit(Pipe& pipe, std::size_t size, Nanoseconds now = Nanoseconds { 0 }, std::uint32_t timeoutMs = 0)
    {
        m_transfers.push_back(std::make_unique<PlainTransfer>());
        PlainTransfer& transfer = *m_transfers.back();
        TransferOrder& order = *transfer.edit().value();
        order.buffer = Buffer(Bytes(size));
        order.timeoutMs = timeoutMs;
        if (pipe.type == usb::TransferType::Isochronous)
            order.isoPackets.assign(size / 512, usb::IsoPacket { 0, 512, 0, TransferStatus::Pending });
        m_jobs.push_back(std::make_unique<Job>(transfer, order));
        scheduler.submit(*m_jobs.back(), pipe, now, false);
        return *m_jobs.back();
    }

    ScriptedModel model;
    PipeSet device;
    BusEvents events;
    BusScheduler scheduler { events, Nanoseconds { 0 } };

private:
    std::size_t m_pipeCount = 0;
    std::vector<std::unique_ptr<PlainTransfer>> m_transfers;
    std::vector<std::unique_ptr<Job>> m_jobs;
};

constexpr Nanoseconds at(Microframe frame) { return kMicroframe * static_cast<std::int64_t>(frame); }

} // namespace

class TestVirtualBusScheduler : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void carriesThirteenBulkPacketsEachMicroframe()
    {
        Bus bus;
        Pipe& pipe = bus.addPipe(0x81, usb::TransferType::Bulk);
        Job& job = bus.submit(pipe, 512 * 1000);
        bus.scheduler.advance(at(0));
        QCOMPARE(job.moved, std::uint32_t { 3 * 13 * 512 }); // it may run two microframes ahead
        bus.scheduler.advance(at(1) - Nanoseconds { 1 });
        QCOMPARE(job.moved, std::uint32_t { 3 * 13 * 512 });
        QCOMPARE(bus.scheduler.nextDue(), at(3));
        bus.scheduler.advance(at(1));
        QCOMPARE(job.moved, std::uint32_t { 4 * 13 * 512 });
        bus.scheduler.advance(at(100));
        QVERIFY(bus.events.finished == std::vector<Job*> { &job }); // all 1000 take 77 microframes
        QCOMPARE(job.transfer.outcome.status, TransferStatus::Completed);
        QCOMPARE(bus.scheduler.nextDue(), Nanoseconds::max());
    }

    void givesBulkWhatPeriodicTrafficLeaves()
    {
        Bus bus;
        Pipe& stream = bus.addPipe(0x84, usb::TransferType::Isochronous);
        Pipe& pipe = bus.addPipe(0x81, usb::TransferType::Bulk);
        Job& packets = bus.submit(stream, 512 * 100);
        Job& job = bus.submit(pipe, 512 * 10'000);
        bus.scheduler.advance(at(10));
        const std::uint32_t isochronous = packets.moved / 512; // the first goes in the microframe after its submit
        QCOMPARE(isochronous, std::uint32_t { 12 });
        QCOMPARE(job.moved / 512, 13 + isochronous * 12);
    }

    void takesTurnsBetweenBulkEndpoints()
    {
        Bus bus;
        Pipe& first = bus.addPipe(0x81, usb::TransferType::Bulk);
        Pipe& second = bus.addPipe(0x02, usb::TransferType::Bulk);
        Job& in = bus.submit(first, 512 * 10'000);
        Job& out = bus.submit(second, 512 * 10'000);
        bus.scheduler.advance(at(50));
        QVERIFY(in.moved > 0);
        QVERIFY(in.moved == out.moved || in.moved == out.moved + 512);
    }

    void catchesUpTwentyMillisecondsAtMost()
    {
        Bus bus;
        Pipe& pipe = bus.addPipe(0x81, usb::TransferType::Bulk);
        Job& job = bus.submit(pipe, 512 * 100'000);
        bus.scheduler.advance(at(8000)); // nobody called for a second
        QCOMPARE(job.moved / 512, std::uint32_t { 13 * (160 + 1 + 2) });
    }

    void startsAtTheTimeOfTheSubmit()
    {
        Bus bus;
        Pipe& pipe = bus.addPipe(0x81, usb::TransferType::Bulk);
        Job& job = bus.submit(pipe, 512 * 1000, at(100)); // idle until then: nothing to catch up
        bus.scheduler.advance(at(100));
        QCOMPARE(job.moved / 512, std::uint32_t { 3 * 13 });
    }

    void asksOnceWhenToldThatTimeChangesNothing()
    {
        Bus bus;
        Pipe& pipe = bus.addPipe(0x81, usb::TransferType::Bulk);
        Job& job = bus.submit(pipe, 512);
        bus.model.answer = Handshake::Nak;
        bus.scheduler.advance(at(0));
        bus.scheduler.advance(at(8000));
        QCOMPARE(bus.model.asked[0x81], std::size_t { 1 });
        QCOMPARE(bus.scheduler.nextDue(), Nanoseconds::max());
        bus.scheduler.disturb(bus.device, at(8000));
        bus.scheduler.advance(at(8000));
        QCOMPARE(bus.model.asked[0x81], std::size_t { 2 });
        bus.model.answer = Handshake::Ack;
        bus.scheduler.disturb(bus.device, at(9000));
        bus.scheduler.advance(at(9000));
        QCOMPARE(job.transfer.outcome.status, TransferStatus::Completed);
        QVERIFY(bus.model.lastAsked == at(9000)); // not in the time that has passed
    }

    void asksAgainInTheFirstIntervalAfterRetryAt()
    {
        Bus bus;
        Pipe& pipe = bus.addPipe(0x81, usb::TransferType::Interrupt, 8);
        bus.submit(pipe, 512);
        bus.model.answer = Handshake::Nak;
        bus.model.retryAt = std::chrono::microseconds(10'100);
        QCOMPARE(bus.scheduler.nextDue(), at(8));
        bus.scheduler.advance(at(8));
        QCOMPARE(bus.scheduler.nextDue(), at(88)); // 11 ms
        bus.scheduler.advance(at(87));
        QCOMPARE(bus.model.asked[0x81], std::size_t { 1 });
        bus.scheduler.advance(at(88));
        QCOMPARE(bus.model.asked[0x81], std::size_t { 2 });
    }

    void servesInterruptsOnTheirInterval()
    {
        Bus bus;
        Pipe& pipe = bus.addPipe(0x81, usb::TransferType::Interrupt, 8);
        for (int i = 0; i < 10; ++i)
            bus.submit(pipe, 512);
        bus.scheduler.advance(at(7));
        QCOMPARE(bus.events.finished.size(), std::size_t { 0 });
        bus.scheduler.advance(at(39));
        QCOMPARE(bus.events.finished.size(), std::size_t { 4 }); // 8, 16, 24, 32
        QCOMPARE(bus.scheduler.nextDue(), at(40));
    }

    void timesOutOnTheDot()
    {
        Bus bus;
        Pipe& pipe = bus.addPipe(0x81, usb::TransferType::Bulk);
        bus.model.answer = Handshake::Nak;
        Job& late = bus.submit(pipe, 512, at(0), 2);
        Job& later = bus.submit(pipe, 512, at(0), 5);
        bus.scheduler.advance(at(0));
        QCOMPARE(bus.scheduler.nextDue(), Nanoseconds(std::chrono::milliseconds(2)));
        bus.scheduler.advance(std::chrono::milliseconds(2) - Nanoseconds { 1 });
        QVERIFY(bus.events.finished.empty());
        bus.scheduler.advance(std::chrono::milliseconds(2));
        QVERIFY(bus.events.finished == std::vector<Job*> { &late });
        QCOMPARE(late.transfer.outcome.status, TransferStatus::TimedOut);
        QCOMPARE(bus.model.asked[0x81], std::size_t { 2 }); // the next one is tried
        bus.scheduler.advance(std::chrono::milliseconds(5));
        QCOMPARE(later.transfer.outcome.status, TransferStatus::TimedOut);
    }

    void reportsADeviceThatHasLeft()
    {
        Bus bus;
        Pipe& pipe = bus.addPipe(0x81, usb::TransferType::Bulk);
        bus.submit(pipe, 1024);
        bus.model.answer = Handshake::Gone;
        bus.scheduler.advance(at(0));
        QVERIFY(bus.events.gone == std::vector<PipeSet*> { &bus.device });
        QVERIFY(bus.events.finished.empty()); // its owner ends what is queued
        QCOMPARE(bus.model.asked[0x81], std::size_t { 1 });
    }

    void makesABusErrorOfNoAnswer()
    {
        Bus bus;
        Pipe& pipe = bus.addPipe(0x81, usb::TransferType::Bulk);
        Job& job = bus.submit(pipe, 512);
        bus.model.answer = Handshake::None;
        bus.scheduler.advance(at(0));
        QCOMPARE(job.transfer.outcome.status, TransferStatus::Error);
    }
};

QTEST_GUILESS_MAIN(TestVirtualBusScheduler)
#include "tst_virtualbus_scheduler.moc"
