// SPDX-License-Identifier: GPL-3.0-or-later
// Where the boxes of a signal graph stand: signals flow from left to right in columns, input terminals on the left,
// output terminals on the right, streams outside of them; clocks in rows of their own below.
// Source of truth: the layered drawing of Sugiyama, Tagawa and Toda 1981: longest-path layers, barycentre ordering;
// links that close a cycle are left out of it and lead backwards. Units: cells of a grid; column 0 is on the left, row
// 0 on top. Deterministic: the same graph, the same layout. Thread: any; pure. Errors: none. Input is hostile: time
// grows with links × log links, memory with links and with entities that have links × columns (an id is a byte, so at
// most a few hundred each).
#pragma once

#include "core/descriptors/signal_graph.h"

namespace wb::descriptors {

struct Cell {
    int column = 0;
    int row = 0;
    bool operator==(const Cell&) const = default;
};

struct GraphLayout {
    int columns = 0;
    int rows = 0;
    int clockRow = 0; // the first row of the clocks; `rows` when there are none
    std::vector<Cell> boxes; // by entity; no two are the same
    // By entity: the rows in which its links cross the columns right of it, without a box there. The first is for the
    // next column. Shared by all of its links.
    std::vector<std::vector<int>> lanes;
    // By link: it leads to the right among its own kind, through the lanes. Others find their way between the rows.
    std::vector<bool> isForward;
    bool operator==(const GraphLayout&) const = default;
};

[[nodiscard]] GraphLayout layOut(const SignalGraph& graph);

} // namespace wb::descriptors
