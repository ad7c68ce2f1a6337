// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/replay.h"

#include <algorithm>

namespace wb::replay {
namespace {

using usb::IsoPacket;
using usb::TransferResult;
using usb::TransferStatus;

Comparison differs(std::string explanation, std::optional<std::size_t> at = {})
{
    return { Verdict::Differs, at, std::move(explanation) };
}

std::optional<std::size_t> firstDifference(ByteView expected, ByteView got)
{
    const auto [left, right] = std::mismatch(expected.begin(), expected.end(), got.begin(), got.end());
    if (left == expected.end() && right == got.end())
        return std::nullopt;
    return static_cast<std::size_t>(left - expected.begin());
}

std::string statusText(TransferStatus expected, TransferStatus got)
{
    return "status " + std::string(usb::toString(got)) + " instead of " + std::string(usb::toString(expected));
}

std::string lengthText(std::size_t expected, std::size_t got)
{
    return "length " + std::to_string(got) + " instead of " + std::to_string(expected);
}

std::string byteText(ByteView expected, ByteView got, std::size_t at)
{
    return "byte " + std::to_string(at) + ": expected 0x" + hex(expected[at], 2) + ", got 0x" + hex(got[at], 2);
}

// The first difference between two packets, each with the buffer it lies in; empty when there is none.
// `expectedData` may be cut: only what was kept is compared.
Comparison comparePacket(
    const IsoPacket& expected, ByteView expectedData, const IsoPacket& got, ByteView gotData, const std::string& name)
{
    if (expected.status != got.status)
        return differs(name + statusText(expected.status, got.status));
    if (expected.actual != got.actual)
        return differs(name + lengthText(expected.actual, got.actual));
    const ByteView kept = slice(expectedData, expected.offset, expected.actual);
    const ByteView answered = slice(gotData, got.offset, kept.size());
    const auto at = firstDifference(kept, answered);
    if (!at)
        return {};
    if (*at >= answered.size())
        return differs(name + "its data ends after " + std::to_string(answered.size()) + " bytes", *at);
    return differs(name + byteText(kept, answered, *at), expected.offset + *at);
}

Comparison comparePackets(const Step& step, const TransferResult& result)
{
    if (step.expectedPackets.size() != result.isoPackets.size())
        return differs(std::to_string(result.isoPackets.size()) + " packets instead of "
            + std::to_string(step.expectedPackets.size()));
    const ByteView expectedData = step.request.isIn() ? ByteView(step.expectedData) : ByteView();
    for (std::size_t i = 0; i < result.isoPackets.size(); ++i) {
        Comparison packet = comparePacket(step.expectedPackets[i], expectedData, result.isoPackets[i], result.data,
            "packet " + std::to_string(i) + ": ");
        if (packet.verdict != Verdict::Same)
            return packet;
    }
    return {};
}

Comparison compareData(const Step& step, const TransferResult& result)
{
    const ByteView expected = step.expectedData;
    const ByteView got = slice(result.data, 0, step.expectedDataIsCut ? expected.size() : result.data.size());
    const auto at = firstDifference(expected, got);
    if (step.expectedLength != result.actualLength)
        return differs(lengthText(step.expectedLength, result.actualLength), at);
    if (!step.request.isIn() || !at)
        return {};
    if (*at < expected.size() && *at < got.size())
        return differs(byteText(expected, got, *at), at);
    return differs(lengthText(expected.size(), got.size()), at);
}

} // namespace

std::string_view toString(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Same:
        return "same";
    case Verdict::Differs:
        return "differs";
    case Verdict::Failed:
        return "error";
    case Verdict::Skipped:
        return "skipped";
    }
    return "error";
}

Comparison compare(const Step& step, const TransferResult& result)
{
    if (step.kind == StepKind::Skipped)
        return { Verdict::Skipped, {}, step.skipReason };
    if (result.status == TransferStatus::SubmitFailed || result.status == TransferStatus::NoDevice)
        return { Verdict::Failed, {},
            result.detail.empty() ? "status " + std::string(usb::toString(result.status)) : result.detail };
    if (result.status != step.expectedStatus)
        return differs(statusText(step.expectedStatus, result.status));
    if (step.kind != StepKind::Transfer)
        return {};
    Comparison comparison = step.request.type == usb::TransferType::Isochronous ? comparePackets(step, result)
                                                                                : compareData(step, result);
    if (comparison.verdict == Verdict::Same && step.expectedDataIsCut)
        comparison.explanation = step.expectedData.empty()
            ? "only status and length were compared: the log kept no data"
            : "only the first " + std::to_string(step.expectedData.size())
                + " bytes were compared: the log kept no more";
    return comparison;
}

} // namespace wb::replay
