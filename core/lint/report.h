// SPDX-License-Identifier: GPL-3.0-or-later
// Collects what the rules find. A device that breaks one rule ten thousand times is told of it kMostPerRule times; the
// rest is counted.
// Thread: belongs to one thread. Errors: none.
#pragma once

#include "core/lint/item.h"

#include <map>

namespace wb::lint {

struct Finding {
    std::size_t section = 0; // index in the set; the range of the diagnostic counts from its first byte
    descriptors::Diagnostic diagnostic;
};

inline constexpr std::size_t kMostPerRule = 50;

class Report {
public:
    // `offset` and `width` are the bytes of the item that should be other; the message says what they should say.
    // Does nothing when none of them exists: that they are missing is for other rules to say.
    void add(
        const descriptors::Rule& rule, const Item& item, std::size_t offset, std::size_t width, std::string message);
    // The same with a section of the specification that is not the rule's.
    void add(const Item& item, const descriptors::Diagnostic& diagnostic);
    // What the decoder found while it read the bytes.
    void add(std::size_t section, const descriptors::Diagnostic& diagnostic);

    [[nodiscard]] std::vector<Finding> takeFindings() { return std::move(m_findings); }
    [[nodiscard]] std::size_t omitted() const { return m_omitted; }

private:
    std::vector<Finding> m_findings;
    std::map<std::string_view, std::size_t> m_counts; // by rule
    std::size_t m_omitted = 0;
};

} // namespace wb::lint
