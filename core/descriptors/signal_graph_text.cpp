// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/signal_graph_text.h"

namespace wb::descriptors {
namespace {

std::string withSummary(const Entity& entity)
{
    return labelOf(entity) + (entity.summary.empty() ? "" : ": " + entity.summary);
}

std::string_view verbOf(LinkKind kind)
{
    switch (kind) {
    case LinkKind::Signal:
    case LinkKind::Stream:
        return "<- ";
    case LinkKind::Clock:
        return "<- clock: ";
    case LinkKind::Association:
        return "-- belongs to ";
    }
    return {};
}

// A terminal is known by what it is, a unit by its number: its controls have been told where it stands.
std::string sourceText(const Entity& entity)
{
    const bool isTerminal = entity.kind == EntityKind::InputTerminal || entity.kind == EntityKind::OutputTerminal;
    return isTerminal ? withSummary(entity) : labelOf(entity);
}

// "<- Input terminal 1, pin 2 (in a cycle)"
std::string linkText(const SignalGraph& graph, const Link& link)
{
    std::string text(verbOf(link.kind));
    text += sourceText(graph.entities[link.from]);
    if (link.output != 0)
        text += ", pin " + std::to_string(unsigned { link.output });
    if (link.isInCycle)
        text += " (in a cycle)";
    return text;
}

void appendGraph(std::string& text, const SignalGraph& graph)
{
    std::vector<std::vector<std::size_t>> arriving(graph.entities.size());
    for (std::size_t i = 0; i < graph.links.size(); ++i)
        arriving[graph.links[i].to].push_back(i);
    text += graph.title + ", configuration " + std::to_string(unsigned { graph.configuration }) + "\n";
    for (std::size_t i = 0; i < graph.entities.size(); ++i) {
        const Entity& entity = graph.entities[i];
        text += "  " + withSummary(entity) + "\n";
        for (const std::size_t link : arriving[i])
            text += "    " + linkText(graph, graph.links[link]) + "\n";
        for (const std::string& problem : entity.problems)
            text += "    ! " + problem + "\n";
    }
}

// Inside a quoted string of DOT: quotes and backslashes are escaped, nothing else needs to be.
std::string quoted(std::string_view words)
{
    std::string text;
    for (const char c : words) {
        if (c == '"' || c == '\\')
            text += '\\';
        text += c;
    }
    return text;
}

std::string nodeName(std::size_t graph, std::size_t entity)
{
    return "g" + std::to_string(graph) + "e" + std::to_string(entity);
}

std::string nodeLine(const std::string& name, const Entity& entity)
{
    std::string text = "    " + name + " [label=\"" + quoted(labelOf(entity));
    if (!entity.summary.empty())
        text += "\\n" + quoted(entity.summary);
    text += "\"";
    if (isClock(entity.kind))
        text += ", style=\"rounded,dashed\"";
    if (!entity.problems.empty())
        text += ", color=red, tooltip=\"" + quoted(entity.problems.front()) + "\"";
    return text + "];\n";
}

std::string edgeLine(std::size_t graph, const Link& link)
{
    std::string attributes;
    const auto add = [&attributes](std::string_view words) {
        attributes += attributes.empty() ? "" : ", ";
        attributes += words;
    };
    if (link.kind == LinkKind::Clock)
        add("style=dashed");
    if (link.kind == LinkKind::Association)
        add("style=dotted, dir=none, constraint=false");
    if (link.isDangling || link.isInCycle)
        add("color=red");
    if (link.output != 0)
        add("taillabel=\"" + std::to_string(unsigned { link.output }) + "\"");
    std::string text = "    " + nodeName(graph, link.from) + " -> " + nodeName(graph, link.to);
    return text + (attributes.empty() ? "" : " [" + attributes + "]") + ";\n";
}

} // namespace

std::string toText(std::span<const SignalGraph> graphs)
{
    std::string text;
    for (const SignalGraph& graph : graphs) {
        text += text.empty() ? "" : "\n";
        appendGraph(text, graph);
    }
    return text;
}

std::string toDot(std::span<const SignalGraph> graphs)
{
    std::string text = "digraph signals {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n";
    for (std::size_t i = 0; i < graphs.size(); ++i) {
        const SignalGraph& graph = graphs[i];
        text += "  subgraph cluster_" + std::to_string(i) + " {\n    label=\"" + quoted(graph.title)
            + ", configuration " + std::to_string(unsigned { graph.configuration }) + "\";\n";
        for (std::size_t entity = 0; entity < graph.entities.size(); ++entity)
            text += nodeLine(nodeName(i, entity), graph.entities[entity]);
        for (const Link& link : graph.links)
            text += edgeLine(i, link);
        text += "  }\n";
    }
    return text + "}\n";
}

} // namespace wb::descriptors
