// SPDX-License-Identifier: GPL-3.0-or-later
// Adler-32 of bytes that come in packets: a host that knows what it sent asks a model whether all of it arrived.
// Source of truth: RFC 1950 §8.2. Thread: one at a time. Errors: none.
#pragma once

#include "core/base/bytes.h"

namespace wb::backend::virtualbus {

class Adler32 {
public:
    void feed(ByteView packet)
    {
        for (const Byte byte : packet) {
            m_low += std::uint64_t { byte };
            m_high += m_low;
        }
        m_low %= kModulus;
        m_high %= kModulus;
    }
    void feedZeros(std::uint64_t count) { m_high = (m_high + m_low * (count % kModulus)) % kModulus; }
    [[nodiscard]] std::uint64_t value() const { return (m_high << 16) | m_low; }

private:
    static constexpr std::uint64_t kModulus = 65'521;

    std::uint64_t m_low = 1;
    std::uint64_t m_high = 0;
};

} // namespace wb::backend::virtualbus
