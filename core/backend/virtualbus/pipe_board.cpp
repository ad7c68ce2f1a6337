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
            pipe->maxStreams = usb::maxBulkStreams(endpoint);
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
        flushPipe(*pipe, status);
        freeStreams(*pipe);
        m_bus.forget(*pipe);
        pipe.reset();
    }
}

void PipeBoard::flushPipe(Pipe& pipe, usb::TransferStatus status)
{
    m_bus.flush(pipe, status);
    for (const std::unique_ptr<Pipe>& stream : pipe.streams)
        m_bus.flush(*stream, status);
}

std::vector<Pipe*> PipeBoard::pipesOf(std::uint8_t interfaceNumber) const
{
    std::vector<Pipe*> found;
    for (std::size_t slot = 1; slot < m_pipes.pipes.size(); ++slot)
        if (Pipe* const pipe = m_pipes.pipes[slot].get(); pipe && pipe->interfaceNumber == interfaceNumber)
            found.push_back(pipe);
    return found;
}

void PipeBoard::flush(std::uint8_t interfaceNumber, usb::TransferStatus status)
{
    for (Pipe* const pipe : pipesOf(interfaceNumber))
        flushPipe(*pipe, status);
}

void PipeBoard::allocateStreams(Pipe& pipe, std::uint32_t count)
{
    for (std::uint32_t number = 1; number <= count; ++number) {
        auto stream = std::make_unique<Pipe>();
        stream->device = pipe.device;
        stream->address = pipe.address;
        stream->type = pipe.type;
        stream->interfaceNumber = pipe.interfaceNumber;
        stream->packetSize = pipe.packetSize;
        stream->stream = number;
        pipe.streams.push_back(std::move(stream));
    }
}

void PipeBoard::freeStreams(Pipe& pipe)
{
    for (const std::unique_ptr<Pipe>& stream : pipe.streams)
        m_bus.forget(*stream);
    pipe.streams.clear();
}

void PipeBoard::freeStreamsOf(std::uint8_t interfaceNumber)
{
    for (Pipe* const pipe : pipesOf(interfaceNumber))
        freeStreams(*pipe);
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
