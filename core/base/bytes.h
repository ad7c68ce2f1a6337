// SPDX-License-Identifier: GPL-3.0-or-later
// Byte views, bounds-checked little-endian reads, and hexadecimal text.
// Source of truth for byte order: USB 2.0 §8.1 (all multi-byte USB fields are little-endian).
// Thread: any. Errors: reads past the end give nullopt; parseHex names the offending column.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wb {

using Byte = std::uint8_t;
using Bytes = std::vector<Byte>;
using ByteView = std::span<const Byte>;
using MutableByteView = std::span<Byte>;

// Reads `width` (1..8) bytes at `offset`; nullopt when they do not all exist.
[[nodiscard]] std::optional<std::uint64_t> readLe(ByteView bytes, std::size_t offset, std::size_t width);

// Part of `bytes` that exists in [offset, offset + length); never throws, may be empty.
[[nodiscard]] ByteView slice(ByteView bytes, std::size_t offset, std::size_t length);

void appendLe16(Bytes& out, std::uint16_t value);
void appendLe32(Bytes& out, std::uint32_t value);
void appendLe64(Bytes& out, std::uint64_t value);

[[nodiscard]] inline Bytes toBytes(ByteView view) { return { view.begin(), view.end() }; }
[[nodiscard]] inline ByteView asBytes(std::string_view text)
{
    return { static_cast<const Byte*>(static_cast<const void*>(text.data())), text.size() };
}

// Accepts "12 01 00", "120100", "0x12,0x01", "12:01:00", newlines between bytes.
// An odd digit count or a foreign character is InvalidArgument with its 1-based column in detail.
[[nodiscard]] Result<Bytes> parseHex(std::string_view text);

// "12 01 00 02"; an empty separator gives "12010002".
[[nodiscard]] std::string formatHex(ByteView bytes, std::string_view separator = " ");

// "0x12", "18", "0b1010"; whole string must be used and value <= max.
[[nodiscard]] Result<std::uint64_t> parseUnsigned(std::string_view text, std::uint64_t max);

// Lower-case hexadecimal, zero-padded to `digits`, without prefix: hex(0xfffe, 4) == "fffe".
[[nodiscard]] std::string hex(std::uint64_t value, int digits);

// Hostile text made safe to show: invalid UTF-8, control characters, bidirectional overrides and
// other invisible characters become \xNN or \u{NNNN}; everything else is unchanged.
[[nodiscard]] std::string escapeForDisplay(std::string_view utf8);

// Decodes UTF-16LE (USB 2.0 §9.6.7) to UTF-8; unpaired surrogates and an odd last byte become \u{DXXX} / \xNN.
[[nodiscard]] std::string utf16LeToUtf8(ByteView bytes);

} // namespace wb
