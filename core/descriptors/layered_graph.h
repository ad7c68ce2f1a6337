// SPDX-License-Identifier: GPL-3.0-or-later
// Layered drawing of a directed graph on a grid, for signal_graph_layout.h: which layer a node belongs to, in which
// order the nodes of a layer stand and in which rows, and where links that skip layers pass between them.
// Source of truth: Sugiyama, Tagawa and Toda 1981. Deterministic. Units: layers and rows from 0.
// Thread: any; pure. Errors: none; cycles are tolerated: an edge that closes one is not forward. No recursion.
#pragma once

#include "core/descriptors/graph_cycles.h"

#include <cstdint>

namespace wb::descriptors {

// Where a node wants to stand beyond what its edges say.
enum class Side : std::uint8_t {
    Free,
    FarLeft, // sources outside of everything
    Left,
    Right, // when nothing but FarRight follows it
    FarRight
};

struct LayeredGraph {
    int layers = 0;
    int rows = 0;
    std::vector<int> layer; // by node
    std::vector<int> row; // by node; unique within a layer, lanes included
    std::vector<std::vector<int>> lanes; // by node: rows that are free for its edges, from the next layer on
    std::vector<bool> isForward; // by edge: leads to a later layer
};

// REQUIRES: every edge joins two of the nodes.
[[nodiscard]] LayeredGraph layerGraph(const std::vector<Side>& nodes, const std::vector<Edge>& edges);

} // namespace wb::descriptors
