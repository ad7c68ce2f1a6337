// SPDX-License-Identifier: GPL-3.0-or-later
// Class descriptors of the models written one a line: lengths and totals are computed, never typed.
// Source of truth: USB 2.0 §9.5. Thread: any; pure. Errors: none; input comes from our own models.
#pragma once

#include "core/base/bytes.h"

#include <initializer_list>

namespace wb::backend::virtualbus {

inline constexpr Byte kClassInterface = 0x24;
inline constexpr Byte kClassEndpoint = 0x25;

// One descriptor: its bLength is put in front.
[[nodiscard]] inline Bytes withLength(std::initializer_list<Byte> afterLength)
{
    Bytes out { static_cast<Byte>(afterLength.size() + 1) };
    out.insert(out.end(), afterLength);
    return out;
}

[[nodiscard]] inline Bytes joined(std::initializer_list<Bytes> parts)
{
    Bytes out;
    for (const Bytes& part : parts)
        out.insert(out.end(), part.begin(), part.end());
    return out;
}

// The same, with the length of all of it in the two bytes at `offset`: a header's wTotalLength.
[[nodiscard]] inline Bytes withTotal(std::size_t offset, std::initializer_list<Bytes> parts)
{
    Bytes out = joined(parts);
    out[offset] = static_cast<Byte>(out.size());
    out[offset + 1] = static_cast<Byte>(out.size() >> 8);
    return out;
}

} // namespace wb::backend::virtualbus
