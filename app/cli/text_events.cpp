// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/text.h"

#include <array>
#include <cstdio>

namespace wb::cli {
namespace {

// printf's number formats without its types: one value, one conversion.
std::string fixed(double value, int decimals)
{
    std::array<char, 64> text {};
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    return text.data();
}

std::string counted(std::uint64_t count, std::string_view what)
{
    return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

std::string tally(const engine::StreamStatus& status)
{
    std::string text = ", " + counted(status.errors, "error");
    if (status.cancelled > 0)
        text += ", " + std::to_string(status.cancelled) + " cancelled at the stop";
    if (status.shortTransfers > 0)
        text += ", " + std::to_string(status.shortTransfers) + " short";
    if (status.packets > 0)
        text += ", " + counted(status.packets, "packet") + " (" + std::to_string(status.packetErrors) + " bad)";
    return text;
}

} // namespace

Bytes movedBytes(const usb::TransferResult& result, usb::TransferType type)
{
    if (type != usb::TransferType::Isochronous)
        return toBytes(slice(result.data, 0, result.actualLength));
    Bytes bytes;
    for (const usb::IsoPacket& packet : result.isoPackets) {
        const ByteView part = slice(result.data, packet.offset, packet.actual);
        bytes.insert(bytes.end(), part.begin(), part.end());
    }
    return bytes;
}

std::string transferLine(std::string_view verb, const usb::TransferResult& result, std::uint32_t requested)
{
    std::string text = std::string(verb) + " " + std::to_string(result.actualLength) + " of "
        + counted(requested, "byte") + " in " + fixed(static_cast<double>(result.latency().count()) / 1e6, 3)
        + " ms: " + std::string(usb::toString(result.status));
    if (!result.detail.empty())
        text += " (" + escapeForDisplay(result.detail) + ")";
    return text;
}

std::string formatRate(double bytesPerSecond)
{
    constexpr std::array<std::string_view, 4> kUnits { " B/s", " kB/s", " MB/s", " GB/s" };
    std::size_t unit = 0;
    while (bytesPerSecond >= 1000 && unit + 1 < kUnits.size()) {
        bytesPerSecond /= 1000;
        ++unit;
    }
    return fixed(bytesPerSecond, unit == 0 ? 0 : 1).append(kUnits[unit]);
}

std::string streamLine(const engine::StreamStatus& status, const StreamRates& rates)
{
    return fixed(status.seconds(), 1) + " s  " + formatRate(rates.bytesPerSecond) + "  "
        + fixed(rates.transfersPerSecond, 0) + " transfers/s" + tally(status);
}

std::string streamSummary(const engine::StreamStatus& status, const std::optional<capture::LiveLogCounters>& log)
{
    std::string text = counted(status.transfers, "transfer") + ", " + counted(status.bytes, "byte") + " in "
        + fixed(status.seconds(), 3) + " s: " + formatRate(status.bytesPerSecond) + ", "
        + fixed(status.transfersPerSecond, 0) + " transfers/s" + tally(status) + "; "
        + escapeForDisplay(status.stopReason) + "\n";
    if (log)
        text += "log: " + counted(log->completed, "transfer") + ", " + counted(log->bytesWritten, "byte") + ", "
            + std::to_string(log->payloadCut) + " cut, " + std::to_string(log->unlogged) + " not logged\n";
    return text;
}

std::string watchText(WatchEvent event, Nanoseconds time, const usb::DeviceInfo& device)
{
    return formatTimeOfDay(time) + "  " + std::string(toString(event)) + "  " + deviceLine(device);
}

std::string replayLine(const std::string& request, const replay::Step& step, const engine::StepOutcome& outcome)
{
    std::string text = std::to_string(outcome.step + 1) + "  "
        + std::string(replay::toString(outcome.comparison.verdict)) + "  " + escapeForDisplay(request);
    if (const std::string reason = explain(step, outcome); !reason.empty())
        text += "  (" + escapeForDisplay(reason) + ")";
    return text;
}

std::string replaySummary(const engine::Player::Summary& summary)
{
    return std::to_string(summary.same) + " same, " + std::to_string(summary.differs) + " differ, "
        + std::to_string(summary.failed) + " failed, " + std::to_string(summary.skipped) + " skipped"
        + (summary.wasCancelled ? "; interrupted" : "") + "\n";
}

} // namespace wb::cli
