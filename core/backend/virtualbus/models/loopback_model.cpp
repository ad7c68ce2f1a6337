// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/models/loopback_model.h"

namespace wb::backend::virtualbus {

namespace {

constexpr Byte kBulkLoopOut = 0x01, kBulkLoopIn = 0x81;
constexpr Byte kSink = 0x02, kSource = 0x82;
constexpr Byte kInterruptOut = 0x03, kInterruptIn = 0x83;
constexpr Byte kIsoOut = 0x04, kIsoIn = 0x84;

constexpr Byte kWriteBuffer = 0x5b, kReadBuffer = 0x5c, kChoosePattern = 0x5e, kReadCounts = 0x5f;
constexpr std::size_t kBufferSize = 4096;
constexpr std::size_t kBulkPacket = 512, kInterruptPacket = 64, kIsoPacket = 512;
constexpr std::size_t kHeldPackets = 64;

// What depends on the speed: high speed, and full speed as the other speed.
struct Sizes {
    std::uint16_t bulk, interrupt, isochronous;
    Byte interruptInterval, isochronousInterval;
};
constexpr Sizes kHighSpeed { kBulkPacket, kInterruptPacket, kIsoPacket, 4, 1 };
constexpr Sizes kFullSpeed { 64, 64, 384, 1, 1 }; // what a frame has room for beside the interrupt endpoints

ConfigurationSpec configuration(const Sizes& sizes)
{
    using enum usb::TransferType;
    InterfaceSpec plain;
    plain.stringIndex = 4;
    plain.endpoints = {
        { kBulkLoopIn, Bulk, sizes.bulk, 0 },
        { kBulkLoopOut, Bulk, sizes.bulk, 0 },
        { kSource, Bulk, sizes.bulk, 0 },
        { kSink, Bulk, sizes.bulk, 0 },
        { kInterruptIn, Interrupt, sizes.interrupt, sizes.interruptInterval },
        { kInterruptOut, Interrupt, sizes.interrupt, sizes.interruptInterval },
    };
    InterfaceSpec streaming = plain;
    streaming.alternate = 1;
    streaming.stringIndex = 5;
    // Asynchronous data endpoints without feedback (USB 2.0 §5.12.4.1): bmAttributes 0x01.
    streaming.endpoints.push_back({ kIsoIn, Isochronous, sizes.isochronous, sizes.isochronousInterval });
    streaming.endpoints.push_back({ kIsoOut, Isochronous, sizes.isochronous, sizes.isochronousInterval });
    ConfigurationSpec spec;
    spec.stringIndex = 6;
    spec.interfaces = { plain, streaming };
    return spec;
}

DescriptorSet descriptors()
{
    DeviceSpec device;
    device.deviceClass = 0xff;
    device.productId = 0x0001;
    device.serialIndex = 3;
    DescriptorSet set;
    set.device = buildDevice(device, 1);
    set.configurations = { buildConfiguration(configuration(kHighSpeed)) };
    set.qualifier = buildQualifier(device, 1);
    set.otherSpeedConfigurations = { buildConfiguration(configuration(kFullSpeed), kOtherSpeedDescriptor) };
    set.strings = { u"USB Workbench", u"Loopback device", u"LOOP0001", u"Loopback, source and sink",
        u"The same with isochronous endpoints", u"Everything" };
    return set;
}

} // namespace

LoopbackModel::LoopbackModel()
    : StandardDevice(descriptors())
    , m_isoPacket(kIsoPacket)
    , m_bulkFifo(kHeldPackets, kBulkPacket)
    , m_interruptFifo(kHeldPackets, kInterruptPacket)
{
}

void LoopbackModel::onReset(BusTime)
{
    m_buffer.assign(kBufferSize, 0);
    choosePattern(true);
    m_bulkFifo.clear();
    m_interruptFifo.clear();
    m_sunkBytes = m_interruptOutPackets = m_isoOutPackets = m_interruptInPackets = 0;
    m_isoInPackets = 0;
}

void LoopbackModel::onEndpointsChanged(BusTime)
{
    m_bulkFifo.clear();
    m_interruptFifo.clear();
}

void LoopbackModel::choosePattern(bool isCounting)
{
    m_sourcePacket.assign(kBulkPacket, 0);
    if (isCounting)
        for (std::size_t i = 0; i < m_sourcePacket.size(); ++i)
            m_sourcePacket[i] = static_cast<Byte>(i % 63);
    std::copy_n(m_sourcePacket.begin(), m_isoPacket.size(), m_isoPacket.begin());
}

ControlReply LoopbackModel::onRequest(const usb::SetupPacket& setup, ByteView data, BusTime)
{
    if (setup.type() != usb::RequestType::Vendor || setup.recipient() != usb::Recipient::Device)
        return stalled();
    return setup.isIn() ? vendorIn(setup) : vendorOut(setup, data);
}

ControlReply LoopbackModel::vendorOut(const usb::SetupPacket& setup, ByteView data)
{
    if (setup.bRequest == kChoosePattern && setup.wValue <= 1 && setup.wLength == 0) {
        choosePattern(setup.wValue == 1);
        return accepted();
    }
    if (setup.bRequest != kWriteBuffer || setup.wValue != 0 || setup.wIndex != 0 || data.size() > kBufferSize)
        return stalled();
    std::copy(data.begin(), data.end(), m_buffer.begin());
    return accepted();
}

ControlReply LoopbackModel::vendorIn(const usb::SetupPacket& setup) const
{
    const auto wanted = std::size_t { setup.wLength };
    if (setup.bRequest == kReadBuffer && setup.wValue == 0 && setup.wIndex == 0 && wanted <= kBufferSize)
        return answer(toBytes(slice(m_buffer, 0, wanted)));
    if (setup.bRequest != kReadCounts)
        return stalled();
    Bytes counts;
    for (const std::uint64_t count : { m_sunkBytes, m_interruptOutPackets, m_isoOutPackets })
        appendLe64(counts, count);
    counts.resize(std::min(counts.size(), wanted));
    return answer(std::move(counts));
}

InReply LoopbackModel::onIn(usb::EndpointAddress endpoint, BusTime)
{
    switch (endpoint.value) {
    case kBulkLoopIn:
        if (m_bulkFifo.isEmpty())
            return {};
        return { Handshake::Ack, m_bulkFifo.pop() };
    case kSource:
        return { Handshake::Ack, m_sourcePacket };
    case kInterruptIn:
        return interruptIn();
    case kIsoIn:
        return isochronousIn();
    default:
        return { Handshake::None, {} };
    }
}

InReply LoopbackModel::interruptIn()
{
    if (!m_interruptFifo.isEmpty())
        return { Handshake::Ack, m_interruptFifo.pop() };
    m_countPacket.clear();
    appendLe64(m_countPacket, m_interruptInPackets++);
    return { Handshake::Ack, m_countPacket };
}

InReply LoopbackModel::isochronousIn()
{
    for (std::size_t i = 0; i < 4; ++i)
        m_isoPacket[i] = static_cast<Byte>(m_isoInPackets >> (8 * i));
    ++m_isoInPackets;
    return { Handshake::Ack, m_isoPacket };
}

Handshake LoopbackModel::onOut(usb::EndpointAddress endpoint, ByteView data, BusTime)
{
    switch (endpoint.value) {
    case kBulkLoopOut:
        if (m_bulkFifo.isFull())
            return Handshake::Nak;
        m_bulkFifo.push(data);
        return Handshake::Ack;
    case kSink:
        m_sunkBytes += data.size();
        return Handshake::Ack;
    case kInterruptOut:
        if (m_interruptFifo.isFull())
            return Handshake::Nak;
        ++m_interruptOutPackets;
        m_interruptFifo.push(data);
        return Handshake::Ack;
    case kIsoOut:
        ++m_isoOutPackets;
        return Handshake::Ack;
    default:
        return Handshake::None;
    }
}

} // namespace wb::backend::virtualbus
