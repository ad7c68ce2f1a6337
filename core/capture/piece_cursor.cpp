// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/piece_cursor.h"

#include <cassert>

namespace wb::capture {

PieceCursor::PieceCursor(std::span<const MutableByteView> pieces)
    : m_pieces(pieces)
{
    for (const MutableByteView& piece : pieces)
        m_remaining += piece.size();
    advance(0);
}

MutableByteView PieceCursor::front() const
{
    return m_pieces.empty() ? MutableByteView {} : m_pieces.front().subspan(m_position);
}

void PieceCursor::advance(std::uint64_t count)
{
    assert(count <= m_remaining);
    m_remaining -= count;
    std::uint64_t position = m_position + count;
    while (!m_pieces.empty() && position >= m_pieces.front().size()) {
        position -= m_pieces.front().size();
        m_pieces = m_pieces.subspan(1);
    }
    m_position = static_cast<std::size_t>(position);
}

} // namespace wb::capture
