// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/device_session.h"

// Transfers and streams of a DeviceSession, and the requests that the host must send itself (P55).
namespace wb::engine {

void DeviceSession::submitOneShot(RequestId request, usb::TransferRequest what, const Needs& needs)
{
    auto shot = std::make_unique<OneShot>();
    shot->request = request;
    shot->interfaceNumber = needs.interfaceNumber.value_or(0xff);
    shot->transfer = m_handle->makeTransfer();
    backend::Transfer& transfer = *shot->transfer;
    backend::TransferOrder& order = *transfer.edit().value(); // new, so idle
    order.type = what.type;
    order.endpoint = what.type == usb::TransferType::Control
        ? usb::EndpointAddress { static_cast<std::uint8_t>(what.setup.isIn() ? 0x80 : 0) }
        : what.endpoint;
    order.setup = what.setup;
    if (what.isIn())
        order.buffer = m_host.pool.take(what.length);
    else
        order.buffer = Buffer(what.data);
    std::uint32_t offset = 0;
    for (const std::uint32_t length : what.isoPacketLengths) {
        order.isoPackets.push_back({ offset, length, 0, usb::TransferStatus::Pending });
        offset += length;
    }
    order.timeoutMs = what.timeoutMs;
    order.shortIsError = what.shortIsError;
    order.addZeroPacket = what.addZeroPacket;
    transfer.completed = [this, raw = shot.get()](backend::Transfer&) { oneShotCompleted(*raw); };
    shot->submitted = now();
    shot->ticket = m_log.submitted(transfer, shot->submitted);
    if (const Status submitted = transfer.submit(); !submitted) {
        const std::optional<Loss> loss = lossIn(submitted.error());
        m_log.submitFailed(shot->ticket, submitted.error());
        FinishedTransfer finished { request, m_device->id, std::nullopt, {} };
        finished.result.id = shot->ticket.id;
        finished.result.status
            = loss == Loss::NoDevice ? usb::TransferStatus::NoDevice : usb::TransferStatus::SubmitFailed;
        finished.result.submitted = shot->submitted;
        finished.result.completed = now();
        finished.result.detail = describe(submitted.error());
        if (loss)
            suspectLoss(*loss);
        answer(std::move(finished));
        return;
    }
    m_oneShots.emplace(request, std::move(shot));
}

void DeviceSession::oneShotCompleted(OneShot& shot)
{
    if (m_isAbandoned)
        return;
    backend::Transfer& transfer = *shot.transfer;
    // What we took back because the device has left did not end by anybody's wish (P15).
    if (m_hasDeparted && transfer.outcome.status == usb::TransferStatus::Cancelled)
        transfer.outcome.status = usb::TransferStatus::NoDevice;
    m_log.completed(shot.ticket, transfer);
    if (transfer.outcome.status == usb::TransferStatus::NoDevice)
        suspectLoss(Loss::NoDevice);
    FinishedTransfer finished { shot.request, m_device->id, std::nullopt, {} };
    usb::TransferResult& result = finished.result;
    result.id = shot.ticket.id;
    result.status = transfer.outcome.status;
    result.actualLength = transfer.outcome.actualLength;
    const bool isIn = transfer.type == usb::TransferType::Control ? transfer.setup.isIn() : transfer.endpoint.isIn();
    if (isIn && transfer.type == usb::TransferType::Isochronous)
        result.data = toBytes(transfer.buffer.view());
    else if (isIn)
        result.data = toBytes(transfer.buffer.first(transfer.outcome.actualLength));
    result.isoPackets = transfer.isoPackets;
    result.submitted = shot.submitted;
    result.completed = transfer.outcome.completed;
    answer(std::move(finished));
    const auto found = m_oneShots.find(shot.request);
    m_finishedShots.push_back(std::move(found->second)); // not destroyed inside its own completion (P11)
    m_oneShots.erase(found);
}

void DeviceSession::beginStream(StreamId id, const StreamConfig& config, StreamPlan plan)
{
    // The device may have changed while it was prepared.
    if (std::string missing = plan.endpoint.needs.missing(stateOf(plan.endpoint.needs)); !missing.empty())
        return failStream(id, config, { ErrorKind::NotFound, 0, "start stream", std::move(missing) });
    if (config.bulkStream > 0)
        plan.bulkStreams = stateOf(plan.endpoint.needs)->bulkStreams;
    if (config.bulkStream > plan.bulkStreams)
        return failStream(id, config,
            { ErrorKind::InvalidArgument, 0, "start stream",
                "the system allocated " + std::to_string(plan.bulkStreams) + " bulk streams: number "
                    + std::to_string(config.bulkStream) + " is not among them" });
    if (const Status room = m_host.checkMemory(plan.config); !room) // others may have started meanwhile
        return failStream(id, config, room.error());
    ActiveStream active;
    active.interfaceNumber = *plan.endpoint.needs.interfaceNumber;
    active.stream = std::make_unique<EndpointStream>(id, *m_device, std::move(plan), m_log, m_host.pool);
    EndpointStream& stream = *active.stream;
    m_streams.emplace(id, std::move(active));
    stream.start(*m_handle);
}

std::optional<Operation> DeviceSession::asHostOperation(const usb::TransferRequest& what) const
{
    if (what.type != usb::TransferType::Control || what.setup.isIn() || what.setup.type() != usb::RequestType::Standard)
        return std::nullopt;
    const usb::SetupPacket& setup = what.setup;
    const AccessPolicy policy = m_policy;
    Operation operation;
    const auto code = static_cast<usb::StandardRequest>(setup.bRequest);
    if (code == usb::StandardRequest::SetConfiguration && setup.recipient() == usb::Recipient::Device) {
        const auto value = static_cast<std::uint8_t>(setup.wValue & 0xff);
        operation = { "set configuration", { Scope::Kind::Everything, 0 }, [value, policy](DeviceControl& control) {
                         Status ready = control.prepare({}, policy);
                         return ready
                             ? control.setConfiguration(value == 0 ? std::nullopt : std::optional(value), policy)
                             : ready;
                     } };
        return operation;
    }
    const auto index = static_cast<std::uint8_t>(setup.wIndex & 0xff);
    if (code == usb::StandardRequest::SetInterface && setup.recipient() == usb::Recipient::Interface) {
        const auto alternate = static_cast<std::uint8_t>(setup.wValue & 0xff);
        operation
            = { "set interface", { Scope::Kind::Interface, index }, [index, alternate, policy](DeviceControl& control) {
                   Status ready = control.prepare({ index, std::nullopt }, policy);
                   return ready ? control.setAlternateSetting(index, alternate) : ready;
               } };
        return operation;
    }
    if (code == usb::StandardRequest::ClearFeature && setup.recipient() == usb::Recipient::Endpoint
        && setup.wValue == 0) {
        operation = { "clear halt", { Scope::Kind::Endpoint, index },
            [index, policy](DeviceControl& control) { return control.clearHalt({ index }, policy); } };
        return operation;
    }
    return std::nullopt;
}

void DeviceSession::finishHostTransfer(RequestId request, const Status& outcome)
{
    const auto found = m_hostTransfers.find(request);
    FinishedTransfer finished { request, m_device->id, std::nullopt, {} };
    finished.result.submitted = found->second;
    finished.result.completed = now();
    finished.result.status = usb::TransferStatus::Completed;
    m_hostTransfers.erase(found);
    if (!outcome && outcome.error().kind == ErrorKind::Stall)
        finished.result.status = usb::TransferStatus::Stall;
    else if (!outcome)
        finished.error = outcome.error();
    m_host.outbox.send(std::move(finished));
}

} // namespace wb::engine
