// SPDX-License-Identifier: GPL-3.0-or-later
// Random access to the bytes of a capture, wherever they are kept.
// Files are read with pread, never mapped: when somebody else cuts the file, a read comes back short and
// becomes an Error, where a mapping would raise SIGBUS and take the program with it.
// Thread: every method may be called from any thread. Units: bytes.
#pragma once

#include "core/base/bytes.h"

#include <memory>

namespace wb::capture {

class ByteSource {
public:
    virtual ~ByteSource() = default;

    [[nodiscard]] virtual std::uint64_t size() const = 0;
    // Reads as much of `out` as exists at `offset` and returns how much that was.
    [[nodiscard]] virtual Result<std::size_t> readAt(std::uint64_t offset, MutableByteView out) const = 0;
};

// REQUIRES: `bytes` outlives the source.
class MemorySource : public ByteSource {
public:
    explicit MemorySource(ByteView bytes)
        : m_bytes(bytes)
    {
    }
    [[nodiscard]] std::uint64_t size() const override { return m_bytes.size(); }
    [[nodiscard]] Result<std::size_t> readAt(std::uint64_t offset, MutableByteView out) const override;

private:
    ByteView m_bytes;
};

// Errors: NotFound, AccessDenied, Io, or Unsupported for what is not a regular file.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> openByteSource(const std::string& path);

} // namespace wb::capture
