// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/graph_cycles.h"

#include <algorithm>

namespace wb::descriptors {
namespace {

class Components {
public:
    explicit Components(const std::vector<std::vector<std::size_t>>& successors)
        : m_successors(successors)
        , m_order(successors.size(), 0)
        , m_low(successors.size(), 0)
        , m_component(successors.size(), 0)
    {
        for (std::size_t node = 0; node < successors.size(); ++node)
            if (m_order[node] == 0)
                visitFrom(node);
    }

    [[nodiscard]] std::size_t of(std::size_t node) const { return m_component[node]; }

private:
    struct Visit {
        std::size_t node;
        std::size_t next; // index among its successors
    };

    void open(std::size_t node)
    {
        m_order[node] = m_low[node] = ++m_count;
        m_path.push_back({ node, 0 });
        m_open.push_back(node);
    }

    void visitFrom(std::size_t root)
    {
        open(root);
        while (!m_path.empty()) {
            Visit& visit = m_path.back();
            const std::size_t node = visit.node;
            if (visit.next == m_successors[node].size()) {
                close(node);
                continue;
            }
            const std::size_t other = m_successors[node][visit.next++];
            if (m_order[other] == 0)
                open(other);
            else if (m_component[other] == 0)
                m_low[node] = std::min(m_low[node], m_order[other]);
        }
    }

    void close(std::size_t node)
    {
        m_path.pop_back();
        if (!m_path.empty())
            m_low[m_path.back().node] = std::min(m_low[m_path.back().node], m_low[node]);
        if (m_low[node] != m_order[node])
            return;
        ++m_components;
        std::size_t member = node;
        do {
            member = m_open.back();
            m_open.pop_back();
            m_component[member] = m_components;
        } while (member != node);
    }

    const std::vector<std::vector<std::size_t>>& m_successors;
    std::vector<std::size_t> m_order; // of discovery, from 1; 0: not seen yet
    std::vector<std::size_t> m_low;
    std::vector<std::size_t> m_component; // from 1; 0: still open
    std::vector<Visit> m_path;
    std::vector<std::size_t> m_open;
    std::size_t m_count = 0;
    std::size_t m_components = 0;
};

} // namespace

std::vector<std::vector<std::size_t>> successorsOf(std::size_t nodeCount, const std::vector<Edge>& edges)
{
    std::vector<std::vector<std::size_t>> successors(nodeCount);
    for (const Edge& edge : edges)
        successors[edge.from].push_back(edge.to);
    return successors;
}

std::vector<bool> edgesInCycles(std::size_t nodeCount, const std::vector<Edge>& edges)
{
    const std::vector<std::vector<std::size_t>> successors = successorsOf(nodeCount, edges);
    const Components components(successors);
    std::vector<bool> inCycle;
    inCycle.reserve(edges.size());
    for (const Edge& edge : edges)
        inCycle.push_back(components.of(edge.from) == components.of(edge.to));
    return inCycle;
}

} // namespace wb::descriptors
