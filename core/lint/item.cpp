// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lint/item.h"

#include <algorithm>

namespace wb::lint {

Item::Item(const descriptors::Node& node, ByteView sectionBytes, std::size_t section)
    : m_node(&node)
    , m_base(node.range.begin)
    , m_section(section)
{
    const std::size_t end
        = node.children.empty() ? node.range.end : std::min(node.range.end, node.children.front().range.begin);
    m_bytes = slice(sectionBytes, m_base, end - m_base);
}

descriptors::ByteRange Item::range(std::size_t offset, std::size_t width) const
{
    const std::size_t begin = std::min(offset, size());
    return { m_base + begin, m_base + begin + std::min(width, size() - begin) };
}

} // namespace wb::lint
