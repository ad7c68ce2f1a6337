// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/models/described_model.h"

#include <algorithm>

namespace wb::backend::virtualbus {

DescribedModel::DescribedModel(
    DescriptorSet descriptors, Bytes packet, std::vector<Byte> streams, std::vector<FixedAnswer> answers)
    : StandardDevice(std::move(descriptors))
    , m_packet(std::move(packet))
    , m_streams(std::move(streams))
    , m_answers(std::move(answers))
{
}

void DescribedModel::onReset(BusTime) { }

ControlReply DescribedModel::onRequest(const usb::SetupPacket& setup, ByteView, BusTime) { return answerTo(setup); }

ControlReply DescribedModel::onInterfaceDescriptor(const usb::SetupPacket& setup) { return answerTo(setup); }

ControlReply DescribedModel::answerTo(const usb::SetupPacket& setup) const
{
    for (const FixedAnswer& fixed : m_answers) {
        const bool isIt = fixed.requestType == setup.bmRequestType && fixed.request == setup.bRequest
            && fixed.value == setup.wValue && fixed.index == setup.wIndex;
        if (isIt)
            return answer(toBytes(slice(fixed.data, 0, setup.wLength)));
    }
    return stalled();
}

InReply DescribedModel::onIn(usb::EndpointAddress endpoint, BusTime)
{
    if (std::find(m_streams.begin(), m_streams.end(), endpoint.value) == m_streams.end())
        return {};
    return { Handshake::Ack, m_packet };
}

Handshake DescribedModel::onOut(usb::EndpointAddress, ByteView, BusTime) { return Handshake::Ack; }

} // namespace wb::backend::virtualbus
