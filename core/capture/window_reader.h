// SPDX-License-Identifier: GPL-3.0-or-later
// A view of consecutive parts of a source through one buffer: a file of any size is scanned in bounded memory.
// Thread: one. Errors: Io of the source; past the end a view is shorter than asked for.
#pragma once

#include "core/capture/byte_source.h"

namespace wb::capture {

class WindowReader {
public:
    explicit WindowReader(const ByteSource& source)
        : m_source(source)
    {
    }
    [[nodiscard]] std::uint64_t size() const { return m_source.size(); }
    // Valid until the next call.
    [[nodiscard]] Result<ByteView> view(std::uint64_t offset, std::size_t size);

private:
    const ByteSource& m_source;
    Bytes m_buffer;
    std::uint64_t m_start = 0; // of the buffer in the source
    std::size_t m_valid = 0; // bytes of the buffer that are the source's
};

} // namespace wb::capture
