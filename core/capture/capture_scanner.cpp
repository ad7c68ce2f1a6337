// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/transfer_indexer.h"
#include "core/capture/window_reader.h"

#include <algorithm>
#include <map>

namespace wb::capture {
namespace {

constexpr std::uint32_t kPcapMicroseconds = 0xa1b2c3d4;
constexpr std::uint32_t kPcapNanoseconds = 0xa1b23c4d;
constexpr std::size_t kPcapHeader = 24;
constexpr std::size_t kPcapRecordHeader = 16;
// Control transfers carry at most 64 KiB; what a larger block holds is not looked into while scanning.
constexpr std::size_t kMaxInspectedBlock = std::size_t { 256 } << 10;
constexpr std::uint64_t kBlocksPerProgress = 4096;

enum class Walk : std::uint8_t { Continue, End };

// Packets that cannot be used, and where the first of them is.
struct LeftOut {
    std::uint64_t count = 0;
    std::uint64_t first = 0;

    void add(std::uint64_t offset)
    {
        if (count++ == 0)
            first = offset;
    }
};

class Scanner {
public:
    Scanner(const ByteSource& source, std::string name, const Progress& progress, CaptureContents& contents)
        : m_window(source)
        , m_name(std::move(name))
        , m_progress(progress)
        , m_contents(contents)
        , m_indexer(contents)
    {
    }
    [[nodiscard]] Status scan();

private:
    [[nodiscard]] Status scanPcap(ByteOrder order, bool isNanoseconds);
    [[nodiscard]] Result<Walk> pcapRecord(const CaptureInterface& interface);
    [[nodiscard]] Status scanPcapng();
    [[nodiscard]] Result<Walk> block();
    [[nodiscard]] Result<Walk> blockBody(std::uint32_t type, std::size_t total);
    [[nodiscard]] Status interfaceBlock(std::size_t total);
    [[nodiscard]] Status packetBlock(std::size_t total);
    [[nodiscard]] Status packet(const CaptureInterface& interface, std::uint64_t start, std::size_t captured,
        std::size_t optionsOffset, std::size_t total, Nanoseconds time);
    [[nodiscard]] Status reportProgress();
    [[nodiscard]] Status checkUsable() const;
    void noteTotals();
    Walk stopAt(std::string_view why);
    [[nodiscard]] tl::unexpected<Error> refuse(ErrorKind kind, const std::string& why) const
    {
        return fail(kind, "open capture", escapeForDisplay(m_name) + ": " + why);
    }

    WindowReader m_window;
    const std::string m_name;
    const Progress& m_progress;
    CaptureContents& m_contents;
    TransferIndexer m_indexer;
    ByteOrder m_order = ByteOrder::Little;
    std::uint64_t m_offset = 0; // of the block being looked at
    std::uint64_t m_blocks = 0;
    LeftOut m_simplePackets;
    LeftOut m_badPackets;
    std::map<std::uint32_t, std::uint64_t> m_skipped; // packets by link type
    LeftOut m_undeclared;
};

Status Scanner::scan()
{
    const auto head = m_window.view(0, kPcapHeader);
    if (!head)
        return tl::unexpected<Error>(head.error());
    if (head->size() < 4)
        return refuse(ErrorKind::Malformed, "not a capture file: it has " + std::to_string(head->size()) + " bytes");
    for (const ByteOrder order : { ByteOrder::Little, ByteOrder::Big }) {
        const std::uint32_t magic = FieldReader(*head, order).u32(0);
        if (magic == pcapng::kSectionHeader)
            return scanPcapng();
        if (magic == kPcapMicroseconds || magic == kPcapNanoseconds)
            return scanPcap(order, magic == kPcapNanoseconds);
    }
    if ((*head)[0] == 0x1f && (*head)[1] == 0x8b)
        return refuse(ErrorKind::Unsupported, "compressed with gzip; unpack it first");
    return refuse(ErrorKind::Malformed,
        "not a capture file: offset 0 has " + formatHex(head->first(4))
            + " where pcapng has 0a 0d 0d 0a and pcap has a1 b2 c3 d4");
}

Status Scanner::reportProgress()
{
    if (!m_progress || ++m_blocks % kBlocksPerProgress != 0)
        return {};
    const auto size = static_cast<double>(std::max<std::uint64_t>(m_window.size(), 1));
    if (!m_progress(static_cast<double>(m_offset) / size))
        return refuse(ErrorKind::Cancelled, "stopped at offset " + std::to_string(m_offset));
    return {};
}

Walk Scanner::stopAt(std::string_view why)
{
    m_contents.problems.push_back("offset " + std::to_string(m_offset) + ": " + std::string(why));
    return Walk::End;
}

Status Scanner::scanPcap(ByteOrder order, bool isNanoseconds)
{
    const auto head = m_window.view(0, kPcapHeader);
    if (!head)
        return tl::unexpected<Error>(head.error());
    if (head->size() < kPcapHeader)
        return refuse(ErrorKind::Malformed, "the pcap file header is cut off");
    CaptureInterface interface;
    const std::uint32_t linkType = FieldReader(*head, order).u32(20) & 0x0fffffff; // the high bits tell of checksums
    interface.linkType = static_cast<std::uint16_t>(std::min<std::uint32_t>(linkType, 0xffff));
    interface.format = { order, { isNanoseconds ? 1'000'000'000U : 1'000'000U, 0, 0 }, usbHeaderSize(linkType), true };
    m_order = order;
    m_contents.sections.push_back({ 0, order, true, { interface } });
    if (const Status usable = checkUsable(); !usable)
        return usable;
    m_offset = kPcapHeader;
    while (m_offset < m_window.size()) {
        const auto walk = pcapRecord(interface);
        if (!walk)
            return tl::unexpected<Error>(walk.error());
        if (*walk == Walk::End)
            break;
    }
    noteTotals();
    return {};
}

Result<Walk> Scanner::pcapRecord(const CaptureInterface& interface)
{
    if (const Status status = reportProgress(); !status)
        return tl::unexpected<Error>(status.error());
    const auto head = m_window.view(m_offset, kPcapRecordHeader);
    if (!head)
        return tl::unexpected<Error>(head.error());
    if (head->size() < kPcapRecordHeader)
        return stopAt("the file ends inside a record header; everything before it was read");
    const FieldReader in(*head, m_order);
    const std::uint64_t stamp = in.u32(0) * interface.format.clock.unitsPerSecond + in.u32(4);
    const std::uint32_t captured = in.u32(8);
    if (captured > pcapng::kMaxBlockBytes)
        return stopAt(
            "a record claims " + std::to_string(captured) + " bytes; it and everything after it was left out");
    const std::size_t total = kPcapRecordHeader + captured;
    if (total > m_window.size() - m_offset)
        return stopAt("the file ends inside a record (" + std::to_string(m_window.size() - m_offset) + " of "
            + std::to_string(total) + " bytes are there); everything before it was read");
    const Status status
        = packet(interface, kPcapRecordHeader, captured, total, total, interface.format.clock.toTime(stamp));
    if (!status)
        return tl::unexpected<Error>(status.error());
    m_offset += total;
    return Walk::Continue;
}

Status Scanner::scanPcapng()
{
    while (m_offset < m_window.size()) {
        if (const Status status = reportProgress(); !status)
            return status;
        const auto walk = block();
        if (!walk)
            return tl::unexpected<Error>(walk.error());
        if (*walk == Walk::End)
            break;
    }
    if (m_contents.sections.empty())
        return refuse(ErrorKind::Malformed, "the section header at offset 0 is cut off or damaged");
    if (const Status usable = checkUsable(); !usable)
        return usable;
    noteTotals();
    return {};
}

Result<Walk> Scanner::block()
{
    const auto head = m_window.view(m_offset, pcapng::kBlockOverhead);
    if (!head)
        return tl::unexpected<Error>(head.error());
    if (head->size() < pcapng::kBlockOverhead)
        return stopAt("the file ends inside a block header; everything before it was read");
    // The type of a section header reads the same in both byte orders.
    const std::uint32_t type = FieldReader(*head, m_order).u32(0);
    if (type == pcapng::kSectionHeader) {
        const auto order = pcapng::sectionByteOrder(*head);
        if (!order)
            return stopAt("a section header has no byte-order mark; it and everything after it was left out");
        m_order = *order;
    }
    const std::uint32_t total = FieldReader(*head, m_order).u32(4);
    if (total < pcapng::kBlockOverhead || total % 4 != 0 || total > pcapng::kMaxBlockBytes)
        return stopAt("a block of type 0x" + hex(type, 8) + " claims " + std::to_string(total)
            + " bytes; it and everything after it was left out");
    if (total > m_window.size() - m_offset)
        return stopAt("the file ends inside a block (" + std::to_string(m_window.size() - m_offset) + " of "
            + std::to_string(total) + " bytes are there); everything before it was read");
    return blockBody(type, total);
}

Result<Walk> Scanner::blockBody(std::uint32_t type, std::size_t total)
{
    Status status;
    if (type == pcapng::kSectionHeader)
        m_contents.sections.push_back({ m_offset, m_order, false, {} });
    else if (type == pcapng::kInterface)
        status = interfaceBlock(total);
    else if (type == pcapng::kEnhancedPacket || type == pcapng::kObsoletePacket)
        status = packetBlock(total);
    else if (type == pcapng::kSimplePacket)
        m_simplePackets.add(m_offset);
    if (!status)
        return tl::unexpected<Error>(status.error());
    const auto tail = m_window.view(m_offset + total - 4, 4);
    if (!tail)
        return tl::unexpected<Error>(tail.error());
    if (FieldReader(*tail, m_order).u32(0) != total)
        return stopAt("the two lengths of a block differ; everything after it was left out");
    m_offset += total;
    return Walk::Continue;
}

Status Scanner::interfaceBlock(std::size_t total)
{
    const auto bytes = m_window.view(m_offset, std::min(total, kMaxInspectedBlock));
    if (!bytes)
        return tl::unexpected<Error>(bytes.error());
    CaptureInterface interface;
    const auto parsed = pcapng::parseInterface(*bytes, m_order);
    if (parsed) {
        interface.linkType = parsed->linkType;
        interface.format = { m_order, parsed->clock, usbHeaderSize(parsed->linkType), false };
        m_indexer.addInterface(interface, parsed->name, parsed->comment);
    } else {
        interface.format.headerSize = 0;
    }
    if (m_contents.sections.empty())
        return {}; // block() has accepted nothing before a section header
    m_contents.sections.back().interfaces.push_back(interface);
    return {};
}

Status Scanner::packetBlock(std::size_t total)
{
    const auto head = m_window.view(m_offset, pcapng::kPacketDataOffset);
    if (!head)
        return tl::unexpected<Error>(head.error());
    const auto parsed = pcapng::parsePacketHead(*head, m_order);
    if (!parsed || m_contents.sections.empty()) {
        m_badPackets.add(m_offset);
        return {};
    }
    const auto& interfaces = m_contents.sections.back().interfaces;
    if (parsed->interfaceId >= interfaces.size()) {
        m_undeclared.add(m_offset);
        return {};
    }
    const CaptureInterface& interface = interfaces[parsed->interfaceId];
    const std::size_t options = pcapng::kPacketDataOffset + pcapng::padded(parsed->captured);
    return packet(interface, pcapng::kPacketDataOffset, parsed->captured, options, total,
        interface.format.clock.toTime(parsed->stamp));
}

Status Scanner::packet(const CaptureInterface& interface, std::uint64_t start, std::size_t captured,
    std::size_t optionsOffset, std::size_t total, Nanoseconds time)
{
    if (!interface.isUsb()) {
        ++m_skipped[interface.linkType];
        return {};
    }
    const std::size_t headerSize = interface.format.headerSize;
    const auto head = m_window.view(m_offset + start, std::min(captured, headerSize));
    if (!head)
        return tl::unexpected<Error>(head.error());
    const auto header = decodeUsbmonHeader(*head, m_order, headerSize);
    if (!header) {
        m_badPackets.add(m_offset);
        return {};
    }
    ScannedPacket scanned { m_offset, *header, time, captured - headerSize, {}, {} };
    if (header->isControl() && total <= kMaxInspectedBlock) {
        const auto all = m_window.view(m_offset, total);
        if (!all)
            return tl::unexpected<Error>(all.error());
        scanned.data = slice(*all, static_cast<std::size_t>(start) + headerSize, captured - headerSize);
        if (total >= optionsOffset + 4)
            scanned.comment = pcapng::findComment(slice(*all, optionsOffset, total - optionsOffset - 4), m_order);
    }
    m_indexer.addPacket(interface, scanned);
    return {};
}

Status Scanner::checkUsable() const
{
    const CaptureInterface* first = nullptr;
    for (const CaptureSection& section : m_contents.sections) {
        for (const CaptureInterface& interface : section.interfaces) {
            if (interface.isUsb())
                return {};
            first = first == nullptr ? &interface : first;
        }
    }
    if (first == nullptr)
        return {}; // nothing was captured yet: an empty log
    return refuse(ErrorKind::Unsupported,
        "its link type is " + linkTypeName(first->linkType) + "; a USB log has 220 (Linux usbmon)");
}

void Scanner::noteTotals()
{
    m_contents.wholeBytes = m_offset;
    m_indexer.finish();
    for (const auto& [linkType, count] : m_skipped)
        m_contents.problems.push_back(
            std::to_string(count) + " packets of link type " + linkTypeName(linkType) + " were left out");
    const auto note = [&](const LeftOut& what, const std::string& why) {
        if (what.count == 1)
            m_contents.problems.push_back("offset " + std::to_string(what.first) + ": a packet was left out: " + why);
        else if (what.count > 1)
            m_contents.problems.push_back("offset " + std::to_string(what.first)
                + " and later: " + std::to_string(what.count) + " packets were left out: " + why);
    };
    note(m_simplePackets, "simple packet blocks tell neither time nor interface");
    note(m_badPackets, "shorter than the USB header");
    note(m_undeclared, "of an interface that the file does not declare");
}

} // namespace

std::size_t usbHeaderSize(std::uint32_t linkType)
{
    if (linkType == pcapng::kLinkTypeUsbLinuxMmapped)
        return UsbmonHeader::kSize;
    return linkType == pcapng::kLinkTypeUsbLinux ? UsbmonHeader::kShortSize : 0;
}

std::string linkTypeName(std::uint32_t linkType)
{
    struct Named {
        std::uint32_t linkType;
        std::string_view name;
    };
    constexpr std::array<Named, 13> kNames { { { 1, "Ethernet" }, { 105, "802.11" }, { 113, "Linux cooked" },
        { 127, "802.11 radiotap" }, { 186, "FreeBSD USB" }, { 189, "Linux usbmon, short headers" },
        { 220, "Linux usbmon" }, { 249, "USBPcap" }, { 266, "macOS USB" }, { 288, "USB 2.0 packets" },
        { 293, "USB 2.0 low speed packets" }, { 294, "USB 2.0 full speed packets" },
        { 295, "USB 2.0 high speed packets" } } };
    const auto found
        = std::find_if(kNames.begin(), kNames.end(), [&](const Named& named) { return named.linkType == linkType; });
    const std::string number = std::to_string(linkType);
    return found == kNames.end() ? number : number + " (" + std::string(found->name) + ")";
}

Status scanCapture(
    const ByteSource& source, const std::string& name, const Progress& progress, CaptureContents& contents)
{
    return Scanner(source, name, progress, contents).scan();
}

} // namespace wb::capture
