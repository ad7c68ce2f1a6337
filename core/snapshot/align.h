// SPDX-License-Identifier: GPL-3.0-or-later
// Which element of one list is which of another, when some were inserted, removed or changed.
// Elements meet only under the same key. Among several of one key those with equal bytes meet first, as many as keep
// their order (a longest common subsequence), then what stands between them, in order.
// Thread: any; pure. Cost: linear but for lists of one key, where it is the product of their lengths up to a bound;
// beyond that equal ones at both ends meet and the rest in order.
#pragma once

#include "core/base/bytes.h"

namespace wb::snapshot {

struct Element {
    std::string key;
    ByteView bytes;
};

// At least one of the two is there.
struct Match {
    std::optional<std::size_t> left;
    std::optional<std::size_t> right;
    bool operator==(const Match&) const = default;
};

// In the order of the right list; what is on the left alone comes where it stood there.
[[nodiscard]] std::vector<Match> align(std::span<const Element> left, std::span<const Element> right);

} // namespace wb::snapshot
