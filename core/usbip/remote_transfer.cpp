// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/usbip/remote_transfer.h"

#include "core/backend/virtualbus/host_rules.h"

#include <algorithm>
#include <cassert>

namespace wb::usbip {

namespace {

using backend::virtualbus::BareDevice;

constexpr std::size_t kOverhead = 512; // of one transfer, whatever it moves

// REQUIRES: idle, as it is until it is submitted.
backend::TransferOrder& orderOf(backend::Transfer& transfer) { return *transfer.edit().value(); }

std::int32_t numberOf(const Error& error)
{
    switch (error.kind) {
    case ErrorKind::Disconnected:
        return kShutDown;
    case ErrorKind::NotFound: // nobody on the bus answers there
        return kProtocolError;
    default:
        return kInvalid;
    }
}

} // namespace

std::size_t RemoteTransfer::bytesOf(const Submit& command, std::size_t packets)
{
    return kOverhead + command.length + packets * (sizeof(Packet) + sizeof(usb::IsoPacket));
}

RemoteTransfer::RemoteTransfer(BareDevice& device, const Submit& command, ByteView data, std::vector<Packet> packets)
    : m_command(command)
    , m_packets(std::move(packets))
    , m_bytes(bytesOf(command, m_packets.size()))
    , m_transfer(device)
    , m_countsFrames(device.info()->speed < usb::Speed::High)
{
    orderOf(m_transfer).endpoint = command.endpoint;
    const auto type = device.endpointType(command.endpoint);
    m_fault = type ? prepare(*type, data) : kProtocolError;
}

std::int32_t RemoteTransfer::prepare(usb::TransferType type, ByteView data)
{
    backend::TransferOrder& order = orderOf(m_transfer);
    order.type = type;
    if (type == usb::TransferType::Control)
        return prepareControl(data);
    if (type == usb::TransferType::Isochronous)
        return prepareIsochronous(data);
    order.addZeroPacket = !m_command.isIn() && (m_command.flags & kZeroPacket) != 0;
    order.buffer = m_command.isIn() ? Buffer(m_command.length) : Buffer(data);
    return 0;
}

std::int32_t RemoteTransfer::prepareControl(ByteView data)
{
    backend::TransferOrder& order = orderOf(m_transfer);
    order.setup = *usb::SetupPacket::fromBytes(m_command.setup);
    const bool isIn = order.setup.isIn();
    // Without a data stage the direction means nothing: Linux does not compare it either.
    if (m_command.length != 0 && isIn != m_command.isIn())
        return kInvalid;
    if (m_command.length > backend::virtualbus::kMaxControlData)
        return kInvalid;
    order.buffer = isIn ? Buffer(m_command.length) : Buffer(data);
    return 0;
}

std::int32_t RemoteTransfer::prepareIsochronous(ByteView data)
{
    std::uint64_t total = 0;
    for (const Packet& packet : m_packets) {
        total += packet.length;
        const bool isInside = std::uint64_t { packet.offset } + packet.length <= m_command.length;
        if (!isInside || total > m_command.length)
            return kInvalid;
    }
    backend::TransferOrder& order = orderOf(m_transfer);
    order.buffer = Buffer(static_cast<std::size_t>(total));
    order.isoPackets.resize(m_packets.size());
    Byte* place = order.buffer.data();
    for (std::size_t i = 0; i < m_packets.size(); ++i) {
        order.isoPackets[i].requested = m_packets[i].length;
        if (!m_command.isIn())
            place = std::copy_n(data.begin() + m_packets[i].offset, m_packets[i].length, place);
    }
    return 0;
}

std::int32_t RemoteTransfer::submit(std::function<void()> completed)
{
    if (m_fault != 0)
        return m_fault;
    m_transfer.completed = [completed = std::move(completed)](backend::Transfer&) { completed(); };
    const Status submitted = m_transfer.submit();
    return submitted ? 0 : numberOf(submitted.error());
}

void RemoteTransfer::unlink(std::uint32_t sequence)
{
    assert(!isUnlinked());
    m_unlinkSequence = sequence;
    m_transfer.cancel();
}

void RemoteTransfer::abandon() { m_transfer.completed = nullptr; }

std::int32_t RemoteTransfer::status() const
{
    const bool isShort = m_command.isIn() && m_transfer.outcome.actualLength < m_command.length;
    const bool isIsochronous = m_transfer.type == usb::TransferType::Isochronous;
    if (m_transfer.outcome.status == usb::TransferStatus::Completed && isShort && !isIsochronous
        && (m_command.flags & kShortNotOk) != 0)
        return kShort;
    return statusNumber(m_transfer.outcome.status);
}

void RemoteTransfer::appendData(Bytes& out) const
{
    const auto append = [&out](ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); };
    if (!m_command.isIn())
        return;
    if (m_transfer.type != usb::TransferType::Isochronous)
        return append(m_transfer.buffer.first(m_transfer.outcome.actualLength));
    for (const usb::IsoPacket& packet : m_transfer.isoPackets)
        append(slice(m_transfer.buffer.view(), packet.offset, packet.actual));
}

void RemoteTransfer::appendAnswer(Bytes& out) const
{
    if (m_unlinkSequence) {
        const bool isCancelled = m_transfer.outcome.status == usb::TransferStatus::Cancelled;
        return appendUnlinked(out, *m_unlinkSequence, isCancelled ? kUnlinked : status());
    }
    Submitted answer;
    answer.sequence = m_command.sequence;
    answer.status = status();
    answer.actual = m_transfer.outcome.actualLength;
    answer.packetCount = m_command.packetCount;
    const bool isIsochronous = m_transfer.type == usb::TransferType::Isochronous;
    if (isIsochronous)
        answer.startFrame
            = static_cast<std::uint32_t>((m_transfer.startFrame() / (m_countsFrames ? 8 : 1)) & 0x7fffffff);
    const auto& moved = m_transfer.isoPackets;
    answer.errorCount = static_cast<std::uint32_t>(std::count_if(moved.begin(), moved.end(),
        [](const usb::IsoPacket& packet) { return packet.status != usb::TransferStatus::Completed; }));
    appendSubmitted(out, answer);
    appendData(out);
    for (std::size_t i = 0; i < moved.size(); ++i)
        appendPacket(out, { m_packets[i].offset, m_packets[i].length, moved[i].actual, statusNumber(moved[i].status) });
}

void appendRefusal(Bytes& out, const Submit& command, std::span<const Packet> packets, std::int32_t status)
{
    const auto errors = static_cast<std::uint32_t>(packets.size());
    appendSubmitted(out, { command.sequence, status, 0, 0, command.packetCount, errors });
    for (const Packet& packet : packets)
        appendPacket(out, { packet.offset, packet.length, 0, status });
}

} // namespace wb::usbip
