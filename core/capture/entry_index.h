// SPDX-License-Identifier: GPL-3.0-or-later
// The index of a log: 24 bytes a transfer in chunks that never move.
// Thread: any. Readers copy a bounded slice at a time, so that a long copy never holds up the writer.
// Errors: none; entries past the end do not exist.
#pragma once

#include "core/capture/record.h"

#include <memory>
#include <mutex>

namespace wb::capture {

class EntryIndex {
public:
    struct Completion {
        std::uint64_t entry = 0;
        std::uint64_t offset = IndexEntry::kNoRecord;
        usb::TransferStatus status = usb::TransferStatus::Pending;
        std::uint32_t actualLength = 0;
        std::uint32_t latencyMicroseconds = 0;
    };

    // Both in one step: a reader never sees half of what was published together.
    void publish(std::span<const IndexEntry> added, std::span<const Completion> completions);

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] std::optional<IndexEntry> at(std::size_t entry) const;
    std::size_t copy(std::size_t first, std::span<IndexEntry> out) const;

private:
    static constexpr std::size_t kChunkEntries = 8192;
    using Chunk = std::array<IndexEntry, kChunkEntries>;

    mutable std::mutex m_mutex; // guards everything below
    std::vector<std::unique_ptr<Chunk>> m_chunks;
    std::size_t m_size = 0;
};

[[nodiscard]] std::uint32_t toLatencyMicroseconds(Nanoseconds latency); // saturates, never negative

} // namespace wb::capture
