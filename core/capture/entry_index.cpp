// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/entry_index.h"

#include <algorithm>
#include <limits>

namespace wb::capture {

void EntryIndex::publish(std::span<const IndexEntry> added, std::span<const Completion> completions)
{
    const std::lock_guard lock(m_mutex);
    for (const IndexEntry& entry : added) {
        if (m_size == m_chunks.size() * kChunkEntries)
            m_chunks.push_back(std::make_unique<Chunk>());
        (*m_chunks[m_size / kChunkEntries])[m_size % kChunkEntries] = entry;
        ++m_size;
    }
    for (const Completion& completion : completions) {
        if (completion.entry >= m_size)
            continue;
        IndexEntry& entry = (*m_chunks[completion.entry / kChunkEntries])[completion.entry % kChunkEntries];
        entry.completeOffset = completion.offset & IndexEntry::kNoRecord;
        entry.status = static_cast<std::uint64_t>(completion.status) & 0xf;
        entry.actualLength = completion.actualLength;
        entry.latencyMicroseconds = completion.latencyMicroseconds;
    }
}

std::size_t EntryIndex::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_size;
}

std::optional<IndexEntry> EntryIndex::at(std::size_t entry) const
{
    const std::lock_guard lock(m_mutex);
    if (entry >= m_size)
        return std::nullopt;
    return (*m_chunks[entry / kChunkEntries])[entry % kChunkEntries];
}

std::size_t EntryIndex::copy(std::size_t first, std::span<IndexEntry> out) const
{
    std::size_t done = 0;
    while (done < out.size()) {
        const std::lock_guard lock(m_mutex);
        const std::size_t at = first + done;
        if (at >= m_size)
            break;
        const std::size_t inChunk = at % kChunkEntries;
        const std::size_t count = std::min({ out.size() - done, m_size - at, kChunkEntries - inChunk });
        std::copy_n(m_chunks[at / kChunkEntries]->begin() + static_cast<std::ptrdiff_t>(inChunk), count,
            out.begin() + static_cast<std::ptrdiff_t>(done));
        done += count;
    }
    return done;
}

std::uint32_t toLatencyMicroseconds(Nanoseconds latency)
{
    const std::int64_t microseconds = latency.count() / 1000;
    return static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(microseconds, 0, std::numeric_limits<std::uint32_t>::max()));
}

} // namespace wb::capture
