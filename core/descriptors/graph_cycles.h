// SPDX-License-Identifier: GPL-3.0-or-later
// Which edges of a directed graph are part of a cycle: those whose ends are in one strongly connected component.
// Source of truth: Tarjan 1972, without recursion, since the graph may be hostile. Time and memory: linear.
// Thread: any; pure. Errors: none. REQUIRES: every edge joins two of the nodes.
#pragma once

#include <cstddef>
#include <vector>

namespace wb::descriptors {

struct Edge {
    std::size_t from = 0;
    std::size_t to = 0;
    bool operator==(const Edge&) const = default;
};

// By edge.
[[nodiscard]] std::vector<bool> edgesInCycles(std::size_t nodeCount, const std::vector<Edge>& edges);

// By node: the nodes its edges lead to, in the order of the edges.
[[nodiscard]] std::vector<std::vector<std::size_t>> successorsOf(std::size_t nodeCount, const std::vector<Edge>& edges);

} // namespace wb::descriptors
