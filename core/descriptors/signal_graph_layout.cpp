// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/signal_graph_layout.h"

#include "core/descriptors/layered_graph.h"

namespace wb::descriptors {
namespace {

struct LinkEnds {
    bool isSource = false;
    bool isTarget = false;
    bool isClockOnly = true;
};

std::vector<LinkEnds> endsOf(const SignalGraph& graph)
{
    std::vector<LinkEnds> ends(graph.entities.size());
    for (const Link& link : graph.links) {
        for (const std::size_t end : { link.from, link.to })
            ends[end].isClockOnly = ends[end].isClockOnly && link.kind == LinkKind::Clock;
        if (link.kind == LinkKind::Association)
            continue;
        ends[link.from].isSource = true;
        ends[link.to].isTarget = true;
    }
    return ends;
}

// What has nothing to do with the signal stands apart: clocks, power domains, ids that only clock links name.
bool isApart(const Entity& entity, const LinkEnds& ends)
{
    if (entity.kind == EntityKind::Missing)
        return ends.isClockOnly;
    return isClock(entity.kind) || entity.kind == EntityKind::PowerDomain;
}

Side sideOf(const Entity& entity, const LinkEnds& ends)
{
    switch (entity.kind) {
    case EntityKind::InputTerminal:
    case EntityKind::InJack:
        return Side::Left;
    case EntityKind::OutputTerminal:
    case EntityKind::OutJack:
        return Side::Right;
    case EntityKind::Stream:
        return ends.isSource ? Side::FarLeft : Side::FarRight;
    default:
        return Side::Free;
    }
}

// One part of the graph with numbers of its own.
struct Part {
    std::vector<std::size_t> members; // entities
    std::vector<Side> sides;
    std::vector<std::size_t> links;
    std::vector<Edge> edges;
};

class Arranger {
public:
    explicit Arranger(const SignalGraph& graph)
        : m_graph(graph)
        , m_number(graph.entities.size(), 0)
        , m_isApart(graph.entities.size(), false)
    {
        const std::vector<LinkEnds> ends = endsOf(graph);
        for (std::size_t i = 0; i < graph.entities.size(); ++i) {
            m_isApart[i] = isApart(graph.entities[i], ends[i]);
            Part& part = m_isApart[i] ? m_clocks : m_signals;
            m_number[i] = part.members.size();
            part.members.push_back(i);
            part.sides.push_back(m_isApart[i] ? Side::Free : sideOf(graph.entities[i], ends[i]));
        }
        for (std::size_t i = 0; i < graph.links.size(); ++i)
            addEdge(i);
        m_layout.boxes.resize(graph.entities.size());
        m_layout.lanes.resize(graph.entities.size());
        m_layout.isForward.assign(graph.links.size(), false);
    }

    GraphLayout arrange()
    {
        m_layout.rows = place(m_signals, 0);
        m_layout.clockRow = m_layout.rows;
        m_layout.rows = place(m_clocks, m_layout.clockRow);
        return std::move(m_layout);
    }

private:
    void addEdge(std::size_t index)
    {
        const Link& link = m_graph.links[index];
        if (link.kind == LinkKind::Association || m_isApart[link.from] != m_isApart[link.to])
            return;
        if (link.kind == LinkKind::Clock && !m_isApart[link.from])
            return; // not among clocks: it must not order the signal
        Part& part = m_isApart[link.from] ? m_clocks : m_signals;
        part.links.push_back(index);
        part.edges.push_back({ m_number[link.from], m_number[link.to] });
    }

    // Returns the row after the part's last one.
    int place(const Part& part, int firstRow)
    {
        if (part.members.empty())
            return firstRow;
        LayeredGraph layered = layerGraph(part.sides, part.edges);
        for (std::size_t i = 0; i < part.members.size(); ++i) {
            m_layout.boxes[part.members[i]] = { layered.layer[i], firstRow + layered.row[i] };
            for (int& lane : layered.lanes[i])
                lane += firstRow;
            m_layout.lanes[part.members[i]] = std::move(layered.lanes[i]);
        }
        for (std::size_t i = 0; i < part.links.size(); ++i)
            m_layout.isForward[part.links[i]] = layered.isForward[i];
        m_layout.columns = std::max(m_layout.columns, layered.layers);
        return firstRow + layered.rows;
    }

    const SignalGraph& m_graph;
    std::vector<std::size_t> m_number; // within its part
    std::vector<bool> m_isApart;
    Part m_signals;
    Part m_clocks;
    GraphLayout m_layout;
};

} // namespace

GraphLayout layOut(const SignalGraph& graph) { return Arranger(graph).arrange(); }

} // namespace wb::descriptors
