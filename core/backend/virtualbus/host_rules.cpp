// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/host_rules.h"

namespace wb::backend::virtualbus {

std::optional<std::string> faultOfControl(const Transfer& transfer)
{
    const usb::SetupPacket& setup = transfer.setup;
    if (setup.wLength != transfer.buffer.size())
        return "wLength is not the length of the data";
    if (setup.wLength > kMaxControlData)
        return "wLength is above " + std::to_string(kMaxControlData);
    if (setup.type() == usb::RequestType::Standard && !setup.isIn()
        && setup.bRequest == static_cast<std::uint8_t>(usb::StandardRequest::SetAddress))
        return "SET_ADDRESS is the host controller's own (P74)";
    return std::nullopt;
}

std::optional<std::string> layOutPackets(TransferOrder& order, const Pipe& pipe)
{
    if (order.isoPackets.empty())
        return "an isochronous transfer needs packets";
    std::uint64_t total = 0;
    for (usb::IsoPacket& packet : order.isoPackets) {
        if (packet.requested > pipe.bytesPerInterval) // P33, P34
            return "a packet of " + std::to_string(packet.requested) + " bytes; " + usb::toString(pipe.address)
                + " moves " + std::to_string(pipe.bytesPerInterval);
        packet.offset = static_cast<std::uint32_t>(total);
        packet.actual = 0;
        packet.status = usb::TransferStatus::Pending;
        total += packet.requested;
        if (total > order.buffer.size())
            return "the packets are longer than the buffer";
    }
    return std::nullopt;
}

} // namespace wb::backend::virtualbus
