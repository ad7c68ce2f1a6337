// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/selection_history.h"

namespace wb::ui {

namespace {

constexpr std::size_t kMostVisited = 200;

bool isSamePlace(const Selection& left, const Selection& right)
{
    Selection same = right;
    if (left.device && right.device && left.device->id == right.device->id)
        same.device = left.device; // a newer snapshot is no other place
    return left == same;
}

} // namespace

void SelectionHistory::visit(const Selection& selection)
{
    if (!selection.device || (!m_visited.empty() && isSamePlace(m_visited[m_present], selection)))
        return;
    if (!m_visited.empty())
        m_visited.resize(m_present + 1);
    if (m_visited.size() == kMostVisited)
        m_visited.erase(m_visited.begin());
    m_visited.push_back(selection);
    m_present = m_visited.size() - 1;
}

const Selection& SelectionHistory::back() { return m_visited[--m_present]; }

const Selection& SelectionHistory::forward() { return m_visited[++m_present]; }

} // namespace wb::ui
