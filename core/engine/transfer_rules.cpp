// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer_rules.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace wb::engine {
namespace {

constexpr auto kSend = "send";
constexpr auto kStart = "start stream";

std::string knownEndpoints(const usb::ConfigurationInfo& configuration, usb::EndpointAddress wanted)
{
    std::vector<std::uint8_t> addresses;
    for (const usb::InterfaceInfo& interface : configuration.interfaces)
        for (const usb::AlternateSetting& alternate : interface.alternates)
            for (const usb::EndpointInfo& endpoint : alternate.endpoints)
                addresses.push_back(endpoint.address.value);
    std::sort(addresses.begin(), addresses.end());
    addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
    if (addresses.empty())
        return "this configuration has no endpoint but 0";
    std::string text = "this configuration has";
    for (std::size_t i = 0; i < addresses.size(); ++i)
        text += (i == 0 ? " 0x" : ", 0x") + hex(addresses[i], 2);
    const auto opposite = static_cast<std::uint8_t>(wanted.value ^ 0x80U);
    if (std::binary_search(addresses.begin(), addresses.end(), opposite))
        text += "; 0x" + hex(opposite, 2) + (wanted.isIn() ? " only sends" : " only receives");
    return text;
}

std::string whereBandwidthIs(const usb::DeviceInfo& device, usb::EndpointAddress endpoint)
{
    for (const usb::InterfaceInfo& interface : device.active()->interfaces)
        for (const usb::AlternateSetting& alternate : interface.alternates)
            for (const usb::EndpointInfo& candidate : alternate.endpoints)
                if (const auto bytes = usb::bytesPerInterval(candidate, device.speed);
                    candidate.address == endpoint && bytes > 0)
                    return "select alternate setting " + std::to_string(alternate.number) + " of interface "
                        + std::to_string(interface.number) + " first, which has " + std::to_string(bytes)
                        + " bytes per interval";
    return "none of this configuration has any for it";
}

// REQUIRES: an active configuration.
Status checkBandwidth(const usb::DeviceInfo& device, const usb::EndpointInfo& endpoint, const char* operation)
{
    const usb::TransferType type = endpoint.type();
    const bool isPeriodic = type == usb::TransferType::Isochronous || type == usb::TransferType::Interrupt;
    if (!isPeriodic || usb::bytesPerInterval(endpoint, device.speed) > 0)
        return {};
    return fail(ErrorKind::InvalidArgument, operation,
        toString(endpoint.address) + " has no bandwidth in this alternate setting; "
            + whereBandwidthIs(device, endpoint.address));
}

// A request for the other direction: what was meant would get lost without a word.
Status checkSense(const usb::TransferRequest& request)
{
    if (request.endpoint.isIn() && !request.data.empty())
        return fail(ErrorKind::InvalidArgument, kSend,
            toString(request.endpoint) + " receives: give it a length and no data, or send to an OUT endpoint");
    if (!request.endpoint.isIn() && request.data.empty() && request.length > 0)
        return fail(ErrorKind::InvalidArgument, kSend,
            toString(request.endpoint) + " sends: give it data and no length, or receive from an IN endpoint");
    return {};
}

Status checkControl(const usb::TransferRequest& request)
{
    if (request.requestedBytes() > kMaxControlBytes)
        return fail(ErrorKind::InvalidArgument, kSend,
            "wLength " + std::to_string(request.requestedBytes()) + " is above the " + std::to_string(kMaxControlBytes)
                + " bytes a control transfer may carry here");
    if (request.setup.wLength != request.requestedBytes())
        return fail(ErrorKind::InvalidArgument, kSend,
            "wLength is " + std::to_string(request.setup.wLength) + " but the data stage has "
                + std::to_string(request.requestedBytes()) + " bytes");
    const auto code = static_cast<usb::StandardRequest>(request.setup.bRequest);
    if (request.setup.type() == usb::RequestType::Standard && !request.setup.isIn()
        && code == usb::StandardRequest::SetAddress)
        return fail(ErrorKind::InvalidArgument, kSend, "SET_ADDRESS belongs to the host controller (P74)");
    return {};
}

std::string bufferTooSmall(const usb::TransferRequest& request, std::uint64_t total)
{
    std::size_t fitting = 0;
    for (std::uint64_t end = 0; fitting < request.isoPacketLengths.size(); ++fitting) {
        end += request.isoPacketLengths[fitting];
        if (end > request.requestedBytes())
            break;
    }
    return "the packets need " + std::to_string(total) + " bytes, the buffer has "
        + std::to_string(request.requestedBytes()) + " and holds " + (fitting == 0 ? "none" : std::to_string(fitting))
        + " of them; give it " + std::to_string(total) + " bytes, or ask for fewer or smaller packets";
}

Status checkPackets(const usb::TransferRequest& request, std::uint32_t bytesPerInterval)
{
    const auto& lengths = request.isoPacketLengths;
    if (lengths.empty())
        return fail(ErrorKind::InvalidArgument, kSend,
            "an isochronous transfer needs at least one packet; give the lengths of 1 to "
                + std::to_string(kMaxIsoPackets) + ", each of at most " + std::to_string(bytesPerInterval) + " bytes");
    if (lengths.size() > kMaxIsoPackets)
        return fail(ErrorKind::InvalidArgument, kSend,
            std::to_string(lengths.size()) + " packets are more than " + std::to_string(kMaxIsoPackets)
                + " in one transfer; send several");
    std::uint64_t total = 0;
    for (const std::uint32_t length : lengths) {
        if (length > bytesPerInterval)
            return fail(ErrorKind::InvalidArgument, kSend,
                "a packet of " + std::to_string(length) + " bytes is above the endpoint's "
                    + std::to_string(bytesPerInterval) + " bytes per interval; ask for more packets of at most that");
        total += length;
    }
    if (total > request.requestedBytes())
        return fail(ErrorKind::InvalidArgument, kSend, bufferTooSmall(request, total));
    return {};
}

std::uint32_t packetSize(const usb::EndpointInfo& endpoint)
{
    return std::max<std::uint32_t>(endpoint.maxPacketSize & 0x7ff, 1);
}

std::uint32_t roundUp(std::uint32_t bytes, std::uint32_t unit) { return (bytes + unit - 1) / unit * unit; }

std::uint32_t usualPackets(std::uint64_t intervalTime)
{
    // Four or more transfers of 8 ms keep 30 ms in flight (P37).
    constexpr std::uint64_t kTransferTime = 8'000'000;
    return static_cast<std::uint32_t>(
        std::clamp<std::uint64_t>(kTransferTime / std::max<std::uint64_t>(intervalTime, 1), 1, kMaxIsoPackets));
}

Status fillEvenPackets(StreamPlan& plan, std::uint32_t perInterval)
{
    StreamConfig& config = plan.config;
    if (config.packetsPerTransfer == 0)
        config.packetsPerTransfer = usualPackets(static_cast<std::uint64_t>(plan.intervalTime.count()));
    if (config.packetsPerTransfer > kMaxIsoPackets)
        return fail(
            ErrorKind::InvalidArgument, kStart, "at most " + std::to_string(kMaxIsoPackets) + " packets per transfer");
    if (config.transferBytes == 0)
        config.transferBytes = config.packetsPerTransfer * perInterval;
    const std::uint32_t packetBytes = config.transferBytes / config.packetsPerTransfer;
    if (packetBytes == 0)
        return fail(ErrorKind::InvalidArgument, kStart,
            "a transfer of " + std::to_string(config.transferBytes) + " bytes (its size) cannot be divided over "
                + std::to_string(config.packetsPerTransfer) + " packets");
    plan.packetLengths.assign(config.packetsPerTransfer, packetBytes);
    return {};
}

Status fillIsochronous(StreamPlan& plan, const usb::DeviceInfo& device)
{
    const std::uint32_t perInterval = usb::bytesPerInterval(plan.endpoint.endpoint, device.speed);
    plan.intervalTime
        = Nanoseconds(static_cast<std::int64_t>(usb::intervalNanoseconds(plan.endpoint.endpoint, device.speed)));
    StreamConfig& config = plan.config;
    if (config.packetLengths.size() > kMaxIsoPackets)
        return fail(ErrorKind::InvalidArgument, kStart,
            std::to_string(config.packetLengths.size()) + " packets are more than " + std::to_string(kMaxIsoPackets)
                + " in one transfer");
    if (!config.packetLengths.empty())
        plan.packetLengths = config.packetLengths;
    else if (Status filled = fillEvenPackets(plan, perInterval); !filled)
        return filled;
    for (const std::uint32_t length : plan.packetLengths) {
        if (length == 0)
            return fail(ErrorKind::InvalidArgument, kStart, "a packet of 0 bytes asks for nothing; leave it out");
        if (length > perInterval)
            return fail(ErrorKind::InvalidArgument, kStart,
                "packets of " + std::to_string(length) + " bytes are above the endpoint's "
                    + std::to_string(perInterval) + " bytes per interval");
    }
    config.packetsPerTransfer = static_cast<std::uint32_t>(plan.packetLengths.size());
    config.transferBytes = std::accumulate(plan.packetLengths.begin(), plan.packetLengths.end(), std::uint32_t { 0 });
    return {};
}

Status checkPolicy(const StreamConfig& config)
{
    if (config.policy.of(StreamEvent::NoDevice) != StreamAction::Stop)
        return fail(ErrorKind::InvalidArgument, kStart, "a device that is gone takes no more transfers: only stop");
    for (const StreamEvent event : { StreamEvent::Completed, StreamEvent::Cancelled })
        if (config.policy.of(event) == StreamAction::Recover)
            return fail(ErrorKind::InvalidArgument, kStart,
                "there is nothing to recover from when a transfer was completed or cancelled: stop or resubmit");
    if (config.maxConsecutiveErrors == 0)
        return fail(ErrorKind::InvalidArgument, kStart, "the stream must be allowed one error in a row at least");
    return {};
}

std::string whyNoBulkStreams(const usb::EndpointInfo& endpoint)
{
    const std::string name = toString(endpoint.address);
    if (endpoint.type() != usb::TransferType::Bulk)
        return name + " is " + std::string(toString(endpoint.type())) + ": only bulk endpoints have bulk streams";
    if (!endpoint.companionAttributes)
        return name + " has no bulk streams: it has no companion descriptor, as endpoints have at SuperSpeed";
    return name + " has no bulk streams: MaxStreams of its companion descriptor is 0";
}

std::uint32_t bulkStreamsNeeded(const StreamConfig& config)
{
    if (config.bulkStream == 0)
        return 0;
    return config.bulkStreams > 0 ? config.bulkStreams : std::max(config.bulkStream, kFewestBulkStreams);
}

Status checkBulkStream(const StreamConfig& config, const usb::EndpointInfo& endpoint)
{
    if (config.bulkStream == 0 && config.bulkStreams == 0)
        return {};
    const std::uint32_t most = usb::maxBulkStreams(endpoint);
    if (most == 0)
        return fail(ErrorKind::InvalidArgument, kStart, whyNoBulkStreams(endpoint));
    const std::string range = std::to_string(std::min(most, kMaxBulkStream));
    if (config.bulkStream == 0)
        return fail(ErrorKind::InvalidArgument, kStart,
            "bulk streams are allocated for a stream that goes through one of them: name it, 1 to " + range);
    if (config.bulkStreams == 1)
        return fail(ErrorKind::InvalidArgument, kStart, "the system allocates two bulk streams at least");
    if (config.bulkStreams > most || config.bulkStream > std::min(most, kMaxBulkStream))
        return fail(ErrorKind::InvalidArgument, kStart,
            toString(endpoint.address) + " offers " + std::to_string(most) + " bulk streams: ask for no more, and for "
                + "number 1 to " + range);
    if (config.bulkStream > bulkStreamsNeeded(config))
        return fail(ErrorKind::InvalidArgument, kStart,
            "bulk stream " + std::to_string(config.bulkStream) + " is above the " + std::to_string(config.bulkStreams)
                + " that are to be allocated");
    return {};
}

Status checkDirection(const StreamConfig& config, usb::TransferType type)
{
    if (config.addZeroPacket && (config.endpoint.isIn() || type != usb::TransferType::Bulk))
        return fail(ErrorKind::InvalidArgument, kStart, "only bulk OUT transfers can be followed by a zero packet");
    if (config.shortIsError && type == usb::TransferType::Isochronous)
        return fail(ErrorKind::InvalidArgument, kStart, "isochronous packets may always be short");
    const bool isForIn = config.expected || !config.stopPattern.empty() || config.stopAtDifference
        || config.sink != StreamSink::Log || config.reports != StreamReports::None;
    if (isForIn && !config.endpoint.isIn())
        return fail(ErrorKind::InvalidArgument, kStart,
            "only what is received can be compared, searched or kept; this endpoint sends");
    if (config.stopAtDifference && !config.expected)
        return fail(ErrorKind::InvalidArgument, kStart, "to stop at a difference, say what is expected");
    if (config.sink == StreamSink::File && config.sinkPath.empty())
        return fail(ErrorKind::InvalidArgument, kStart, "say which file takes what is received");
    return {};
}

Status checkSettings(const StreamConfig& config, usb::TransferType type)
{
    if (config.depth == 0 || config.depth > kMaxStreamDepth)
        return fail(
            ErrorKind::InvalidArgument, kStart, "the queue depth must be 1 to " + std::to_string(kMaxStreamDepth));
    if (type == usb::TransferType::Control)
        return fail(ErrorKind::InvalidArgument, kStart, "a control endpoint cannot be streamed");
    if (!std::isfinite(config.transfersPerSecond) || config.transfersPerSecond < 0)
        return fail(ErrorKind::InvalidArgument, kStart, "the rate must be 0 (no limit) or more transfers a second");
    if (Status checked = stream::check(config.payload); !checked)
        return checked;
    if (config.expected)
        if (Status checked = stream::check(*config.expected); !checked)
            return checked;
    if (Status checked = checkDirection(config, type); !checked)
        return checked;
    return checkPolicy(config);
}

} // namespace

Result<EndpointPlan> planEndpoint(
    const usb::DeviceInfo& device, std::span<const InterfaceState> interfaces, usb::EndpointAddress endpoint)
{
    const usb::ConfigurationInfo* active = device.active();
    if (!active)
        return fail(ErrorKind::NotFound, kSend, "the device is not configured; set a configuration first");
    std::vector<std::pair<std::uint8_t, std::uint8_t>> selected;
    for (const InterfaceState& state : interfaces)
        selected.emplace_back(state.number, state.alternate);
    if (const auto found = usb::findEndpoint(device, endpoint, selected))
        return EndpointPlan { { found->alternate->interfaceNumber, std::nullopt }, *found->endpoint };
    std::optional<EndpointPlan> elsewhere; // the first that has it, unless a later one has it with bandwidth
    for (const usb::InterfaceInfo& interface : active->interfaces)
        for (const usb::AlternateSetting& alternate : interface.alternates)
            for (const usb::EndpointInfo& candidate : alternate.endpoints) {
                if (candidate.address != endpoint)
                    continue;
                EndpointPlan plan { { interface.number, alternate.number }, candidate };
                if (usb::bytesPerInterval(candidate, device.speed) > 0)
                    return plan;
                elsewhere = elsewhere.value_or(plan);
            }
    if (elsewhere)
        return *elsewhere;
    return fail(ErrorKind::NotFound, kSend,
        "no endpoint 0x" + hex(endpoint.value, 2) + "; " + knownEndpoints(*active, endpoint));
}

Result<Needs> planTransfer(
    const usb::DeviceInfo& device, std::span<const InterfaceState> interfaces, const usb::TransferRequest& request)
{
    if (request.type == usb::TransferType::Control) {
        if (Status checked = checkControl(request); !checked)
            return tl::unexpected(checked.error());
        Needs needs;
        // The kernel wants the interface claimed for standard and class requests to it (usbfs check_ctrlrecip).
        const bool isForInterface = request.setup.recipient() == usb::Recipient::Interface
            && request.setup.type() != usb::RequestType::Vendor;
        const auto number = static_cast<std::uint8_t>(request.setup.wIndex & 0xff);
        if (isForInterface && device.active() && device.active()->findInterface(number))
            needs.interfaceNumber = number;
        return needs;
    }
    auto plan = planEndpoint(device, interfaces, request.endpoint);
    if (!plan)
        return tl::unexpected(plan.error());
    if (plan->endpoint.type() != request.type)
        return fail(ErrorKind::InvalidArgument, kSend,
            toString(request.endpoint) + " is " + std::string(toString(plan->endpoint.type())) + ", not "
                + std::string(toString(request.type)));
    if (Status checked = checkSense(request); !checked)
        return tl::unexpected(checked.error());
    if (Status checked = checkBandwidth(device, plan->endpoint, kSend); !checked)
        return tl::unexpected(checked.error());
    if (request.requestedBytes() > kMaxTransferBytes)
        return fail(ErrorKind::InvalidArgument, kSend,
            std::to_string(request.requestedBytes()) + " bytes are above the limit of "
                + std::to_string(kMaxTransferBytes));
    if (request.type == usb::TransferType::Isochronous)
        if (Status checked = checkPackets(request, usb::bytesPerInterval(plan->endpoint, device.speed)); !checked)
            return tl::unexpected(checked.error());
    if (usb::maxBulkStreams(plan->endpoint) > 0)
        plan->needs.bulkStreams = 0;
    return plan->needs;
}

Result<StreamPlan> planStream(
    const usb::DeviceInfo& device, std::span<const InterfaceState> interfaces, const StreamConfig& config)
{
    auto endpoint = planEndpoint(device, interfaces, config.endpoint);
    if (!endpoint)
        return tl::unexpected(endpoint.error());
    const usb::TransferType type = endpoint->endpoint.type();
    if (Status checked = checkSettings(config, type); !checked)
        return tl::unexpected(checked.error());
    if (Status checked = checkBandwidth(device, endpoint->endpoint, kStart); !checked)
        return tl::unexpected(checked.error());
    if (Status checked = checkBulkStream(config, endpoint->endpoint); !checked)
        return tl::unexpected(checked.error());
    if (usb::maxBulkStreams(endpoint->endpoint) > 0)
        endpoint->needs.bulkStreams = bulkStreamsNeeded(config);
    StreamPlan plan { *endpoint, config, {}, {} };
    if (type == usb::TransferType::Isochronous) {
        if (Status filled = fillIsochronous(plan, device); !filled)
            return tl::unexpected(filled.error());
    } else {
        if (config.transferBytes == 0)
            return fail(ErrorKind::InvalidArgument, kStart, "the transfer size must be at least 1 byte");
        if (config.transferBytes <= kMaxTransferBytes && config.endpoint.isIn())
            plan.config.transferBytes = roundUp(config.transferBytes, packetSize(plan.endpoint.endpoint));
        plan.config.packetsPerTransfer = 0;
    }
    if (plan.config.transferBytes > kMaxTransferBytes)
        return fail(ErrorKind::InvalidArgument, kStart,
            "transfers of " + std::to_string(plan.config.transferBytes) + " bytes are above the limit of "
                + std::to_string(kMaxTransferBytes));
    return plan;
}

} // namespace wb::engine
