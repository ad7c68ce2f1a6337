// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"

namespace wb::cli {
namespace {

constexpr auto kWatchSchema = "usb-workbench.watch/1";
constexpr auto kRepeatSchema = "usb-workbench.repeat/1";
constexpr auto kReplaySchema = "usb-workbench.replay/1";

Json toJson(const usb::IsoPacket& packet)
{
    return { { "requested", packet.requested }, { "actual", packet.actual },
        { "status", usb::toString(packet.status) } };
}

} // namespace

Json transferDocument(const usb::TransferResult& result, std::uint32_t requested, ByteView data, usb::TransferType type)
{
    Json document = { { "schema", "usb-workbench.transfer/1" }, { "status", usb::toString(result.status) },
        { "requested", requested }, { "actual", result.actualLength }, { "data", formatHex(data, "") },
        { "latency", result.latency().count() }, { "submitted", result.submitted.count() },
        { "completed", result.completed.count() } };
    if (type == usb::TransferType::Isochronous) {
        Json packets = Json::array();
        for (const usb::IsoPacket& packet : result.isoPackets)
            packets.push_back(toJson(packet));
        document["packets"] = std::move(packets);
    }
    document["detail"] = result.detail;
    return document;
}

Json repeatEnd(const RepeatTally& tally, bool isInterrupted)
{
    Json latency;
    if (tally.shortest)
        latency = { { "min", tally.shortest->count() }, { "median", tally.latencies.percentile(0.5).count() },
            { "max", tally.latencies.max().count() } };
    return { { "schema", kRepeatSchema }, { "event", "end" }, { "sent", tally.sent }, { "failed", tally.failed },
        { "cancelled", isInterrupted }, { "latency", std::move(latency) } };
}

Json watchReady(Nanoseconds time, std::size_t devices)
{
    return { { "schema", kWatchSchema }, { "event", "ready" }, { "time", time.count() }, { "devices", devices } };
}

Json watchLine(WatchEvent event, Nanoseconds time, const usb::DeviceInfo& device)
{
    return { { "schema", kWatchSchema }, { "event", toString(event) }, { "time", time.count() },
        { "device", toJson(device) } };
}

Json replayStep(const std::string& request, const replay::Step& step, const engine::StepOutcome& outcome)
{
    return { { "schema", kReplaySchema }, { "event", "step" }, { "step", outcome.step },
        { "verdict", replay::toString(outcome.comparison.verdict) }, { "explanation", explain(step, outcome) },
        { "request", request } };
}

Json replayEnd(const engine::Player::Summary& summary)
{
    return { { "schema", kReplaySchema }, { "event", "end" }, { "same", summary.same }, { "differs", summary.differs },
        { "failed", summary.failed }, { "skipped", summary.skipped }, { "cancelled", summary.wasCancelled } };
}

} // namespace wb::cli
