// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"

namespace wb::cli {
namespace {

constexpr auto kScanSchema = "usb-workbench.scan/1";

} // namespace

Json scanRequest(const engine::ScanPlan& plan, const engine::ScanAnswer& answer)
{
    const std::string_view name = requestName(plan, answer.bRequest);
    return { { "schema", kScanSchema }, { "event", "request" }, { "request", hex(answer.bRequest, 2) },
        { "name", name.empty() ? Json() : Json(name) }, { "verdict", toString(answer.verdict) },
        { "data", formatHex(answer.data, "") }, { "latency", answer.latency.count() }, { "reason", answer.reason } };
}

Json scanEnd(std::span<const engine::ScanAnswer> answers, const std::optional<Error>& error)
{
    Json document = { { "schema", kScanSchema }, { "event", "end" } };
    for (const engine::ScanVerdict verdict : kVerdicts)
        document[std::string(toString(verdict))] = count(answers, verdict);
    document["error"] = error ? Json(describe(*error)) : Json();
    return document;
}

} // namespace wb::cli
