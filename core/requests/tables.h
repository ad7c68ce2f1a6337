// SPDX-License-Identifier: GPL-3.0-or-later
// The words that the tables of the catalogue are written in, and the tables. Private to core/requests.
// Thread: any; pure. Errors: none.
#pragma once

#include "core/requests/request.h"

namespace wb::requests {

[[nodiscard]] constexpr std::int64_t largest(unsigned width)
{
    return width >= 8 ? (std::int64_t { 1 } << 62) : (std::int64_t { 1 } << (8 * width)) - 1;
}
[[nodiscard]] constexpr unsigned widthOf(Place place)
{
    return place == Place::Value || place == Place::Index || place == Place::Length ? 2 : 1;
}

// In the setup packet.
[[nodiscard]] inline Parameter number(std::string_view name, Place place, Unit unit = {}, std::int64_t standard = 0)
{
    return { .name = name, .place = place, .max = largest(widthOf(place)), .standard = standard, .unit = unit };
}
[[nodiscard]] inline Parameter within(std::int64_t min, std::int64_t max, Parameter parameter)
{
    parameter.min = min;
    parameter.max = max;
    parameter.standard = parameter.standard < min ? min : parameter.standard;
    return parameter;
}
[[nodiscard]] inline Parameter choice(std::string_view name, Place place, std::span<const ValueName> values)
{
    return { .name = name,
        .place = place,
        .kind = Kind::Choice,
        .standard = static_cast<std::int64_t>(values.front().value),
        .values = values };
}
[[nodiscard]] inline Parameter openChoice(std::string_view name, Place place, std::span<const ValueName> values)
{
    Parameter parameter = choice(name, place, values);
    parameter.isOpen = true;
    return parameter;
}
[[nodiscard]] inline Parameter flags(std::string_view name, Place place, std::span<const BitSpec> bits)
{
    return { .name = name, .place = place, .kind = Kind::Bits, .bits = bits };
}
[[nodiscard]] inline Parameter interfaceAt(Place place = Place::Index)
{
    return { .name = "Interface", .place = place, .kind = Kind::Interface };
}
[[nodiscard]] inline Parameter endpointAt(Place place = Place::Index)
{
    return { .name = "Endpoint", .place = place, .kind = Kind::Endpoint };
}
[[nodiscard]] inline Parameter entityOf(EntityKind kind)
{
    return { .name = "Entity", .place = Place::IndexHigh, .kind = Kind::Entity, .entity = kind };
}
[[nodiscard]] inline Parameter lengthOf(std::int64_t standard)
{
    return number("wLength", Place::Length, { "bytes" }, standard);
}

// In the data stage.
[[nodiscard]] inline Parameter field(std::string_view name, std::uint8_t width, Unit unit = {})
{
    return { .name = name, .width = width, .max = largest(width), .unit = unit };
}
[[nodiscard]] inline Parameter hexField(std::string_view name, std::uint8_t width)
{
    Parameter parameter = field(name, width);
    parameter.isHex = true;
    return parameter;
}
[[nodiscard]] inline Parameter signedField(std::string_view name, std::uint8_t width, Unit unit = {})
{
    const std::int64_t half = (largest(width) + 1) / 2;
    return { .name = name, .width = width, .min = -half, .max = half - 1, .unit = unit };
}
[[nodiscard]] inline Parameter choiceField(std::string_view name, std::uint8_t width, std::span<const ValueName> values)
{
    Parameter parameter = choice(name, Place::Data, values);
    parameter.width = width;
    return parameter;
}
[[nodiscard]] inline Parameter flagField(std::string_view name, std::uint8_t width, std::span<const BitSpec> bits)
{
    Parameter parameter = flags(name, Place::Data, bits);
    parameter.width = width;
    return parameter;
}
[[nodiscard]] inline Parameter bytesField(std::string_view name, std::uint8_t width)
{
    return { .name = name, .kind = Kind::Bytes, .width = width };
}
[[nodiscard]] inline Parameter repeated(Parameter parameter)
{
    parameter.isRepeated = true;
    return parameter;
}
[[nodiscard]] inline Parameter optional(Parameter parameter)
{
    parameter.isOptional = true;
    return parameter;
}

struct Head {
    std::string name;
    std::string_view section;
    usb::Recipient recipient = usb::Recipient::Interface;
    std::uint8_t code = 0;
};
[[nodiscard]] inline Request reads(
    Head head, std::vector<Parameter> parameters, std::vector<Parameter> data = {}, Answer answer = Answer::Fields)
{
    return { .name = std::move(head.name),
        .section = head.section,
        .bmRequestType = usb::makeRequestType(usb::Direction::In, usb::RequestType::Class, head.recipient),
        .bRequest = head.code,
        .parameters = std::move(parameters),
        .data = std::move(data),
        .answer = answer };
}
[[nodiscard]] inline Request writes(Head head, std::vector<Parameter> parameters, std::vector<Parameter> data = {})
{
    Request request = reads(std::move(head), std::move(parameters), std::move(data));
    request.bmRequestType = static_cast<std::uint8_t>(request.bmRequestType & 0x7fU);
    return request;
}
[[nodiscard]] inline Request sends(Head head, std::vector<Parameter> parameters) // bytes of the caller's choice
{
    Request request = writes(std::move(head), std::move(parameters));
    request.hasPayload = true;
    return request;
}

[[nodiscard]] inline std::vector<Request> ofGroup(
    std::string_view group, std::span<const ClassMatch> classes, std::vector<Request> requests)
{
    for (Request& request : requests) {
        request.group = group;
        request.classes = classes;
    }
    return requests;
}
inline void append(std::vector<Request>& all, std::vector<Request> part)
{
    all.insert(all.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
}

[[nodiscard]] std::vector<Request> standardRequests();
[[nodiscard]] std::vector<Request> hidRequests();
[[nodiscard]] std::vector<Request> cdcRequests();
[[nodiscard]] std::vector<Request> firstAudioRequests();
[[nodiscard]] std::vector<Request> secondAudioRequests();
[[nodiscard]] std::vector<Request> videoRequests();
[[nodiscard]] std::vector<Request> storageRequests();
[[nodiscard]] std::vector<Request> firmwareRequests();
[[nodiscard]] std::vector<Request> hubRequests();
[[nodiscard]] std::vector<Request> smartCardRequests();
[[nodiscard]] std::vector<Request> printerRequests();
[[nodiscard]] std::vector<Request> instrumentRequests();

} // namespace wb::requests
