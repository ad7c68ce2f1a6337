// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/endpoint_stream.h"

#include <algorithm>
#include <cassert>

namespace wb::engine {
namespace {

constexpr Nanoseconds kRatePeriod = std::chrono::milliseconds(200);
constexpr Nanoseconds kDepartureNews = std::chrono::seconds(2); // any error, and gone within this: unplugged (P15)

void fillWithPattern(Buffer& buffer, const Bytes& pattern)
{
    const MutableByteView bytes = buffer.mutableView();
    if (pattern.empty()) {
        std::fill(bytes.begin(), bytes.end(), Byte { 0 });
        return;
    }
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = pattern[i % pattern.size()];
}

} // namespace

EndpointStream::EndpointStream(
    StreamId id, const usb::DeviceInfo& device, StreamPlan plan, SessionLog& log, BufferPool& pool)
    : m_plan(std::move(plan))
    , m_log(log)
    , m_pool(pool)
{
    m_status.id = id;
    m_status.device = device.id;
    m_status.config = m_plan.config;
    m_status.type = m_plan.endpoint.endpoint.type();
}

EndpointStream::~EndpointStream() { assert(m_status.inFlight == 0); }

void EndpointStream::start(backend::DeviceHandle& handle)
{
    m_status.started = now();
    m_status.ended = m_status.started;
    m_rateSince = m_status.started;
    m_status.phase = StreamPhase::Running;
    m_slots.resize(m_plan.config.depth);
    for (Slot& slot : m_slots) {
        if (m_status.phase != StreamPhase::Running)
            break;
        prepareSlot(slot, handle);
        refill(slot);
        submit(slot);
    }
    finishIfDrained();
}

void EndpointStream::prepareSlot(Slot& slot, backend::DeviceHandle& handle)
{
    slot.transfer = handle.makeTransfer();
    backend::Transfer& transfer = *slot.transfer;
    transfer.type = m_status.type;
    transfer.endpoint = m_plan.config.endpoint;
    transfer.timeoutMs = m_plan.config.timeoutMs;
    transfer.isoPackets.resize(m_plan.config.packetsPerTransfer);
    transfer.completed = [this, &slot](backend::Transfer&) { completed(slot); };
}

// OUT buffers keep their contents from one submit to the next; IN buffers may have gone to the log.
void EndpointStream::refill(Slot& slot)
{
    backend::Transfer& transfer = *slot.transfer;
    const std::uint32_t wanted = m_plan.config.transferBytes;
    if (transfer.buffer.capacity() < wanted) {
        transfer.buffer = m_pool.take(wanted);
        if (!transfer.endpoint.isIn())
            fillWithPattern(transfer.buffer, m_plan.config.outPattern);
    }
    transfer.buffer.shrink(wanted);
    std::uint32_t offset = 0;
    for (usb::IsoPacket& packet : transfer.isoPackets) {
        packet = { offset, m_plan.packetBytes, 0, usb::TransferStatus::Pending };
        offset += m_plan.packetBytes;
    }
}

bool EndpointStream::submit(Slot& slot)
{
    slot.ticket = m_log.submitted(*slot.transfer, now());
    ++m_status.inFlight; // before the submit: a failing one never completes (P18)
    const Status submitted = slot.transfer->submit();
    if (submitted)
        return true;
    --m_status.inFlight;
    m_log.submitFailed(slot.ticket, submitted.error());
    ++m_status.transfers;
    ++m_status.errors;
    m_sawDeparture = m_sawDeparture || submitted.error().kind == ErrorKind::Disconnected;
    if (submitted.error().kind == ErrorKind::Io)
        m_newsDue = now() + kDepartureNews;
    stop(m_sawDeparture ? "unplugged" : "could not submit", submitted.error());
    return false;
}

void EndpointStream::completed(Slot& slot)
{
    backend::Transfer& transfer = *slot.transfer;
    --m_status.inFlight;
    m_hasNews = true;
    m_status.ended = transfer.outcome.completed;
    count(transfer);
    decideAfter(transfer);
    m_log.completedTaking(slot.ticket, transfer);
    if (m_status.phase == StreamPhase::Running) {
        refill(slot);
        submit(slot);
    }
    finishIfDrained();
}

void EndpointStream::count(const backend::Transfer& transfer)
{
    const bool wasStopped
        = m_status.phase == StreamPhase::Stopping && transfer.outcome.status == usb::TransferStatus::Cancelled;
    ++m_status.transfers;
    m_status.bytes += transfer.outcome.actualLength; // cancelled and timed-out transfers may carry data (P12, P13)
    if (wasStopped)
        ++m_status.cancelled;
    else if (transfer.outcome.status != usb::TransferStatus::Completed)
        ++m_status.errors;
    if (transfer.type == usb::TransferType::Isochronous)
        countPackets(transfer);
    else if (transfer.outcome.status == usb::TransferStatus::Completed
        && transfer.outcome.actualLength < transfer.buffer.size())
        ++m_status.shortTransfers;
}

void EndpointStream::countPackets(const backend::Transfer& transfer)
{
    if (transfer.outcome.status == usb::TransferStatus::Cancelled)
        return;
    m_status.packets += transfer.isoPackets.size();
    for (const usb::IsoPacket& packet : transfer.isoPackets)
        if (packet.status != usb::TransferStatus::Completed)
            ++m_status.packetErrors; // the transfer's own status says nothing about them (P30)
}

void EndpointStream::decideAfter(const backend::Transfer& transfer)
{
    if (m_status.phase != StreamPhase::Running)
        return;
    switch (transfer.outcome.status) {
    case usb::TransferStatus::Completed:
        m_consecutiveErrors = 0;
        if (reachedLimit())
            stop("limit reached");
        return;
    case usb::TransferStatus::Stall:
        stop("endpoint stalled", failure(ErrorKind::Stall, "it stays halted until it is cleared")); // P28
        return;
    case usb::TransferStatus::NoDevice:
        m_sawDeparture = true;
        stop("unplugged", failure(ErrorKind::Disconnected, "the device was unplugged"));
        return;
    case usb::TransferStatus::Cancelled:
        stop("cancelled", failure(ErrorKind::Io, "the system cancelled its transfers"));
        return;
    case usb::TransferStatus::TimedOut:
    case usb::TransferStatus::Error:
    case usb::TransferStatus::Overflow:
    case usb::TransferStatus::SubmitFailed:
    case usb::TransferStatus::Pending:
        if (++m_consecutiveErrors >= m_plan.config.maxConsecutiveErrors) {
            const std::string reason = std::to_string(m_consecutiveErrors)
                + " errors in a row, the last: " + std::string(toString(transfer.outcome.status));
            const bool isTimeout = transfer.outcome.status == usb::TransferStatus::TimedOut;
            if (!isTimeout)
                m_newsDue = now() + kDepartureNews;
            stop(reason, failure(isTimeout ? ErrorKind::Timeout : ErrorKind::Io, reason));
        }
        return;
    }
}

Error EndpointStream::failure(ErrorKind kind, std::string detail) const
{
    return { kind, 0, "stream " + toString(m_plan.config.endpoint), std::move(detail) };
}

bool EndpointStream::reachedLimit() const
{
    const StreamConfig& config = m_plan.config;
    return (config.stopAfterBytes > 0 && m_status.bytes >= config.stopAfterBytes)
        || (config.stopAfterTransfers > 0 && m_status.transfers >= config.stopAfterTransfers);
}

// Either the news came, or somebody wants the stream gone now.
void EndpointStream::endWaitForNews(std::string reason, std::optional<Error> error)
{
    m_newsDue = {};
    if (error && error->kind == ErrorKind::Disconnected) {
        m_status.stopReason = std::move(reason);
        m_status.error = std::move(error);
    }
    finishIfDrained();
}

void EndpointStream::stop(std::string reason, std::optional<Error> error)
{
    if (m_status.phase == StreamPhase::Stopping && m_newsDue.count() > 0)
        return endWaitForNews(std::move(reason), std::move(error));
    if (m_status.phase == StreamPhase::Stopping || m_status.phase == StreamPhase::Stopped)
        return;
    m_status.phase = StreamPhase::Stopping;
    m_status.stopReason = std::move(reason);
    m_status.error = std::move(error);
    m_hasNews = true;
    for (Slot& slot : m_slots)
        if (slot.transfer && !slot.transfer->isIdle())
            slot.transfer->cancel();
    finishIfDrained();
}

void EndpointStream::finishIfDrained()
{
    if (m_status.phase != StreamPhase::Stopping || m_status.inFlight > 0 || now() < m_newsDue)
        return;
    m_status.phase = StreamPhase::Stopped;
    const double seconds = m_status.seconds();
    m_status.bytesPerSecond = seconds > 0 ? static_cast<double>(m_status.bytes) / seconds : 0;
    m_status.transfersPerSecond
        = seconds > 0 ? static_cast<double>(m_status.transfers - m_status.cancelled) / seconds : 0;
    m_hasNews = true;
}

void EndpointStream::tick(Nanoseconds time)
{
    finishIfDrained();
    const bool isRunning = m_status.phase == StreamPhase::Running;
    if (isRunning && m_plan.config.stopAfter.count() > 0 && time - m_status.started >= m_plan.config.stopAfter)
        stop("limit reached");
    if (isRunning && time - m_rateSince >= kRatePeriod) {
        m_status.ended = std::max(m_status.ended, time); // time passes for a stream that nothing arrives on, too
        const double seconds = std::chrono::duration<double>(time - m_rateSince).count();
        m_status.bytesPerSecond = static_cast<double>(m_status.bytes - m_rateBytes) / seconds;
        m_status.transfersPerSecond = static_cast<double>(m_status.transfers - m_rateTransfers) / seconds;
        m_rateSince = time;
        m_rateBytes = m_status.bytes;
        m_rateTransfers = m_status.transfers;
        m_hasNews = true;
    }
}

} // namespace wb::engine
