// SPDX-License-Identifier: GPL-3.0-or-later
// Back and forward through what was selected, as in a browser.
// Thread: any; a value. Bounded: the oldest is forgotten.
#pragma once

#include "ui/bridge/selection.h"

#include <vector>

namespace wb::ui {

class SelectionHistory {
public:
    void visit(const Selection& selection); // drops what was ahead; the same again is not a step
    [[nodiscard]] bool canGoBack() const { return m_present > 0; }
    [[nodiscard]] bool canGoForward() const { return m_present + 1 < m_visited.size(); }
    [[nodiscard]] const Selection& back(); // REQUIRES: canGoBack()
    [[nodiscard]] const Selection& forward(); // REQUIRES: canGoForward()

private:
    std::vector<Selection> m_visited;
    std::size_t m_present = 0;
};

} // namespace wb::ui
