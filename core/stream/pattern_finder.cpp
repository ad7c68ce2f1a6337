// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/pattern_finder.h"

namespace wb::stream {

PatternFinder::PatternFinder(Bytes pattern)
    : m_pattern(std::move(pattern))
    , m_fallback(m_pattern.size() + 1, 0)
{
    for (std::size_t i = 1, matched = 0; i < m_pattern.size(); ++i) {
        while (matched > 0 && m_pattern[i] != m_pattern[matched])
            matched = m_fallback[matched];
        if (m_pattern[i] == m_pattern[matched])
            ++matched;
        m_fallback[i + 1] = matched;
    }
}

std::optional<std::uint64_t> PatternFinder::feed(ByteView bytes)
{
    if (m_pattern.empty())
        return std::nullopt;
    std::optional<std::uint64_t> found;
    for (const Byte byte : bytes) {
        while (m_matched > 0 && byte != m_pattern[m_matched])
            m_matched = m_fallback[m_matched];
        if (byte == m_pattern[m_matched])
            ++m_matched;
        ++m_position;
        if (m_matched < m_pattern.size())
            continue;
        if (!found)
            found = m_position - m_pattern.size();
        m_matched = m_fallback[m_matched];
    }
    return found;
}

} // namespace wb::stream
