// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/text.h"
#include "core/descriptors/decode.h"

#include <array>

namespace wb::cli {
namespace {

constexpr std::size_t kShownPreview = 256;

std::string milliseconds(Nanoseconds time) { return fixed(static_cast<double>(time.count()) / 1e6, 3) + " ms"; }

std::string label(const engine::StreamStatus& status, bool isLabelled)
{
    return isLabelled ? usb::toString(status.config.endpoint) + ": " : std::string();
}

std::string tally(const engine::StreamStatus& status)
{
    std::string text = ", " + counted(status.errors, "error");
    if (status.cancelled > 0)
        text += ", " + std::to_string(status.cancelled) + " cancelled at the stop";
    if (status.recoveries == 1)
        text += ", 1 recovery";
    else if (status.recoveries > 1)
        text += ", " + std::to_string(status.recoveries) + " recoveries";
    if (status.shortTransfers > 0)
        text += ", " + std::to_string(status.shortTransfers) + " short";
    if (status.packets > 0)
        text += ", " + counted(status.packets, "packet") + " (" + std::to_string(status.packetErrors) + " bad, "
            + std::to_string(status.emptyPackets) + " empty)";
    return text;
}

std::string preview(const engine::StreamStatus& status)
{
    if (status.config.sink != engine::StreamSink::Preview)
        return {};
    return descriptors::toHexDump(slice(status.preview, 0, kShownPreview));
}

std::string meterText(const engine::StreamStatus& status)
{
    const stream::MeterFigures& meter = status.meter;
    std::string text;
    if (status.transfers > 0)
        text += "latency: half within " + milliseconds(meter.latencyMedian) + ", 99 % within "
            + milliseconds(meter.latency99) + ", longest " + milliseconds(meter.latencyMax) + "\n";
    if (meter.gaps > 0)
        text += "queue empty: " + counted(meter.gaps, "time") + ", " + milliseconds(meter.gapsTotal)
            + " in all, longest " + milliseconds(meter.gapMax) + "\n";
    if (status.type == usb::TransferType::Isochronous && status.transfers > 1)
        text += "jitter: mean " + milliseconds(meter.jitterMean) + ", largest " + milliseconds(meter.jitterMax) + "\n";
    return text;
}

std::string transportText(const engine::StreamStatus& status)
{
    std::string text;
    if (status.config.bulkStream > 0)
        text += "bulk stream " + std::to_string(status.config.bulkStream) + " of " + std::to_string(status.bulkStreams)
            + " allocated\n";
    if (status.config.wantsDeviceMemory && status.transfers > 0)
        text += status.usesDeviceMemory ? "zero-copy buffers: shared with the kernel\n"
                                        : "zero-copy buffers: there are none here, the data was copied\n";
    return text;
}

std::string differenceText(const engine::StreamStatus& status)
{
    const stream::PayloadCheck::Difference& first = *status.firstDifference;
    const std::string expected = isBeyondExpected(status) ? "nothing" : "0x" + hex(first.expected, 2);
    return std::to_string(status.differingBytes) + " differ, the first at byte " + std::to_string(first.offset)
        + ": expected " + expected + ", received 0x" + hex(first.actual, 2);
}

std::string comparisonText(const engine::StreamStatus& status, std::uint64_t missing)
{
    if (!status.config.expected)
        return {};
    std::string text = "compared: " + counted(status.comparedBytes, "byte") + ", "
        + (status.firstDifference ? differenceText(status) : "all as expected");
    if (missing > 0)
        text += "; " + std::to_string(missing) + " did not come";
    return text + "\n";
}

} // namespace

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

std::string streamLine(const engine::StreamStatus& status, const StreamRates& rates, bool isLabelled)
{
    return label(status, isLabelled) + fixed(status.seconds(), 1) + " s  " + formatRate(rates.bytesPerSecond) + "  "
        + fixed(rates.transfersPerSecond, 0) + " transfers/s, latency " + milliseconds(status.meter.latencyMedian)
        + " (99 %: " + milliseconds(status.meter.latency99) + ")" + tally(status) + "\n" + preview(status);
}

std::string streamSummary(const engine::StreamStatus& status, std::uint64_t missing, bool isLabelled)
{
    return label(status, isLabelled) + counted(status.transfers, "transfer") + ", " + counted(status.bytes, "byte")
        + " in " + fixed(status.seconds(), 3) + " s: " + formatRate(status.bytesPerSecond) + ", "
        + fixed(status.transfersPerSecond, 0) + " transfers/s" + tally(status) + "; "
        + escapeForDisplay(status.stopReason) + "\n" + transportText(status) + meterText(status)
        + comparisonText(status, missing) + preview(status);
}

std::string logSummary(const capture::LiveLogCounters& log)
{
    return "log: " + counted(log.completed, "transfer") + ", " + counted(log.bytesWritten, "byte") + ", "
        + std::to_string(log.payloadCut) + " cut, " + std::to_string(log.unlogged) + " not logged\n";
}

} // namespace wb::cli
