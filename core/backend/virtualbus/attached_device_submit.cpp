// SPDX-License-Identifier: GPL-3.0-or-later
// What the kernel checks before a transfer reaches the bus.
#include "core/backend/virtualbus/attached_device.h"
#include "core/backend/virtualbus/standard_device.h"

namespace wb::backend::virtualbus {

Status AttachedDevice::submit(HandleToken handle, Job& job, Nanoseconds now, bool keepsPace)
{
    Transfer& transfer = job.transfer;
    if (transfer.type == usb::TransferType::Control) {
        if (const Status allowed = checkControl(handle, transfer); !allowed)
            return allowed;
        m_bus.submit(job, *m_pipes.pipes[0], now, keepsPace);
        return {};
    }
    const Result<Pipe*> pipe = pipeFor(handle, transfer.endpoint, "submit");
    if (!pipe)
        return tl::unexpected(pipe.error());
    if (const Status allowed = checkData(transfer, **pipe); !allowed)
        return allowed;
    if ((*pipe)->type == usb::TransferType::Isochronous)
        if (const Status prepared = prepareIsochronous(transfer, **pipe); !prepared)
            return prepared;
    m_bus.submit(job, **pipe, now, keepsPace);
    return {};
}

const AttachedDevice::Interface* AttachedDevice::interfaceOf(usb::EndpointAddress endpoint) const
{
    const std::unique_ptr<Pipe>& pipe = m_pipes.pipes[endpointSlot(endpoint)];
    if (!pipe || endpoint.number() == 0)
        return nullptr;
    for (const Interface& interface : m_interfaces)
        if (interface.number == pipe->interfaceNumber)
            return &interface;
    return nullptr;
}

Status AttachedDevice::checkControl(HandleToken handle, const Transfer& transfer) const
{
    constexpr std::size_t kMaxControlData = 4096; // P24
    const usb::SetupPacket& setup = transfer.setup;
    if (!m_isAttached)
        return refusal(ErrorKind::Disconnected, "submit", "it was unplugged");
    if (setup.wLength != transfer.buffer.size())
        return refusal(ErrorKind::InvalidArgument, "submit", "wLength is not the length of the data");
    if (setup.wLength > kMaxControlData)
        return refusal(ErrorKind::InvalidArgument, "submit", "wLength is above 4096");
    if (setup.type() == usb::RequestType::Standard && !setup.isIn()
        && setup.bRequest == static_cast<std::uint8_t>(usb::StandardRequest::SetAddress))
        return refusal(ErrorKind::InvalidArgument, "submit", "SET_ADDRESS is the host controller's own (P74)");
    if (setup.type() == usb::RequestType::Vendor)
        return {};
    const Interface* interface = nullptr;
    if (setup.recipient() == usb::Recipient::Endpoint)
        interface = interfaceOf({ static_cast<std::uint8_t>(setup.wIndex) });
    else if (setup.recipient() == usb::Recipient::Interface)
        for (const Interface& candidate : m_interfaces)
            if (candidate.number == (setup.wIndex & 0xff))
                interface = &candidate;
    if (interface && (interface->isDriverBound || (interface->holder && interface->holder != handle))) // P73
        return refusal(ErrorKind::Busy, "submit",
            "interface " + std::to_string(interface->number) + " is held by "
                + (interface->isDriverBound ? "the kernel driver " + interface->driver : "another handle"));
    return {};
}

Status AttachedDevice::checkData(const Transfer& transfer, const Pipe& pipe) const
{
    const auto isPacketType = [](usb::TransferType type) {
        return type == usb::TransferType::Bulk || type == usb::TransferType::Interrupt;
    };
    if (transfer.type != pipe.type && !(isPacketType(transfer.type) && isPacketType(pipe.type)))
        return refusal(ErrorKind::InvalidArgument, "submit",
            usb::toString(pipe.address) + " is " + std::string(usb::toString(pipe.type)) + ", not "
                + std::string(usb::toString(transfer.type)));
    return {};
}

Status AttachedDevice::prepareIsochronous(Transfer& transfer, const Pipe& pipe) const
{
    if (transfer.isoPackets.empty())
        return refusal(ErrorKind::InvalidArgument, "submit", "an isochronous transfer needs packets");
    std::uint64_t total = 0;
    for (usb::IsoPacket& packet : transfer.isoPackets) {
        if (packet.requested > pipe.bytesPerInterval) // P33, P34
            return refusal(ErrorKind::InvalidArgument, "submit",
                "a packet of " + std::to_string(packet.requested) + " bytes; " + usb::toString(pipe.address) + " moves "
                    + std::to_string(pipe.bytesPerInterval));
        packet.offset = static_cast<std::uint32_t>(total); // P30
        packet.actual = 0;
        packet.status = usb::TransferStatus::Pending;
        total += packet.requested;
        if (total > transfer.buffer.size())
            return refusal(ErrorKind::InvalidArgument, "submit", "the packets are longer than the buffer");
    }
    return {};
}

} // namespace wb::backend::virtualbus
