// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/port_status_facts.h"

#include "core/descriptors/hub_status.h"
#include "ui/text/format.h"

namespace wb::ui {

namespace {

// "wPortStatus 0x0503, wPortChange 0x0001"
QString rawWords(const descriptors::Node& node)
{
    QStringList words;
    for (const descriptors::Field& field : node.fields)
        words.append(text::fromStd(field.name + " " + field.value));
    return words.join(QStringLiteral(", "));
}

Fact factOf(const QString& group, const QString& name, const engine::StatusAnswer& answer,
    const descriptors::StatusWords& words, const descriptors::Node& node)
{
    const bool isWhole = answer.problem.empty();
    const bool wantsAttention = !isWhole || words.wantsAttention;
    return { group, name, isWhole ? text::fromStd(words.text) : text::fromStd(answer.problem), rawWords(node),
        wantsAttention ? text::Tone::Warning : text::Tone::Neutral };
}

} // namespace

std::vector<Fact> factsOf(const engine::HubPorts& ports, usb::Speed hubSpeed)
{
    const bool isAnswered = ports.time > Nanoseconds { 0 } && (!ports.error || !ports.ports.empty());
    if (!isAnswered)
        return {};
    const QString group = FactModel::tr("Port status");
    std::vector<Fact> facts { { group, {}, FactModel::tr("read %1").arg(text::timeOfDay(ports.time)) } };
    facts.push_back(factOf(group, FactModel::tr("Hub"), ports.hub, descriptors::hubStatusWords(ports.hub.raw),
        descriptors::decodeHubStatus(ports.hub.raw)));
    for (std::size_t i = 0; i < ports.ports.size(); ++i) {
        const engine::StatusAnswer& port = ports.ports[i];
        facts.push_back(factOf(group, FactModel::tr("Port %1").arg(i + 1), port,
            descriptors::portStatusWords(port.raw, hubSpeed), descriptors::decodePortStatus(port.raw, hubSpeed)));
    }
    if (ports.ports.empty())
        facts.push_back({ group, FactModel::tr("Ports"), FactModel::tr("none, the hub says") });
    return facts;
}

} // namespace wb::ui
