// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/text.h"

#include <array>
#include <cstdio>

namespace wb::cli {
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

std::string repeatLine(
    std::uint64_t number, std::string_view verb, const usb::TransferResult& result, std::uint32_t requested)
{
    constexpr std::size_t kShownBytes = 32;
    std::string text = std::to_string(number) + ": " + transferLine(verb, result, requested);
    const Bytes answer = movedBytes(result, usb::TransferType::Control);
    if (!answer.empty())
        text += "  " + formatHex(slice(answer, 0, kShownBytes)) + (answer.size() > kShownBytes ? " ..." : "");
    return text;
}

std::string repeatSummary(const RepeatTally& tally)
{
    const auto milliseconds
        = [](Nanoseconds time) { return fixed(static_cast<double>(time.count()) / 1e6, 3) + " ms"; };
    std::string text = std::to_string(tally.sent) + " sent, " + std::to_string(tally.failed) + " failed";
    if (tally.shortest)
        text += "; latency: shortest " + milliseconds(*tally.shortest) + ", half within "
            + milliseconds(tally.latencies.percentile(0.5)) + ", longest " + milliseconds(tally.latencies.max());
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
