// SPDX-License-Identifier: GPL-3.0-or-later
// Where reading stands in a run of bytes that lies in pieces. A copy looks ahead while the original stays.
// Thread: any; the pieces belong to the caller and outlive it. Units: bytes. Errors: none.
#pragma once

#include "core/base/bytes.h"

namespace wb::capture {

class PieceCursor {
public:
    explicit PieceCursor(std::span<const MutableByteView> pieces);

    [[nodiscard]] std::uint64_t remaining() const { return m_remaining; }
    // What is left of the piece it stands in; empty only at the end.
    [[nodiscard]] MutableByteView front() const;
    void advance(std::uint64_t count); // REQUIRES: count <= remaining()

private:
    std::span<const MutableByteView> m_pieces; // from the one it stands in
    std::size_t m_position = 0; // in it, never its end
    std::uint64_t m_remaining = 0;
};

} // namespace wb::capture
