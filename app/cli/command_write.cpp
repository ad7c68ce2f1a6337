// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/json.h"
#include "app/cli/target.h"
#include "app/cli/text.h"

#include <algorithm>

namespace wb::cli {
namespace {

constexpr std::size_t kMaxData = std::size_t { 1 } << 30;
constexpr std::size_t kMaxInOne = std::size_t { 1 } << 20;
constexpr std::uint32_t kStandardSize = 65536;
constexpr std::uint32_t kStandardPackets = 8;

bool isIsochronous(const EndpointTarget& target) { return target.endpoint.type() == usb::TransferType::Isochronous; }

// How much goes into one transfer.
std::uint32_t chunkSize(const EndpointTarget& target, const WriteOptions& options, std::size_t total)
{
    if (isIsochronous(target))
        return options.size.value_or(options.packets.value_or(kStandardPackets) * target.bytesPerInterval);
    if (options.size)
        return *options.size;
    return total > kMaxInOne ? kStandardSize : static_cast<std::uint32_t>(total);
}

// Every packet of a chunk has the same length, so that a shorter last chunk has fewer packets, not smaller ones.
std::vector<std::uint32_t> isoLengths(const WriteOptions& options, std::uint32_t chunk, std::uint32_t length)
{
    const std::uint32_t packets = options.packets.value_or(kStandardPackets);
    const std::uint32_t each = std::max<std::uint32_t>((chunk + packets - 1) / packets, 1);
    return packetLengths(length, (length + each - 1) / each);
}

usb::TransferRequest makeRequest(
    const EndpointTarget& target, const WriteOptions& options, ByteView part, std::uint32_t chunk)
{
    usb::TransferRequest request;
    request.endpoint = target.endpoint.address;
    request.type = target.endpoint.type();
    request.timeoutMs = options.timeoutMs;
    request.data = toBytes(part);
    if (isIsochronous(target))
        request.isoPacketLengths = isoLengths(options, chunk, static_cast<std::uint32_t>(part.size()));
    return request;
}

ExitCode send(
    Session& session, const EndpointTarget& target, const WriteOptions& options, const usb::TransferRequest& request)
{
    const auto result = session.transfer(target.device->id, request);
    if (!result)
        return session.messages().failure(result.error(), target.device.get());
    if (options.json)
        session.out().line(toLine(transferDocument(*result, request.requestedBytes(), request.data, request.type)));
    else
        session.out().line(transferLine("wrote", *result, request.requestedBytes()));
    return judge(session, *target.device, "write " + usb::toString(options.endpoint), *result);
}

} // namespace

ExitCode run(Session& session, const WriteOptions& options)
{
    const auto data = loadPayload(session, options.payload, kMaxData);
    if (!data)
        return data.error();
    const auto target = openEndpoint(
        session, options.target, options.endpoint, { options.packets ? "--packets" : "", options.isConfirmed });
    if (!target)
        return target.error();
    const std::uint32_t chunk = chunkSize(*target, options, data->size());

    std::size_t offset = 0;
    ExitCode code = ExitCode::Success;
    do { // no data at all is one zero-length packet
        const ByteView part = slice(*data, offset, chunk);
        code = send(session, *target, options, makeRequest(*target, options, part, chunk));
        offset += part.size();
    } while (code == ExitCode::Success && offset < data->size() && session.out().isUsable());
    return code;
}

} // namespace wb::cli
