// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/log_batch.h"

#include "core/capture/direct_write.h"

#include <algorithm>
#include <cassert>

namespace wb::capture {
namespace {

// Collects views of a run of bytes that starts `skip` bytes in and is `count` long.
class ViewCollector {
public:
    ViewCollector(std::uint64_t skip, std::uint64_t count)
        : m_skip(skip)
        , m_count(count)
    {
    }
    void add(MutableByteView piece)
    {
        const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(m_skip, piece.size()));
        m_skip -= skipped;
        piece = piece.subspan(skipped);
        const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(m_count, piece.size()));
        m_count -= taken;
        if (taken > 0)
            m_views.push_back(piece.first(taken));
    }
    [[nodiscard]] std::vector<MutableByteView> take() { return std::move(m_views); }

private:
    std::uint64_t m_skip;
    std::uint64_t m_count;
    std::vector<MutableByteView> m_views;
};

} // namespace

void LogBatch::reserve(std::size_t bytes)
{
    m_arena.reserve(bytes);
    clear();
}

MutableByteView LogBatch::extend(std::size_t count)
{
    const std::size_t position = m_arena.size();
    m_arena.resize(position + count);
    return MutableByteView(m_arena).subspan(position);
}

void LogBatch::splice(Buffer&& buffer, std::size_t used)
{
    assert(used <= buffer.size());
    m_splicedBytes += used;
    m_splicedCapacity += buffer.capacity();
    const MutableByteView bytes = buffer.mutableView().first(used);
    m_splices.push_back({ m_arena.size(), bytes, std::move(buffer), {} });
}

void LogBatch::splice(std::shared_ptr<Buffer> buffer, std::size_t used)
{
    assert(used <= buffer->size());
    m_splicedBytes += used;
    m_splicedCapacity += used;
    const MutableByteView bytes = buffer->mutableView().first(used);
    m_splices.push_back({ m_arena.size(), bytes, {}, std::move(buffer) });
}

std::uint64_t LogBatch::wholeBlocksWithin(std::uint64_t limit) const
{
    if (limit >= remaining())
        return remaining();
    const auto after = std::upper_bound(m_blockEnds.begin(), m_blockEnds.end(), m_written + limit);
    return after == m_blockEnds.begin() ? 0 : std::max(*std::prev(after), m_written) - m_written;
}

std::vector<MutableByteView> LogBatch::views(std::uint64_t count)
{
    ViewCollector collector(m_written, count);
    const MutableByteView arena(m_arena);
    std::size_t position = m_arenaStart;
    for (const Splice& splice : m_splices) {
        collector.add(arena.subspan(position, splice.arenaPosition - position));
        collector.add(splice.bytes);
        position = splice.arenaPosition;
    }
    collector.add(arena.subspan(position));
    return collector.take();
}

void LogBatch::markWritten(std::uint64_t count, std::uint64_t fileEnd, EntryIndex& index)
{
    m_written += count;
    const auto entriesBegin = m_entries.begin() + static_cast<std::ptrdiff_t>(m_publishedEntries);
    const auto entriesEnd = std::partition_point(
        entriesBegin, m_entries.end(), [&](const IndexEntry& entry) { return entry.submitOffset < fileEnd; });
    const auto completionsBegin = m_completions.begin() + static_cast<std::ptrdiff_t>(m_publishedCompletions);
    const auto completionsEnd = std::partition_point(completionsBegin, m_completions.end(),
        [&](const EntryIndex::Completion& completion) { return completion.offset < fileEnd; });
    index.publish({ entriesBegin, entriesEnd }, { completionsBegin, completionsEnd });
    m_publishedEntries = static_cast<std::size_t>(entriesEnd - m_entries.begin());
    m_publishedCompletions = static_cast<std::size_t>(completionsEnd - m_completions.begin());
}

void LogBatch::clear()
{
    const bool hasMemory = m_arena.capacity() >= DirectWrite::kUnit;
    m_arenaStart = hasMemory ? DirectWrite::distanceToUnit(m_arena.data()) : 0;
    m_arena.assign(m_arenaStart, Byte { 0 });
    m_splices.clear();
    m_splicedBytes = 0;
    m_splicedCapacity = 0;
    m_blockEnds.clear();
    m_entries.clear();
    m_completions.clear();
    m_written = 0;
    m_publishedEntries = 0;
    m_publishedCompletions = 0;
}

} // namespace wb::capture
