// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/grouping.h"

#include "core/descriptors/single.h"
#include "core/usb/descriptor_walk.h"

#include <algorithm>

namespace wb::descriptors {
namespace {

using usb::DescriptorType;
using usb::isType;

std::uint8_t byteAt(ByteView bytes, std::size_t offset) { return offset < bytes.size() ? bytes[offset] : Byte { 0 }; }

EnclosingInterface interfaceOf(ByteView own)
{
    return { byteAt(own, 2), byteAt(own, 3), byteAt(own, 5), byteAt(own, 6), byteAt(own, 7) };
}

// PHDC 1.0 §5.2: QoS and meta-data descriptors follow the endpoint they are about.
bool isOfHealthcareEndpoint(ByteView own, const Context& context)
{
    constexpr std::uint8_t kHealthcare = 0x0f;
    return context.enclosing && context.enclosing->classCode == kHealthcare && (own[1] == 0x21 || own[1] == 0x22);
}

bool belongsToEndpoint(ByteView own, const Context& context)
{
    return isType(own, DescriptorType::EndpointCompanion) || isType(own, DescriptorType::IsochronousCompanion)
        || isType(own, DescriptorType::WirelessCompanion) || isType(own, DescriptorType::Eusb2IsochronousCompanion)
        || own[1] == kClassSpecificEndpoint || isOfHealthcareEndpoint(own, context);
}

void stretch(Node& node, std::size_t end) { node.range.end = std::max(node.range.end, end); }

} // namespace

std::size_t Grouping::take(ByteView rest, std::size_t base)
{
    if (rest.size() < 2 || rest[0] < 2) {
        close();
        m_top.push_back(decodeUnreadable(rest, base, m_context));
        return rest.size();
    }
    place(rest, base);
    return std::min<std::size_t>(rest[0], rest.size());
}

void Grouping::close()
{
    m_hasInterface = false;
    m_hasEndpoint = false;
    m_context.endpointAttributes.reset();
}

void Grouping::place(ByteView rest, std::size_t base)
{
    const ByteView own = slice(rest, 0, rest[0]);
    const std::size_t end = base + own.size();
    if (m_hasEndpoint && belongsToEndpoint(own, m_context)) {
        Node& endpoint = m_top.back().children.back();
        endpoint.children.push_back(decodeDescriptor(rest, base, m_context));
        stretch(endpoint, end);
        stretch(m_top.back(), end);
        return;
    }
    m_hasEndpoint = false;
    m_context.endpointAttributes.reset();
    if (isType(own, DescriptorType::Interface) || isType(own, DescriptorType::InterfaceAssociation)) {
        m_hasInterface = isType(own, DescriptorType::Interface);
        m_context.enclosing = m_hasInterface ? std::optional(interfaceOf(own)) : std::nullopt;
        m_top.push_back(decodeDescriptor(rest, base, m_context));
        return;
    }
    addBelowInterface(decodeDescriptor(rest, base, m_context));
    if (m_hasInterface && isType(own, DescriptorType::Endpoint)) {
        m_hasEndpoint = true;
        m_context.endpointAttributes = byteAt(own, 3);
    }
}

void Grouping::addBelowInterface(Node node)
{
    if (!m_hasInterface) {
        m_top.push_back(std::move(node));
        return;
    }
    stretch(m_top.back(), node.range.end);
    m_top.back().children.push_back(std::move(node));
}

} // namespace wb::descriptors
