// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/filter.h"

#include <algorithm>
#include <cassert>

namespace wb::capture {
namespace {

constexpr std::size_t kSliceEntries = 4096;

} // namespace

FilteredRows::FilteredRows(std::shared_ptr<const TransferSource> source, Filter filter)
    : m_source(std::move(source))
    , m_filter(std::move(filter))
{
}

std::size_t FilteredRows::update(std::size_t budget)
{
    if (m_filter.matchesEverything()) {
        const std::size_t added = std::min(budget, m_source->count() - m_examined);
        m_examined += added;
        return added;
    }
    if (m_pending.empty() && m_examined == m_source->count())
        return 0;
    const std::vector<LoggedDevice> devices = m_source->devices();
    const std::size_t late = examinePending(budget, devices);
    return late + examineNew(budget, devices);
}

std::size_t FilteredRows::examinePending(std::size_t& budget, std::span<const LoggedDevice> devices)
{
    const std::uint64_t revision = m_source->revision(); // first: what completes meanwhile is looked at next time
    if (m_nextPending == 0 && revision == m_revision)
        return 0;
    const std::size_t before = m_rows.size();
    std::size_t kept = m_nextPending;
    std::size_t at = m_nextPending;
    for (; at < m_pending.size() && budget > 0; ++at, --budget) {
        IndexEntry entry {};
        if (m_source->entries(m_pending[at], { &entry, 1 }) == 0)
            continue;
        if (m_filter.matches(entry, devices))
            m_rows.push_back(m_pending[at]);
        else if (entry.transferStatus() == usb::TransferStatus::Pending)
            m_pending[kept++] = m_pending[at];
    }
    const bool isDone = at == m_pending.size();
    m_pending.erase(
        m_pending.begin() + static_cast<std::ptrdiff_t>(kept), m_pending.begin() + static_cast<std::ptrdiff_t>(at));
    m_nextPending = isDone ? 0 : kept;
    if (isDone)
        m_revision = revision;
    return m_rows.size() - before;
}

std::size_t FilteredRows::examineNew(std::size_t& budget, std::span<const LoggedDevice> devices)
{
    const std::size_t before = m_rows.size();
    std::vector<IndexEntry> slice(std::min(budget, kSliceEntries));
    while (budget > 0) {
        const std::size_t wanted = std::min(budget, slice.size());
        const std::size_t count = m_source->entries(m_examined, std::span(slice).first(wanted));
        for (std::size_t i = 0; i < count; ++i) {
            if (m_filter.matches(slice[i], devices))
                m_rows.push_back(m_examined + i);
            else if (m_source->isLive() && slice[i].transferStatus() == usb::TransferStatus::Pending)
                m_pending.push_back(m_examined + i);
        }
        m_examined += count;
        budget -= count;
        if (count < wanted)
            break;
    }
    return m_rows.size() - before;
}

bool FilteredRows::isComplete() const { return m_examined == m_source->count() && m_nextPending == 0; }

std::size_t FilteredRows::count() const { return m_filter.matchesEverything() ? m_examined : m_rows.size(); }

std::size_t FilteredRows::entryAt(std::size_t row) const
{
    assert(row < count());
    return m_filter.matchesEverything() ? row : static_cast<std::size_t>(m_rows[row]);
}

std::optional<std::size_t> FilteredRows::rowOf(std::size_t entry) const
{
    if (m_filter.matchesEverything())
        return entry < m_examined ? std::optional(entry) : std::nullopt;
    const auto found = std::find(m_rows.begin(), m_rows.end(), entry); // not sorted: see entryAt
    if (found == m_rows.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - m_rows.begin());
}

} // namespace wb::capture
