// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/endpoint_stream.h"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace wb::engine {
namespace {

constexpr Nanoseconds kRatePeriod = std::chrono::milliseconds(200);
constexpr Nanoseconds kDepartureNews = std::chrono::seconds(2); // any error, and gone within this: unplugged (P15)

Nanoseconds nominalSpacing(const StreamPlan& plan)
{
    return plan.intervalTime * static_cast<std::int64_t>(plan.packetLengths.size()); // 0 unless isochronous
}

StreamEvent eventOf(usb::TransferStatus status)
{
    switch (status) {
    case usb::TransferStatus::Completed:
        return StreamEvent::Completed;
    case usb::TransferStatus::TimedOut:
        return StreamEvent::TimedOut;
    case usb::TransferStatus::Stall:
        return StreamEvent::Stall;
    case usb::TransferStatus::Overflow:
        return StreamEvent::Overflow;
    case usb::TransferStatus::Cancelled:
        return StreamEvent::Cancelled;
    case usb::TransferStatus::NoDevice:
        return StreamEvent::NoDevice;
    case usb::TransferStatus::Error:
    case usb::TransferStatus::SubmitFailed:
    case usb::TransferStatus::Pending:
        return StreamEvent::Error;
    }
    return StreamEvent::Error;
}

constexpr auto kResetReason = "reset by another program";

} // namespace

std::optional<Loss> lossIn(const Error& refusal)
{
    if (refusal.kind == ErrorKind::Disconnected)
        return Loss::NoDevice;
    const bool isRefused
        = refusal.kind == ErrorKind::Io || refusal.kind == ErrorKind::NotFound || refusal.kind == ErrorKind::Busy;
    return isRefused ? std::optional(Loss::Refused) : std::nullopt;
}

EndpointStream::EndpointStream(
    StreamId id, const usb::DeviceInfo& device, StreamPlan plan, SessionLog& log, BufferPool& pool)
    : m_plan(std::move(plan))
    , m_log(log)
    , m_pool(pool)
    , m_observer(m_plan)
    , m_payload(m_plan.config.payload)
    , m_meter(nominalSpacing(m_plan))
    , m_pacer(m_plan.config.transfersPerSecond, m_plan.config.depth)
{
    m_status.id = id;
    m_status.device = device.id;
    m_status.config = m_plan.config;
    m_status.type = m_plan.endpoint.endpoint.type();
    m_status.bulkStreams = m_plan.bulkStreams;
}

EndpointStream::~EndpointStream() { assert(m_status.inFlight == 0); }

void EndpointStream::start(backend::DeviceHandle& handle)
{
    m_status.started = now();
    m_status.ended = m_status.started;
    m_rateSince = m_status.started;
    m_status.phase = StreamPhase::Running;
    m_pacer.start(m_status.started);
    m_slots.resize(m_plan.config.depth);
    for (Slot& slot : m_slots)
        prepareSlot(slot, handle);
    fillQueue(m_status.started);
    finishIfDrained();
}

void EndpointStream::prepareSlot(Slot& slot, backend::DeviceHandle& handle)
{
    slot.transfer = handle.makeTransfer();
    backend::TransferOrder& order = *slot.transfer->edit().value(); // new, so idle
    order.type = m_status.type;
    order.endpoint = m_plan.config.endpoint;
    order.timeoutMs = m_plan.config.timeoutMs;
    order.shortIsError = m_plan.config.shortIsError;
    order.addZeroPacket = m_plan.config.addZeroPacket;
    order.wantsDeviceMemory = m_plan.config.wantsDeviceMemory;
    order.bulkStream = m_plan.config.bulkStream;
    slot.transfer->completed = [this, &slot](backend::Transfer&) { completed(slot); };
}

bool EndpointStream::maySubmit(Nanoseconds time) const
{
    return m_status.phase == StreamPhase::Running && !isAllAsked() && m_pacer.isDue(time);
}

bool EndpointStream::isAllAsked() const
{
    const StreamConfig& config = m_plan.config;
    if (config.stopAfterTransfers > 0 && m_submitted >= config.stopAfterTransfers)
        return true;
    if (config.stopAfterBytes > 0 && m_status.bytes + m_bytesInFlight >= config.stopAfterBytes)
        return true;
    return !config.endpoint.isIn() && m_payload.isAtEnd();
}

// The last OUT transfer before a limit is as long as the limit leaves it; IN asks for whole packets (P25).
std::uint32_t EndpointStream::nextSize() const
{
    const StreamConfig& config = m_plan.config;
    if (config.endpoint.isIn() || config.stopAfterBytes == 0 || m_status.type == usb::TransferType::Isochronous)
        return config.transferBytes;
    const std::uint64_t left = config.stopAfterBytes - (m_status.bytes + m_bytesInFlight);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(left, config.transferBytes));
}

void EndpointStream::fillQueue(Nanoseconds time)
{
    if (m_status.inFlight == m_slots.size())
        return;
    for (Slot& slot : m_slots) {
        if (!maySubmit(time))
            return;
        if (!slot.isInFlight && !(refill(slot) && submit(slot, time)))
            return;
    }
}

// OUT buffers whose bytes are always the same keep them; IN buffers may have gone to the log. False: nothing to send.
bool EndpointStream::refill(Slot& slot)
{
    backend::TransferOrder& order = *slot.transfer->edit().value(); // idle, as a slot that is not in flight is
    const std::uint32_t size = nextSize();
    const bool isFilled = m_payload.isSameForAll() && order.buffer.capacity() >= m_plan.config.transferBytes;
    if (order.buffer.capacity() < m_plan.config.transferBytes)
        order.buffer = m_pool.take(m_plan.config.transferBytes);
    order.buffer.shrink(size);
    if (!order.endpoint.isIn() && !isFilled) {
        order.buffer.shrink(m_payload.isSameForAll() ? m_plan.config.transferBytes : size);
        m_payload.startTransfer();
        const std::size_t filled = m_payload.fill(order.buffer.mutableView());
        if (m_payload.isSameForAll() && !m_same)
            m_same = std::make_shared<Buffer>(order.buffer.first(filled));
        order.buffer.shrink(std::min<std::size_t>(filled, size));
    }
    if (m_status.type == usb::TransferType::Isochronous)
        layOutPackets(order);
    return !order.buffer.isEmpty();
}

void EndpointStream::layOutPackets(backend::TransferOrder& order) const
{
    order.isoPackets.clear();
    std::uint32_t offset = 0;
    for (const std::uint32_t length : m_plan.packetLengths) {
        const auto left = static_cast<std::uint32_t>(order.buffer.size()) - offset; // less at the end of a file
        if (left == 0)
            return;
        order.isoPackets.push_back({ offset, std::min(length, left), 0, usb::TransferStatus::Pending });
        offset += order.isoPackets.back().requested;
    }
}

bool EndpointStream::submit(Slot& slot, Nanoseconds time)
{
    slot.submitted = time;
    slot.ticket = m_log.submitted(*slot.transfer, time, m_same);
    const auto size = static_cast<std::uint32_t>(slot.transfer->buffer.size());
    ++m_status.inFlight; // before the submit: a failing one never completes (P18)
    slot.isInFlight = true;
    ++m_submitted;
    m_bytesInFlight += size;
    m_pacer.done(time);
    m_meter.submitted(time);
    const Status submitted = slot.transfer->submit();
    m_status.usesDeviceMemory = slot.transfer->usesDeviceMemory();
    if (submitted)
        return true;
    --m_status.inFlight;
    slot.isInFlight = false;
    m_bytesInFlight -= size;
    m_log.submitFailed(slot.ticket, submitted.error());
    ++m_status.transfers;
    ++m_status.errors;
    submitFailed(submitted.error());
    return false;
}

void EndpointStream::submitFailed(const Error& error)
{
    if (error.kind == ErrorKind::Disconnected)
        return lost();
    m_loss = lossIn(error);
    if (error.kind == ErrorKind::Io)
        m_newsDue = now() + kDepartureNews;
    stop("could not submit", error);
}

// Told as a reset unless the news of a departure comes.
void EndpointStream::lost()
{
    m_loss = Loss::NoDevice;
    m_newsDue = now() + kDoubt;
    stop(kResetReason,
        failure(ErrorKind::Io,
            "the device is still attached, but another program, or the kernel, has reset it; start the stream again"));
}

void EndpointStream::completed(Slot& slot)
{
    if (m_status.phase == StreamPhase::Stopped) // it was abandoned
        return;
    backend::Transfer& transfer = *slot.transfer;
    const Nanoseconds time = transfer.outcome.completed;
    --m_status.inFlight;
    slot.isInFlight = false;
    m_bytesInFlight -= transfer.buffer.size();
    m_hasNews = true;
    m_status.ended = time;
    m_meter.completed(slot.submitted, time, m_status.inFlight);
    const bool isTakenBack
        = m_status.phase != StreamPhase::Running && transfer.outcome.status == usb::TransferStatus::Cancelled;
    m_observer.completed(transfer, isTakenBack, m_status);
    const usb::TransferStatus outcome = transfer.outcome.status;
    if (m_plan.config.sink == StreamSink::Discard && m_plan.config.endpoint.isIn())
        m_log.completedWithoutPayload(slot.ticket, transfer);
    else
        m_log.completedTaking(slot.ticket, transfer);
    decideAfter(outcome);
    const Nanoseconds again = m_status.phase == StreamPhase::Running ? now() : time;
    if (maySubmit(again) && refill(slot))
        submit(slot, again);
    if (m_status.phase == StreamPhase::Running)
        fillQueue(again);
    stopIfAllAnswered();
    if (m_status.phase == StreamPhase::Recovering && m_status.inFlight == 0)
        m_wishesRecovery = true;
    finishIfDrained();
}

void EndpointStream::decideAfter(usb::TransferStatus outcome)
{
    if (m_status.phase != StreamPhase::Running)
        return;
    if (auto failed = m_observer.failure())
        return stop(kFileFailed, std::move(failed));
    if (std::string reason = m_observer.reasonToStop(m_status); !reason.empty())
        return stop(std::move(reason));
    const StreamEvent event = eventOf(outcome);
    if (event == StreamEvent::NoDevice)
        return lost();
    if (event != StreamEvent::Completed)
        return decideAfterError(event, outcome);
    m_consecutiveErrors = 0;
    if (reachedLimit())
        return stop("limit reached");
    if (m_plan.config.policy.of(event) == StreamAction::Stop)
        stop("completed");
}

void EndpointStream::decideAfterError(StreamEvent event, usb::TransferStatus outcome)
{
    ++m_consecutiveErrors;
    const StreamAction action = m_plan.config.policy.of(event);
    const bool isTimeout = event == StreamEvent::TimedOut;
    if (action == StreamAction::Stop && event == StreamEvent::Stall) // P28
        return stop("endpoint stalled", failure(ErrorKind::Stall, "it stays halted until it is cleared"));
    if (action == StreamAction::Stop && event == StreamEvent::Cancelled)
        return stop("cancelled", failure(ErrorKind::Io, "the system cancelled its transfers"));
    if (action == StreamAction::Stop || m_consecutiveErrors >= m_plan.config.maxConsecutiveErrors) {
        std::string reason = action == StreamAction::Stop
            ? "a transfer ended: " + std::string(toString(outcome))
            : std::to_string(m_consecutiveErrors) + " errors in a row, the last: " + std::string(toString(outcome));
        if (!isTimeout)
            m_newsDue = now() + kDepartureNews;
        Error error = failure(isTimeout ? ErrorKind::Timeout : ErrorKind::Io, reason);
        return stop(std::move(reason), std::move(error));
    }
    if (action == StreamAction::Recover)
        beginRecovery();
}

void EndpointStream::beginRecovery()
{
    m_status.phase = StreamPhase::Recovering;
    m_hasNews = true;
    m_meter.pause();
    cancelAll();
    m_wishesRecovery = m_status.inFlight == 0;
}

void EndpointStream::joinRecovery()
{
    if (m_status.phase == StreamPhase::Running)
        beginRecovery();
}

bool EndpointStream::wishesRecovery() const { return m_wishesRecovery && m_status.phase == StreamPhase::Recovering; }

void EndpointStream::recovered(const Status& outcome)
{
    if (m_status.phase != StreamPhase::Recovering)
        return;
    m_hasNews = true;
    if (!outcome && outcome.error().kind == ErrorKind::Disconnected)
        return lost();
    if (!outcome)
        return stop("could not recover", outcome.error());
    ++m_status.recoveries;
    m_status.phase = StreamPhase::Running;
    m_meter.pause();
    fillQueue(now());
    stopIfAllAnswered(); // what was taken back counts, too
    finishIfDrained();
}

void EndpointStream::stopIfAllAnswered()
{
    if (m_status.phase == StreamPhase::Running && m_status.inFlight == 0 && isAllAsked())
        stop(m_payload.isAtEnd() ? "all sent" : "limit reached");
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
    cancelAll();
    finishIfDrained();
}

void EndpointStream::abandon(Error error)
{
    if (m_status.phase == StreamPhase::Stopped)
        return;
    for (const Slot& slot : m_slots)
        if (slot.isInFlight)
            m_log.leftBehind(slot.ticket, *slot.transfer);
    m_observer.finish(); // its file ends by itself
    if (!m_status.error) {
        m_status.stopReason = "given up";
        m_status.error = std::move(error);
    }
    m_status.phase = StreamPhase::Stopped;
    m_hasNews = true;
}

void EndpointStream::cancelAll()
{
    for (Slot& slot : m_slots)
        if (slot.transfer && !slot.transfer->isIdle())
            slot.transfer->cancel();
}

void EndpointStream::finishIfDrained()
{
    if (m_status.phase != StreamPhase::Stopping || m_status.inFlight > 0 || now() < m_newsDue)
        return;
    m_observer.finish();
    if (!m_observer.isFinished())
        return; // tick() asks again
    if (auto failed = m_observer.failure(); failed && !m_status.error) {
        m_status.stopReason = kFileFailed;
        m_status.error = std::move(failed);
    }
    m_status.phase = StreamPhase::Stopped;
    const double seconds = m_status.seconds();
    m_status.bytesPerSecond = seconds > 0 ? static_cast<double>(m_status.bytes) / seconds : 0;
    m_status.transfersPerSecond
        = seconds > 0 ? static_cast<double>(m_status.transfers - m_status.cancelled) / seconds : 0;
    m_hasNews = true;
}

std::optional<Nanoseconds> EndpointStream::nextDue() const
{
    const bool isWaiting = m_status.phase == StreamPhase::Running && m_pacer.isLimited() && !isAllAsked()
        && m_status.inFlight < m_slots.size();
    return isWaiting ? std::optional(m_pacer.next()) : std::nullopt;
}

void EndpointStream::tick(Nanoseconds time)
{
    finishIfDrained();
    if (m_status.phase != StreamPhase::Running)
        return;
    if (m_plan.config.stopAfter.count() > 0 && time - m_status.started >= m_plan.config.stopAfter)
        return stop("limit reached");
    if (m_pacer.isLimited())
        fillQueue(time);
    takeRates(time);
}

void EndpointStream::takeRates(Nanoseconds time)
{
    if (m_status.phase != StreamPhase::Running || time - m_rateSince < kRatePeriod)
        return;
    m_status.ended = std::max(m_status.ended, time); // time passes for a stream that nothing arrives on, too
    const double seconds = std::chrono::duration<double>(time - m_rateSince).count();
    m_status.bytesPerSecond = static_cast<double>(m_status.bytes - m_rateBytes) / seconds;
    m_status.transfersPerSecond = static_cast<double>(m_status.transfers - m_rateTransfers) / seconds;
    m_rateSince = time;
    m_rateBytes = m_status.bytes;
    m_rateTransfers = m_status.transfers;
    m_hasNews = true;
}

const StreamStatus& EndpointStream::status()
{
    m_observer.publish(m_status);
    m_status.meter = m_meter.figures();
    return m_status;
}

} // namespace wb::engine
