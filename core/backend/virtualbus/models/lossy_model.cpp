// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/models/lossy_model.h"

#include <algorithm>

namespace wb::backend::virtualbus {

namespace {

constexpr Byte kIn = 0x81, kOut = 0x01;
constexpr Byte kChooseLoss = 0x5e, kReadCounts = 0x5f;
constexpr std::uint16_t kPacketSize = 256, kUsualLoss = 100;
constexpr Nanoseconds kInterval { 125'000 };

ConfigurationSpec configuration(Byte interval)
{
    InterfaceSpec idle;
    InterfaceSpec streaming;
    streaming.alternate = 1;
    streaming.endpoints = {
        { kIn, usb::TransferType::Isochronous, kPacketSize, interval },
        { kOut, usb::TransferType::Isochronous, kPacketSize, interval },
    };
    ConfigurationSpec spec;
    spec.interfaces = { idle, streaming };
    return spec;
}

DescriptorSet descriptors()
{
    DeviceSpec device;
    device.deviceClass = 0xff;
    device.productId = 0x0038;
    device.serialIndex = 3;
    DescriptorSet set;
    set.device = buildDevice(device, 1);
    set.configurations = { buildConfiguration(configuration(1)) };
    set.qualifier = buildQualifier(device, 1);
    set.otherSpeedConfigurations = { buildConfiguration(configuration(1), kOtherSpeedDescriptor) };
    set.strings = { u"USB Workbench", u"Lossy isochronous device", u"LOSSY0001" };
    return set;
}

} // namespace

LossyModel::LossyModel()
    : StandardDevice(descriptors())
    , m_packet(kPacketSize)
{
    for (std::size_t i = 0; i < m_packet.size(); ++i)
        m_packet[i] = static_cast<Byte>(i % 63);
}

void LossyModel::onReset(BusTime)
{
    m_lossInterval = kUsualLoss;
    startOver();
}

void LossyModel::startOver()
{
    m_isOver = false;
    m_in = m_out = {};
    m_arrived = {};
}

void LossyModel::onEndpointsChanged(BusTime) { m_isOver = true; }

ControlReply LossyModel::onRequest(const usb::SetupPacket& setup, ByteView, BusTime)
{
    if (setup.type() != usb::RequestType::Vendor || setup.recipient() != usb::Recipient::Device || setup.wIndex != 0)
        return stalled();
    if (!setup.isIn() && setup.bRequest == kChooseLoss && setup.wLength == 0) {
        m_lossInterval = setup.wValue;
        startOver();
        return accepted();
    }
    if (!setup.isIn() || setup.bRequest != kReadCounts)
        return stalled();
    Bytes counts;
    for (const std::uint64_t number : { m_in.served, m_in.lost, m_out.served, m_out.lost, m_arrived.idle,
             m_arrived.afterIdle, m_arrived.sum.value() })
        appendLe64(counts, number);
    counts.resize(std::min<std::size_t>(counts.size(), setup.wLength));
    return answer(std::move(counts));
}

bool LossyModel::isSpoiled(Count& count) const
{
    ++count.served;
    const bool isIt = m_lossInterval != 0 && count.served % m_lossInterval == 0;
    count.lost += isIt ? 1U : 0U;
    return isIt;
}

InReply LossyModel::onIn(usb::EndpointAddress, BusTime now)
{
    if (m_isOver)
        startOver();
    Bytes head;
    appendLe32(head, static_cast<std::uint32_t>(m_in.served));
    appendLe32(head, static_cast<std::uint32_t>(now / kInterval));
    std::copy(head.begin(), head.end(), m_packet.begin());
    if (isSpoiled(m_in))
        return { Handshake::None, {} };
    return { Handshake::Ack, m_packet };
}

void LossyModel::noteInterval(BusTime now)
{
    const std::int64_t interval = now / kInterval;
    const std::int64_t idle = m_arrived.latest ? interval - *m_arrived.latest - 1 : 0;
    m_arrived.latest = interval;
    if (idle <= 0)
        return;
    m_arrived.idle += static_cast<std::uint64_t>(idle);
    m_arrived.afterIdle = m_out.served;
}

Handshake LossyModel::onOut(usb::EndpointAddress, ByteView data, BusTime now)
{
    if (m_isOver)
        startOver();
    noteInterval(now);
    if (isSpoiled(m_out))
        return Handshake::None;
    m_arrived.sum.feed(data);
    return Handshake::Ack;
}

} // namespace wb::backend::virtualbus
