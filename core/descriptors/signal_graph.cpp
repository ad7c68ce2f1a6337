// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/signal_graph.h"

#include "core/descriptors/graph_cycles.h"
#include "core/descriptors/node_fields.h"
#include "core/descriptors/signal_graph_names.h"
#include "core/descriptors/signal_graph_streams.h"

#include <array>

namespace wb::descriptors {
namespace {

// More control interfaces than this are no function but an attack on our patience.
constexpr std::size_t kMostGraphs = 64;

constexpr auto kIdFields = std::to_array<std::string_view>(
    { "bTerminalID", "bUnitID", "bClockID", "bPowerDomainID", "bJackID", "bElementID" });

std::optional<GraphKind> graphKindOf(const Node& interface)
{
    if (isInterface(interface, 0x0e, 1))
        return GraphKind::Video;
    if (isInterface(interface, 0x01, 3))
        return GraphKind::Midi;
    if (!isInterface(interface, 0x01, 1))
        return std::nullopt;
    switch (rawOf(interface, "bInterfaceProtocol").value_or(0xff)) {
    case 0x00:
        return GraphKind::Audio1;
    case 0x20:
        return GraphKind::Audio2;
    case 0x30:
        return GraphKind::Audio3;
    default:
        return std::nullopt;
    }
}

// What a field says about where its entity gets something from.
std::optional<LinkKind> sourceKindOf(const Field& field)
{
    if (field.name == "bSourceID" || isElementOf(field, "baSourceID"))
        return LinkKind::Signal;
    if (field.name == "bCSourceID" || isElementOf(field, "baCSourceID") || field.name == "bCSourceInID"
        || field.name == "bCSourceOutID")
        return LinkKind::Clock;
    if (field.name == "bAssocTerminal" || field.name == "bReferenceTerminal")
        return LinkKind::Association;
    return std::nullopt;
}

class GraphBuilder {
public:
    GraphBuilder(GraphKind kind, const Node& configuration, const Node& control)
        : m_configuration(configuration)
        , m_control(control)
    {
        m_graph.kind = kind;
        m_graph.configuration = byteOf(configuration, "bConfigurationValue").value_or(0);
        m_graph.interfaceNumber = byteOf(control, "bInterfaceNumber").value_or(0);
        m_graph.alternate = byteOf(control, "bAlternateSetting").value_or(0);
        m_graph.title
            = std::string(titleOf(kind)) + ", interface " + std::to_string(unsigned { m_graph.interfaceNumber });
        m_graph.range = control.range;
    }

    std::optional<SignalGraph> build()
    {
        addEntities();
        if (m_nodes.empty())
            return std::nullopt;
        const std::size_t described = m_nodes.size();
        const std::vector<StreamPart> streams = findStreams(m_graph.kind, m_configuration, m_control);
        for (const StreamPart& stream : streams)
            addEntity({ EntityKind::Stream, {}, stream.title, stream.summary, stream.range, {} });
        for (std::size_t i = 0; i < described; ++i)
            linkSources(i);
        for (std::size_t i = 0; i < streams.size(); ++i)
            linkStream(described + i, streams[i]);
        noteCycles();
        return std::move(m_graph);
    }

private:
    std::size_t addEntity(Entity entity)
    {
        m_graph.entities.push_back(std::move(entity));
        return m_graph.entities.size() - 1;
    }

    void addEntities()
    {
        for (const Node& node : m_control.children) {
            const auto subtype = byteOf(node, "bDescriptorSubtype");
            const auto kind
                = subtype && isClassSpecific(node, *subtype) ? entityKindOf(m_graph.kind, *subtype) : std::nullopt;
            if (!kind)
                continue;
            Entity entity { *kind, {}, std::string(titleOf(*kind)), summaryOf(m_graph.kind, *kind, node), node.range,
                {} };
            for (const std::string_view name : kIdFields)
                if (const auto id = byteOf(node, name))
                    entity.id = id;
            if (!entity.id)
                entity.problems.emplace_back("The descriptor ends before its id.");
            m_nodes.push_back(&node);
            registerId(addEntity(std::move(entity)));
        }
    }

    // Links lead to the first entity of an id, as a host that searches in byte order finds it.
    void registerId(std::size_t index)
    {
        const auto id = m_graph.entities[index].id;
        if (!id)
            return;
        std::optional<std::size_t>& first = m_byId[*id];
        if (!first) {
            first = index;
            return;
        }
        const std::string problem = "Id " + std::to_string(unsigned { *id }) + " is used more than once.";
        if (Entity& other = m_graph.entities[*first]; other.problems.empty() || other.problems.back() != problem)
            other.problems.push_back(problem);
        m_graph.entities[index].problems.push_back(problem + " Links lead to the first.");
    }

    std::size_t entityOf(std::uint8_t id)
    {
        if (const auto known = m_byId[id])
            return *known;
        Entity missing { EntityKind::Missing, id, std::string(titleOf(EntityKind::Missing)), {}, {}, {} };
        missing.problems.push_back("No descriptor has the id " + std::to_string(unsigned { id }) + ".");
        const std::size_t index = addEntity(std::move(missing));
        m_byId[id] = index;
        return index;
    }

    bool isMissing(std::size_t index) const { return m_graph.entities[index].kind == EntityKind::Missing; }

    void addLink(Link link)
    {
        link.isDangling = isMissing(link.from) || isMissing(link.to);
        m_graph.links.push_back(link);
    }

    void linkSources(std::size_t target)
    {
        std::uint8_t signals = 0;
        std::uint8_t clocks = 0;
        bool isWithoutSource = false;
        bool hasLinkForPin = false;
        for (const Field& field : m_nodes[target]->fields) {
            const auto id = static_cast<std::uint8_t>(field.raw);
            if (isElementOf(field, "BaSourcePin") && hasLinkForPin)
                m_graph.links.back().output = id;
            const auto kind = sourceKindOf(field);
            if (!kind)
                continue;
            std::uint8_t input = 0;
            if (*kind != LinkKind::Association)
                input = ++(*kind == LinkKind::Signal ? signals : clocks);
            hasLinkForPin = id != 0;
            isWithoutSource = isWithoutSource || (id == 0 && *kind == LinkKind::Signal);
            if (id == 0 || (*kind == LinkKind::Association && isAssociated(target, id)))
                continue;
            const std::size_t source = entityOf(id);
            addLink({ source, target, *kind, input });
        }
        if (isWithoutSource)
            m_graph.entities[target].problems.emplace_back("An input has the source id 0, which nothing can have.");
    }

    // Both terminals of a pair name each other; that is one link.
    bool isAssociated(std::size_t target, std::uint8_t id)
    {
        const auto own = m_graph.entities[target].id;
        if (!own || m_byId[*own] != target)
            return false;
        const std::size_t pair = std::size_t { *own } * 256 + id;
        const std::size_t reverse = std::size_t { id } * 256 + *own;
        if (m_isPaired[reverse])
            return true;
        m_isPaired[pair] = true;
        return false;
    }

    void linkStream(std::size_t stream, const StreamPart& part)
    {
        for (const std::uint8_t id : part.linkedIds) {
            const std::size_t other = entityOf(id);
            if (isTowardsHost(m_graph.entities[other].kind, part))
                addLink({ other, stream, LinkKind::Stream });
            else
                addLink({ stream, other, LinkKind::Stream });
        }
        if (part.linkedIds.empty())
            m_graph.entities[stream].problems.emplace_back("It is linked to no terminal.");
    }

    // The terminal decides; where it cannot, the endpoint.
    static bool isTowardsHost(EntityKind other, const StreamPart& part)
    {
        switch (other) {
        case EntityKind::OutputTerminal:
        case EntityKind::OutJack:
            return true;
        case EntityKind::InputTerminal:
        case EntityKind::InJack:
            return false;
        default:
            return part.isIn.value_or(true);
        }
    }

    void noteCycles()
    {
        std::vector<Edge> edges;
        std::vector<std::size_t> links;
        for (std::size_t i = 0; i < m_graph.links.size(); ++i) {
            const Link& link = m_graph.links[i];
            if (link.kind == LinkKind::Association)
                continue;
            edges.push_back({ link.from, link.to });
            links.push_back(i);
        }
        const std::vector<bool> inCycle = edgesInCycles(m_graph.entities.size(), edges);
        for (std::size_t i = 0; i < links.size(); ++i) {
            Link& link = m_graph.links[links[i]];
            link.isInCycle = inCycle[i];
            if (!inCycle[i])
                continue;
            constexpr std::string_view kProblem = "It is part of a cycle: its output comes back to its input.";
            auto& problems = m_graph.entities[link.to].problems;
            if (problems.empty() || problems.back() != kProblem)
                problems.emplace_back(kProblem);
        }
    }

    const Node& m_configuration;
    const Node& m_control;
    SignalGraph m_graph;
    std::vector<const Node*> m_nodes; // of the described entities
    std::array<std::optional<std::size_t>, 256> m_byId {};
    std::vector<bool> m_isPaired = std::vector<bool>(std::size_t { 256 } * 256);
};

} // namespace

std::vector<SignalGraph> findSignalGraphs(std::span<const Node> nodes)
{
    std::vector<SignalGraph> graphs;
    for (const Node& configuration : nodes) {
        if (findField(configuration, "bConfigurationValue") == nullptr)
            continue;
        std::size_t count = 0;
        for (const Node& interface : configuration.children) {
            const auto kind = graphKindOf(interface);
            if (!kind || count == kMostGraphs)
                continue;
            if (auto graph = GraphBuilder(*kind, configuration, interface).build()) {
                graphs.push_back(std::move(*graph));
                ++count;
            }
        }
    }
    return graphs;
}

std::string labelOf(const Entity& entity)
{
    return entity.id ? entity.title + " " + std::to_string(unsigned { *entity.id }) : entity.title;
}

bool isClock(EntityKind kind)
{
    return kind == EntityKind::ClockSource || kind == EntityKind::ClockSelector || kind == EntityKind::ClockMultiplier;
}

} // namespace wb::descriptors
