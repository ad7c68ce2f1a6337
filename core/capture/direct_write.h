// SPDX-License-Identifier: GPL-3.0-or-later
// What one write past the page cache consists of. The kernel takes only vectors whose address and length are multiples
// of the disk's block: large payloads are given as they lie, what lies between them is gathered in a stage.
// A page of the page cache costs several times what copying it does; a stream that is logged is written once and read
// rarely, so it is kept out of there.
// Source of truth: open(2), "O_DIRECT". Thread: one at a time. Units: bytes. Errors: none.
#pragma once

#include "core/base/buffer.h"
#include "core/capture/piece_cursor.h"

#include <sys/uio.h>

namespace wb::capture {

class DirectWrite {
public:
    // Most disks have blocks of 512 bytes, or say that they do; the others refuse, and are written the usual way.
    static constexpr std::size_t kUnit = 512;

    // How many bytes further on in memory a unit begins.
    [[nodiscard]] static std::size_t distanceToUnit(Byte* address);

    DirectWrite();

    // Plans a write of what follows `cursor`: as many whole units as fit into one call. The vectors point into the
    // cursor's pieces and into the stage, until the next call. None only when less than a unit is left.
    [[nodiscard]] std::span<const iovec> gather(PieceCursor cursor);

private:
    [[nodiscard]] bool hasRoom() const { return m_vectors.size() < m_vectors.capacity() && m_staged < m_stage.size(); }
    void stage(MutableByteView bytes);
    void dropBeginningOfUnit(std::size_t size);

    Buffer m_stage;
    std::size_t m_staged = 0;
    bool m_isStaging = false; // the last vector ends where the stage does
    std::vector<iovec> m_vectors;
};

} // namespace wb::capture
