// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/requests/arguments.h"

#include "core/requests/control_codes.h"
#include "core/requests/parameter_text.h"

#include <algorithm>

namespace wb::requests {
namespace {

constexpr std::size_t kMostData = 0xffff; // wLength is 16 bits
constexpr std::uint16_t kMostRanges = 32; // of an audio control, asked for at once

std::uint16_t withLow(std::uint16_t word, std::uint64_t byte)
{
    return static_cast<std::uint16_t>((word & 0xff00U) | (byte & 0xffU));
}
std::uint16_t withHigh(std::uint16_t word, std::uint64_t byte)
{
    return static_cast<std::uint16_t>((word & 0xffU) | (byte & 0xffU) << 8);
}

void put(usb::SetupPacket& setup, Place place, std::uint64_t value)
{
    switch (place) {
    case Place::Code:
        setup.bRequest = static_cast<std::uint8_t>(value);
        return;
    case Place::Value:
        setup.wValue = static_cast<std::uint16_t>(value);
        return;
    case Place::ValueLow:
        setup.wValue = withLow(setup.wValue, value);
        return;
    case Place::ValueHigh:
        setup.wValue = withHigh(setup.wValue, value);
        return;
    case Place::Index:
        setup.wIndex = static_cast<std::uint16_t>(value);
        return;
    case Place::IndexLow:
        setup.wIndex = withLow(setup.wIndex, value);
        return;
    case Place::IndexHigh:
        setup.wIndex = withHigh(setup.wIndex, value);
        return;
    case Place::Length:
        setup.wLength = static_cast<std::uint16_t>(value);
        return;
    case Place::Data:
        return;
    }
}

std::uint64_t take(const usb::SetupPacket& setup, Place place)
{
    switch (place) {
    case Place::Code:
        return setup.bRequest;
    case Place::Value:
        return setup.wValue;
    case Place::ValueLow:
        return setup.wValue & 0xffU;
    case Place::ValueHigh:
        return setup.wValue >> 8;
    case Place::Index:
        return setup.wIndex;
    case Place::IndexLow:
        return setup.wIndex & 0xffU;
    case Place::IndexHigh:
        return setup.wIndex >> 8;
    case Place::Length:
        return setup.wLength;
    case Place::Data:
        break;
    }
    return 0;
}

bool hasLength(const Request& request)
{
    return std::any_of(request.parameters.begin(), request.parameters.end(),
        [](const Parameter& parameter) { return parameter.place == Place::Length; });
}

std::uint16_t answerLength(const Request& request, std::uint8_t code)
{
    const auto whole = static_cast<std::uint16_t>(request.dataBytes());
    if (request.answer == Answer::VideoControl && code == kVideoGetLen)
        return 2;
    if (request.answer == Answer::VideoControl && code == kVideoGetInfo)
        return 1;
    if (request.answer == Answer::AudioControl && code == kAudioRange)
        return static_cast<std::uint16_t>(2 + 3 * whole * kMostRanges);
    return whole;
}

} // namespace

Arguments standardArguments(const Request& request, const Targets& targets)
{
    Arguments arguments;
    for (const Parameter& parameter : request.choices()) {
        const auto found = candidates(request, parameter, targets, valueOf(request, arguments, Kind::Interface));
        arguments.values.push_back(found.empty() ? parameter.standard : found.front().value);
    }
    return arguments;
}

void followInterface(const Request& request, const Targets& targets, Arguments& arguments)
{
    const auto interface = valueOf(request, arguments, Kind::Interface);
    const std::size_t count = std::min(request.parameters.size(), arguments.values.size());
    for (std::size_t i = 0; i < count; ++i) {
        if (request.parameters[i].kind != Kind::Entity)
            continue;
        const auto found = candidates(request, request.parameters[i], targets, interface);
        const bool isThere = std::any_of(found.begin(), found.end(),
            [&](const Candidate& candidate) { return candidate.value == arguments.values[i]; });
        if (!isThere && !found.empty())
            arguments.values[i] = found.front().value;
    }
}

Result<Built> build(const Request& request, const Arguments& arguments)
{
    const std::vector<Parameter> choices = request.choices();
    if (arguments.values.size() != choices.size())
        return fail(ErrorKind::InvalidArgument, "build " + request.name,
            "it has " + std::to_string(choices.size()) + " parameters, not " + std::to_string(arguments.values.size()));
    for (std::size_t i = 0; i < choices.size(); ++i)
        if (const Status allowed = checkValue(choices[i], arguments.values[i]); !allowed)
            return tl::unexpected(allowed.error());
    if (!request.hasPayload && !arguments.payload.empty())
        return fail(ErrorKind::InvalidArgument, "build " + request.name, "it takes no data of your own");
    if (request.dataBytes() + arguments.payload.size() > kMostData)
        return fail(ErrorKind::InvalidArgument, "build " + request.name, "wLength ends at 65535 bytes");
    return assemble(request, arguments);
}

Built assemble(const Request& request, const Arguments& arguments)
{
    Built built;
    built.setup = request.head();
    built.setup.wValue = withHigh(0, request.selector);
    const std::vector<Parameter> choices = request.choices();
    for (std::size_t i = 0; i < choices.size() && i < arguments.values.size(); ++i) {
        const auto raw = static_cast<std::uint64_t>(arguments.values[i]);
        put(built.setup, choices[i].place, raw);
        for (unsigned byte = 0; choices[i].place == Place::Data && byte < choices[i].width; ++byte)
            built.data.push_back(static_cast<Byte>(byte < 8 ? raw >> (8 * byte) & 0xffU : 0));
    }
    if (request.isIn()) {
        if (!hasLength(request))
            built.setup.wLength = answerLength(request, built.setup.bRequest);
        return built;
    }
    if (hasLength(request)) // an older version of the specification, whose fields end earlier
        built.data.resize(std::min<std::size_t>(built.data.size(), built.setup.wLength));
    built.data.insert(built.data.end(), arguments.payload.begin(), arguments.payload.end());
    built.setup.wLength = static_cast<std::uint16_t>(built.data.size());
    return built;
}

Arguments argumentsOf(const Request& request, const usb::SetupPacket& setup, ByteView data)
{
    Arguments arguments;
    std::size_t offset = 0;
    for (const Parameter& parameter : request.choices()) {
        std::uint64_t raw = take(setup, parameter.place);
        if (parameter.place == Place::Data) {
            const ByteView present = slice(data, offset, std::min<std::size_t>(parameter.width, 8));
            raw = present.empty() ? 0 : readLe(present, 0, present.size()).value_or(0);
            offset += parameter.width;
        }
        arguments.values.push_back(valueOfBits(parameter, raw));
    }
    if (request.hasPayload)
        arguments.payload = toBytes(slice(data, offset, data.size()));
    return arguments;
}

std::int64_t valueOfBits(const Parameter& parameter, std::uint64_t raw)
{
    const unsigned bits = parameter.width * 8U;
    if (parameter.place != Place::Data || parameter.min >= 0 || bits >= 64 || (raw >> (bits - 1) & 1) == 0)
        return static_cast<std::int64_t>(raw);
    return static_cast<std::int64_t>(raw | ~std::uint64_t { 0 } << bits);
}

std::optional<std::int64_t> valueOf(const Request& request, const Arguments& arguments, Kind kind)
{
    const std::size_t count = std::min(request.parameters.size(), arguments.values.size());
    for (std::size_t i = 0; i < count; ++i)
        if (request.parameters[i].kind == kind)
            return arguments.values[i];
    return std::nullopt;
}

} // namespace wb::requests
