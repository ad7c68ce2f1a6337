// SPDX-License-Identifier: GPL-3.0-or-later
// One descriptor as the rules look at it: its own bytes, its place in its section, its decoded node.
// Offsets count from the descriptor's first byte; reading past its end gives nothing, never garbage.
// Thread: any; plain values. Lifetime: points into the decoded section.
#pragma once

#include "core/descriptors/node.h"
#include "core/descriptors/rule.h"

namespace wb::lint {

class Item {
public:
    Item() = default;
    // `node` begins with a descriptor; what belongs to its children is not among its bytes. `section`: index in the
    // set.
    Item(const descriptors::Node& node, ByteView sectionBytes, std::size_t section);

    [[nodiscard]] const descriptors::Node& node() const { return *m_node; }
    [[nodiscard]] std::size_t section() const { return m_section; }
    [[nodiscard]] ByteView bytes() const { return m_bytes; }
    [[nodiscard]] std::size_t size() const { return m_bytes.size(); }
    [[nodiscard]] std::uint8_t type() const { return static_cast<std::uint8_t>(value(1, 1).value_or(0)); }
    [[nodiscard]] std::uint8_t subtype() const { return static_cast<std::uint8_t>(value(2, 1).value_or(0)); }

    // Little-endian, at most 8 bytes; nullopt when not all of them exist.
    [[nodiscard]] std::optional<std::uint64_t> value(std::size_t offset, std::size_t width) const
    {
        return readLe(m_bytes, offset, width);
    }
    // The same with 0 for what is missing: for rules that other findings make pointless.
    [[nodiscard]] unsigned u8(std::size_t offset) const { return static_cast<unsigned>(value(offset, 1).value_or(0)); }
    [[nodiscard]] unsigned u16(std::size_t offset) const { return static_cast<unsigned>(value(offset, 2).value_or(0)); }
    [[nodiscard]] std::uint32_t u32(std::size_t offset) const
    {
        return static_cast<std::uint32_t>(value(offset, 4).value_or(0));
    }

    // Where the bytes are in the section, clipped to the descriptor.
    [[nodiscard]] descriptors::ByteRange range(std::size_t offset, std::size_t width) const;
    [[nodiscard]] descriptors::ByteRange range() const { return range(0, size()); }

private:
    const descriptors::Node* m_node = nullptr;
    ByteView m_bytes;
    std::size_t m_base = 0;
    std::size_t m_section = 0;
};

} // namespace wb::lint
