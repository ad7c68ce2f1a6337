// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/session_log.h"

#include <algorithm>

namespace wb::engine {
namespace {

// Below this a copy is cheaper than handing a buffer over and taking a new one.
constexpr std::size_t kMoveThreshold = 4096;

usb::TransferId nextTransferId()
{
    static IdSource<usb::TransferId> source; // ids are unique in a file, whichever backend sends (formats.md §2)
    return source.next();
}

bool isIn(const backend::Transfer& transfer)
{
    return transfer.type == usb::TransferType::Control ? transfer.setup.isIn() : transfer.endpoint.isIn();
}

// Isochronous IN data is sparse: everything up to the end of the last packet counts.
std::size_t payloadBytes(const backend::Transfer& transfer)
{
    if (!isIn(transfer))
        return 0;
    if (transfer.type != usb::TransferType::Isochronous)
        return std::min<std::size_t>(transfer.outcome.actualLength, transfer.buffer.size());
    std::size_t end = 0;
    for (const usb::IsoPacket& packet : transfer.isoPackets)
        if (packet.actual > 0)
            end = std::max<std::size_t>(end, std::size_t { packet.offset } + packet.actual);
    return std::min(end, transfer.buffer.size());
}

} // namespace

SessionLog::SessionLog(std::shared_ptr<capture::LiveLog> log, usb::DevicePtr device)
    : m_log(std::move(log))
    , m_device(std::move(device))
{
}

bool SessionLog::isReady(Nanoseconds time)
{
    if (!m_log)
        return false;
    if (!m_logDevice)
        m_logDevice = m_log->addDevice(*m_device, time);
    return true;
}

capture::LogTicket SessionLog::submitted(
    const backend::Transfer& transfer, Nanoseconds time, const std::shared_ptr<Buffer>& same)
{
    const usb::TransferId id = nextTransferId();
    if (!isReady(time))
        return { ~std::uint64_t { 0 }, id };
    capture::LiveLog::Submit record;
    record.device = *m_logDevice;
    record.id = id;
    record.endpoint = transfer.endpoint;
    record.type = transfer.type;
    record.setup = transfer.type == usb::TransferType::Control ? &transfer.setup : nullptr;
    record.requestedLength = static_cast<std::uint32_t>(transfer.buffer.size());
    record.time = time;
    if (!isIn(transfer)) {
        record.data = same ? same->first(transfer.buffer.size()) : transfer.buffer.view();
        record.keeper = same;
    }
    record.isoPackets = transfer.isoPackets;
    record.shortIsError = transfer.shortIsError;
    record.addZeroPacket = transfer.addZeroPacket;
    return m_log->submitted(record);
}

capture::LiveLog::Complete SessionLog::completion(const capture::LogTicket& ticket, const backend::Transfer& transfer)
{
    capture::LiveLog::Complete record;
    record.ticket = ticket;
    record.status = transfer.outcome.status;
    record.actualLength = transfer.outcome.actualLength;
    record.time = transfer.outcome.completed;
    record.isoPackets = transfer.isoPackets;
    if (transfer.bulkStream > 0) { // usbmon's record has no place for it
        m_comment = "bulk stream " + std::to_string(transfer.bulkStream);
        record.comment = m_comment;
    }
    return record;
}

void SessionLog::completed(
    const capture::LogTicket& ticket, const backend::Transfer& transfer, std::string_view comment)
{
    if (!m_log)
        return;
    capture::LiveLog::Complete record = completion(ticket, transfer);
    record.data = transfer.buffer.first(payloadBytes(transfer));
    if (!comment.empty())
        record.comment = comment;
    m_log->completed(record);
}

void SessionLog::completedTaking(const capture::LogTicket& ticket, backend::Transfer& transfer)
{
    const std::size_t bytes = payloadBytes(transfer);
    if (!m_log || bytes < kMoveThreshold || m_log->payloadLimit() < kMoveThreshold) {
        completed(ticket, transfer);
        return;
    }
    const capture::LiveLog::Complete record = completion(ticket, transfer);
    Buffer& buffer = transfer.edit().value()->buffer; // idle: it is completed
    buffer.shrink(bytes);
    m_log->completedMoving(record, std::move(buffer));
}

void SessionLog::completedWithoutPayload(const capture::LogTicket& ticket, const backend::Transfer& transfer)
{
    if (m_log)
        m_log->completed(completion(ticket, transfer));
}

void SessionLog::leftBehind(const capture::LogTicket& ticket, const backend::Transfer& transfer)
{
    if (!m_log)
        return;
    capture::LiveLog::Complete record;
    record.ticket = ticket;
    record.status = usb::TransferStatus::Cancelled;
    record.time = now();
    record.isoPackets = transfer.isoPackets;
    record.comment = "taken back, and never given back by the system: what became of it is not known";
    m_log->completed(record);
}

void SessionLog::submitFailed(const capture::LogTicket& ticket, const Error& error)
{
    if (m_log)
        m_log->submitFailed(ticket, now(), error);
}

void SessionLog::hostRequest(const HostRequest& request)
{
    if (!isReady(request.submitted))
        return;
    capture::LiveLog::Submit submit;
    submit.device = *m_logDevice;
    submit.id = nextTransferId();
    submit.setup = &request.setup;
    submit.time = request.submitted;
    capture::LiveLog::Complete complete;
    complete.ticket = m_log->submitted(submit);
    complete.status = request.status;
    complete.time = request.completed;
    complete.comment = "sent by the operating system on our behalf";
    m_log->completed(complete);
}

} // namespace wb::engine
