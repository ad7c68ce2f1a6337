// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/json.h"
#include "app/cli/stream_run.h"
#include "app/cli/stream_setup.h"
#include "app/cli/text.h"

#include <algorithm>

namespace wb::cli {
namespace {

// Receivers first: what is sent finds somebody who waits for it.
std::vector<usb::EndpointAddress> endpointsOf(const StreamOptions& options)
{
    std::vector<usb::EndpointAddress> endpoints = options.endpoints;
    if (options.loopback)
        endpoints.push_back(*options.loopback);
    std::stable_partition(
        endpoints.begin(), endpoints.end(), [](usb::EndpointAddress endpoint) { return endpoint.isIn(); });
    return endpoints;
}

std::string_view packetsOption(const StreamOptions& options)
{
    if (!options.config.packetLengths.empty())
        return "--packet-lengths";
    return options.config.packetsPerTransfer > 0 ? "--packets" : "";
}

void noteSize(const Session& session, const StreamOptions& options, const engine::StreamStatus& status)
{
    if (!options.size || status.config.transferBytes == *options.size)
        return;
    session.messages().note("transfers were of " + std::to_string(status.config.transferBytes)
        + (status.type == usb::TransferType::Isochronous ? " bytes: the same for each of their packets"
                                                         : " bytes: whole packets, so that none overflows"));
}

bool offersStreams(const EndpointTarget& target) { return usb::maxBulkStreams(target.endpoint) > 0; }

// A bulk stream is for those endpoints that offer some, as a command pipe beside them has none; where nobody does, the
// engine says why.
std::vector<engine::StreamConfig> makeConfigs(const StreamOptions& options, const std::vector<EndpointTarget>& targets)
{
    const bool isOffered = std::any_of(targets.begin(), targets.end(), offersStreams);
    std::vector<engine::StreamConfig> configs;
    for (const EndpointTarget& target : targets) {
        engine::StreamConfig& config = configs.emplace_back(makeConfig(options, target));
        if (isOffered && !offersStreams(target))
            config.bulkStream = config.bulkStreams = 0;
    }
    return configs;
}

// What was to arrive and did not; an end that came otherwise has told why.
std::uint64_t missingBytes(
    const StreamOptions& options, std::span<const engine::StreamStatus> all, const engine::StreamStatus& status)
{
    const engine::StreamConfig& config = status.config;
    if (!config.expected || status.error || status.patternAt || status.firstDifference)
        return 0;
    std::uint64_t due = 0;
    if (options.loopback) {
        for (const engine::StreamStatus& other : all)
            due += other.config.endpoint.isIn() ? 0 : other.bytes;
    } else if (const auto end = expectedBytes(config); end && config.stopAfterTransfers == 0) {
        due = std::min(*end, config.stopAfterBytes);
    }
    return due > status.comparedBytes ? due - status.comparedBytes : 0;
}

ExitCode judge(Session& session, const usb::DeviceInfo& device, const engine::StreamStatus& status)
{
    if (status.error && status.stopReason == engine::kFileFailed)
        return session.messages().failure(*status.error, ExitCode::File);
    if (status.error)
        return session.messages().failure(*status.error, &device);
    if (status.packets > 0 && status.packetErrors == status.packets)
        return session.messages().failure(
            Error { ErrorKind::Io, 0, "stream " + usb::toString(status.config.endpoint),
                nameOf(device) + ": every packet failed; are they of the size that the device sends?" },
            &device);
    return ExitCode::Success;
}

// The first failure, else a difference, else whether anything was done before it was interrupted.
ExitCode conclude(Session& session, const usb::DeviceInfo& device, std::span<const engine::StreamStatus> statuses,
    bool isAllAsExpected)
{
    ExitCode code = ExitCode::Success;
    std::uint64_t transfers = 0;
    for (const engine::StreamStatus& status : statuses) {
        const ExitCode own = judge(session, device, status);
        code = code == ExitCode::Success ? own : code;
        transfers += status.transfers;
    }
    if (code != ExitCode::Success)
        return code;
    if (!isAllAsExpected)
        return ExitCode::DataDiffers;
    return session.isInterrupted() && transfers == 0 ? ExitCode::Interrupted : ExitCode::Success;
}

ExitCode tell(Session& session, const StreamOptions& options, const usb::DeviceInfo& device,
    std::span<const engine::StreamStatus> statuses)
{
    bool isAllAsExpected = true;
    for (const engine::StreamStatus& status : statuses) {
        noteSize(session, options, status);
        const std::uint64_t missing = session.isInterrupted() ? 0 : missingBytes(options, statuses, status);
        isAllAsExpected = isAllAsExpected && missing == 0 && status.differingBytes == 0;
        if (options.json)
            session.out().line(toLine(streamEnd(status, missing, session.logCounters())));
        else
            session.out().text(streamSummary(status, missing, statuses.size() > 1));
    }
    if (const auto log = session.logCounters(); log && !options.json)
        session.out().text(logSummary(*log));
    return conclude(session, device, statuses, isAllAsExpected);
}

} // namespace

ExitCode run(Session& session, const StreamOptions& given)
{
    const auto options = loadFiles(session, given);
    if (!options)
        return options.error();
    const auto targets = openEndpoints(
        session, options->target, endpointsOf(*options), { packetsOption(*options), options->isConfirmed });
    if (!targets)
        return targets.error();
    StreamRun streams(session, options->loopback.has_value(), options->json);
    for (const engine::StreamConfig& config : makeConfigs(*options, *targets))
        streams.start(targets->front().device->id, config);
    const std::vector<engine::StreamStatus> statuses = streams.run();
    if (statuses.size() < streams.count())
        return session.messages().failure(Error { ErrorKind::Internal, 0, "stream", "it was lost" });
    session.flushLog();
    return tell(session, *options, *targets->front().device, statuses);
}

} // namespace wb::cli
