// SPDX-License-Identifier: GPL-3.0-or-later
// The order of places within layers so that few segments cross, and the rows they get so that segments are straight
// where they can be: barycentre sweeps, then rows near the neighbours' (isotonic regression).
// Source of truth: Sugiyama, Tagawa and Toda 1981; crossings are counted as Barth, Mutzel and Jünger 2004 do.
// Deterministic. Time: a fixed number of sweeps over segments × log segments. Thread: any; pure. Errors: none.
#pragma once

#include "core/descriptors/graph_cycles.h"

namespace wb::descriptors {

struct LayerOrderInput {
    std::size_t placeCount = 0;
    std::vector<std::vector<std::size_t>> layers; // every place once, in the order to start from
    std::vector<Edge> segments; // each from one layer to the next
};

// By place: its row, from 0, unique within its layer; rows that nobody uses are taken out.
[[nodiscard]] std::vector<int> orderLayers(const LayerOrderInput& input);

} // namespace wb::descriptors
