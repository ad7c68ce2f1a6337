// SPDX-License-Identifier: GPL-3.0-or-later
// The host controller of one bus: moves the packets of submitted transfers in bus time.
//
// Time is cut into microframes of 125 us. A microframe carries 7500 bytes, or what it is told to: periodic packets that
// are due first, then control, then bulk, one packet per endpoint in turn (USB 2.0 §5.8.4; 13 bulk packets of 512
// bytes). Bus time follows the wall clock: advance() does everything that is due by `now`. While bulk work is queued it
// may run two microframes ahead, so that the thread sleeps some hundred microseconds at a time and no rate is lost; a
// thread that comes late catches up at most 20 ms. An endpoint that NAKs is set aside until its device says to ask
// again or was sent something: waiting costs nothing. Each bulk stream of an endpoint has a queue of its own and takes
// its turn as an endpoint does. Thread: guarded by its bus' mutex. Ownership: borrows pipes and
// jobs; both must leave before they die.
#pragma once

#include "core/backend/backend.h"
#include "core/backend/virtualbus/device_model.h"

#include <deque>

namespace wb::backend::virtualbus {

using Microframe = std::uint64_t; // number since the bus was powered

inline constexpr Nanoseconds kMicroframe { 125'000 };
inline constexpr std::size_t kBytesPerMicroframe = 7500; // USB 2.0 §5.8.4
// 5 Gbit/s with ten bits a byte: USB 3.2 §6.3.1.3.
inline constexpr std::size_t kSuperSpeedBytesPerMicroframe = 62'500;
inline constexpr Microframe kNever = ~Microframe { 0 };

struct Pipe;
struct PipeSet;

// One transfer on its way. The transfer's buffer and packets belong to the bus while `pipe` is set.
struct Job {
    Job(Transfer& owner, TransferOrder& owners)
        : transfer(owner)
        , order(owners)
    {
    }

    Transfer& transfer;
    TransferOrder& order; // the transfer's, to be filled
    Pipe* pipe = nullptr; // queued there
    std::uint32_t moved = 0; // bytes; isochronous: actual bytes so far
    std::uint32_t offset = 0; // isochronous: of the next packet in the buffer
    std::size_t nextPacket = 0; // isochronous
    Microframe startFrame = 0; // isochronous: of the first packet
    bool owesZeroPacket = false;
    Nanoseconds deadline { 0 }; // 0: none
};

// The host's end of one endpoint, or of one of its bulk streams. Exists while the endpoint is in an active alternate
// setting, or the stream is allocated.
struct Pipe {
    PipeSet* device = nullptr;
    usb::EndpointAddress address;
    usb::TransferType type = usb::TransferType::Control;
    std::uint8_t interfaceNumber = 0;
    std::uint16_t packetSize = 64;
    std::uint32_t bytesPerInterval = 0; // isochronous
    Microframe interval = 1; // periodic: between services. Control: what one transfer takes
    std::uint32_t maxStreams = 0; // that may be allocated
    std::vector<std::unique_ptr<Pipe>> streams; // allocated, 1 first: nothing is queued on the pipe itself then
    std::uint32_t stream = 0; // that this is; 0: the endpoint

    std::deque<Job*> queue;
    Microframe nextFrame = 0; // no service before
    bool isParked = false; // the device said NAK
    bool isListed = false; // the scheduler knows it
};

// The pipes of one device by endpointSlot(), and the model at their other end.
struct PipeSet {
    DeviceModel* model = nullptr;
    std::array<std::unique_ptr<Pipe>, 32> pipes;
    std::size_t parkedCount = 0;
};

// What has happened on the buses and nobody has been told yet.
struct BusEvents {
    std::vector<Job*> finished; // outcome set except for its time
    std::vector<PipeSet*> gone; // devices that left by themselves
};

class BusScheduler {
public:
    BusScheduler(BusEvents& events, Nanoseconds poweredAt, std::size_t bytesPerMicroframe = kBytesPerMicroframe);

    // `keepsPace`: submitted by the completion of an earlier one, so no bus time has passed in between.
    void submit(Job& job, Pipe& pipe, Nanoseconds now, bool keepsPace);
    void finish(Job& job, usb::TransferStatus status); // REQUIRES: job.pipe. What has moved is kept (P12, P13)
    void flush(Pipe& pipe, usb::TransferStatus status);
    void forget(Pipe& pipe); // REQUIRES: its queue is empty
    void leave(PipeSet& device); // the device is not on the bus any more; told once
    // The device may now answer what it refused before.
    void disturb(PipeSet& device, Nanoseconds now);

    void advance(Nanoseconds now);
    [[nodiscard]] Nanoseconds nextDue() const; // Nanoseconds::max() when there is nothing to do
    [[nodiscard]] BusTime busTime(Nanoseconds now) const { return now - m_poweredAt; }

private:
    [[nodiscard]] Microframe frameAt(Nanoseconds now) const;
    [[nodiscard]] Nanoseconds startOf(Microframe frame) const;
    [[nodiscard]] BusTime frameTime() const { return kMicroframe * static_cast<std::int64_t>(m_frame); }
    [[nodiscard]] Microframe dueFrame(const Pipe& pipe) const;
    [[nodiscard]] Microframe nextWorkFrame() const;
    [[nodiscard]] bool hasBulkWork() const;
    [[nodiscard]] std::vector<Pipe*>& listFor(usb::TransferType type);

    void expire(Nanoseconds now);
    void enterFrame(Microframe frame);
    void wakeParked(PipeSet& device, Microframe frame);
    static void unpark(Pipe& pipe, Microframe frame);
    void runFrame();
    void runPeriodic();
    void runControl();
    void runBulk();
    void sweep();
    void serveControl(Pipe& pipe);
    void serveIn(Pipe& pipe);
    void serveOut(Pipe& pipe);
    void serveIsochronous(Pipe& pipe);
    void refuse(Pipe& pipe, Handshake handshake, BusTime retryAt);
    void endControl(Job& job, const ControlReply& reply);
    void charge(std::size_t bytes);

    BusEvents& m_events;
    const Nanoseconds m_poweredAt;
    const std::size_t m_bytesPerMicroframe;
    Microframe m_frame = 0; // being filled; all before it are over
    std::size_t m_room; // bytes left in it
    std::vector<Pipe*> m_periodic;
    std::vector<Pipe*> m_control;
    std::vector<Pipe*> m_bulk;
    std::size_t m_bulkTurn = 0;
    Nanoseconds m_nextDeadline = Nanoseconds::max(); // no timeout before this
};

} // namespace wb::backend::virtualbus
