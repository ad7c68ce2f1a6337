// SPDX-License-Identifier: GPL-3.0-or-later
// The display filter of the log: "ep==0x81 && status!=ok && len>64".
// Fields: device (vid:pid, port path, bus.address or text), ep (0x81 is an address, 1 a number in both directions),
// type (control, iso, bulk, int), dir (in, out), status (ok, stall, error, timeout, cancelled, overflow, nodevice,
// failed, pending), len (actual bytes), latency (µs). Operators: == != < <= > >=, && || !, parentheses; a bare word
// matches the device text or the type. Thread: a compiled filter is immutable and may be used from any thread. Errors:
// compile() is InvalidArgument with the 1-based column and one sentence.
#pragma once

#include "core/capture/transfer_source.h"

namespace wb::capture {

class Filter {
public:
    Filter(); // matches everything
    Filter(const Filter&);
    Filter(Filter&&) noexcept;
    Filter& operator=(const Filter&);
    Filter& operator=(Filter&&) noexcept;
    ~Filter();

    [[nodiscard]] static Result<Filter> compile(std::string_view text);

    [[nodiscard]] bool matchesEverything() const;
    [[nodiscard]] bool matches(const IndexEntry& entry, std::span<const LoggedDevice> devices) const;

private:
    friend class FilterParser;
    struct Node;
    std::shared_ptr<const Node> m_root;
};

// The rows of a source that a filter lets through, kept up to date incrementally.
class FilteredRows {
public:
    explicit FilteredRows(std::shared_ptr<const TransferSource> source, Filter filter = {});

    // Looks at new entries, and again at those that were pending, at most `budget` in one call; returns how many rows
    // were appended. A pending entry that no longer matches after completing stays until the filter is set again.
    std::size_t update(std::size_t budget = 1'000'000);
    [[nodiscard]] bool isComplete() const; // everything in the source has been looked at
    [[nodiscard]] std::size_t examined() const { return m_examined; } // entries of the source looked at so far
    // Rows are in the order in which they came to match: an entry that matches only once it has completed is
    // appended behind entries with higher numbers.
    [[nodiscard]] std::size_t count() const;
    [[nodiscard]] std::size_t entryAt(std::size_t row) const; // entry index of a row
    [[nodiscard]] std::optional<std::size_t> rowOf(std::size_t entry) const;
    [[nodiscard]] const TransferSource& source() const { return *m_source; }

private:
    std::size_t examinePending(std::size_t& budget, std::span<const LoggedDevice> devices);
    std::size_t examineNew(std::size_t& budget, std::span<const LoggedDevice> devices);

    std::shared_ptr<const TransferSource> m_source;
    Filter m_filter;
    std::vector<std::uint64_t> m_rows; // unused when the filter matches everything
    std::vector<std::uint64_t> m_pending; // did not match, may do when they complete
    std::size_t m_nextPending = 0; // where a re-examination that ran out of budget goes on
    std::size_t m_examined = 0;
    std::uint64_t m_revision = 0; // of the source when all of m_pending had been looked at
};

} // namespace wb::capture
