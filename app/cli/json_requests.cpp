// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/named_request.h"
#include "core/requests/catalogue.h"
#include "core/requests/parameter_text.h"

namespace wb::cli {
namespace {

using requests::Kind;
using requests::Parameter;
using requests::Request;

std::string_view kindWord(Kind kind)
{
    switch (kind) {
    case Kind::Number:
        return "number";
    case Kind::Choice:
        return "choice";
    case Kind::Bits:
        return "bits";
    case Kind::Interface:
        return "interface";
    case Kind::Endpoint:
        return "endpoint";
    case Kind::Entity:
        return "entity";
    case Kind::Bytes:
        return "bytes";
    }
    return "";
}

Json named(std::int64_t value, std::string_view name) { return { { "value", value }, { "name", name } }; }

Json toJson(const Request& request, const Parameter& parameter, std::int64_t standard, const requests::Targets& targets)
{
    Json values = Json::array();
    for (const requests::ValueName& value : parameter.values)
        values.push_back(named(static_cast<std::int64_t>(value.value), value.name));
    for (const requests::Candidate& candidate : requests::candidates(request, parameter, targets))
        values.push_back(named(candidate.value, candidate.label));
    for (const requests::BitSpec& bit : parameter.bits)
        if (parameter.kind == Kind::Bits && bit.name != "reserved")
            values.push_back(named(std::int64_t { 1 } << bit.low, bit.name));
    const requests::ValueRange range = requests::rangeOf(parameter);
    return { { "name", parameter.name }, { "kind", kindWord(parameter.kind) }, { "standard", standard },
        { "min", range.min }, { "max", range.max }, { "unit", parameter.unit.name }, { "values", std::move(values) } };
}

Json toJson(const Request& request, const requests::Targets& targets)
{
    const std::vector<Parameter> choices = request.choices();
    const requests::Arguments standard = requests::standardArguments(request, targets);
    Json parameters = Json::array();
    for (std::size_t i = 0; i < choices.size(); ++i)
        parameters.push_back(toJson(request, choices[i], standard.values[i], targets));
    return { { "name", request.name }, { "group", request.group }, { "section", request.section },
        { "bmRequestType", hex(request.bmRequestType, 2) }, { "direction", request.isIn() ? "in" : "out" },
        { "parameters", std::move(parameters) }, { "takesData", request.hasPayload } };
}

} // namespace

Json requestsDocument(const usb::DeviceInfo& device)
{
    const requests::Targets targets = requests::targetsOf(device);
    Json list = Json::array();
    for (const Request* request : requests::requestsFor(targets))
        list.push_back(toJson(*request, targets));
    return { { "schema", "usb-workbench.requests/1" }, { "path", usb::toString(device.path) },
        { "requests", std::move(list) } };
}

Json namedAnswer(
    const usb::TransferRequest& request, const usb::DeviceInfo& device, std::span<const descriptors::Node> decoded)
{
    const auto identity = requests::identify(request.setup, request.data, requests::targetsOf(device));
    return { { "request", identity ? Json(requests::spokenName(*identity)) : Json() },
        { "setup", formatHex(request.setup.toBytes(), "") }, { "decoded", toJson(decoded) } };
}

} // namespace wb::cli
