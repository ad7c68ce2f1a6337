// SPDX-License-Identifier: GPL-3.0-or-later
// Finds a byte pattern in a stream, also where it runs over the border of two transfers.
// Source of truth: Knuth, Morris, Pratt 1977. Units: bytes. Thread: one at a time. Errors: an empty pattern is never
// found.
#pragma once

#include "core/base/bytes.h"

namespace wb::stream {

class PatternFinder {
public:
    explicit PatternFinder(Bytes pattern);

    // Offset in the whole stream of the first byte of the first match that ends within `bytes`.
    std::optional<std::uint64_t> feed(ByteView bytes);

private:
    Bytes m_pattern;
    std::vector<std::size_t> m_fallback; // after n matching bytes: how many still match when the next does not
    std::size_t m_matched = 0;
    std::uint64_t m_position = 0;
};

} // namespace wb::stream
