// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/pcapng_blocks.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace wb::capture::pcapng {
namespace {

constexpr std::uint16_t kOptionEnd = 0;
constexpr std::uint16_t kSectionOs = 3;
constexpr std::uint16_t kSectionApplication = 4;
constexpr std::uint16_t kInterfaceName = 2;
constexpr std::uint16_t kInterfaceDescription = 3;
constexpr std::uint16_t kInterfaceResolution = 9;
constexpr std::uint16_t kInterfaceOffset = 14;
constexpr std::size_t kMaxOptionBytes = 0xfffc; // a multiple of 4 that the 16-bit length can state
constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

std::string_view clipped(std::string_view text) { return text.substr(0, kMaxOptionBytes); }

void appendPadding(Bytes& out, std::size_t size) { out.insert(out.end(), padded(size) - size, Byte { 0 }); }

void appendOption(Bytes& out, std::uint16_t code, std::string_view value)
{
    const ByteView bytes = asBytes(clipped(value));
    appendLe16(out, code);
    appendLe16(out, static_cast<std::uint16_t>(bytes.size()));
    out.insert(out.end(), bytes.begin(), bytes.end());
    appendPadding(out, bytes.size());
}

void appendTextOption(Bytes& out, std::uint16_t code, std::string_view text)
{
    if (!text.empty())
        appendOption(out, code, text);
}

void appendOptionsEnd(Bytes& out)
{
    appendLe16(out, kOptionEnd);
    appendLe16(out, 0);
}

// Writes a block whose length is known only once its body is there.
class BlockScope {
public:
    BlockScope(Bytes& out, std::uint32_t type)
        : m_out(out)
        , m_start(out.size())
    {
        appendLe32(out, type);
        appendLe32(out, 0);
    }
    BlockScope(const BlockScope&) = delete;
    BlockScope& operator=(const BlockScope&) = delete;
    ~BlockScope()
    {
        const std::size_t total = m_out.size() - m_start + 4;
        appendLe32(m_out, static_cast<std::uint32_t>(total));
        storeLe(m_out, m_start + 4, 4, total);
    }

private:
    Bytes& m_out;
    const std::size_t m_start;
};

struct Option {
    std::uint16_t code;
    ByteView value;
};

// Calls `visit` for each option until the end mark, the end of the bytes, or until it returns false.
void forEachOption(ByteView options, ByteOrder order, const std::function<bool(const Option&)>& visit)
{
    while (options.size() >= 4) {
        const FieldReader in(options, order);
        const std::uint16_t code = in.u16(0);
        const std::size_t length = in.u16(2);
        if (code == kOptionEnd || length > options.size() - 4)
            return;
        if (!visit({ code, options.subspan(4, length) }))
            return;
        options = options.subspan(4 + std::min(padded(length), options.size() - 4));
    }
}

std::string textOf(ByteView value) { return { value.begin(), value.end() }; }

Clock clockOf(std::uint8_t resolution, std::int64_t offsetSeconds)
{
    Clock clock { 1, 0, offsetSeconds };
    const std::uint8_t exponent = resolution & 0x7f;
    if ((resolution & 0x80) != 0) {
        clock.unitsPerSecond = 0;
        clock.binaryBits = std::min<std::uint8_t>(exponent, 63);
        return clock;
    }
    for (std::uint8_t i = 0; i < std::min<std::uint8_t>(exponent, 19); ++i)
        clock.unitsPerSecond *= 10;
    return clock;
}

} // namespace

void appendSectionHeader(Bytes& out, std::string_view operatingSystem, std::string_view application)
{
    const BlockScope block(out, kSectionHeader);
    appendLe32(out, kByteOrderMagic);
    appendLe16(out, 1);
    appendLe16(out, 0);
    appendLe64(out, std::numeric_limits<std::uint64_t>::max()); // section length: not known while it grows
    appendTextOption(out, kSectionOs, operatingSystem);
    appendTextOption(out, kSectionApplication, application);
    appendOptionsEnd(out);
}

void appendInterface(Bytes& out, const InterfaceText& text)
{
    const BlockScope block(out, kInterface);
    appendLe16(out, kLinkTypeUsbLinuxMmapped);
    appendLe16(out, 0);
    appendLe32(out, 0); // snaplen: no limit
    appendTextOption(out, kOptionComment, text.comment);
    appendTextOption(out, kInterfaceName, text.name);
    appendTextOption(out, kInterfaceDescription, text.description);
    appendOption(out, kInterfaceResolution, "\x09");
    appendOptionsEnd(out);
}

std::size_t packetBlockSize(const PacketFrame& frame)
{
    const std::size_t options = frame.comment.empty() ? 0 : 4 + padded(clipped(frame.comment).size()) + 4;
    return kPacketDataOffset + padded(frame.captured) + options + 4;
}

void storePacketHead(std::span<Byte, kPacketDataOffset> out, const PacketFrame& frame)
{
    const auto stamp = static_cast<std::uint64_t>(frame.time.count());
    storeLe(out, 0, 4, kEnhancedPacket);
    storeLe(out, 4, 4, packetBlockSize(frame));
    storeLe(out, 8, 4, frame.interfaceId);
    storeLe(out, 12, 4, stamp >> 32);
    storeLe(out, 16, 4, stamp & 0xffffffff);
    storeLe(out, 20, 4, frame.captured);
    storeLe(out, 24, 4, frame.original);
}

std::size_t packetTailSize(const PacketFrame& frame)
{
    return packetBlockSize(frame) - kPacketDataOffset - frame.captured;
}

void storePacketTail(MutableByteView out, const PacketFrame& frame)
{
    if (!frame.comment.empty()) {
        Bytes options;
        appendOption(options, kOptionComment, frame.comment);
        appendOptionsEnd(options);
        const std::size_t padding = padded(frame.captured) - frame.captured;
        std::copy(options.begin(), options.end(), out.subspan(padding).begin());
    }
    storeLe(out, out.size() - 4, 4, packetBlockSize(frame));
}

std::size_t fillerSize(std::uint64_t offset, std::size_t unit)
{
    const std::size_t size = (unit - static_cast<std::size_t>(offset % unit)) % unit;
    return size == 0 || size >= kBlockOverhead ? size : size + unit;
}

void appendFiller(Bytes& out, std::size_t size)
{
    const BlockScope block(out, kFiller);
    out.insert(out.end(), size - kBlockOverhead, Byte { 0 });
}

Nanoseconds Clock::toTime(std::uint64_t stamp) const
{
    std::uint64_t seconds = 0;
    std::uint64_t nanoseconds = 0;
    if (unitsPerSecond == 0) {
        seconds = stamp >> binaryBits;
        std::uint64_t fraction = stamp & ((std::uint64_t { 1 } << binaryBits) - 1);
        std::uint8_t bits = binaryBits;
        if (bits > 32) { // keep fraction * 10^9 inside 64 bits
            fraction >>= bits - 32;
            bits = 32;
        }
        nanoseconds = (fraction * kNanosecondsPerSecond) >> bits;
    } else {
        seconds = stamp / unitsPerSecond;
        const std::uint64_t fraction = stamp % unitsPerSecond;
        nanoseconds = unitsPerSecond <= kNanosecondsPerSecond ? fraction * (kNanosecondsPerSecond / unitsPerSecond)
                                                              : fraction / (unitsPerSecond / kNanosecondsPerSecond);
    }
    constexpr std::int64_t kMaxSeconds = std::numeric_limits<std::int64_t>::max() / kNanosecondsPerSecond - 1;
    const auto known = static_cast<std::int64_t>(std::min<std::uint64_t>(seconds, kMaxSeconds));
    const std::int64_t shift = std::clamp(offsetSeconds, -kMaxSeconds, kMaxSeconds);
    const std::int64_t total = std::clamp(known + shift, -kMaxSeconds, kMaxSeconds);
    return Nanoseconds(total * kNanosecondsPerSecond + static_cast<std::int64_t>(nanoseconds));
}

std::optional<InterfaceBlock> parseInterface(ByteView block, ByteOrder order)
{
    constexpr std::size_t kOptionsOffset = 16;
    if (block.size() < kOptionsOffset + 4)
        return std::nullopt;
    const FieldReader in(block, order);
    InterfaceBlock parsed;
    parsed.linkType = in.u16(8);
    std::uint8_t resolution = 6;
    std::int64_t offsetSeconds = 0;
    const ByteView options = block.subspan(kOptionsOffset, block.size() - kOptionsOffset - 4);
    forEachOption(options, order, [&](const Option& option) {
        const FieldReader value(option.value, order);
        if (option.code == kOptionComment && parsed.comment.empty())
            parsed.comment = textOf(option.value);
        else if (option.code == kInterfaceName)
            parsed.name = textOf(option.value);
        else if (option.code == kInterfaceResolution && option.value.size() == 1)
            resolution = value.u8(0);
        else if (option.code == kInterfaceOffset && option.value.size() == 8)
            offsetSeconds = value.s64(0);
        return true;
    });
    parsed.clock = clockOf(resolution, offsetSeconds);
    return parsed;
}

std::optional<ByteOrder> sectionByteOrder(ByteView block)
{
    if (block.size() < 12)
        return std::nullopt;
    if (FieldReader(block, ByteOrder::Little).u32(8) == kByteOrderMagic)
        return ByteOrder::Little;
    if (FieldReader(block, ByteOrder::Big).u32(8) == kByteOrderMagic)
        return ByteOrder::Big;
    return std::nullopt;
}

std::optional<PacketBlock> parsePacketHead(ByteView block, ByteOrder order)
{
    if (block.size() < kPacketDataOffset)
        return std::nullopt;
    const FieldReader in(block, order);
    PacketBlock parsed;
    parsed.totalLength = in.u32(4);
    parsed.interfaceId = in.u32(0) == kObsoletePacket ? in.u16(8) : in.u32(8);
    parsed.stamp = (std::uint64_t { in.u32(12) } << 32) | in.u32(16);
    parsed.captured = in.u32(20);
    parsed.original = in.u32(24);
    if (parsed.totalLength < kPacketDataOffset + 4
        || padded(parsed.captured) > parsed.totalLength - kPacketDataOffset - 4)
        return std::nullopt;
    return parsed;
}

std::string findComment(ByteView options, ByteOrder order)
{
    std::string comment;
    forEachOption(options, order, [&](const Option& option) {
        if (option.code == kOptionComment)
            comment = textOf(option.value);
        return comment.empty();
    });
    return comment;
}

} // namespace wb::capture::pcapng
