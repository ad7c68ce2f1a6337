// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/packet_event.h"

#include <algorithm>

namespace wb::capture {
namespace {

UsbmonHeader baseHeader(const EventTarget& target, Nanoseconds time)
{
    UsbmonHeader header;
    header.id = target.id;
    header.transferType = toUsbmonType(target.type);
    header.epnum = target.epnum;
    header.devnum = target.address;
    header.busnum = target.bus;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    header.seconds = seconds.count();
    header.microseconds = static_cast<std::int32_t>((time - seconds).count() / 1000);
    header.transferFlags = (header.isIn() ? kUrbDirIn : 0) | (header.isIsochronous() ? kUrbIsoAsap : 0);
    return header;
}

// What Linux calls the reason a submit was refused; the words are in the comment.
std::int32_t errnoOf(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::AccessDenied:
        return -13; // EACCES
    case ErrorKind::Busy:
        return -16; // EBUSY
    case ErrorKind::NotFound:
        return -2; // ENOENT
    case ErrorKind::Disconnected:
        return -19; // ENODEV
    case ErrorKind::Timeout:
        return -110; // ETIMEDOUT
    case ErrorKind::Stall:
        return -32; // EPIPE
    case ErrorKind::Unsupported:
        return -95; // EOPNOTSUPP
    case ErrorKind::InvalidArgument:
    case ErrorKind::Malformed:
        return -22; // EINVAL
    case ErrorKind::OutOfMemory:
        return -12; // ENOMEM
    case ErrorKind::NoSpace:
        return -28; // ENOSPC: no bandwidth left
    case ErrorKind::Cancelled:
        return -125; // ECANCELED
    case ErrorKind::ReadOnly:
        return -30; // EROFS
    case ErrorKind::Io:
    case ErrorKind::Internal:
        return -5; // EIO
    }
    return -5;
}

struct RawPacket {
    Bytes bytes; // packet data
    Nanoseconds time { 0 };
    std::string comment;
};

tl::unexpected<Error> malformed(std::uint64_t offset, std::string_view what)
{
    return fail(ErrorKind::Malformed, "read record", "offset " + std::to_string(offset) + ": " + std::string(what));
}

Result<Bytes> readBytes(const ByteSource& source, std::uint64_t offset, std::size_t size)
{
    Bytes bytes(size);
    const auto count = source.readAt(offset, bytes);
    if (!count)
        return tl::unexpected<Error>(count.error());
    if (*count < size)
        return fail(ErrorKind::Io, "read record",
            "offset " + std::to_string(offset) + ": the file was cut after it was opened");
    return bytes;
}

Result<RawPacket> readClassicPacket(const ByteSource& source, std::uint64_t offset, const PacketFormat& format)
{
    constexpr std::size_t kRecordHeader = 16;
    const auto head = readBytes(source, offset, kRecordHeader);
    if (!head)
        return tl::unexpected<Error>(head.error());
    const FieldReader in(*head, format.order);
    if (in.u32(8) > pcapng::kMaxBlockBytes)
        return malformed(offset, "the record is too large");
    auto bytes = readBytes(source, offset + kRecordHeader, in.u32(8));
    if (!bytes)
        return tl::unexpected<Error>(bytes.error());
    const std::uint64_t stamp = in.u32(0) * format.clock.unitsPerSecond + in.u32(4);
    return RawPacket { std::move(*bytes), format.clock.toTime(stamp), {} };
}

Result<RawPacket> readBlockPacket(const ByteSource& source, std::uint64_t offset, const PacketFormat& format)
{
    const auto head = readBytes(source, offset, pcapng::kPacketDataOffset);
    if (!head)
        return tl::unexpected<Error>(head.error());
    const auto packet = pcapng::parsePacketHead(*head, format.order);
    if (!packet || packet->totalLength > pcapng::kMaxBlockBytes)
        return malformed(offset, "not a packet block");
    const std::size_t bodySize = packet->totalLength - pcapng::kPacketDataOffset - 4;
    auto body = readBytes(source, offset + pcapng::kPacketDataOffset, bodySize);
    if (!body)
        return tl::unexpected<Error>(body.error());
    RawPacket raw;
    raw.time = format.clock.toTime(packet->stamp);
    raw.comment = pcapng::findComment(ByteView(*body).subspan(pcapng::padded(packet->captured)), format.order);
    body->resize(packet->captured);
    raw.bytes = std::move(*body);
    return raw;
}

// How many bytes of data an event would carry had nothing been cut.
std::uint32_t fullDataSize(const PacketEvent& event)
{
    if (!event.header.isIsochronous() || event.isoDescriptors.empty())
        return transferredBytes(event.header, event.data.size());
    std::uint64_t end = 0;
    for (const IsoDescriptor& packet : event.isoDescriptors) {
        if (packet.length > 0)
            end = std::max(end, std::uint64_t { packet.offset } + packet.length);
    }
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(end, 0xffffffff));
}

std::vector<usb::IsoPacket> combineIsoPackets(const PacketEvent* submit, const PacketEvent* complete)
{
    const std::size_t submitted = submit != nullptr ? submit->isoDescriptors.size() : 0;
    const std::size_t completed = complete != nullptr ? complete->isoDescriptors.size() : 0;
    std::vector<usb::IsoPacket> packets(std::max(submitted, completed));
    for (std::size_t i = 0; i < packets.size(); ++i) {
        if (i < submitted) {
            packets[i].offset = submit->isoDescriptors[i].offset;
            packets[i].requested = submit->isoDescriptors[i].length;
        }
        if (i < completed) {
            const IsoDescriptor& done = complete->isoDescriptors[i];
            packets[i].offset = done.offset;
            packets[i].actual = done.length;
            packets[i].status = usb::fromUsbmonStatus(done.status);
            if (i >= submitted)
                packets[i].requested = done.length;
        }
    }
    return packets;
}

} // namespace

std::uint8_t toEpnum(usb::EndpointAddress endpoint, usb::TransferType type, const usb::SetupPacket* setup)
{
    if (type == usb::TransferType::Control && setup != nullptr)
        return static_cast<std::uint8_t>(endpoint.number() | (setup->isIn() ? 0x80U : 0U));
    return static_cast<std::uint8_t>(endpoint.value & 0x8fU);
}

UsbmonHeader submitHeader(const EventTarget& target, Nanoseconds time, const usb::SetupPacket* setup)
{
    UsbmonHeader header = baseHeader(target, time);
    header.status = kEinprogress;
    header.flagData = header.isIn() ? '<' : '\0';
    if (header.isControl() && setup != nullptr) {
        header.flagSetup = '\0';
        header.setup = setup->toBytes();
    }
    return header;
}

UsbmonHeader completeHeader(const EventTarget& target, Nanoseconds time, std::int32_t status)
{
    UsbmonHeader header = baseHeader(target, time);
    header.event = 'C';
    header.status = status;
    header.flagData = header.isIn() ? '\0' : '>';
    return header;
}

UsbmonHeader failedHeader(const EventTarget& target, Nanoseconds time, const Error& error)
{
    UsbmonHeader header = baseHeader(target, time);
    header.event = 'E';
    header.status = errnoOf(error.kind);
    header.flagData = 'E';
    return header;
}

std::int32_t urbInterval(usb::TransferType type, usb::Speed speed, std::uint8_t bInterval)
{
    const bool isPeriodic = type == usb::TransferType::Interrupt || type == usb::TransferType::Isochronous;
    if (!isPeriodic || bInterval == 0)
        return 0;
    const bool isLinear
        = type == usb::TransferType::Interrupt && (speed == usb::Speed::Low || speed == usb::Speed::Full);
    return isLinear ? bInterval : 1 << (std::min<int>(bInterval, 16) - 1);
}

std::size_t isoDescriptorCount(const UsbmonHeader& header, std::size_t size)
{
    return header.isIsochronous() && size == UsbmonHeader::kSize ? header.descriptorCount : 0;
}

std::uint8_t effectiveEpnum(const UsbmonHeader& header)
{
    const std::uint8_t epnum = header.epnum & 0x8f;
    if (!header.isControl() || !header.isSubmit() || header.flagSetup != '\0')
        return epnum;
    return static_cast<std::uint8_t>((epnum & 0x0fU) | (header.setup[0] & 0x80U));
}

std::uint32_t transferredBytes(const UsbmonHeader& end, std::size_t dataBytes)
{
    if (end.event == 'E')
        return 0;
    return end.length != 0 || end.isIsochronous() ? end.length : static_cast<std::uint32_t>(dataBytes);
}

usb::TransferStatus statusOf(const UsbmonHeader& event)
{
    if (event.event == 'E')
        return usb::TransferStatus::SubmitFailed;
    return usb::fromUsbmonStatus(event.status);
}

Result<PacketEvent> readPacketEvent(const ByteSource& source, std::uint64_t offset, const PacketFormat& format)
{
    auto raw
        = format.isClassicPcap ? readClassicPacket(source, offset, format) : readBlockPacket(source, offset, format);
    if (!raw)
        return tl::unexpected<Error>(raw.error());
    const auto header = decodeUsbmonHeader(raw->bytes, format.order, format.headerSize);
    if (!header)
        return malformed(offset, "the packet is shorter than its USB header");
    PacketEvent event;
    event.header = *header;
    event.time = raw->time;
    event.comment = std::move(raw->comment);
    const ByteView rest = ByteView(raw->bytes).subspan(format.headerSize);
    event.isoDescriptors = decodeIsoDescriptors(rest, format.order, isoDescriptorCount(*header, format.headerSize));
    const ByteView data = rest.subspan(event.isoDescriptors.size() * IsoDescriptor::kSize);
    event.data = toBytes(data);
    return event;
}

TransferRecord combineEvents(std::optional<PacketEvent> submit, std::optional<PacketEvent> complete)
{
    TransferRecord record;
    if (!submit && !complete)
        return record;
    const PacketEvent& any = submit ? *submit : *complete;
    record.urbId = any.header.id;
    record.endpoint = { effectiveEpnum(any.header) };
    record.type = fromUsbmonType(any.header.transferType).value_or(usb::TransferType::Control);
    record.submitted = any.time;
    record.isSynthetic = any.comment == kSyntheticComment;
    record.isoPackets = combineIsoPackets(submit ? &*submit : nullptr, complete ? &*complete : nullptr);
    record.comment = complete && !complete->comment.empty() ? complete->comment : any.comment;
    if (submit) {
        record.requestedLength = submit->header.length;
        record.shortIsError = (submit->header.transferFlags & kUrbShortNotOk) != 0;
        record.addZeroPacket = (submit->header.transferFlags & kUrbZeroPacket) != 0;
        if (submit->header.isControl() && submit->header.flagSetup == '\0')
            record.setup = usb::SetupPacket::fromBytes(submit->header.setup);
    }
    if (complete) {
        record.status = statusOf(complete->header);
        record.completed = complete->time;
        record.actualLength = transferredBytes(complete->header, complete->data.size());
    }
    PacketEvent* carrier = record.endpoint.isIn() ? (complete ? &*complete : nullptr) : (submit ? &*submit : nullptr);
    if (!record.endpoint.isIn() && complete && !complete->data.empty() && (carrier == nullptr || carrier->data.empty()))
        carrier = &*complete; // sigrok again: what was sent stands with the answer
    if (carrier != nullptr && carrier->header.event != 'E') {
        record.fullDataLength = fullDataSize(*carrier);
        record.data = std::move(carrier->data);
        if (record.data.size() > record.fullDataLength)
            record.data.resize(record.fullDataLength);
    }
    return record;
}

} // namespace wb::capture
