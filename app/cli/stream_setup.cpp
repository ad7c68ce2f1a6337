// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/stream_setup.h"

namespace wb::cli {
namespace {

using stream::PayloadKind;

constexpr std::size_t kMaxPattern = std::size_t { 16 } << 20;
constexpr std::size_t kMaxFile = std::size_t { 256 } << 20;
constexpr std::uint32_t kBulkSize = 65536;

// An interrupt transfer ends with its last byte: larger than a report it would collect many before it tells of one.
std::uint32_t standardSize(const EndpointTarget& target)
{
    switch (target.endpoint.type()) {
    case usb::TransferType::Isochronous:
        return 0; // whatever the packets hold
    case usb::TransferType::Interrupt:
        return target.bytesPerInterval;
    case usb::TransferType::Bulk:
    case usb::TransferType::Control:
        return kBulkSize;
    }
    return kBulkSize;
}

ExitCode loadFile(Session& session, StreamPayload& payload)
{
    if (!payload.file)
        return ExitCode::Success;
    const bool isPattern = payload.spec.kind == PayloadKind::Pattern;
    auto bytes = readFile(*payload.file, isPattern ? kMaxPattern : kMaxFile);
    if (!bytes)
        return session.messages().failure(bytes.error(), ExitCode::File);
    if (bytes->empty())
        return session.messages().failure(
            Error { ErrorKind::InvalidArgument, 0, "stream", escapeForDisplay(*payload.file) + ": the data is empty" });
    if (isPattern)
        payload.spec.bytes = std::move(*bytes);
    else
        payload.spec.file = std::make_shared<const Bytes>(std::move(*bytes));
    return ExitCode::Success;
}

// Nothing for the receiving side, nothing of the limits twice.
void applySending(engine::StreamConfig& config, const StreamOptions& options)
{
    if (options.source)
        config.payload = options.source->spec;
    config.stopPattern.clear();
    config.stopAtDifference = false;
    config.shortIsError = false;
    config.sink = engine::StreamSink::Log;
    config.sinkPath.clear();
}

void applyReceiving(engine::StreamConfig& config, const StreamOptions& options)
{
    config.addZeroPacket = false;
    if (options.loopback) {
        config.expected = options.source->spec;
        config.stopAfter = {};
        config.stopAfterBytes = 0;
        config.stopAfterTransfers = 0;
        config.transfersPerSecond = 0;
    } else if (options.expected) {
        config.expected = options.expected->spec;
        const std::uint64_t end = expectedBytes(config).value_or(0);
        if (config.stopAfterBytes == 0)
            config.stopAfterBytes = end;
        // Nobody should have to send more than is expected because it is asked for.
        if (!options.size && end > 0 && end < config.transferBytes)
            config.transferBytes = static_cast<std::uint32_t>(end);
    }
}

} // namespace

OrExit<StreamOptions> loadFiles(Session& session, StreamOptions options)
{
    for (std::optional<StreamPayload>* payload : { &options.source, &options.expected }) {
        if (!*payload)
            continue;
        if (const ExitCode loaded = loadFile(session, **payload); loaded != ExitCode::Success)
            return tl::unexpected(loaded);
    }
    return options;
}

engine::StreamConfig makeConfig(const StreamOptions& options, const EndpointTarget& target)
{
    engine::StreamConfig config = options.config;
    config.endpoint = target.endpoint.address;
    config.transferBytes = options.size.value_or(standardSize(target));
    if (config.endpoint.isIn())
        applyReceiving(config, options);
    else
        applySending(config, options);
    return config;
}

std::optional<std::uint64_t> expectedBytes(const engine::StreamConfig& config)
{
    if (!config.expected || config.expected->kind != PayloadKind::File || config.expected->repeatsFile)
        return std::nullopt;
    return config.expected->file->size();
}

} // namespace wb::cli
