// SPDX-License-Identifier: GPL-3.0-or-later
// What holds for the bytes of any section: decoding ends, nodes cover them exactly, diagnostics point inside of them
// and name their rule, and the text is safe to show. Thread: any. Errors: abort(), which a fuzzer reports.
#pragma once

#include "core/descriptors/descriptor_set.h"

#include <algorithm>
#include <cstdlib>

namespace wb::fuzz {

inline void checkNode(const descriptors::Node& node, std::size_t length)
{
    for (const descriptors::Diagnostic& diagnostic : node.diagnostics) {
        const bool isInside = diagnostic.range.begin <= diagnostic.range.end && diagnostic.range.end <= length;
        if (!isInside || diagnostic.rule.empty() || diagnostic.spec.empty() || diagnostic.message.empty())
            std::abort();
    }
    for (const descriptors::Node& child : node.children)
        checkNode(child, length);
}

inline void checkSection(usb::SectionKind kind, std::uint8_t number, ByteView bytes)
{
    descriptors::DescriptorSet set;
    set.sections.push_back({ kind, number, 0, toBytes(bytes) });
    const std::vector<descriptors::Node> nodes = descriptors::decodeSet(set, nullptr).at(0).nodes;
    const std::string text = descriptors::toText(nodes);
    const bool isSafe = std::none_of(text.begin(), text.end(), [](char c) { return c >= 0 && c < 0x20 && c != '\n'; });
    if (!descriptors::coversExactly(nodes, bytes.size()) || !isSafe || text.empty() != bytes.empty())
        std::abort();
    for (const descriptors::Node& node : nodes)
        checkNode(node, bytes.size());
}

} // namespace wb::fuzz
