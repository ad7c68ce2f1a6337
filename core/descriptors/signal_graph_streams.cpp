// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/signal_graph_streams.h"

#include "core/descriptors/node_fields.h"
#include "core/descriptors/stream_formats.h"

#include <array>

namespace wb::descriptors {
namespace {

constexpr std::uint8_t kHeader = 0x01; // class-specific subtypes
constexpr std::uint8_t kStreamingSubClass = 0x02; // of audio and video alike

constexpr std::size_t kMostAlternates = 256; // bAlternateSetting is a byte; more of them repeat a number

using InterfaceSet = std::array<bool, 256>;

// The numbers a header of Audio 1.0 or UVC lists; nullopt when there is no such list.
std::optional<InterfaceSet> listedInHeader(const Node& control)
{
    InterfaceSet listed {};
    bool isGiven = false;
    for (const Node& child : control.children) {
        if (!isClassSpecific(child, kHeader))
            continue;
        for (const Field& field : child.fields) {
            if (isElementOf(field, "baInterfaceNr")) {
                listed[field.raw & 0xff] = true;
                isGiven = true;
            }
        }
    }
    return isGiven ? std::optional(listed) : std::nullopt;
}

std::optional<InterfaceSet> listedInAssociation(const Node& configuration, std::uint8_t number)
{
    for (const Node& node : configuration.children) {
        const auto first = rawOf(node, "bFirstInterface");
        const auto count = rawOf(node, "bInterfaceCount");
        if (!first || !count || number < *first || number >= *first + *count)
            continue;
        InterfaceSet listed {};
        for (std::uint64_t i = *first; i < std::min<std::uint64_t>(*first + *count, listed.size()); ++i)
            listed[i] = true;
        return listed;
    }
    return std::nullopt;
}

InterfaceSet followingInterfaces(const Node& configuration, const Node& control)
{
    InterfaceSet following {};
    const auto classCode = byteOf(control, "bInterfaceClass").value_or(0);
    const auto subClass = byteOf(control, "bInterfaceSubClass").value_or(0);
    bool isBehind = false;
    for (const Node& node : configuration.children) {
        if (isBehind && isInterface(node, classCode, subClass))
            break;
        isBehind = isBehind || &node == &control;
        if (const auto number = byteOf(node, "bInterfaceNumber"); number && isBehind)
            following[*number] = true;
    }
    return following;
}

InterfaceSet interfacesOf(const Node& configuration, const Node& control)
{
    if (const auto listed = listedInHeader(control))
        return *listed;
    if (const auto listed = listedInAssociation(configuration, byteOf(control, "bInterfaceNumber").value_or(0)))
        return *listed;
    return followingInterfaces(configuration, control);
}

void addDistinct(std::vector<std::uint8_t>& ids, std::uint8_t id)
{
    if (std::find(ids.begin(), ids.end(), id) == ids.end())
        ids.push_back(id);
}

std::optional<bool> directionOf(const Node& node)
{
    const auto address = rawOf(node, "bEndpointAddress");
    return address ? std::optional((*address & 0x80) != 0) : std::nullopt;
}

// All alternate settings of one streaming interface.
StreamPart readStream(GraphKind kind, const std::vector<const Node*>& alternates)
{
    StreamPart part;
    part.title = "Streaming interface " + std::to_string(byteOf(*alternates.front(), "bInterfaceNumber").value_or(0));
    part.range = alternates.front()->range;
    for (const Node* alternate : alternates) {
        for (const Node& child : alternate->children) {
            if (const auto link = byteOf(child, "bTerminalLink")) {
                if (part.linkedIds.empty())
                    part.range = child.range;
                addDistinct(part.linkedIds, *link);
            } else if (isEndpoint(child) && !part.isIn) {
                part.isIn = directionOf(child);
            }
        }
    }
    part.summary = kind == GraphKind::Video ? videoFormats(alternates) : audioFormats(kind, alternates);
    return part;
}

std::vector<StreamPart> findInterfaces(GraphKind kind, const Node& configuration, const Node& control)
{
    const InterfaceSet belonging = interfacesOf(configuration, control);
    const auto classCode = byteOf(control, "bInterfaceClass").value_or(0);
    std::array<std::vector<const Node*>, 256> alternates;
    std::vector<std::uint8_t> order;
    for (const Node& node : configuration.children) {
        if (!isInterface(node, classCode, kStreamingSubClass))
            continue;
        const std::uint8_t number = byteOf(node, "bInterfaceNumber").value_or(0);
        if (!belonging[number])
            continue;
        auto& known = alternates[number];
        if (known.empty())
            order.push_back(number);
        if (known.size() < kMostAlternates)
            known.push_back(&node);
    }
    std::vector<StreamPart> parts;
    parts.reserve(order.size());
    for (const std::uint8_t number : order)
        parts.push_back(readStream(kind, alternates[number]));
    return parts;
}

std::vector<StreamPart> findEndpoints(const Node& streaming)
{
    std::vector<StreamPart> parts;
    for (const Node& endpoint : streaming.children) {
        const Field* address = findField(endpoint, "bEndpointAddress");
        if (address == nullptr || !isEndpoint(endpoint))
            continue;
        StreamPart part;
        part.title = address->meaning;
        part.summary = "endpoint " + address->value;
        part.range = endpoint.range;
        part.isIn = directionOf(endpoint);
        for (const Node& child : endpoint.children)
            for (const Field& field : child.fields)
                if (isElementOf(field, "baAssocJackID"))
                    addDistinct(part.linkedIds, static_cast<std::uint8_t>(field.raw));
        parts.push_back(std::move(part));
    }
    return parts;
}

} // namespace

std::vector<StreamPart> findStreams(GraphKind kind, const Node& configuration, const Node& control)
{
    return kind == GraphKind::Midi ? findEndpoints(control) : findInterfaces(kind, configuration, control);
}

} // namespace wb::descriptors
