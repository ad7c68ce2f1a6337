// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/events.h"

#include "core/descriptors/usb_ids.h"

#include <algorithm>

namespace wb::cli {
namespace {

std::string describeTransfer(usb::TransferType type, usb::EndpointAddress endpoint, std::uint32_t bytes)
{
    return std::string(usb::toString(type)) + " " + usb::toString(endpoint) + ", " + std::to_string(bytes) + " bytes";
}

std::string sentence(const usb::SetupPacket& setup)
{
    return usb::describe(setup, descriptors::UsbIds::system().language(setup.wIndex));
}

std::string describeRecord(const capture::TransferSource& source, std::size_t entry)
{
    const auto record = source.record(entry);
    if (!record)
        return describe(record.error());
    if (record->setup)
        return sentence(*record->setup);
    return describeTransfer(record->type, record->endpoint, record->requestedLength);
}

} // namespace

bool isBeyondExpected(const engine::StreamStatus& status)
{
    const auto& expected = status.config.expected;
    return status.firstDifference && expected && expected->kind == stream::PayloadKind::File && !expected->repeatsFile
        && status.firstDifference->offset >= expected->file->size();
}

std::string_view toString(engine::ScanVerdict verdict)
{
    switch (verdict) {
    case engine::ScanVerdict::Answered:
        return "answered";
    case engine::ScanVerdict::Stalled:
        return "stalled";
    case engine::ScanVerdict::TimedOut:
        return "timed-out";
    case engine::ScanVerdict::Failed:
        return "failed";
    case engine::ScanVerdict::Skipped:
        return "skipped";
    }
    return "failed";
}

std::size_t count(std::span<const engine::ScanAnswer> answers, engine::ScanVerdict verdict)
{
    const auto isIt = [verdict](const engine::ScanAnswer& answer) { return answer.verdict == verdict; };
    return static_cast<std::size_t>(std::count_if(answers.begin(), answers.end(), isIt));
}

std::string_view requestName(const engine::ScanPlan& plan, std::uint8_t bRequest)
{
    return plan.setup.type() == usb::RequestType::Standard ? usb::standardRequestName(bRequest) : std::string_view {};
}

std::string_view toString(WatchEvent event)
{
    switch (event) {
    case WatchEvent::Arrived:
        return "arrived";
    case WatchEvent::Departed:
        return "departed";
    case WatchEvent::Updated:
        return "updated";
    }
    return "updated";
}

std::string describeStep(const replay::Step& step, const capture::TransferSource& source)
{
    switch (step.kind) {
    case replay::StepKind::Transfer:
        if (step.request.type == usb::TransferType::Control)
            return sentence(step.request.setup);
        return describeTransfer(step.request.type, step.request.endpoint, step.request.requestedBytes());
    case replay::StepKind::SetConfiguration:
        return "set configuration " + std::to_string(step.value);
    case replay::StepKind::SetInterface:
        return "set interface " + std::to_string(step.interfaceNumber) + " to alternate setting "
            + std::to_string(step.value);
    case replay::StepKind::ClearHalt:
        return "clear the halt of " + usb::toString(step.endpoint);
    case replay::StepKind::Skipped:
        return describeRecord(source, step.entry);
    }
    return {};
}

std::string explain(const replay::Step& step, const engine::StepOutcome& outcome)
{
    if (step.kind == replay::StepKind::Skipped)
        return step.skipReason;
    if (!outcome.comparison.explanation.empty())
        return outcome.comparison.explanation;
    return outcome.error ? describe(*outcome.error) : std::string();
}

} // namespace wb::cli
