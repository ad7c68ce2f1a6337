// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/models/described_model.h"

#include <algorithm>

namespace wb::backend::virtualbus {

DescribedModel::DescribedModel(DescriptorSet descriptors, Bytes packet, std::vector<Byte> streams)
    : StandardDevice(std::move(descriptors))
    , m_packet(std::move(packet))
    , m_streams(std::move(streams))
{
}

void DescribedModel::onReset(BusTime) { }

ControlReply DescribedModel::onRequest(const usb::SetupPacket&, ByteView, BusTime) { return stalled(); }

InReply DescribedModel::onIn(usb::EndpointAddress endpoint, BusTime)
{
    if (std::find(m_streams.begin(), m_streams.end(), endpoint.value) == m_streams.end())
        return {};
    return { Handshake::Ack, m_packet };
}

Handshake DescribedModel::onOut(usb::EndpointAddress, ByteView, BusTime) { return Handshake::Ack; }

} // namespace wb::backend::virtualbus
