// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks on their way to the file, and the index entries that become visible once they are in it.
// Small parts are copied into one arena that is used again for the next batch; large payloads are spliced in as the
// buffers they came in, so they are never copied. The arena begins at a unit (direct_write.h) in memory: where the
// batch begins at one in the file, both can go past the page cache as they lie.
// Thread: one at a time; the log's lock while it fills, the writer thread while it is written.
// Units: bytes. Errors: none.
#pragma once

#include "core/base/buffer.h"
#include "core/capture/entry_index.h"

namespace wb::capture {

class LogBatch {
public:
    // --- filling ---
    void reserve(std::size_t bytes); // memory for so many; REQUIRES: isEmpty()
    [[nodiscard]] Bytes& arena() { return m_arena; } // append to it, never shrink it
    [[nodiscard]] MutableByteView extend(std::size_t count); // so many bytes of 0, until the next append
    void copy(ByteView bytes) { m_arena.insert(m_arena.end(), bytes.begin(), bytes.end()); }
    void splice(Buffer&& buffer, std::size_t used); // REQUIRES: used <= buffer.size()
    void splice(std::shared_ptr<Buffer> buffer, std::size_t used); // as above; nobody changes it from now on
    void endBlock() { m_blockEnds.push_back(size()); } // what was appended so far is whole blocks
    void add(const IndexEntry& entry) { m_entries.push_back(entry); }
    void add(const EntryIndex::Completion& completion) { m_completions.push_back(completion); }

    [[nodiscard]] std::uint64_t size() const { return m_arena.size() - m_arenaStart + m_splicedBytes; }
    [[nodiscard]] std::uint64_t memory() const { return m_arena.size() - m_arenaStart + m_splicedCapacity; }
    [[nodiscard]] bool isEmpty() const { return size() == 0; }

    // --- writing ---
    [[nodiscard]] std::uint64_t remaining() const { return size() - m_written; }
    // The largest run of whole blocks, from where writing stands, that is at most `limit` bytes.
    [[nodiscard]] std::uint64_t wholeBlocksWithin(std::uint64_t limit) const;
    // The next `count` bytes to write.
    [[nodiscard]] std::vector<MutableByteView> views(std::uint64_t count);
    // `count` more bytes (whole blocks) are in the file, which now ends at `fileEnd`: publishes what they hold.
    void markWritten(std::uint64_t count, std::uint64_t fileEnd, EntryIndex& index);
    [[nodiscard]] std::size_t unpublishedEntries() const { return m_entries.size() - m_publishedEntries; }
    void clear(); // keeps the arena's memory

private:
    struct Splice {
        std::size_t arenaPosition; // the buffer follows this many bytes of the arena
        MutableByteView bytes;
        Buffer owner; // of the bytes, or
        std::shared_ptr<Buffer> keeper;
    };

    Bytes m_arena;
    std::size_t m_arenaStart = 0; // what is before it aligns it
    std::vector<Splice> m_splices;
    std::uint64_t m_splicedBytes = 0;
    std::uint64_t m_splicedCapacity = 0;
    std::vector<std::uint64_t> m_blockEnds;
    std::vector<IndexEntry> m_entries;
    std::vector<EntryIndex::Completion> m_completions;
    std::uint64_t m_written = 0;
    std::size_t m_publishedEntries = 0;
    std::size_t m_publishedCompletions = 0;
};

} // namespace wb::capture
