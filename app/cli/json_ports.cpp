// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"
#include "core/descriptors/hub_status.h"

namespace wb::cli {
namespace {

Json document(const engine::StatusAnswer& answer, const descriptors::StatusWords& words, const descriptors::Node& node)
{
    const bool isWhole = answer.problem.empty();
    return { { "raw", formatHex(answer.raw, "") }, { "error", isWhole ? Json() : Json(answer.problem) },
        { "status", isWhole ? Json(words.text) : Json() }, { "attention", words.wantsAttention || !isWhole },
        { "fields", toJson(node)["fields"] } };
}

} // namespace

Json portsDocument(const usb::DeviceInfo& hub, const engine::HubPorts& ports)
{
    Json list = Json::array();
    for (std::size_t i = 0; i < ports.ports.size(); ++i) {
        const Bytes& raw = ports.ports[i].raw;
        list.push_back({ { "port", i + 1 } });
        list.back().update(document(ports.ports[i], descriptors::portStatusWords(raw, hub.speed),
            descriptors::decodePortStatus(raw, hub.speed)));
    }
    return { { "schema", "usb-workbench.ports/1" }, { "path", usb::toString(hub.path) }, { "time", ports.time.count() },
        { "error", ports.error ? Json(describe(*ports.error)) : Json() },
        { "hub",
            document(
                ports.hub, descriptors::hubStatusWords(ports.hub.raw), descriptors::decodeHubStatus(ports.hub.raw)) },
        { "ports", std::move(list) } };
}

} // namespace wb::cli
