// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks of a pcapng file: how each is laid out, for writing and for reading.
// Source of truth: draft-ietf-opsawg-pcapng (SHB §4.1, IDB §4.2, EPB §4.3, SPB §4.4, options §3.5).
// What we write is little-endian with nanosecond timestamps. What we read is hostile: no length is trusted.
// Units: bytes. Thread: any; pure functions. Errors: parse functions give nullopt when a block is not well formed.
#pragma once

#include "core/base/time.h"
#include "core/capture/field_reader.h"

namespace wb::capture::pcapng {

constexpr std::uint32_t kSectionHeader = 0x0a0d0d0a;
constexpr std::uint32_t kInterface = 1;
constexpr std::uint32_t kObsoletePacket = 2;
constexpr std::uint32_t kSimplePacket = 3;
constexpr std::uint32_t kEnhancedPacket = 6;
constexpr std::uint32_t kFiller = 0x80005742; // §11.1: above 0x80000000 is for local use; readers pass over it
constexpr std::uint32_t kByteOrderMagic = 0x1a2b3c4d;

constexpr std::uint16_t kOptionComment = 1;
constexpr std::uint16_t kLinkTypeUsbLinux = 189;
constexpr std::uint16_t kLinkTypeUsbLinuxMmapped = 220;

constexpr std::size_t kBlockOverhead = 12; // type, total length, total length again
constexpr std::size_t kPacketDataOffset = 28; // of packet data in an enhanced packet block
// tshark 4.0.17 refuses the whole file for a block above 134348832 bytes; we stay at half of that.
constexpr std::size_t kMaxPacketBytes = std::size_t { 64 } << 20;
// What a reader of ours still takes for a block rather than for damage.
constexpr std::uint32_t kMaxBlockBytes = 0x10000000;

[[nodiscard]] constexpr std::size_t padded(std::size_t size) { return (size + 3) & ~std::size_t { 3 }; }

// --- writing ---
void appendSectionHeader(Bytes& out, std::string_view operatingSystem, std::string_view application);

struct InterfaceText {
    std::string_view name; // if_name
    std::string_view description; // if_description
    std::string_view comment; // opt_comment
};
// Link type 220, nanoseconds.
void appendInterface(Bytes& out, const InterfaceText& text);

struct PacketFrame {
    std::uint32_t interfaceId = 0;
    Nanoseconds time { 0 };
    std::size_t captured = 0; // bytes of packet data that follow the head
    std::size_t original = 0; // what it would be had nothing been cut
    std::string_view comment; // UTF-8, at most 64 KiB are kept; empty = none
};
[[nodiscard]] std::size_t packetBlockSize(const PacketFrame& frame);
void storePacketHead(std::span<Byte, kPacketDataOffset> out, const PacketFrame& frame);
[[nodiscard]] std::size_t packetTailSize(const PacketFrame& frame); // padding, options, total length
void storePacketTail(MutableByteView out, const PacketFrame& frame); // REQUIRES: as many bytes as above, all 0

// A block that says nothing, so that what follows it begins where the disk likes it.
// How large it must be for `offset` to become a multiple of `unit`; 0 = it is one. REQUIRES: both multiples of 4.
[[nodiscard]] std::size_t fillerSize(std::uint64_t offset, std::size_t unit);
void appendFiller(Bytes& out, std::size_t size); // REQUIRES: size from fillerSize, not 0

// --- reading ---
struct Clock {
    std::uint64_t unitsPerSecond = 1'000'000; // if_tsresol as a power of ten; 0 = a power of two, see binaryBits
    std::uint8_t binaryBits = 0;
    std::int64_t offsetSeconds = 0; // if_tsoffset

    [[nodiscard]] Nanoseconds toTime(std::uint64_t stamp) const; // saturates
};

struct InterfaceBlock {
    std::uint16_t linkType = 0;
    Clock clock;
    std::string name;
    std::string comment;
};
[[nodiscard]] std::optional<InterfaceBlock> parseInterface(ByteView block, ByteOrder order);

// Byte order of a section whose header starts with `block` (12 bytes are enough).
[[nodiscard]] std::optional<ByteOrder> sectionByteOrder(ByteView block);

// The fixed part of an enhanced (or obsolete) packet block; `block` needs only its first 28 bytes.
struct PacketBlock {
    std::uint32_t totalLength = 0;
    std::uint32_t interfaceId = 0;
    std::uint64_t stamp = 0;
    std::uint32_t captured = 0; // checked: the data lies inside the block
    std::uint32_t original = 0;
};
[[nodiscard]] std::optional<PacketBlock> parsePacketHead(ByteView block, ByteOrder order);

// The first comment among `options` (the bytes between packet data and the closing length); empty when none.
[[nodiscard]] std::string findComment(ByteView options, ByteOrder order);

} // namespace wb::capture::pcapng
