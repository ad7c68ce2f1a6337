// SPDX-License-Identifier: GPL-3.0-or-later
// Bulk streams of one plugged model, kept as Linux' usbfs keeps them (P29): proc_alloc_streams() and its counterpart
// end every transfer of the interface, a second allocation is refused, and once an endpoint has streams each transfer
// must name one that is there. Stricter than Linux in one thing: to name a stream where none is allocated is refused.
#include "core/backend/virtualbus/attached_device.h"

#include <algorithm>

namespace wb::backend::virtualbus {

Result<std::vector<Pipe*>> AttachedDevice::streamPipes(
    HandleToken handle, std::span<const usb::EndpointAddress> endpoints, const std::string& operation)
{
    std::vector<Pipe*> pipes;
    for (const usb::EndpointAddress endpoint : endpoints) {
        const Result<Pipe*> pipe = pipeFor(handle, endpoint, operation);
        if (!pipe)
            return tl::unexpected(pipe.error());
        if ((*pipe)->maxStreams == 0)
            return refusal(ErrorKind::InvalidArgument, operation, usb::toString(endpoint) + " has no bulk streams");
        if (!pipes.empty() && pipes.front()->interfaceNumber != (*pipe)->interfaceNumber)
            return refusal(ErrorKind::InvalidArgument, operation, "the endpoints belong to different interfaces");
        pipes.push_back(*pipe);
    }
    if (pipes.empty())
        return refusal(ErrorKind::InvalidArgument, operation, "no endpoint is named");
    return pipes;
}

Result<std::uint32_t> AttachedDevice::allocateStreams(
    HandleToken handle, std::uint32_t count, std::span<const usb::EndpointAddress> endpoints)
{
    constexpr std::uint32_t kFewest = 2;
    const std::string operation = "allocate " + std::to_string(count) + " bulk streams";
    const auto pipes = streamPipes(handle, endpoints, operation);
    if (!pipes)
        return tl::unexpected(pipes.error());
    if (count < kFewest)
        return refusal(ErrorKind::InvalidArgument, operation, "there must be two at least");
    std::uint32_t granted = count;
    for (const Pipe* const pipe : *pipes) {
        if (!pipe->streams.empty())
            return refusal(
                ErrorKind::InvalidArgument, operation, usb::toString(pipe->address) + " has its streams already");
        granted = std::min(granted, pipe->maxStreams);
    }
    m_board.flush(pipes->front()->interfaceNumber, usb::TransferStatus::Cancelled);
    for (Pipe* const pipe : *pipes)
        m_board.allocateStreams(*pipe, granted);
    return granted;
}

Status AttachedDevice::freeStreams(HandleToken handle, std::span<const usb::EndpointAddress> endpoints)
{
    const std::string operation = "free bulk streams";
    const auto pipes = streamPipes(handle, endpoints, operation);
    if (!pipes)
        return tl::unexpected(pipes.error());
    for (const Pipe* const pipe : *pipes)
        if (pipe->streams.empty())
            return refusal(ErrorKind::InvalidArgument, operation, usb::toString(pipe->address) + " has none allocated");
    m_board.flush(pipes->front()->interfaceNumber, usb::TransferStatus::Cancelled);
    for (Pipe* const pipe : *pipes)
        m_board.freeStreams(*pipe);
    return {};
}

Result<Pipe*> AttachedDevice::queueOf(Pipe& pipe, const Transfer& transfer) const
{
    const std::uint32_t stream = transfer.bulkStream;
    if (stream == 0 && pipe.streams.empty())
        return &pipe;
    if (stream == 0 || stream > pipe.streams.size())
        return refusal(ErrorKind::InvalidArgument, "submit",
            usb::toString(pipe.address) + " has " + std::to_string(pipe.streams.size())
                + " bulk streams allocated, and the transfer names "
                + (stream == 0 ? std::string("none") : "stream " + std::to_string(stream)));
    return pipe.streams[stream - 1U].get();
}

} // namespace wb::backend::virtualbus
