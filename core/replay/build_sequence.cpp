// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/replay.h"
#include "core/usb/risk.h"

#include <algorithm>

namespace wb::replay {
namespace {

using capture::IndexEntry;
using capture::LoggedDevice;
using capture::TransferRecord;
using usb::SetupPacket;
using usb::StandardRequest;
using usb::TransferStatus;
using usb::TransferType;

constexpr std::uint8_t kToDevice = 0x00; // bmRequestType: standard request, OUT
constexpr std::uint8_t kToInterface = 0x01;
constexpr std::uint8_t kToEndpoint = 0x02;
constexpr std::uint8_t kFromDevice = 0x80;
constexpr std::uint16_t kEndpointHalt = 0;
constexpr std::uint8_t kHubClass = 0x09;

bool isRequest(const SetupPacket& setup, std::uint8_t requestType, StandardRequest request)
{
    return setup.bmRequestType == requestType && setup.bRequest == static_cast<std::uint8_t>(request);
}

std::string missingBytes(const TransferRecord& record)
{
    return "Only " + std::to_string(record.data.size()) + " of the " + std::to_string(record.fullDataLength)
        + " bytes that were sent are in the log.";
}

// Why a record cannot be sent again; empty when it can.
std::string refusal(const TransferRecord& record)
{
    switch (record.status) {
    case TransferStatus::Pending:
        return "The log has no answer to it.";
    case TransferStatus::SubmitFailed:
        return "It was never sent" + (record.comment.empty() ? "." : ": " + escapeForDisplay(record.comment));
    case TransferStatus::NoDevice:
        return "The device was gone when it was sent.";
    case TransferStatus::Cancelled: // by the host, at a moment that no replay meets again
        return record.actualLength == 0 ? "It was cancelled before anything was transferred."
                                        : "It was cancelled while it was under way.";
    case TransferStatus::Completed:
    case TransferStatus::Error:
    case TransferStatus::TimedOut:
    case TransferStatus::Stall:
    case TransferStatus::Overflow:
        break;
    }
    if (!record.isIn() && record.isCut())
        return missingBytes(record);
    if (record.type == TransferType::Isochronous && record.isoPackets.empty())
        return "The log does not tell its packets.";
    if (record.type != TransferType::Control)
        return {};
    if (!record.setup)
        return "The log has no setup packet for it.";
    if (!record.isIn() && record.data.size() != record.setup->wLength)
        return "Its setup packet says " + std::to_string(record.setup->wLength) + " bytes, the log has "
            + std::to_string(record.data.size()) + ".";
    return {};
}

std::string enumerationReason(const TransferRecord& record, const LoggedDevice* device)
{
    if (device != nullptr && device->descriptor.deviceClass == kHubClass)
        return "It is the operating system's own traffic with a hub.";
    if (record.setup && isRequest(*record.setup, kFromDevice, StandardRequest::GetDescriptor))
        return "It is the operating system reading descriptors.";
    return {};
}

// What must go through the backend's own calls (P55); false when the request may be sent as it is.
bool makeManaged(Step& step, const SetupPacket& setup)
{
    if (isRequest(setup, kToDevice, StandardRequest::SetConfiguration)) {
        step.kind = StepKind::SetConfiguration;
        step.value = static_cast<std::uint8_t>(setup.wValue & 0xff);
    } else if (isRequest(setup, kToInterface, StandardRequest::SetInterface)) {
        step.kind = StepKind::SetInterface;
        step.value = static_cast<std::uint8_t>(setup.wValue & 0xff);
        step.interfaceNumber = static_cast<std::uint8_t>(setup.wIndex & 0xff);
    } else if (isRequest(setup, kToEndpoint, StandardRequest::ClearFeature) && setup.wValue == kEndpointHalt) {
        step.kind = StepKind::ClearHalt;
        step.endpoint = { static_cast<std::uint8_t>(setup.wIndex & 0xff) };
    } else {
        return false;
    }
    return true;
}

// Packets one behind the other, whatever gaps the capture had between them.
Bytes packetData(const TransferRecord& record)
{
    Bytes data;
    for (const usb::IsoPacket& packet : record.isoPackets) {
        const ByteView part = slice(record.data, packet.offset, packet.requested);
        data.insert(data.end(), part.begin(), part.end());
    }
    return data;
}

void makeTransfer(Step& step, TransferRecord&& record, const SequenceOptions& options)
{
    usb::TransferRequest& request = step.request;
    request.endpoint
        = record.type == TransferType::Control ? usb::EndpointAddress { record.endpoint.number() } : record.endpoint;
    request.type = record.type;
    request.timeoutMs = options.timeoutMs;
    request.shortIsError = record.shortIsError;
    request.addZeroPacket = record.addZeroPacket;
    if (record.setup)
        request.setup = *record.setup;
    for (const usb::IsoPacket& packet : record.isoPackets)
        request.isoPacketLengths.push_back(packet.requested);

    step.expectedStatus = record.status;
    step.expectedLength = record.actualLength;
    if (record.isIn()) {
        request.length = record.type == TransferType::Control ? record.setup->wLength : record.requestedLength;
        step.expectedDataIsCut = record.isCut();
        step.expectedData = std::move(record.data);
    } else {
        request.data = record.type == TransferType::Isochronous ? packetData(record) : std::move(record.data);
    }
    step.expectedPackets = std::move(record.isoPackets);
}

// Why no device may be sent this, whatever it is (P74); empty when it may.
std::string forbidden(const usb::SetupPacket& setup)
{
    usb::RiskAssessment assessment = usb::assessRisk(setup, {});
    return assessment.risk == usb::Risk::Forbidden ? std::move(assessment.reason) : std::string();
}

Step makeStep(TransferRecord&& record, const LoggedDevice* device, const SequenceOptions& options)
{
    Step step;
    std::string reason;
    if (record.setup)
        reason = forbidden(*record.setup);
    if (reason.empty() && options.isForeign && options.skipEnumeration)
        reason = enumerationReason(record, device);
    if (reason.empty())
        reason = refusal(record);
    if (!reason.empty()) {
        step.kind = StepKind::Skipped;
        step.skipReason = std::move(reason);
        return step;
    }
    if (record.setup && makeManaged(step, *record.setup)) {
        step.expectedStatus = record.status;
        return step;
    }
    makeTransfer(step, std::move(record), options);
    return step;
}

Step unreadable(std::string reason)
{
    Step step;
    step.kind = StepKind::Skipped;
    step.skipReason = std::move(reason);
    return step;
}

} // namespace

std::vector<Step> buildSequence(
    const capture::TransferSource& source, std::span<const std::size_t> entries, const SequenceOptions& options)
{
    const std::vector<LoggedDevice> devices = source.devices();
    std::vector<Step> steps;
    steps.reserve(entries.size());
    std::optional<Nanoseconds> start;
    for (const std::size_t entry : entries) {
        IndexEntry indexed {};
        auto record = source.record(entry);
        if (!record) {
            steps.push_back(unreadable("It cannot be read: " + describe(record.error()) + "."));
        } else if (source.entries(entry, { &indexed, 1 }) == 1 && indexed.submitOffset == IndexEntry::kNoRecord) {
            steps.push_back(unreadable("The log has only its answer."));
        } else {
            const Nanoseconds submitted = record->submitted;
            start = start.value_or(submitted);
            const auto* device = record->deviceIndex < devices.size() ? &devices[record->deviceIndex] : nullptr;
            steps.push_back(makeStep(std::move(*record), device, options));
            steps.back().offset = std::max(submitted - *start, Nanoseconds { 0 });
        }
        steps.back().entry = entry;
    }
    return steps;
}

std::vector<std::size_t> entriesOfDevice(const capture::TransferSource& source, std::size_t deviceIndex)
{
    constexpr std::size_t kSlice = 4096;
    std::vector<IndexEntry> slice(kSlice);
    std::vector<std::size_t> found;
    for (std::size_t first = 0;; first += kSlice) {
        const std::size_t count = source.entries(first, slice);
        for (std::size_t i = 0; i < count; ++i) {
            if (slice[i].deviceIndex == deviceIndex)
                found.push_back(first + i);
        }
        if (count < kSlice)
            return found;
    }
}

} // namespace wb::replay
