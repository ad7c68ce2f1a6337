// SPDX-License-Identifier: GPL-3.0-or-later
// Fixed-width integers at known offsets, in the byte order of the machine that wrote the file.
// Source of truth: pcapng draft §3.1 and pcap-savefile(5): both follow the writer's byte order.
// Thread: any. Errors: fields past the end read as 0; callers check sizes once, up front.
#pragma once

#include "core/base/bytes.h"

#include <array>
#include <bit>
#include <cstring>

namespace wb::capture {

enum class ByteOrder : std::uint8_t { Little, Big };

class FieldReader {
public:
    FieldReader(ByteView bytes, ByteOrder order)
        : m_bytes(bytes)
        , m_order(order)
    {
    }
    [[nodiscard]] std::uint8_t u8(std::size_t offset) const { return static_cast<std::uint8_t>(read(offset, 1)); }
    [[nodiscard]] std::uint16_t u16(std::size_t offset) const { return static_cast<std::uint16_t>(read(offset, 2)); }
    [[nodiscard]] std::uint32_t u32(std::size_t offset) const { return static_cast<std::uint32_t>(read(offset, 4)); }
    [[nodiscard]] std::uint64_t u64(std::size_t offset) const { return read(offset, 8); }
    [[nodiscard]] std::int32_t s32(std::size_t offset) const { return static_cast<std::int32_t>(u32(offset)); }
    [[nodiscard]] std::int64_t s64(std::size_t offset) const { return static_cast<std::int64_t>(u64(offset)); }

private:
    [[nodiscard]] std::uint64_t read(std::size_t offset, std::size_t width) const
    {
        if (offset > m_bytes.size() || m_bytes.size() - offset < width)
            return 0;
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < width; ++i) {
            const std::size_t at = m_order == ByteOrder::Big ? i : width - 1 - i;
            value = (value << 8) | m_bytes[offset + at];
        }
        return value;
    }

    ByteView m_bytes;
    ByteOrder m_order;
};

// Little-endian store of the `width` low bytes; our own files are always little-endian.
// REQUIRES: offset + width <= out.size()
inline void storeLe(MutableByteView out, std::size_t offset, std::size_t width, std::uint64_t value)
{
    if constexpr (std::endian::native == std::endian::little) // one instruction: this writes every header of the log
        std::memcpy(out.data() + offset, &value, width);
    else
        for (std::size_t i = 0; i < width; ++i)
            out[offset + i] = static_cast<Byte>(value >> (8 * i));
}

} // namespace wb::capture
