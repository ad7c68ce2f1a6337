// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/models/misbehaver_model.h"

#include <algorithm>

namespace wb::backend::virtualbus {

namespace {

constexpr Byte kIn = 0x81, kOut = 0x01;
constexpr Byte kInterruptIn = 0x83, kInterruptOut = 0x03;
constexpr Byte kIsoIn = 0x84, kIsoOut = 0x04;
constexpr std::size_t kPacketSize = 512, kShortSize = 7, kTooMuch = 64;
constexpr std::uint16_t kInterruptPacket = 64, kIsoPacket = 256;
constexpr std::uint8_t kLastArmed = 0x05;
constexpr std::uint8_t kStallNow = 0x11, kShortNow = 0x12, kSilenceNow = 0x13, kBabbleNow = 0x14, kLeaveNow = 0x15;

ConfigurationSpec configuration(std::uint16_t packetSize, Byte interruptInterval)
{
    using enum usb::TransferType;
    InterfaceSpec interface;
    interface.stringIndex = 4;
    interface.endpoints = {
        { kIn, Bulk, packetSize, 0 },
        { kOut, Bulk, packetSize, 0 },
    };
    InterfaceSpec periodic = interface;
    periodic.alternate = 1;
    periodic.endpoints.push_back({ kInterruptIn, Interrupt, kInterruptPacket, interruptInterval });
    periodic.endpoints.push_back({ kInterruptOut, Interrupt, kInterruptPacket, interruptInterval });
    periodic.endpoints.push_back({ kIsoIn, Isochronous, kIsoPacket, 1 });
    periodic.endpoints.push_back({ kIsoOut, Isochronous, kIsoPacket, 1 });
    ConfigurationSpec spec;
    spec.interfaces = { interface, periodic };
    return spec;
}

DescriptorSet descriptors()
{
    DeviceSpec device;
    device.deviceClass = 0xff;
    device.productId = 0x0bad;
    device.serialIndex = 3;
    DescriptorSet set;
    set.device = buildDevice(device, 1);
    set.configurations = { buildConfiguration(configuration(kPacketSize, 4)) };
    set.qualifier = buildQualifier(device, 1);
    set.otherSpeedConfigurations = { buildConfiguration(configuration(64, 1), kOtherSpeedDescriptor) };
    set.strings = { u"USB Workbench", u"Misbehaver", u"BAD0001",
        u"Vendor OUT 1 stall 2 short 3 silence 4 babble 5 vanish 0 behave; wIndex endpoint; 0x11-0x15 at once" };
    return set;
}

bool isIsochronous(usb::EndpointAddress endpoint) { return endpoint.value == kIsoIn || endpoint.value == kIsoOut; }

std::size_t packetSizeOf(usb::EndpointAddress endpoint)
{
    if (isIsochronous(endpoint))
        return kIsoPacket;
    return endpoint.value == kInterruptIn ? kInterruptPacket : kPacketSize;
}

Bytes pattern(std::size_t size)
{
    Bytes out(size);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<Byte>(i % 63);
    return out;
}

} // namespace

MisbehaverModel::MisbehaverModel()
    : StandardDevice(descriptors())
    , m_packet(pattern(kPacketSize + kTooMuch))
{
}

void MisbehaverModel::onReset(BusTime) { m_mischief = Mischief::None; }

ControlReply MisbehaverModel::onRequest(const usb::SetupPacket& setup, ByteView, BusTime)
{
    if (m_hasLeft)
        return { Handshake::Gone, {} };
    if (setup.type() != usb::RequestType::Vendor || setup.recipient() != usb::Recipient::Device)
        return stalled();
    return setup.bRequest <= kLastArmed ? arm(setup) : misbehaveNow(setup);
}

ControlReply MisbehaverModel::arm(const usb::SetupPacket& setup)
{
    constexpr std::array<std::uint16_t, 7> kMeant { 0, kIn, kOut, kInterruptIn, kInterruptOut, kIsoIn, kIsoOut };
    const bool isKnownEndpoint = std::find(kMeant.begin(), kMeant.end(), setup.wIndex) != kMeant.end();
    if (setup.isIn() || setup.wLength != 0 || !isKnownEndpoint)
        return stalled();
    m_mischief = static_cast<Mischief>(setup.bRequest);
    m_endpoint = static_cast<std::uint8_t>(setup.wIndex);
    m_goodPackets = setup.wValue;
    return accepted();
}

ControlReply MisbehaverModel::misbehaveNow(const usb::SetupPacket& setup)
{
    switch (setup.bRequest) {
    case kStallNow:
        return stalled();
    case kShortNow:
        return setup.isIn() ? answer(pattern(setup.wLength / 2U)) : accepted();
    case kSilenceNow:
        return { Handshake::Nak, {} };
    case kBabbleNow:
        return setup.isIn() ? answer(pattern(setup.wLength + kTooMuch)) : accepted();
    case kLeaveNow:
        m_hasLeft = true;
        return { Handshake::Gone, {} };
    default:
        return stalled();
    }
}

// What to do with this packet; anything but the endless silence is done once.
MisbehaverModel::Mischief MisbehaverModel::next(usb::EndpointAddress endpoint)
{
    if (m_mischief == Mischief::None || (m_endpoint != 0 && m_endpoint != endpoint.value))
        return Mischief::None;
    if (m_goodPackets != 0) {
        --m_goodPackets;
        return Mischief::None;
    }
    if (m_mischief == Mischief::Silence) {
        m_endpoint = endpoint.value; // the other endpoints go on
        return m_mischief;
    }
    return std::exchange(m_mischief, Mischief::None);
}

InReply MisbehaverModel::onIn(usb::EndpointAddress endpoint, BusTime)
{
    const ByteView packet(m_packet);
    const std::size_t size = packetSizeOf(endpoint);
    switch (m_hasLeft ? Mischief::Leave : next(endpoint)) {
    case Mischief::None:
        break;
    case Mischief::Stall:
        if (isIsochronous(endpoint))
            return { Handshake::None, {} };
        halt(endpoint);
        return { Handshake::Stall, {} };
    case Mischief::Short:
        return { Handshake::Ack, packet.first(kShortSize) };
    case Mischief::Silence:
        return { isIsochronous(endpoint) ? Handshake::None : Handshake::Nak, {} };
    case Mischief::Babble:
        return { Handshake::Ack, packet.first(size + kTooMuch) };
    case Mischief::Leave:
        m_hasLeft = true;
        return { Handshake::Gone, {} };
    }
    return { Handshake::Ack, packet.first(size) };
}

Handshake MisbehaverModel::onOut(usb::EndpointAddress endpoint, ByteView, BusTime)
{
    switch (m_hasLeft ? Mischief::Leave : next(endpoint)) {
    case Mischief::None:
        return Handshake::Ack;
    case Mischief::Stall:
    case Mischief::Short:
    case Mischief::Babble:
        if (isIsochronous(endpoint))
            return Handshake::None;
        halt(endpoint);
        return Handshake::Stall;
    case Mischief::Silence:
        return isIsochronous(endpoint) ? Handshake::None : Handshake::Nak;
    case Mischief::Leave:
        break;
    }
    m_hasLeft = true;
    return Handshake::Gone;
}

} // namespace wb::backend::virtualbus
