// SPDX-License-Identifier: GPL-3.0-or-later
// Signal graphs as text: for people, and for Graphviz.
// Source of truth of the second: the DOT language (graphviz.org). Thread: any; pure. Errors: none.
#pragma once

#include "core/descriptors/signal_graph.h"

namespace wb::descriptors {

// A paragraph a graph: each entity with its summary, below it what it gets, from where, and what is wrong.
[[nodiscard]] std::string toText(std::span<const SignalGraph> graphs);

// One digraph with a cluster a graph; clocks are dashed, associations dotted, what is wrong is red.
[[nodiscard]] std::string toDot(std::span<const SignalGraph> graphs);

} // namespace wb::descriptors
