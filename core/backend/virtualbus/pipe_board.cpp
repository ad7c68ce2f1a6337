// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/pipe_board.h"

#include "core/backend/virtualbus/standard_device.h"

#include <algorithm>

namespace wb::backend::virtualbus {

PipeBoard::PipeBoard(DeviceModel& model, BusScheduler& bus)
    : m_bus(bus)
    , m_speed(model.speed())
{
    m_pipes.model = &model;
    auto pipe = std::make_unique<Pipe>();
    pipe->device = &m_pipes;
    pipe->interval = m_speed >= usb::Speed::High ? 1 : 8; // a microframe, or a frame
    m_pipes.pipes[0] = std::move(pipe);
}

Pipe* PipeBoard::find(usb::EndpointAddress endpoint) const
{
    const std::unique_ptr<Pipe>& pipe = m_pipes.pipes[endpointSlot(endpoint)];
    return pipe && endpoint.number() != 0 && pipe->address == endpoint ? pipe.get() : nullptr;
}

void PipeBoard::open(
    const usb::ConfigurationInfo& configuration, std::uint8_t interfaceNumber, std::uint8_t alternateNumber)
{
    const usb::InterfaceInfo* facts = configuration.findInterface(interfaceNumber);
    if (!facts)
        return;
    for (const usb::AlternateSetting& alternate : facts->alternates) {
        if (alternate.number != alternateNumber)
            continue;
        for (const usb::EndpointInfo& endpoint : alternate.endpoints) {
            auto pipe = std::make_unique<Pipe>();
            pipe->device = &m_pipes;
            pipe->address = endpoint.address;
            pipe->type = endpoint.type();
            pipe->interfaceNumber = interfaceNumber;
            pipe->packetSize = endpoint.maxPacketSize & 0x7ff;
            pipe->bytesPerInterval = usb::bytesPerInterval(endpoint, m_speed);
            const auto nanoseconds = usb::intervalNanoseconds(endpoint, m_speed);
            pipe->interval = std::max<Microframe>(1, nanoseconds / static_cast<std::uint64_t>(kMicroframe.count()));
            m_pipes.pipes[endpointSlot(endpoint.address)] = std::move(pipe);
        }
    }
}

template <class Chosen> void PipeBoard::closeWhere(Chosen isChosen, usb::TransferStatus status)
{
    for (std::size_t slot = 1; slot < m_pipes.pipes.size(); ++slot) {
        std::unique_ptr<Pipe>& pipe = m_pipes.pipes[slot];
        if (!pipe || !isChosen(*pipe))
            continue;
        m_bus.flush(*pipe, status);
        m_bus.forget(*pipe);
        pipe.reset();
    }
}

void PipeBoard::close(std::uint8_t interfaceNumber, usb::TransferStatus status)
{
    closeWhere([interfaceNumber](const Pipe& pipe) { return pipe.interfaceNumber == interfaceNumber; }, status);
}

void PipeBoard::closeInterfaces(usb::TransferStatus status)
{
    closeWhere([](const Pipe&) { return true; }, status);
}

void PipeBoard::closeAll(usb::TransferStatus status)
{
    closeInterfaces(status);
    m_bus.flush(control(), status);
}

void PipeBoard::forgetControl() { m_bus.forget(control()); }

} // namespace wb::backend::virtualbus
