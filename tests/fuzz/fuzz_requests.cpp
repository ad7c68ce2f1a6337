// SPDX-License-Identifier: GPL-3.0-or-later
// Any setup packet to any class of interface, and any bytes as its data or its answer.
#include "core/requests/answer.h"

#include <cstdlib>

using namespace wb;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t kHead = 11; // the packet, then class, subclass and protocol
    const ByteView input(data, size);
    const auto setup = usb::SetupPacket::fromBytes(input);
    if (!setup || size < kHead)
        return 0;
    requests::Targets targets;
    targets.speed = usb::Speed::High;
    targets.interfaces = { { 0, input[8], input[9], input[10] } };
    targets.endpoints = { { usb::EndpointAddress { 0x81 }, 0 } };
    for (unsigned kind = 1; kind <= static_cast<unsigned>(requests::EntityKind::SampleRateConverter); ++kind)
        targets.entities.push_back({ 0, static_cast<std::uint8_t>(kind), static_cast<requests::EntityKind>(kind) });
    const ByteView rest = slice(input, kHead, size);
    if (requests::describe(*setup, rest, targets).empty())
        std::abort();
    const auto nodes = requests::decodeAnswer(*setup, rest, targets);
    if (!rest.empty() && !nodes.empty() && !descriptors::coversExactly(nodes, rest.size()))
        std::abort();
    return 0;
}
