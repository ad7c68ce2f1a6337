// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/device_text.h"
#include "core/capture/live_log_impl.h"

#include <algorithm>
#include <limits>

namespace wb::capture {
namespace {

// Below this a copy into the batch is cheaper than keeping the buffer until it is written, and one more vector then.
constexpr std::size_t kCopyBytes = 8192;
// Up to here a payload is part of its block's one piece: each piece costs more than the zeros that it is made of.
constexpr std::size_t kOnePieceBytes = 256;
// 128 KiB of descriptors; the kernel stops at 128 packets an URB, tshark 4.0.17 was fed 16000 without complaint.
constexpr std::size_t kMaxIsoPackets = 8192;
constexpr std::uint8_t kGetDescriptor = static_cast<std::uint8_t>(usb::StandardRequest::GetDescriptor);

std::uint32_t saturated(std::size_t size)
{
    return static_cast<std::uint32_t>(std::min<std::size_t>(size, std::numeric_limits<std::uint32_t>::max()));
}

std::vector<IsoDescriptor> toDescriptors(std::span<const usb::IsoPacket> packets, bool isSubmit)
{
    std::vector<IsoDescriptor> descriptors;
    if (packets.empty())
        return descriptors;
    descriptors.reserve(std::min(packets.size(), kMaxIsoPackets));
    for (const usb::IsoPacket& packet : packets.first(std::min(packets.size(), kMaxIsoPackets))) {
        const std::int32_t status = isSubmit ? kExdev : usb::toUsbmonStatus(packet.status);
        descriptors.push_back({ status, packet.offset, isSubmit ? packet.requested : packet.actual });
    }
    return descriptors;
}

struct UsedBytes {
    std::size_t present = 0; // of the buffer
    std::size_t full = 0; // had all of it been handed to us
};

// Whatever the status: a timeout or a cancel may carry data (P12, P13). The sparse buffer of an isochronous transfer
// reaches to the end of its last packet that has any (P30).
UsedBytes usedBytes(const LiveLog::Complete& record, std::size_t bufferSize)
{
    std::size_t end = record.isoPackets.empty() ? record.actualLength : 0;
    for (const usb::IsoPacket& packet : record.isoPackets) {
        if (packet.actual > 0)
            end = std::max(end, std::size_t { packet.offset } + packet.actual);
    }
    return { std::min(end, bufferSize), end };
}

} // namespace

void LiveLogFile::appendDevice(Session& session, std::size_t index, const LoggedDevice& device, Nanoseconds time)
{
    const std::string description = interfaceDescription(device);
    const std::string comment = deviceComment(device);
    m_deviceKeys[index].blockOffset = session.blockOffset();
    pcapng::appendInterface(session.batch().arena(), { device.interfaceName, description, comment });
    session.endBlock();
    if (!device.descriptor.raw.empty())
        appendDescriptorPair(session, index, time, { 0x80, kGetDescriptor, 0x0100, 0, 18 }, device.descriptor.raw);
    for (std::size_t i = 0; i < device.configurations.size(); ++i) {
        const Bytes& raw = device.configurations[i].raw;
        const auto wValue = static_cast<std::uint16_t>(0x0200 + (i & 0xff));
        const auto wLength = static_cast<std::uint16_t>(std::min<std::size_t>(raw.size(), 0xffff));
        if (!raw.empty())
            appendDescriptorPair(
                session, index, time, { 0x80, kGetDescriptor, wValue, 0, wLength }, ByteView(raw).first(wLength));
    }
}

void LiveLogFile::appendDescriptorPair(
    Session& session, std::size_t index, Nanoseconds time, const usb::SetupPacket& setup, ByteView data)
{
    const DeviceKey& key = m_deviceKeys[index];
    const EventTarget target { ++m_lastSyntheticId, key.bus, key.address, 0x80, usb::TransferType::Control };
    Event submit { static_cast<std::uint16_t>(index), submitHeader(target, time, &setup), time, {}, {},
        kSyntheticComment };
    submit.header.length = setup.wLength;
    append(session, std::move(submit));
    // A configuration that claims more than we hold is told as cut: the dissector would call it malformed.
    const bool isConfiguration = setup.wValue >= 0x0200;
    const std::size_t full = std::max<std::size_t>(data.size(), isConfiguration ? readLe(data, 2, 2).value_or(0) : 0);
    Event answer { static_cast<std::uint16_t>(index), completeHeader(target, time, 0), time, {},
        { data, {}, {}, false, full }, kSyntheticComment };
    answer.header.length = saturated(full);
    append(session, std::move(answer));
}

LiveLogFile::Payload LiveLogFile::makePayload(ByteView data, std::size_t full, const std::shared_ptr<Buffer>& keeper)
{
    const ByteView kept = data.first(std::min<std::size_t>(data.size(), payloadLimit()));
    if (kept.size() < kCopyBytes)
        return { kept, {}, {}, false, full };
    if (keeper)
        return { kept, {}, keeper, true, full };
    Buffer copy = m_copies.take(kept.size()); // outside the log's lock: other threads need not wait for the copy
    std::copy(kept.begin(), kept.end(), copy.data());
    return makePayload(std::move(copy), kept.size(), full);
}

LiveLogFile::Payload LiveLogFile::makePayload(Buffer&& buffer, std::size_t used, std::size_t full) const
{
    const ByteView kept = buffer.first(std::min<std::size_t>(used, payloadLimit()));
    return { kept, std::move(buffer), {}, kept.size() >= kCopyBytes, full };
}

std::size_t LiveLogFile::keptPayload(const Session& session, const Payload& payload, std::size_t fixedBytes)
{
    const std::size_t kept = std::min(payload.bytes.size(), pcapng::kMaxPacketBytes - fixedBytes);
    const bool hasRoom
        = session.state() == LogWriter::State::Active && session.queuedBytes() + kept <= m_options.maxQueuedBytes;
    if (kept == 0 || hasRoom)
        return kept;
    ++m_counters.payloadCut;
    return 0;
}

void LiveLogFile::storeHead(MutableByteView out, const pcapng::PacketFrame& frame, const Event& event)
{
    pcapng::storePacketHead(out.first<pcapng::kPacketDataOffset>(), frame);
    MutableByteView rest = out.subspan(pcapng::kPacketDataOffset);
    storeUsbmonHeader(rest.first<UsbmonHeader::kSize>(), event.header);
    rest = rest.subspan(UsbmonHeader::kSize);
    for (const IsoDescriptor& descriptor : event.isoDescriptors) {
        storeIsoDescriptor(rest.first<IsoDescriptor::kSize>(), descriptor);
        rest = rest.subspan(IsoDescriptor::kSize);
    }
}

void LiveLogFile::appendInOnePiece(
    LogBatch& batch, const pcapng::PacketFrame& frame, const Event& event, std::size_t kept)
{
    const MutableByteView block = batch.extend(pcapng::packetBlockSize(frame));
    const std::size_t tailSize = pcapng::packetTailSize(frame);
    storeHead(block, frame, event);
    std::copy_n(event.payload.bytes.begin(), kept, block.last(tailSize + kept).begin());
    pcapng::storePacketTail(block.last(tailSize), frame);
}

void LiveLogFile::appendInPieces(LogBatch& batch, const pcapng::PacketFrame& frame, Event&& event, std::size_t kept)
{
    storeHead(batch.extend(pcapng::kPacketDataOffset + frame.captured - kept), frame, event);
    if (!event.payload.isSpliced)
        batch.copy(event.payload.bytes.first(kept));
    else if (event.payload.keeper)
        batch.splice(std::move(event.payload.keeper), kept);
    else
        batch.splice(std::move(event.payload.owner), kept);
    pcapng::storePacketTail(batch.extend(pcapng::packetTailSize(frame)), frame);
}

std::uint64_t LiveLogFile::append(Session& session, Event&& event)
{
    const std::size_t fixedBytes = UsbmonHeader::kSize + event.isoDescriptors.size() * IsoDescriptor::kSize;
    const std::size_t kept = keptPayload(session, event.payload, fixedBytes);
    const bool isSpliced = event.payload.isSpliced && kept > 0;
    if (isSpliced)
        session.align(pcapng::kPacketDataOffset + fixedBytes);
    const std::uint64_t offset = session.blockOffset();
    event.header.capturedLength = static_cast<std::uint32_t>(fixedBytes - UsbmonHeader::kSize + kept);
    if (event.header.isIsochronous()) {
        // The dissector loops over one of them and the kernel's readers over the other: never let them differ.
        event.header.descriptorCount = static_cast<std::uint32_t>(event.isoDescriptors.size());
        event.header.isoPacketCount = static_cast<std::int32_t>(event.isoDescriptors.size());
    }
    // original > captured tells readers of a cut payload that bytes are missing rather than malformed.
    const pcapng::PacketFrame frame { event.device, event.time, fixedBytes + kept,
        saturated(fixedBytes + event.payload.full), event.comment };
    if (isSpliced || kept > kOnePieceBytes)
        appendInPieces(session.batch(), frame, std::move(event), kept);
    else
        appendInOnePiece(session.batch(), frame, event, kept);
    session.endBlock();
    return offset;
}

std::uint32_t LiveLogFile::takeSlot()
{
    if (m_freeSlots.empty()) {
        m_freeSlots.push_back(static_cast<std::uint32_t>(m_slots.size()));
        m_slots.emplace_back();
    }
    const std::uint32_t slot = m_freeSlots.back();
    m_freeSlots.pop_back();
    return slot;
}

std::optional<LiveLogFile::InFlight> LiveLogFile::releaseSlot(const LogTicket& ticket)
{
    if (ticket.slot >= m_slots.size())
        return std::nullopt;
    InFlight& flight = m_slots[ticket.slot];
    if (!flight.isUsed || flight.target.id != ticket.id.value)
        return std::nullopt;
    flight.isUsed = false;
    m_freeSlots.push_back(ticket.slot);
    return flight;
}

LogTicket LiveLogFile::submitted(const Submit& record)
{
    Event event;
    event.device = record.device.index;
    event.time = record.time;
    event.isoDescriptors = toDescriptors(record.isoPackets, true);
    const std::uint8_t epnum = toEpnum(record.endpoint, record.type, record.setup);
    if ((epnum & 0x80) == 0)
        event.payload = makePayload(
            record.data, std::max<std::size_t>(record.data.size(), record.requestedLength), record.keeper);

    Session session(m_writer);
    ++m_counters.transfers;
    if (session.state() != LogWriter::State::Active || record.device.index >= m_deviceKeys.size()) {
        ++m_counters.unlogged;
        return { ~std::uint64_t { 0 }, record.id };
    }
    const DeviceKey& key = m_deviceKeys[record.device.index];
    const EventTarget target { record.id.value, key.bus, key.address, epnum, record.type };
    event.header = submitHeader(target, record.time, record.setup);
    event.header.length = record.requestedLength;
    event.header.interval = urbInterval(record.type, key.speed, record.interval);
    event.header.transferFlags
        |= (record.shortIsError ? kUrbShortNotOk : 0) | (record.addZeroPacket ? kUrbZeroPacket : 0);

    IndexEntry entry {};
    entry.submitOffset = append(session, std::move(event)) & IndexEntry::kNoRecord;
    entry.deviceIndex = record.device.index;
    entry.completeOffset = IndexEntry::kNoRecord;
    entry.endpoint = epnum;
    entry.type = static_cast<std::uint64_t>(record.type) & 0xf;
    entry.status = static_cast<std::uint64_t>(usb::TransferStatus::Pending) & 0xf;
    session.batch().add(entry);

    const std::uint32_t slot = takeSlot();
    m_slots[slot] = { target, record.time, m_nextEntry, record.device.index, true };
    return { m_nextEntry++, record.id, slot };
}

void LiveLogFile::completed(const Complete& record)
{
    const UsedBytes bytes = usedBytes(record, record.data.size());
    complete(record, makePayload(record.data.first(bytes.present), bytes.full));
}

void LiveLogFile::completedMoving(const Complete& record, Buffer&& payload)
{
    const UsedBytes bytes = usedBytes(record, payload.size());
    complete(record, makePayload(std::move(payload), bytes.present, bytes.full));
}

void LiveLogFile::complete(const Complete& record, Payload&& payload)
{
    Event event;
    event.time = record.time;
    event.isoDescriptors = toDescriptors(record.isoPackets, false);
    event.comment = record.comment;
    // Linux cancels a transfer whose time is up and would say -ENOENT; ours is worth a word of explanation.
    if (event.comment.empty() && record.status == usb::TransferStatus::TimedOut)
        event.comment = "timed out";

    Session session(m_writer);
    ++m_counters.completed;
    const std::optional<InFlight> flight = releaseSlot(record.ticket);
    if (!flight)
        return;
    event.device = flight->device;
    event.header = completeHeader(flight->target, record.time, usb::toUsbmonStatus(record.status));
    event.header.length = record.actualLength;
    event.header.isoErrorCount
        = static_cast<std::int32_t>(std::count_if(record.isoPackets.begin(), record.isoPackets.end(),
            [](const usb::IsoPacket& packet) { return packet.status != usb::TransferStatus::Completed; }));
    if (event.header.isIn())
        event.payload = std::move(payload);
    const std::uint64_t offset = append(session, std::move(event));
    session.batch().add({ flight->entry, offset, record.status, record.actualLength,
        toLatencyMicroseconds(record.time - flight->submitted) });
}

void LiveLogFile::submitFailed(const LogTicket& ticket, Nanoseconds time, const Error& error)
{
    const std::string comment = escapeForDisplay(describe(error));
    Session session(m_writer);
    ++m_counters.completed;
    const std::optional<InFlight> flight = releaseSlot(ticket);
    if (!flight)
        return;
    Event event { flight->device, failedHeader(flight->target, time, error), time, {}, {}, comment };
    const std::uint64_t offset = append(session, std::move(event));
    session.batch().add({ flight->entry, offset, usb::TransferStatus::SubmitFailed, 0,
        toLatencyMicroseconds(time - flight->submitted) });
}

} // namespace wb::capture
