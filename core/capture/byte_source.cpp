// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/byte_source.h"

#include <algorithm>

namespace wb::capture {

Result<std::size_t> MemorySource::readAt(std::uint64_t offset, MutableByteView out) const
{
    if (offset >= m_bytes.size())
        return std::size_t { 0 };
    const ByteView part = slice(m_bytes, static_cast<std::size_t>(offset), out.size());
    std::copy(part.begin(), part.end(), out.begin());
    return part.size();
}

} // namespace wb::capture
