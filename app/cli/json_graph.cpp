// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"
#include "app/cli/text.h"
#include "core/descriptors/descriptor_set.h"
#include "core/descriptors/signal_graph_names.h"

namespace wb::cli {
namespace {

Json entityJson(const descriptors::Entity& entity)
{
    return { { "kind", descriptors::wordOf(entity.kind) }, { "id", entity.id ? Json(*entity.id) : Json() },
        { "title", entity.title }, { "summary", entity.summary }, { "offset", entity.range.begin },
        { "length", entity.range.size() }, { "problems", entity.problems } };
}

Json linkJson(const descriptors::Link& link)
{
    return { { "kind", descriptors::wordOf(link.kind) }, { "from", link.from }, { "to", link.to },
        { "input", link.input == 0 ? Json() : Json(link.input) },
        { "output", link.output == 0 ? Json() : Json(link.output) }, { "isDangling", link.isDangling },
        { "isInCycle", link.isInCycle } };
}

Json graphJson(const descriptors::SignalGraph& graph)
{
    Json entities = Json::array();
    for (const descriptors::Entity& entity : graph.entities)
        entities.push_back(entityJson(entity));
    Json links = Json::array();
    for (const descriptors::Link& link : graph.links)
        links.push_back(linkJson(link));
    return { { "kind", descriptors::wordOf(graph.kind) }, { "title", graph.title },
        { "configuration", graph.configuration }, { "interface", graph.interfaceNumber },
        { "alternate", graph.alternate }, { "entities", std::move(entities) }, { "links", std::move(links) } };
}

} // namespace

std::vector<descriptors::SignalGraph> signalGraphs(const usb::DeviceInfo& device)
{
    return descriptors::findSignalGraphs(descriptors::decodeDeviceBytes(descriptorBytes(device), { device.speed }));
}

Json graphsDocument(const usb::DeviceInfo& device)
{
    Json graphs = Json::array();
    for (const descriptors::SignalGraph& graph : signalGraphs(device))
        graphs.push_back(graphJson(graph));
    return { { "schema", "usb-workbench.graphs/1" }, { "device", toJson(device) }, { "graphs", std::move(graphs) } };
}

} // namespace wb::cli
