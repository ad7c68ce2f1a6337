// SPDX-License-Identifier: GPL-3.0-or-later
// One line on a terminal that is written over as something goes on, and is gone when it is done.
// Thread: one. Ownership: borrows the file. Errors: none; what is no terminal gets nothing at all.
#pragma once

#include <cstdio>
#include <string_view>

namespace wb::cli {

class ProgressLine {
public:
    ProgressLine(std::FILE* file, bool isOnTerminal);
    ~ProgressLine(); // clears
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(std::string_view text); // safe to show, shorter than the terminal is wide
    void clear(); // before something else is printed

private:
    std::FILE* m_file; // null: no terminal
    bool m_isShown = false;
};

[[nodiscard]] bool isTerminal(std::FILE* file); // false where it cannot be known

} // namespace wb::cli
