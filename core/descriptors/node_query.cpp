// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/decode.h"

#include <algorithm>

namespace wb::descriptors {
namespace {

// True when the ranges, put in order, fill `whole` without a gap, an overlap or an empty range.
bool isPartition(std::vector<ByteRange> parts, ByteRange whole)
{
    std::sort(parts.begin(), parts.end(), [](const ByteRange& a, const ByteRange& b) { return a.begin < b.begin; });
    std::size_t position = whole.begin;
    for (const ByteRange& part : parts) {
        if (part.begin != position || part.end <= part.begin)
            return false;
        position = part.end;
    }
    return position == whole.end;
}

bool isCovered(const Node& node)
{
    std::vector<ByteRange> parts;
    parts.reserve(node.fields.size() + node.children.size());
    for (const Field& field : node.fields)
        parts.push_back(field.range);
    for (const Node& child : node.children)
        parts.push_back(child.range);
    return isPartition(std::move(parts), node.range)
        && std::all_of(node.children.begin(), node.children.end(), isCovered);
}

} // namespace

Hit findByte(std::span<const Node> nodes, std::size_t offset)
{
    Hit hit;
    while (true) {
        const auto node = std::find_if(
            nodes.begin(), nodes.end(), [offset](const Node& candidate) { return candidate.range.contains(offset); });
        if (node == nodes.end())
            break;
        hit.node = &*node;
        nodes = node->children;
    }
    if (hit.node == nullptr)
        return hit;
    const auto field = std::find_if(hit.node->fields.begin(), hit.node->fields.end(),
        [offset](const Field& candidate) { return candidate.range.contains(offset); });
    hit.field = field == hit.node->fields.end() ? nullptr : &*field;
    return hit;
}

bool coversExactly(std::span<const Node> nodes, std::size_t length)
{
    std::vector<ByteRange> parts;
    parts.reserve(nodes.size());
    for (const Node& node : nodes)
        parts.push_back(node.range);
    return isPartition(std::move(parts), { 0, length }) && std::all_of(nodes.begin(), nodes.end(), isCovered);
}

} // namespace wb::descriptors
