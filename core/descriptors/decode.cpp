// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/decode.h"

#include "core/descriptors/counts.h"
#include "core/descriptors/grouping.h"
#include "core/descriptors/single.h"
#include "core/usb/descriptor_walk.h"

namespace wb::descriptors {
namespace {

using usb::DescriptorType;

constexpr std::size_t kBosLength = 5;

class SequenceDecoder {
public:
    SequenceDecoder(ByteView bytes, const DecodeOptions& options)
        : m_bytes(bytes)
        , m_context { options.speed, options.names, options.bcdUsb, options.stringIndex, options.enclosing, {} }
    {
    }

    // The sysfs layout gives the device descriptor 18 bytes whatever its bLength says.
    void decodeLeadingDevice()
    {
        const ByteView own = slice(m_bytes, 0, usb::kDeviceDescriptorLength);
        learnFromDevice(own);
        while (m_offset < own.size()) {
            const ByteView rest = own.subspan(m_offset);
            const bool isReadable = m_offset == 0 && rest.size() >= 2 && rest[0] >= 2;
            m_nodes.push_back(
                isReadable ? decodeDescriptor(rest, m_offset, m_context) : decodeUnreadable(rest, m_offset, m_context));
            m_offset = m_nodes.back().range.end;
        }
        if (!m_nodes.empty() && !usb::isType(own, DescriptorType::Device))
            m_nodes.front().diagnostics.push_back(diagnosticOf(rules::kDeviceMissing, m_nodes.front().range,
                "A device descriptor (bDescriptorType 0x01) must stand here."));
    }

    void run()
    {
        Grouping loose(m_nodes, m_context);
        while (m_offset < m_bytes.size()) {
            const ByteView rest = m_bytes.subspan(m_offset);
            const ByteView own = usb::descriptorAt(rest, 0);
            if (usb::isConfigurationHeader(rest)) {
                loose.close();
                addContainer(usb::totalExtent(rest), checkConfiguration);
                ++m_configurationCount;
            } else if (usb::isType(own, DescriptorType::Bos) && own.size() >= kBosLength) {
                loose.close();
                addContainer(usb::totalExtent(rest), checkBos);
            } else {
                // What claims too many or too few bytes must not hide the configurations behind it (P69).
                const std::size_t end = own.empty() ? usb::resynchronize(m_bytes, m_offset + 1) : m_bytes.size();
                learnFromDevice(own);
                m_offset += loose.take(slice(m_bytes, m_offset, end - m_offset), m_offset);
            }
        }
    }

    [[nodiscard]] std::size_t configurationCount() const { return m_configurationCount; }
    [[nodiscard]] std::vector<Node>& nodes() { return m_nodes; }

private:
    void learnFromDevice(ByteView own)
    {
        if (usb::isType(own, DescriptorType::Device))
            m_context.bcdUsb = static_cast<std::uint16_t>(readLe(own, 2, 2).value_or(m_context.bcdUsb));
    }

    // The header at m_offset becomes a node, the rest of its `extent` bytes its children.
    void addContainer(std::size_t extent, void (*check)(Node& node, std::size_t available))
    {
        const std::size_t end = m_offset + extent;
        const std::size_t available = m_bytes.size() - m_offset;
        Context inner = m_context;
        inner.enclosing.reset();
        Node node = decodeDescriptor(slice(m_bytes, m_offset, extent), m_offset, inner);
        Grouping children(node.children, inner);
        m_offset = node.range.end;
        while (m_offset < end)
            m_offset += children.take(slice(m_bytes, m_offset, end - m_offset), m_offset);
        node.range.end = end;
        check(node, available);
        m_nodes.push_back(std::move(node));
    }

    ByteView m_bytes;
    Context m_context;
    std::vector<Node> m_nodes;
    std::size_t m_offset = 0;
    std::size_t m_configurationCount = 0;
};

} // namespace

std::vector<Node> decodeBlob(ByteView bytes, const DecodeOptions& options)
{
    SequenceDecoder decoder(bytes, options);
    decoder.decodeLeadingDevice();
    decoder.run();
    if (!decoder.nodes().empty())
        checkConfigurationCount(decoder.nodes().front(), decoder.configurationCount());
    return std::move(decoder.nodes());
}

std::vector<Node> decodeSequence(ByteView bytes, const DecodeOptions& options)
{
    SequenceDecoder decoder(bytes, options);
    decoder.run();
    return std::move(decoder.nodes());
}

} // namespace wb::descriptors
