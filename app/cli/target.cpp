// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/target.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <set>

namespace wb::cli {
namespace {

using Refusal = tl::unexpected<ExitCode>;

// A status as the error it amounts to, for the sentence on stderr.
ErrorKind kindOf(usb::TransferStatus status)
{
    switch (status) {
    case usb::TransferStatus::TimedOut:
        return ErrorKind::Timeout;
    case usb::TransferStatus::Cancelled:
        return ErrorKind::Cancelled;
    case usb::TransferStatus::Stall:
        return ErrorKind::Stall;
    case usb::TransferStatus::NoDevice:
        return ErrorKind::Disconnected;
    case usb::TransferStatus::Completed:
    case usb::TransferStatus::Error:
    case usb::TransferStatus::Overflow:
    case usb::TransferStatus::SubmitFailed:
    case usb::TransferStatus::Pending:
        return ErrorKind::Io;
    }
    return ErrorKind::Io;
}

// An isochronous transfer completes whatever becomes of its packets (P30).
ExitCode judgePackets(
    Session& session, const usb::DeviceInfo& device, std::string_view operation, const usb::TransferResult& result)
{
    const auto isBad = [](const usb::IsoPacket& packet) { return packet.status != usb::TransferStatus::Completed; };
    const auto bad = std::count_if(result.isoPackets.begin(), result.isoPackets.end(), isBad);
    if (bad == 0)
        return ExitCode::Success;
    const auto first = std::find_if(result.isoPackets.begin(), result.isoPackets.end(), isBad);
    const Error error { ErrorKind::Io, 0, std::string(operation),
        nameOf(device) + ": " + std::to_string(bad) + " of " + std::to_string(result.isoPackets.size())
            + " packets failed, the first of them: " + std::string(usb::toString(first->status)) };
    if (bad == static_cast<std::ptrdiff_t>(result.isoPackets.size()))
        return session.messages().failure(error, &device);
    session.messages().note(describe(error));
    return ExitCode::Success;
}

OrExit<EndpointTarget> checkEndpoint(Session& session, const usb::DevicePtr& device, const TargetOptions& target,
    usb::EndpointAddress endpoint, const EndpointUse& use)
{
    const auto place = locateEndpoint(*device, endpoint, target.alternate);
    if (!place)
        return Refusal(session.messages().failure(place.error(), ExitCode::Usage));
    if (!use.packetsOption.empty() && place->endpoint->type() != usb::TransferType::Isochronous) {
        const Error error { ErrorKind::InvalidArgument, 0, "use " + std::string(use.packetsOption),
            usb::toString(endpoint) + " is a " + std::string(usb::toString(place->endpoint->type()))
                + " endpoint, only isochronous transfers have packets" };
        return Refusal(session.messages().failure(error, ExitCode::Usage));
    }
    if (use.shortIsError && place->endpoint->type() == usb::TransferType::Isochronous) {
        const Error error { ErrorKind::InvalidArgument, 0, "use --short-is-error",
            usb::toString(endpoint) + " is isochronous, and isochronous packets may always be short" };
        return Refusal(session.messages().failure(error, ExitCode::Usage));
    }
    const usb::RiskAssessment risk = usb::assessRisk(endpoint, *device);
    if (const ExitCode allowed = checkRisk(session, *device, "write", risk, use.isConfirmed);
        allowed != ExitCode::Success)
        return Refusal(allowed);
    const std::uint32_t bytes = usb::bytesPerInterval(*place->endpoint, device->speed);
    return EndpointTarget { device, *place->endpoint, place->setting->interfaceNumber, place->setting->number,
        std::max<std::uint32_t>(bytes, 1) };
}

// Others lose the device with its drivers (P56).
ExitCode checkDetach(const Session& session, const usb::DeviceInfo& device, const TargetOptions& target)
{
    const usb::RiskAssessment assessed = usb::assessRisk(usb::Intervention::DetachDriver, device);
    const bool isDetaching = target.detachDriver && !session.options().isReadOnly;
    if (!isDetaching || target.isConfirmed || assessed.risk == usb::Risk::None)
        return ExitCode::Success;
    session.messages().refusal("take " + nameOf(device) + " from its kernel drivers: " + assessed.reason);
    session.messages().hint("nothing was done; --yes-detach takes it all the same");
    return ExitCode::Usage;
}

// Selecting an alternate setting for one endpoint takes the others of its interface away under way.
std::optional<Error> refuseTogether(std::span<const EndpointTarget> targets)
{
    for (const EndpointTarget& target : targets) {
        const auto isNeighbour
            = [&target](const EndpointTarget& other) { return other.interfaceNumber == target.interfaceNumber; };
        if (target.alternate == 0 || std::count_if(targets.begin(), targets.end(), isNeighbour) < 2)
            continue;
        return Error { ErrorKind::InvalidArgument, 0, "use endpoints together",
            usb::toString(target.endpoint.address) + " is not in alternate setting 0: give --alt "
                + std::to_string(target.alternate) };
    }
    return std::nullopt;
}

} // namespace

OrExit<usb::DevicePtr> findTarget(Session& session, const DeviceSelector& selector)
{
    const auto device = session.findDevice(selector);
    if (device)
        return *device;
    session.messages().failure(device.error(), ExitCode::NoDevice);
    session.messages().hint("usb-workbench list shows what is attached");
    return Refusal(ExitCode::NoDevice);
}

ExitCode openFound(Session& session, const usb::DevicePtr& device, const TargetOptions& target)
{
    if (const ExitCode allowed = checkDetach(session, *device, target); allowed != ExitCode::Success)
        return allowed;
    if (const Status logged = session.openLog(); !logged)
        return session.messages().failure(logged.error(), ExitCode::File);
    if (const Status opened = session.open(device, target); !opened)
        return session.messages().failure(opened.error(), device.get());
    return ExitCode::Success;
}

OrExit<usb::DevicePtr> openTarget(Session& session, const TargetOptions& target)
{
    const auto device = findTarget(session, target.device);
    if (!device)
        return device;
    if (const ExitCode opened = openFound(session, *device, target); opened != ExitCode::Success)
        return Refusal(opened);
    return *device;
}

ExitCode checkRisk(Session& session, const usb::DeviceInfo& device, std::string_view operation,
    const usb::RiskAssessment& assessment, bool isConfirmed)
{
    const bool isForbidden = assessment.risk == usb::Risk::Forbidden;
    const bool isRefusedAnyway = session.service().isReadOnly(); // the service says so in better words
    if (assessment.risk == usb::Risk::None || isRefusedAnyway || (!isForbidden && isConfirmed))
        return ExitCode::Success;
    session.messages().refusal(std::string(operation) + " to " + nameOf(device) + ": " + assessment.reason);
    session.messages().hint(isForbidden ? "nothing was sent" : "nothing was sent; --yes sends it all the same");
    return ExitCode::Usage;
}

OrExit<std::vector<EndpointTarget>> openEndpoints(Session& session, const TargetOptions& target,
    std::span<const usb::EndpointAddress> endpoints, const EndpointUse& use)
{
    const auto device = findTarget(session, target.device);
    if (!device)
        return Refusal(device.error());
    std::vector<EndpointTarget> targets;
    for (const usb::EndpointAddress endpoint : endpoints) {
        auto checked = checkEndpoint(session, *device, target, endpoint, use);
        if (!checked)
            return Refusal(checked.error());
        targets.push_back(std::move(*checked));
    }
    if (const auto refused = target.alternate ? std::nullopt : refuseTogether(targets))
        return Refusal(session.messages().failure(*refused, ExitCode::Usage));
    if (const ExitCode opened = openFound(session, *device, target); opened != ExitCode::Success)
        return Refusal(opened);
    std::set<std::uint8_t> prepared;
    for (const EndpointTarget& ready : targets) {
        if (!prepared.insert(ready.interfaceNumber).second)
            continue;
        if (const Status status = session.prepareEndpoint(*device, target, ready.endpoint.address); !status)
            return Refusal(session.messages().failure(status.error(), device->get()));
    }
    return targets;
}

OrExit<EndpointTarget> openEndpoint(
    Session& session, const TargetOptions& target, usb::EndpointAddress endpoint, const EndpointUse& use)
{
    return openEndpoints(session, target, std::span(&endpoint, 1), use).map([](std::vector<EndpointTarget>&& targets) {
        return std::move(targets.front());
    });
}

std::vector<std::uint32_t> packetLengths(std::uint32_t bytes, std::uint32_t packets)
{
    std::vector<std::uint32_t> lengths;
    if (bytes == 0 || packets == 0)
        return lengths;
    const std::uint32_t each = (bytes - 1) / packets + 1;
    for (std::uint32_t left = bytes; left > 0; left -= lengths.back())
        lengths.push_back(std::min(left, each));
    return lengths;
}

Result<Bytes> readFile(const std::string& path, std::size_t limit)
{
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return tl::unexpected(fileError(errno, "open", path));
    Bytes bytes;
    std::array<char, 65536> chunk {};
    while (file.read(chunk.data(), chunk.size()) || file.gcount() > 0) {
        const ByteView part = asBytes({ chunk.data(), static_cast<std::size_t>(file.gcount()) });
        if (part.size() > limit - bytes.size())
            return fail(ErrorKind::InvalidArgument, "read " + escapeForDisplay(path),
                "more than " + std::to_string(limit) + " bytes");
        bytes.insert(bytes.end(), part.begin(), part.end());
    }
    if (file.bad())
        return tl::unexpected(fileError(errno, "read", path)); // a directory opens, and fails here
    return bytes;
}

OrExit<Bytes> loadPayload(Session& session, const Payload& payload, std::size_t limit)
{
    if (!payload.file)
        return payload.bytes;
    auto bytes = readFile(*payload.file, limit);
    if (!bytes)
        return Refusal(session.messages().failure(bytes.error(), ExitCode::File));
    return std::move(*bytes);
}

ExitCode judge(
    Session& session, const usb::DeviceInfo& device, std::string_view operation, const usb::TransferResult& result)
{
    if (result.status == usb::TransferStatus::Completed)
        return judgePackets(session, device, operation, result);
    std::string detail = nameOf(device) + ": " + std::string(usb::toString(result.status));
    if (!result.detail.empty())
        detail += ", " + escapeForDisplay(result.detail);
    const ErrorKind kind = result.isReset ? ErrorKind::Io : kindOf(result.status);
    const Error error { kind, 0, std::string(operation), std::move(detail) };
    session.messages().failure(error, &device);
    if (result.status == usb::TransferStatus::Cancelled && session.isInterrupted())
        return ExitCode::Interrupted;
    return result.isReset ? exitCodeFor(kind) : exitCodeFor(result.status);
}

} // namespace wb::cli
