// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/window_reader.h"

#include <algorithm>

namespace wb::capture {
namespace {

constexpr std::size_t kWindowBytes = std::size_t { 1 } << 20;

} // namespace

Result<ByteView> WindowReader::view(std::uint64_t offset, std::size_t size)
{
    const bool isInside = offset >= m_start && offset - m_start <= m_valid && m_valid - (offset - m_start) >= size;
    if (!isInside) {
        const std::uint64_t remaining = m_source.size() > offset ? m_source.size() - offset : 0;
        const std::uint64_t wanted = std::min<std::uint64_t>(std::max(size, kWindowBytes), remaining);
        m_buffer.resize(static_cast<std::size_t>(wanted));
        m_valid = 0;
        const auto count = m_source.readAt(offset, m_buffer);
        if (!count)
            return tl::unexpected<Error>(count.error());
        m_start = offset;
        m_valid = *count;
    }
    return slice(ByteView(m_buffer).first(m_valid), static_cast<std::size_t>(offset - m_start), size);
}

} // namespace wb::capture
