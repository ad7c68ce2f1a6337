// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes decode to nodes that cover them exactly, and to text; their signal graphs are whole and can be laid out.
#include "core/descriptors/decode.h"
#include "core/descriptors/signal_graph_layout.h"
#include "core/descriptors/signal_graph_text.h"

#include <cstdlib>

using namespace wb;
using namespace wb::descriptors;

namespace {

void checkGraphs(std::span<const Node> nodes)
{
    for (const SignalGraph& graph : findSignalGraphs(nodes)) {
        const GraphLayout layout = layOut(graph);
        if (layout.boxes.size() != graph.entities.size() || layout.isForward.size() != graph.links.size())
            std::abort();
        for (const Link& link : graph.links)
            if (link.from >= graph.entities.size() || link.to >= graph.entities.size())
                std::abort();
        if (toText(std::span(&graph, 1)).empty() || toDot(std::span(&graph, 1)).empty())
            std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView bytes(data, size);
    DecodeOptions options;
    options.speed = static_cast<usb::Speed>(size % 7);
    for (const auto& nodes : { decodeSequence(bytes, options), decodeBlob(bytes, options) }) {
        if (!coversExactly(nodes, size) || (size > 0 && findByte(nodes, size / 2).field == nullptr)
            || (size > 0 && toText(nodes).empty()))
            std::abort();
        checkGraphs(nodes);
    }
    return 0;
}
