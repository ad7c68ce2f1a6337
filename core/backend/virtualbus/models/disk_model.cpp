// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/models/disk_model.h"

#include <algorithm>

namespace wb::backend::virtualbus {

namespace {

constexpr usb::EndpointAddress kIn { 0x81 }, kOut { 0x01 };
constexpr std::uint16_t kPacketSize = 512, kFullSpeedPacketSize = 64;

constexpr Byte kBulkOnlyReset = 0xff, kGetMaxLun = 0xfe;
constexpr std::uint64_t kCommandSignature = 0x43425355, kStatusSignature = 0x53425355; // "USBC", "USBS"
constexpr std::size_t kCommandSize = 31, kBlockAt = 15;
constexpr std::uint8_t kLongestBlock = 16;

ConfigurationSpec configuration(std::uint16_t packetSize)
{
    InterfaceSpec interface;
    interface.interfaceClass = 0x08;
    interface.interfaceSubClass = 0x06; // SCSI transparent command set
    interface.interfaceProtocol = 0x50; // bulk-only transport
    interface.endpoints = {
        { kIn.value, usb::TransferType::Bulk, packetSize, 0 },
        { kOut.value, usb::TransferType::Bulk, packetSize, 0 },
    };
    ConfigurationSpec spec;
    spec.interfaces = { interface };
    return spec;
}

DescriptorSet descriptors()
{
    DeviceSpec device;
    device.productId = 0x0030;
    device.serialIndex = 3;
    DescriptorSet set;
    set.device = buildDevice(device, 1);
    set.configurations = { buildConfiguration(configuration(kPacketSize)) };
    set.qualifier = buildQualifier(device, 1);
    set.otherSpeedConfigurations = { buildConfiguration(configuration(kFullSpeedPacketSize), kOtherSpeedDescriptor) };
    set.strings = { u"USB Workbench", u"Demo disk", u"574200000001" }; // twelve hexadecimal digits: §4.1.1
    return set;
}

} // namespace

DiskModel::DiskModel(std::shared_ptr<Bytes> medium)
    : StandardDevice(descriptors())
    , m_disk(std::move(medium))
{
}

void DiskModel::onReset(BusTime)
{
    m_disk.reset();
    m_phase = Phase::Command;
}

// A host that resets the device through a hub of its own (USB/IP has no message for that) still configures it again.
void DiskModel::onEndpointsChanged(BusTime) { m_phase = Phase::Command; }

ControlReply DiskModel::onRequest(const usb::SetupPacket& setup, ByteView, BusTime)
{
    const bool isForUs = setup.type() == usb::RequestType::Class && setup.recipient() == usb::Recipient::Interface
        && setup.wIndex == 0 && setup.wValue == 0 && isConfigured();
    if (isForUs && setup.isIn() && setup.bRequest == kGetMaxLun && setup.wLength == 1)
        return answer({ 0 });
    if (!isForUs || setup.isIn() || setup.bRequest != kBulkOnlyReset || setup.wLength != 0)
        return stalled();
    m_phase = Phase::Command; // halts stay: the host clears them next (§3.1, §5.3.4)
    return accepted();
}

InReply DiskModel::onIn(usb::EndpointAddress, BusTime)
{
    switch (m_phase) {
    case Phase::DataIn:
        return sendData();
    case Phase::Status:
        return sendStatus();
    case Phase::Broken:
        return { breakDown(), {} };
    case Phase::Command:
    case Phase::DataOut:
        break;
    }
    return {};
}

Handshake DiskModel::onOut(usb::EndpointAddress, ByteView data, BusTime)
{
    switch (m_phase) {
    case Phase::Command:
        return takeCommand(data);
    case Phase::DataOut:
        return takeData(data);
    case Phase::Broken:
        return breakDown();
    case Phase::DataIn:
    case Phase::Status:
        break;
    }
    return Handshake::Nak; // the host takes what it has asked for first
}

Handshake DiskModel::breakDown()
{
    m_phase = Phase::Broken;
    halt(kIn);
    halt(kOut);
    return Handshake::Stall;
}

Handshake DiskModel::takeCommand(ByteView packet)
{
    if (packet.size() != kCommandSize || readLe(packet, 0, 4) != kCommandSignature)
        return breakDown();
    const Byte flags = packet[12], unit = packet[13], size = packet[14];
    const bool isMeaningful
        = (flags & 0x7f) == 0 && (unit & 0xf0) == 0 && size >= 1 && size <= kLongestBlock && unit == 0;
    if (!isMeaningful)
        return breakDown();
    m_tag = static_cast<std::uint32_t>(*readLe(packet, 4, 4));
    m_expected = static_cast<std::uint32_t>(*readLe(packet, 8, 4));
    m_direction = m_expected == 0 ? DataPhase::None : (flags & 0x80) != 0 ? DataPhase::In : DataPhase::Out;
    m_plan = m_disk.execute(packet.subspan(kBlockAt, size), unit);
    decide();
    return Handshake::Ack;
}

// §6.7. What the device intends beyond what the host expects, or the other way round, is a phase error; where it
// intends less, the data ends early and the residue says by how much.
void DiskModel::decide()
{
    const bool isContrary = m_plan.phase != DataPhase::None && m_plan.phase != m_direction;
    const bool isTooMuch = m_plan.phase == m_direction && m_plan.length > m_expected;
    m_status = !m_plan.isGood       ? CommandStatus::Failed
        : (isContrary || isTooMuch) ? CommandStatus::PhaseError
                                    : CommandStatus::Passed;
    m_length = isContrary ? 0 : std::min(m_plan.length, m_expected);
    m_moved = 0;
    if (m_length == 0)
        return endData();
    m_phase = m_direction == DataPhase::In ? Phase::DataIn : Phase::DataOut;
}

// The endpoint on which the host waits for more, or has more to send, is stalled.
void DiskModel::endData()
{
    m_phase = Phase::Status;
    if (m_moved < m_expected)
        halt(m_direction == DataPhase::In ? kIn : kOut);
}

InReply DiskModel::sendData()
{
    const ByteView packet = slice(m_plan.data.first(m_length), m_moved, kPacketSize);
    m_moved += static_cast<std::uint32_t>(packet.size());
    if (m_moved == m_length)
        endData();
    return { Handshake::Ack, packet };
}

Handshake DiskModel::takeData(ByteView packet)
{
    const ByteView part = slice(packet, 0, m_length - m_moved);
    m_disk.store(m_plan.position + m_moved, part);
    m_moved += static_cast<std::uint32_t>(part.size());
    if (m_moved == m_length)
        endData();
    return Handshake::Ack;
}

InReply DiskModel::sendStatus()
{
    m_phase = Phase::Command;
    m_statusPacket.clear();
    appendLe32(m_statusPacket, static_cast<std::uint32_t>(kStatusSignature));
    appendLe32(m_statusPacket, m_tag);
    appendLe32(m_statusPacket, m_expected - m_moved);
    m_statusPacket.push_back(static_cast<Byte>(m_status));
    return { Handshake::Ack, m_statusPacket };
}

} // namespace wb::backend::virtualbus
