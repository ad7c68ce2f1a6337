// SPDX-License-Identifier: GPL-3.0-or-later
// What the kernel checks before a transfer reaches the bus.
#include "core/backend/virtualbus/attached_device.h"
#include "core/backend/virtualbus/host_rules.h"

namespace wb::backend::virtualbus {

Status AttachedDevice::submit(HandleToken handle, Job& job, Nanoseconds now, bool keepsPace)
{
    const Transfer& transfer = job.transfer;
    if (transfer.type == usb::TransferType::Control) {
        if (const Status allowed = checkControl(handle, transfer); !allowed)
            return allowed;
        m_bus.submit(job, m_board.control(), now, keepsPace);
        return {};
    }
    const Result<Pipe*> pipe = pipeFor(handle, transfer.endpoint, "submit");
    if (!pipe)
        return tl::unexpected(pipe.error());
    if (const Status allowed = checkData(transfer, **pipe); !allowed)
        return allowed;
    if ((*pipe)->type == usb::TransferType::Isochronous)
        if (std::optional<std::string> fault = layOutPackets(job.order, **pipe))
            return refusal(ErrorKind::InvalidArgument, "submit", std::move(*fault));
    const Result<Pipe*> queue = queueOf(**pipe, transfer);
    if (!queue)
        return tl::unexpected(queue.error());
    m_bus.submit(job, **queue, now, keepsPace);
    return {};
}

const AttachedDevice::Interface* AttachedDevice::interfaceOf(usb::EndpointAddress endpoint) const
{
    const Pipe* const pipe = m_board.find(endpoint);
    if (!pipe)
        return nullptr;
    for (const Interface& interface : m_interfaces)
        if (interface.number == pipe->interfaceNumber)
            return &interface;
    return nullptr;
}

Status AttachedDevice::checkControl(HandleToken handle, const Transfer& transfer) const
{
    const usb::SetupPacket& setup = transfer.setup;
    if (!m_isAttached)
        return refusal(ErrorKind::Disconnected, "submit", "it was unplugged");
    if (std::optional<std::string> fault = faultOfControl(transfer))
        return refusal(ErrorKind::InvalidArgument, "submit", std::move(*fault));
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

} // namespace wb::backend::virtualbus
