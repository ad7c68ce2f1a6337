// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"

namespace wb::cli {
namespace {

constexpr auto kStreamSchema = "usb-workbench.stream/1";

void addCounters(Json& document, const engine::StreamStatus& status, const StreamRates& rates)
{
    document["seconds"] = status.seconds();
    document["transfers"] = status.transfers;
    document["bytes"] = status.bytes;
    document["bytesPerSecond"] = rates.bytesPerSecond;
    document["transfersPerSecond"] = rates.transfersPerSecond;
    document["cancelled"] = status.cancelled;
    document["errors"] = status.errors;
    document["shortTransfers"] = status.shortTransfers;
    document["packets"] = status.packets;
    document["packetErrors"] = status.packetErrors;
    document["emptyPackets"] = status.emptyPackets;
    document["recoveries"] = status.recoveries;
}

void addMeter(Json& document, const engine::StreamStatus& status)
{
    const stream::MeterFigures& meter = status.meter;
    document["latency"] = { { "p50", meter.latencyMedian.count() }, { "p99", meter.latency99.count() },
        { "max", meter.latencyMax.count() } };
    document["gaps"]
        = { { "count", meter.gaps }, { "total", meter.gapsTotal.count() }, { "max", meter.gapMax.count() } };
    document["jitter"] = status.type == usb::TransferType::Isochronous
        ? Json { { "mean", meter.jitterMean.count() }, { "max", meter.jitterMax.count() } }
        : Json();
}

Json differenceOf(const engine::StreamStatus& status)
{
    if (!status.firstDifference)
        return {};
    const stream::PayloadCheck::Difference& first = *status.firstDifference;
    return { { "offset", first.offset },
        { "expected", isBeyondExpected(status) ? Json() : Json(hex(first.expected, 2)) },
        { "actual", hex(first.actual, 2) } };
}

Json comparisonOf(const engine::StreamStatus& status)
{
    if (!status.config.expected)
        return {};
    return { { "bytes", status.comparedBytes }, { "differing", status.differingBytes },
        { "first", differenceOf(status) } };
}

void addReceived(Json& document, const engine::StreamStatus& status)
{
    document["comparison"] = comparisonOf(status);
    document["patternAt"] = status.patternAt ? Json(*status.patternAt) : Json();
    document["fileBytes"] = status.config.sink == engine::StreamSink::File ? Json(status.fileBytes) : Json();
    document["preview"]
        = status.config.sink == engine::StreamSink::Preview ? Json(formatHex(status.preview, "")) : Json();
}

void addTransport(Json& document, const engine::StreamStatus& status)
{
    document["bulkStream"] = status.config.bulkStream > 0
        ? Json { { "id", status.config.bulkStream }, { "allocated", status.bulkStreams } }
        : Json();
    document["zeroCopy"] = status.config.wantsDeviceMemory ? Json(status.usesDeviceMemory) : Json();
}

Json toJson(const capture::LiveLogCounters& log)
{
    return { { "transfers", log.transfers }, { "completed", log.completed }, { "payloadCut", log.payloadCut },
        { "unlogged", log.unlogged }, { "bytesWritten", log.bytesWritten } };
}

Json streamDocument(const char* event, const engine::StreamStatus& status, const StreamRates& rates)
{
    Json document
        = { { "schema", kStreamSchema }, { "event", event }, { "endpoint", hex(status.config.endpoint.value, 2) } };
    addCounters(document, status, rates);
    addMeter(document, status);
    addReceived(document, status);
    addTransport(document, status);
    return document;
}

} // namespace

Json streamProgress(const engine::StreamStatus& status, const StreamRates& rates)
{
    return streamDocument("progress", status, rates);
}

Json streamEnd(
    const engine::StreamStatus& status, std::uint64_t missing, const std::optional<capture::LiveLogCounters>& log)
{
    Json document = streamDocument("end", status, { status.bytesPerSecond, status.transfersPerSecond });
    if (status.config.expected)
        document["comparison"]["missing"] = missing;
    document["stopReason"] = status.stopReason;
    document["error"] = status.error ? Json(describe(*status.error)) : Json();
    document["log"] = log ? toJson(*log) : Json();
    return document;
}

} // namespace wb::cli
