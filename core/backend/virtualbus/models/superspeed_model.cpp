// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/models/superspeed_model.h"

#include "core/backend/virtualbus/models/class_bytes.h"

#include <algorithm>

namespace wb::backend::virtualbus {

namespace {

constexpr Byte kSource = 0x81, kSink = 0x01, kInterruptIn = 0x82, kIsoIn = 0x83, kIsoOut = 0x03;
constexpr Byte kReadCounts = 0x5f;
constexpr std::uint16_t kPacketSize = 1024, kInterruptSize = 8;
constexpr std::size_t kIsoSize = std::size_t { 2 } * kPacketSize;

Bytes companion(Byte maxBurst, Byte attributes, std::uint16_t bytesPerInterval)
{
    constexpr Byte kCompanion = 0x30;
    return withLength({ kCompanion, maxBurst, attributes, static_cast<Byte>(bytesPerInterval),
        static_cast<Byte>(bytesPerInterval >> 8) });
}

EndpointSpec bulk(Byte address)
{
    constexpr Byte kSixteenPackets = 15, kSixteenStreams = 4;
    return { address, usb::TransferType::Bulk, kPacketSize, 0, companion(kSixteenPackets, kSixteenStreams, 0) };
}

EndpointSpec isochronous(Byte address)
{
    constexpr Byte kNoSynchronization = 0x00, kTwoPackets = 1;
    return { address, usb::TransferType::Isochronous, kPacketSize, 1,
        companion(kTwoPackets, 0, static_cast<std::uint16_t>(kIsoSize)), kNoSynchronization };
}

ConfigurationSpec configuration()
{
    InterfaceSpec plain;
    plain.endpoints = { bulk(kSource), bulk(kSink),
        { kInterruptIn, usb::TransferType::Interrupt, kInterruptSize, 4, companion(0, 0, kInterruptSize) } };
    InterfaceSpec streaming = plain;
    streaming.alternate = 1;
    streaming.endpoints.push_back(isochronous(kIsoIn));
    streaming.endpoints.push_back(isochronous(kIsoOut));
    ConfigurationSpec spec;
    spec.maxPowerMilliamps = 144;
    spec.milliampsPerUnit = 8;
    spec.interfaces = { plain, streaming };
    return spec;
}

Bytes bos()
{
    constexpr Byte kCapability = 0x10;
    return withTotal(2,
        {
            { 5, kBosDescriptor, 0, 0, 2 },
            withLength({ kCapability, 0x02, 0x02, 0, 0, 0 }), // USB 2.0 extension: link power management
            // SuperSpeed: full, high and 5 Gbit/s; everything works from full speed on; U1 in 10 us, U2 in 2047 us.
            withLength({ kCapability, 0x03, 0x00, 0x0e, 0x00, 1, 10, 0xff, 0x07 }),
        });
}

DescriptorSet descriptors()
{
    DeviceSpec device;
    device.bcdUsb = 0x0320;
    device.maxPacketSize0 = 9; // 2 to the 9th
    device.productId = 0x0034;
    device.serialIndex = 3;
    DescriptorSet set;
    set.speed = usb::Speed::Super;
    set.device = buildDevice(device, 1);
    set.configurations = { buildConfiguration(configuration()) };
    set.bos = bos();
    set.strings = { u"USB Workbench", u"SuperSpeed source and sink", u"SUPER0001" };
    return set;
}

Bytes pattern(std::size_t size)
{
    Bytes out(size);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<Byte>(i % 63);
    return out;
}

} // namespace

SuperSpeedModel::SuperSpeedModel()
    : StandardDevice(descriptors())
    , m_pattern(pattern(kPacketSize))
    , m_streamPacket(m_pattern)
    , m_isoData(pattern(kIsoSize))
{
}

void SuperSpeedModel::onReset(BusTime)
{
    m_interruptPackets = m_sunkBytes = m_isoOutIntervals = m_isoOutBytes = 0;
    m_isoNumber = 0;
    m_streams.fill({});
}

ControlReply SuperSpeedModel::onRequest(const usb::SetupPacket& setup, ByteView, BusTime)
{
    const bool isForUs = setup.type() == usb::RequestType::Vendor && setup.recipient() == usb::Recipient::Device;
    if (!isForUs || !setup.isIn() || setup.bRequest != kReadCounts)
        return stalled();
    if (setup.wValue > kStreams)
        return stalled();
    Bytes counts;
    if (setup.wValue > 0)
        appendLe64(counts, m_streams[setup.wValue].bytes);
    else
        for (const std::uint64_t count : { m_sunkBytes, m_isoOutIntervals, m_isoOutBytes })
            appendLe64(counts, count);
    counts.resize(std::min<std::size_t>(counts.size(), setup.wLength));
    return answer(std::move(counts));
}

InReply SuperSpeedModel::onIn(usb::EndpointAddress endpoint, BusTime)
{
    if (endpoint.value == kSource)
        return { Handshake::Ack, m_pattern };
    if (endpoint.value == kInterruptIn) {
        m_countPacket.clear();
        appendLe64(m_countPacket, m_interruptPackets++);
        return { Handshake::Ack, m_countPacket };
    }
    for (std::size_t i = 0; i < 4; ++i)
        m_isoData[i] = static_cast<Byte>(m_isoNumber >> (8 * i));
    ++m_isoNumber;
    return { Handshake::Ack, m_isoData };
}

Handshake SuperSpeedModel::onOut(usb::EndpointAddress endpoint, ByteView data, BusTime)
{
    if (endpoint.value == kSink) {
        m_sunkBytes += data.size();
    } else {
        m_isoOutIntervals += data.empty() ? 0U : 1U;
        m_isoOutBytes += data.size();
    }
    return Handshake::Ack;
}

InReply SuperSpeedModel::onStreamIn(usb::EndpointAddress endpoint, std::uint32_t stream, BusTime now)
{
    if (endpoint.value != kSource || stream > kStreams)
        return onIn(endpoint, now);
    const std::uint32_t number = m_streams[stream].packets++;
    for (std::size_t i = 0; i < 4; ++i) {
        m_streamPacket[i] = static_cast<Byte>(stream >> (8 * i));
        m_streamPacket[4 + i] = static_cast<Byte>(number >> (8 * i));
    }
    return { Handshake::Ack, m_streamPacket };
}

Handshake SuperSpeedModel::onStreamOut(usb::EndpointAddress endpoint, std::uint32_t stream, ByteView data, BusTime now)
{
    if (endpoint.value == kSink && stream <= kStreams)
        m_streams[stream].bytes += data.size();
    return onOut(endpoint, data, now);
}

} // namespace wb::backend::virtualbus
