// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/bus_scheduler.h"

#include <algorithm>
#include <cassert>

namespace wb::backend::virtualbus {

namespace {

constexpr std::size_t kPacketOverhead = 55; // tokens, handshakes, gaps: USB 2.0 §5.8.4
constexpr Microframe kRunAhead = 2;
constexpr Microframe kMaxLag = 160; // 20 ms

Microframe roundUp(Microframe frame, Microframe step) { return (frame + step - 1) / step * step; }

} // namespace

BusScheduler::BusScheduler(BusEvents& events, Nanoseconds poweredAt, std::size_t bytesPerMicroframe)
    : m_events(events)
    , m_poweredAt(poweredAt)
    , m_bytesPerMicroframe(bytesPerMicroframe)
    , m_room(bytesPerMicroframe)
{
}

Microframe BusScheduler::frameAt(Nanoseconds now) const
{
    return static_cast<Microframe>(std::max(now - m_poweredAt, Nanoseconds { 0 }) / kMicroframe);
}

Nanoseconds BusScheduler::startOf(Microframe frame) const
{
    return m_poweredAt + kMicroframe * static_cast<std::int64_t>(frame);
}

std::vector<Pipe*>& BusScheduler::listFor(usb::TransferType type)
{
    switch (type) {
    case usb::TransferType::Control:
        return m_control;
    case usb::TransferType::Bulk:
        return m_bulk;
    case usb::TransferType::Interrupt:
    case usb::TransferType::Isochronous:
        break;
    }
    return m_periodic;
}

void BusScheduler::submit(Job& job, Pipe& pipe, Nanoseconds now, bool keepsPace)
{
    const Transfer& transfer = job.transfer;
    job.pipe = &pipe;
    job.moved = job.offset = 0;
    job.nextPacket = 0;
    const std::size_t size = transfer.buffer.size();
    job.owesZeroPacket = !pipe.address.isIn() && (size == 0 || (transfer.addZeroPacket && size % pipe.packetSize == 0));
    job.deadline = transfer.timeoutMs == 0 ? Nanoseconds { 0 } : now + std::chrono::milliseconds(transfer.timeoutMs);
    if (transfer.timeoutMs != 0)
        m_nextDeadline = std::min(m_nextDeadline, job.deadline);

    if (pipe.queue.empty()) {
        const Microframe frame = keepsPace ? m_frame : frameAt(now);
        if (pipe.type == usb::TransferType::Bulk)
            pipe.nextFrame = frame;
        else if (pipe.type == usb::TransferType::Control)
            pipe.nextFrame = frame + pipe.interval;
        else
            pipe.nextFrame = std::max(pipe.nextFrame, roundUp(frame + 1, pipe.interval));
    }
    pipe.queue.push_back(&job);
    if (!pipe.isListed) {
        listFor(pipe.type).push_back(&pipe);
        pipe.isListed = true;
    }
}

void BusScheduler::finish(Job& job, usb::TransferStatus status)
{
    assert(job.pipe);
    Pipe& pipe = *job.pipe;
    job.pipe = nullptr;
    if (pipe.queue.front() == &job) {
        pipe.queue.pop_front();
        if (pipe.isParked) // the NAK was for this one
            unpark(pipe, m_frame);
    } else {
        pipe.queue.erase(std::find(pipe.queue.begin(), pipe.queue.end(), &job));
    }
    for (; job.nextPacket < job.order.isoPackets.size(); ++job.nextPacket)
        job.order.isoPackets[job.nextPacket].status = status;
    job.transfer.outcome.status = status;
    job.transfer.outcome.actualLength = job.moved;
    m_events.finished.push_back(&job);
}

void BusScheduler::flush(Pipe& pipe, usb::TransferStatus status)
{
    while (!pipe.queue.empty())
        finish(*pipe.queue.front(), status);
}

void BusScheduler::forget(Pipe& pipe)
{
    assert(pipe.queue.empty());
    if (pipe.isListed)
        std::erase(listFor(pipe.type), &pipe);
    pipe.isListed = false;
}

void BusScheduler::leave(PipeSet& device)
{
    if (std::find(m_events.gone.begin(), m_events.gone.end(), &device) == m_events.gone.end())
        m_events.gone.push_back(&device);
}

void BusScheduler::disturb(PipeSet& device, Nanoseconds now) { wakeParked(device, std::max(m_frame, frameAt(now))); }

void BusScheduler::wakeParked(PipeSet& device, Microframe frame)
{
    if (device.parkedCount == 0)
        return;
    for (const std::unique_ptr<Pipe>& pipe : device.pipes) {
        if (!pipe)
            continue;
        if (pipe->isParked)
            unpark(*pipe, frame);
        for (const std::unique_ptr<Pipe>& stream : pipe->streams)
            if (stream->isParked)
                unpark(*stream, frame);
    }
}

void BusScheduler::unpark(Pipe& pipe, Microframe frame)
{
    pipe.isParked = false;
    --pipe.device->parkedCount;
    const bool isPeriodic = pipe.type == usb::TransferType::Interrupt;
    pipe.nextFrame = isPeriodic ? roundUp(frame + 1, pipe.interval) : frame;
}

void BusScheduler::advance(Nanoseconds now)
{
    expire(now);
    const Microframe current = frameAt(now);
    if (m_frame + kMaxLag < current)
        enterFrame(current - kMaxLag);
    while (m_events.gone.empty()) {
        const Microframe next = nextWorkFrame();
        const bool isBulk = hasBulkWork();
        if (next > (isBulk ? current + kRunAhead : current))
            return;
        enterFrame(next);
        runFrame();
        // Completions may refill the queue while this microframe still has room.
        if (isBulk && !hasBulkWork() && !m_events.finished.empty())
            return;
    }
}

Nanoseconds BusScheduler::nextDue() const
{
    const Microframe next = nextWorkFrame();
    return next == kNever ? m_nextDeadline : std::min(startOf(next), m_nextDeadline);
}

Microframe BusScheduler::dueFrame(const Pipe& pipe) const
{
    if (pipe.queue.empty())
        return kNever;
    if (pipe.type != usb::TransferType::Bulk || pipe.isParked || pipe.nextFrame > m_frame)
        return pipe.nextFrame == kNever ? kNever : std::max(pipe.nextFrame, m_frame);
    return m_room >= pipe.packetSize + kPacketOverhead ? m_frame : m_frame + 1;
}

Microframe BusScheduler::nextWorkFrame() const
{
    Microframe next = kNever;
    for (const std::vector<Pipe*>* list : { &m_periodic, &m_control, &m_bulk })
        for (const Pipe* pipe : *list)
            next = std::min(next, dueFrame(*pipe));
    return next;
}

bool BusScheduler::hasBulkWork() const
{
    return std::any_of(
        m_bulk.begin(), m_bulk.end(), [](const Pipe* pipe) { return !pipe->isParked && !pipe->queue.empty(); });
}

void BusScheduler::expire(Nanoseconds now)
{
    if (now < m_nextDeadline)
        return;
    m_nextDeadline = Nanoseconds::max();
    std::vector<Job*> late;
    for (const std::vector<Pipe*>* list : { &m_periodic, &m_control, &m_bulk })
        for (const Pipe* pipe : *list)
            for (Job* job : pipe->queue) {
                if (job->deadline.count() == 0)
                    continue;
                if (job->deadline <= now)
                    late.push_back(job);
                else
                    m_nextDeadline = std::min(m_nextDeadline, job->deadline);
            }
    for (Job* job : late)
        finish(*job, usb::TransferStatus::TimedOut);
}

void BusScheduler::enterFrame(Microframe frame)
{
    if (frame <= m_frame)
        return;
    m_frame = frame;
    m_room = m_bytesPerMicroframe;
}

void BusScheduler::charge(std::size_t bytes) { m_room -= std::min(m_room, bytes + kPacketOverhead); }

void BusScheduler::runFrame()
{
    runPeriodic();
    runControl();
    runBulk();
    sweep();
}

void BusScheduler::sweep()
{
    for (std::vector<Pipe*>* list : { &m_periodic, &m_control, &m_bulk })
        std::erase_if(*list, [](Pipe* pipe) {
            pipe->isListed = !pipe->queue.empty();
            return !pipe->isListed;
        });
}

void BusScheduler::runPeriodic()
{
    for (Pipe* pipe : m_periodic) {
        if (!m_events.gone.empty())
            return;
        if (dueFrame(*pipe) != m_frame)
            continue;
        if (pipe->isParked)
            unpark(*pipe, m_frame);
        pipe->nextFrame = m_frame + pipe->interval;
        if (pipe->type == usb::TransferType::Isochronous)
            serveIsochronous(*pipe);
        else if (pipe->address.isIn())
            serveIn(*pipe);
        else
            serveOut(*pipe);
    }
}

void BusScheduler::runControl()
{
    for (Pipe* pipe : m_control)
        if (m_events.gone.empty() && dueFrame(*pipe) == m_frame)
            serveControl(*pipe);
}

void BusScheduler::runBulk()
{
    std::size_t passedOver = 0;
    while (passedOver < m_bulk.size() && m_events.gone.empty()) {
        Pipe& pipe = *m_bulk[m_bulkTurn++ % m_bulk.size()];
        if (dueFrame(pipe) != m_frame) {
            ++passedOver;
            continue;
        }
        passedOver = 0;
        if (pipe.isParked)
            unpark(pipe, m_frame);
        if (pipe.address.isIn())
            serveIn(pipe);
        else
            serveOut(pipe);
    }
}

// Anything but ACK. REQUIRES: the pipe has a job and is not parked.
void BusScheduler::refuse(Pipe& pipe, Handshake handshake, BusTime retryAt)
{
    Job& job = *pipe.queue.front();
    switch (handshake) {
    case Handshake::Ack:
        break;
    case Handshake::Nak:
        pipe.isParked = true;
        ++pipe.device->parkedCount;
        if (retryAt == kUntilDisturbed) {
            pipe.nextFrame = kNever;
        } else {
            const auto frame = static_cast<Microframe>((retryAt + kMicroframe - Nanoseconds { 1 }) / kMicroframe);
            pipe.nextFrame = std::max(m_frame + 1, roundUp(frame, pipe.interval));
        }
        break;
    case Handshake::Stall:
        finish(job, usb::TransferStatus::Stall);
        break;
    case Handshake::None:
        finish(job, usb::TransferStatus::Error);
        break;
    case Handshake::Gone:
        leave(*pipe.device);
        break;
    }
}

void BusScheduler::serveControl(Pipe& pipe)
{
    Job& job = *pipe.queue.front();
    const usb::SetupPacket& setup = job.transfer.setup;
    if (pipe.isParked)
        unpark(pipe, m_frame);
    const ByteView out = setup.isIn() ? ByteView {} : job.transfer.buffer.view();
    const ControlReply reply = pipe.device->model->control(setup, out, frameTime());
    pipe.nextFrame = m_frame + pipe.interval;
    if (reply.handshake != Handshake::Ack)
        return refuse(pipe, reply.handshake, kUntilDisturbed);
    endControl(job, reply);
    if (reply.leaves)
        leave(*pipe.device);
    wakeParked(*pipe.device, m_frame);
}

void BusScheduler::endControl(Job& job, const ControlReply& reply)
{
    const Transfer& transfer = job.transfer;
    if (!transfer.setup.isIn()) {
        job.moved = static_cast<std::uint32_t>(transfer.buffer.size());
        charge(job.moved + 2 * kPacketOverhead);
        return finish(job, usb::TransferStatus::Completed);
    }
    charge(reply.data.size() + 2 * kPacketOverhead);
    if (reply.data.size() > transfer.buffer.size())
        return finish(job, usb::TransferStatus::Overflow);
    std::copy(reply.data.begin(), reply.data.end(), job.order.buffer.data());
    job.moved = static_cast<std::uint32_t>(reply.data.size());
    const bool isShort = job.moved < transfer.buffer.size();
    finish(job, isShort && transfer.shortIsError ? usb::TransferStatus::Error : usb::TransferStatus::Completed);
}

void BusScheduler::serveIn(Pipe& pipe)
{
    Job& job = *pipe.queue.front();
    DeviceModel& model = *pipe.device->model;
    const InReply reply = pipe.stream == 0 ? model.packetIn(pipe.address, frameTime())
                                           : model.streamIn(pipe.address, pipe.stream, frameTime());
    if (reply.handshake != Handshake::Ack)
        return refuse(pipe, reply.handshake, reply.retryAt);
    charge(reply.data.size());
    const Transfer& transfer = job.transfer;
    const std::size_t room = transfer.buffer.size() - job.moved;
    if (reply.data.size() > std::min<std::size_t>(room, pipe.packetSize)) { // P25
        finish(job, usb::TransferStatus::Overflow);
    } else {
        std::copy(reply.data.begin(), reply.data.end(), job.order.buffer.data() + job.moved);
        job.moved += static_cast<std::uint32_t>(reply.data.size());
        if (job.moved == transfer.buffer.size())
            finish(job, usb::TransferStatus::Completed);
        else if (reply.data.size() < pipe.packetSize) // P27
            finish(job, transfer.shortIsError ? usb::TransferStatus::Error : usb::TransferStatus::Completed);
    }
    wakeParked(*pipe.device, m_frame);
}

void BusScheduler::serveOut(Pipe& pipe)
{
    Job& job = *pipe.queue.front();
    const ByteView packet = slice(job.transfer.buffer.view(), job.moved, pipe.packetSize);
    DeviceModel& model = *pipe.device->model;
    const Handshake handshake = pipe.stream == 0 ? model.packetOut(pipe.address, packet, frameTime())
                                                 : model.streamOut(pipe.address, pipe.stream, packet, frameTime());
    if (handshake != Handshake::Ack)
        return refuse(pipe, handshake, kUntilDisturbed);
    charge(packet.size());
    if (packet.empty())
        job.owesZeroPacket = false;
    job.moved += static_cast<std::uint32_t>(packet.size());
    if (job.moved == job.transfer.buffer.size() && !job.owesZeroPacket)
        finish(job, usb::TransferStatus::Completed);
    wakeParked(*pipe.device, m_frame);
}

// One packet each interval, whatever the device does: isochronous data is never repeated.
void BusScheduler::serveIsochronous(Pipe& pipe)
{
    Job& job = *pipe.queue.front();
    const Transfer& transfer = job.transfer;
    usb::IsoPacket& packet = job.order.isoPackets[job.nextPacket];
    if (job.nextPacket == 0)
        job.startFrame = m_frame;
    const MutableByteView room = job.order.buffer.mutableView().subspan(job.offset, packet.requested);
    packet.status = usb::TransferStatus::Completed;
    Handshake handshake = Handshake::Ack;
    if (pipe.address.isIn()) {
        const InReply reply = pipe.device->model->packetIn(pipe.address, frameTime());
        handshake = reply.handshake;
        const ByteView data = handshake == Handshake::Ack ? reply.data : ByteView {};
        packet.actual = static_cast<std::uint32_t>(std::min(data.size(), room.size()));
        std::copy_n(data.begin(), packet.actual, room.begin());
        if (data.size() > room.size())
            packet.status = usb::TransferStatus::Overflow;
    } else {
        handshake = pipe.device->model->packetOut(pipe.address, room, frameTime());
        packet.actual = handshake == Handshake::Ack ? packet.requested : 0;
    }
    if (handshake == Handshake::Gone)
        return refuse(pipe, handshake, kUntilDisturbed);
    if (handshake == Handshake::None || handshake == Handshake::Stall)
        packet.status = usb::TransferStatus::Error;
    charge(packet.actual);
    job.offset += packet.requested;
    job.moved += packet.actual;
    if (++job.nextPacket == transfer.isoPackets.size())
        finish(job, usb::TransferStatus::Completed);
}

} // namespace wb::backend::virtualbus
