// SPDX-License-Identifier: GPL-3.0-or-later
// The file a live log is written to: write at the end, cut back, read. A port, so that tests can make a disk fill up.
// Thread: writeAt and truncate from the writer thread only; ByteSource methods from any thread.
// Errors: writeAt reports how far it came and the errno that stopped it.
#pragma once

#include "core/capture/byte_source.h"

namespace wb::capture {

class LogFile : public ByteSource {
public:
    struct WriteOutcome {
        std::uint64_t bytes = 0; // how many of the bytes asked for are in the file
        int error = 0; // errno of the failure that stopped it, 0 = all written
    };
    // Writes `pieces` one after the other from `offset` on, which is the end or, after a failure that could not be
    // undone, before it. The views are mutable only because iovec has no const.
    [[nodiscard]] virtual WriteOutcome writeAt(std::uint64_t offset, std::span<const MutableByteView> pieces) = 0;
    // Large payloads should begin, and writes of kLargeWrite and more begin and end, at multiples of this many bytes of
    // the file: they are then written from where they lie. 1 = it does not matter. Any thread; may become 1 at any
    // time.
    [[nodiscard]] virtual std::size_t unit() const { return 1; }
    static constexpr std::uint64_t kLargeWrite = std::uint64_t { 64 } << 10;
    [[nodiscard]] virtual Status truncate(std::uint64_t size) = 0;
    [[nodiscard]] virtual Status sync() = 0; // until the bytes are on the disk
};

// Creates or truncates `path`.
[[nodiscard]] Result<std::unique_ptr<LogFile>> createLogFile(const std::string& path);

// The Error for an errno of a file operation on `path`; ENOSPC, EDQUOT and EFBIG become NoSpace.
[[nodiscard]] Error fileError(int code, std::string operation, const std::string& path);

} // namespace wb::capture
