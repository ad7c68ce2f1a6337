// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/device_match.h"
#include "app/cli/text.h"
#include "core/descriptors/hub_status.h"

namespace wb::cli {
namespace {

std::string line(const std::string& name, const engine::StatusAnswer& answer, const descriptors::StatusWords& words)
{
    const bool isWhole = answer.problem.empty();
    std::string text = (words.wantsAttention || !isWhole ? "! " : "  ") + name + ": ";
    if (!answer.raw.empty())
        text += formatHex(answer.raw) + "  ";
    return text + (isWhole ? words.text : answer.problem) + "\n";
}

} // namespace

std::string portsText(const usb::DeviceInfo& hub, const engine::HubPorts& ports)
{
    std::string text = nameOf(hub) + " " + readableName(hub) + "\n";
    text += line("hub", ports.hub, descriptors::hubStatusWords(ports.hub.raw));
    for (std::size_t i = 0; i < ports.ports.size(); ++i) {
        const engine::StatusAnswer& port = ports.ports[i];
        text += line("port " + std::to_string(i + 1), port, descriptors::portStatusWords(port.raw, hub.speed));
    }
    if (ports.ports.empty() && !ports.error)
        text += "  the hub says that it has no ports\n";
    return text;
}

} // namespace wb::cli
