// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/layered_graph.h"

#include "core/descriptors/layer_order.h"

#include <algorithm>

namespace wb::descriptors {
namespace {

// Depth first without recursion: the edges that lead back to a node whose visit is not over close the cycles.
class Acyclic {
public:
    Acyclic(std::size_t nodeCount, const std::vector<Edge>& edges)
        : m_isForward(edges.size(), true)
        , m_out(nodeCount)
        , m_state(nodeCount, State::Unseen)
    {
        for (std::size_t edge = 0; edge < edges.size(); ++edge)
            m_out[edges[edge].from].push_back(edge);
        for (std::size_t node = 0; node < nodeCount; ++node)
            if (m_state[node] == State::Unseen)
                visitFrom(node, edges);
        std::reverse(m_order.begin(), m_order.end());
    }

    [[nodiscard]] const std::vector<bool>& isForward() const { return m_isForward; }
    [[nodiscard]] const std::vector<std::size_t>& order() const { return m_order; } // sources before targets
    [[nodiscard]] const std::vector<std::size_t>& out(std::size_t node) const { return m_out[node]; }

private:
    enum class State : std::uint8_t { Unseen, Open, Done };
    struct Visit {
        std::size_t node;
        std::size_t next;
    };

    void visitFrom(std::size_t root, const std::vector<Edge>& edges)
    {
        std::vector<Visit> path { { root, 0 } };
        m_state[root] = State::Open;
        while (!path.empty()) {
            Visit& visit = path.back();
            if (visit.next == m_out[visit.node].size()) {
                m_state[visit.node] = State::Done;
                m_order.push_back(visit.node);
                path.pop_back();
                continue;
            }
            const std::size_t edge = m_out[visit.node][visit.next++];
            const std::size_t target = edges[edge].to;
            if (m_state[target] == State::Open) {
                m_isForward[edge] = false;
            } else if (m_state[target] == State::Unseen) {
                m_state[target] = State::Open;
                path.push_back({ target, 0 });
            }
        }
    }

    std::vector<bool> m_isForward;
    std::vector<std::vector<std::size_t>> m_out; // edges by their source
    std::vector<State> m_state;
    std::vector<std::size_t> m_order;
};

int firstLayer(Side side, bool hasFarLeft) { return side == Side::Left && hasFarLeft ? 1 : 0; }

// The longest path from any source, then the right side pulled to the right edge.
std::vector<int> longestPaths(const std::vector<Side>& nodes, const std::vector<Edge>& edges, const Acyclic& acyclic)
{
    const bool hasFarLeft = std::find(nodes.begin(), nodes.end(), Side::FarLeft) != nodes.end();
    std::vector<int> layer(nodes.size(), 0);
    std::vector<bool> hasInnerTarget(nodes.size(), false);
    for (std::size_t node = 0; node < nodes.size(); ++node)
        layer[node] = firstLayer(nodes[node], hasFarLeft);
    int last = 0;
    for (const std::size_t node : acyclic.order()) {
        if (nodes[node] != Side::FarRight)
            last = std::max(last, layer[node]);
        for (const std::size_t edge : acyclic.out(node)) {
            const std::size_t target = edges[edge].to;
            if (!acyclic.isForward()[edge])
                continue;
            layer[target] = std::max(layer[target], layer[node] + 1);
            hasInnerTarget[node] = hasInnerTarget[node] || nodes[target] != Side::FarRight;
        }
    }
    for (std::size_t node = 0; node < nodes.size(); ++node) {
        if (nodes[node] == Side::Right && !hasInnerTarget[node])
            layer[node] = last;
        if (nodes[node] == Side::FarRight && !hasInnerTarget[node] && acyclic.out(node).empty())
            layer[node] = last + 1;
    }
    return layer;
}

// Places for boxes and, where an edge skips layers, for the lane of its source in each of them.
struct Places {
    std::vector<std::vector<std::size_t>> laneOf; // by node: places of its lanes
    LayerOrderInput input;
};

Places makePlaces(const std::vector<Edge>& edges, const LayeredGraph& graph)
{
    Places places;
    places.laneOf.resize(graph.layer.size());
    places.input.layers.resize(static_cast<std::size_t>(graph.layers));
    std::vector<int> reach(graph.layer.size(), 0); // the farthest layer its edges lead to
    for (std::size_t edge = 0; edge < edges.size(); ++edge)
        if (graph.isForward[edge])
            reach[edges[edge].from] = std::max(reach[edges[edge].from], graph.layer[edges[edge].to]);
    std::size_t next = graph.layer.size();
    for (std::size_t node = 0; node < graph.layer.size(); ++node) {
        places.input.layers[static_cast<std::size_t>(graph.layer[node])].push_back(node);
        for (int layer = graph.layer[node] + 1; layer < reach[node]; ++layer) {
            places.input.layers[static_cast<std::size_t>(layer)].push_back(next);
            places.laneOf[node].push_back(next++);
        }
    }
    places.input.placeCount = next;
    for (std::size_t node = 0; node < graph.layer.size(); ++node)
        for (std::size_t i = 0; i < places.laneOf[node].size(); ++i)
            places.input.segments.push_back({ i == 0 ? node : places.laneOf[node][i - 1], places.laneOf[node][i] });
    for (std::size_t edge = 0; edge < edges.size(); ++edge) {
        if (!graph.isForward[edge])
            continue;
        const auto& [from, to] = edges[edge];
        const auto skipped = static_cast<std::size_t>(graph.layer[to] - graph.layer[from] - 1);
        places.input.segments.push_back({ skipped == 0 ? from : places.laneOf[from][skipped - 1], to });
    }
    return places;
}

} // namespace

LayeredGraph layerGraph(const std::vector<Side>& nodes, const std::vector<Edge>& edges)
{
    LayeredGraph graph;
    const Acyclic acyclic(nodes.size(), edges);
    graph.layer = longestPaths(nodes, edges, acyclic);
    for (std::size_t edge = 0; edge < edges.size(); ++edge)
        graph.isForward.push_back(
            acyclic.isForward()[edge] && graph.layer[edges[edge].from] < graph.layer[edges[edge].to]);
    for (const int layer : graph.layer)
        graph.layers = std::max(graph.layers, layer + 1);
    const Places places = makePlaces(edges, graph);
    const std::vector<int> rows = orderLayers(places.input);
    graph.row.assign(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(nodes.size()));
    graph.lanes.resize(nodes.size());
    for (std::size_t node = 0; node < nodes.size(); ++node)
        for (const std::size_t place : places.laneOf[node])
            graph.lanes[node].push_back(rows[place]);
    for (const int row : rows)
        graph.rows = std::max(graph.rows, row + 1);
    return graph;
}

} // namespace wb::descriptors
