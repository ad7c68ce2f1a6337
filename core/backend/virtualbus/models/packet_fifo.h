// SPDX-License-Identifier: GPL-3.0-or-later
// A bounded queue of packets, the memory behind a looped-back endpoint; it allocates once.
// Thread: that of the model that owns it. A view from pop() is valid until the next push().
#pragma once

#include "core/base/bytes.h"

#include <algorithm>
#include <cassert>

namespace wb::backend::virtualbus {

class PacketFifo {
public:
    PacketFifo(std::size_t packetCount, std::size_t packetSize)
        : m_packetSize(packetSize)
        , m_bytes(packetCount * packetSize)
        , m_lengths(packetCount)
    {
    }

    [[nodiscard]] bool isEmpty() const { return m_count == 0; }
    [[nodiscard]] bool isFull() const { return m_count == m_lengths.size(); }
    void clear() { m_count = 0; }

    // REQUIRES: !isFull(). A packet longer than the endpoint takes is cut.
    void push(ByteView packet)
    {
        assert(!isFull());
        const std::size_t slot = (m_first + m_count) % m_lengths.size();
        m_lengths[slot] = std::min(packet.size(), m_packetSize);
        std::copy_n(packet.data(), m_lengths[slot], m_bytes.data() + slot * m_packetSize);
        ++m_count;
    }

    // REQUIRES: !isEmpty()
    [[nodiscard]] ByteView pop()
    {
        assert(!isEmpty());
        const std::size_t slot = m_first;
        m_first = (m_first + 1) % m_lengths.size();
        --m_count;
        return ByteView(m_bytes).subspan(slot * m_packetSize, m_lengths[slot]);
    }

private:
    const std::size_t m_packetSize;
    Bytes m_bytes;
    std::vector<std::size_t> m_lengths;
    std::size_t m_first = 0;
    std::size_t m_count = 0;
};

} // namespace wb::backend::virtualbus
