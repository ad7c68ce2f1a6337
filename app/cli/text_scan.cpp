// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/text.h"

#include <algorithm>

namespace wb::cli {
namespace {

constexpr std::size_t kShownBytes = 16;

std::string code(std::uint8_t bRequest) { return "0x" + hex(bRequest, 2); }

std::string dataText(const Bytes& data)
{
    if (data.empty())
        return ", no data";
    std::string text = ", " + counted(data.size(), "byte") + ": " + formatHex(slice(data, 0, kShownBytes));
    return data.size() > kShownBytes ? text + " ..." : text;
}

// "0x00-0x5b, 0x5d"
std::string stalledCodes(std::span<const engine::ScanAnswer> answers)
{
    std::string text;
    const auto isStalled
        = [](const engine::ScanAnswer& answer) { return answer.verdict == engine::ScanVerdict::Stalled; };
    for (auto first = std::find_if(answers.begin(), answers.end(), isStalled); first != answers.end();) {
        const auto end = std::find_if_not(first, answers.end(), isStalled);
        text += (text.empty() ? "" : ", ") + code(first->bRequest);
        if (end - first > 1)
            text += "-" + code((end - 1)->bRequest);
        first = std::find_if(end, answers.end(), isStalled);
    }
    return text;
}

} // namespace

std::string scanLine(const engine::ScanPlan& plan, const engine::ScanAnswer& answer)
{
    std::string text = code(answer.bRequest);
    if (const std::string_view name = requestName(plan, answer.bRequest); !name.empty())
        text += " " + std::string(name);
    text += "  " + std::string(toString(answer.verdict));
    switch (answer.verdict) {
    case engine::ScanVerdict::Answered:
        return plan.setup.isIn() ? text + dataText(answer.data) : text;
    case engine::ScanVerdict::Stalled:
        return {};
    case engine::ScanVerdict::TimedOut:
        return text;
    case engine::ScanVerdict::Failed:
    case engine::ScanVerdict::Skipped:
        break;
    }
    return text + ": " + answer.reason;
}

std::string scanSummary(std::span<const engine::ScanAnswer> answers)
{
    std::string text;
    for (const engine::ScanVerdict verdict : kVerdicts)
        text += (text.empty() ? "" : ", ") + std::to_string(count(answers, verdict)) + " "
            + std::string(toString(verdict));
    const std::string stalled = stalledCodes(answers);
    return text + "\n" + (stalled.empty() ? "" : "stalled: " + stalled + "\n");
}

} // namespace wb::cli
