// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/requests/identify.h"

#include "core/requests/catalogue.h"
#include "core/requests/parameter_text.h"

#include <algorithm>

namespace wb::requests {
namespace {

bool isCode(const Request& request, std::uint8_t code)
{
    for (const Parameter& parameter : request.parameters)
        if (parameter.place == Place::Code)
            return !descriptors::nameOf(parameter.values, code).empty();
    return request.bRequest == code;
}

bool isCandidate(const Request& request, const Parameter& parameter, std::int64_t value, const Targets& targets,
    std::optional<std::int64_t> interface)
{
    const auto all = candidates(request, parameter, targets, interface);
    return std::any_of(
        all.begin(), all.end(), [value](const Candidate& candidate) { return candidate.value == value; });
}

// Standard requests mean the same wherever they go; those of a class what the class of their target says.
bool isOfAClassThere(const Request& request, const Targets& targets)
{
    return request.classes.empty()
        || std::any_of(targets.interfaces.begin(), targets.interfaces.end(),
            [&request](const InterfaceTarget& one) { return suits(request, one); });
}

bool isAddressedRight(const Request& request, const Arguments& arguments, const Targets& targets)
{
    if (request.classes.empty())
        return true;
    const auto interface = valueOf(request, arguments, Kind::Interface);
    for (std::size_t i = 0; i < request.parameters.size(); ++i) {
        const Parameter& parameter = request.parameters[i];
        const bool isPicked
            = parameter.kind == Kind::Interface || parameter.kind == Kind::Endpoint || parameter.kind == Kind::Entity;
        if (isPicked && !isCandidate(request, parameter, arguments.values[i], targets, interface))
            return false;
    }
    return true;
}

bool isLaidOutSo(const Request& request, const Arguments& arguments, usb::SetupPacket setup)
{
    usb::SetupPacket again = assemble(request, arguments).setup;
    again.wLength = 0;
    setup.wLength = 0;
    return again == setup;
}

const Parameter* codeParameter(const Request& request)
{
    const auto found = std::find_if(request.parameters.begin(), request.parameters.end(),
        [](const Parameter& parameter) { return parameter.place == Place::Code; });
    return found == request.parameters.end() ? nullptr : &*found;
}

std::string targetText(const Identity& identity)
{
    const Request& request = *identity.request;
    const auto interface = valueOf(request, identity.arguments, Kind::Interface);
    const auto entity = valueOf(request, identity.arguments, Kind::Entity);
    const auto endpoint = valueOf(request, identity.arguments, Kind::Endpoint);
    std::string text;
    if (entity)
        for (const Parameter& parameter : request.parameters)
            if (parameter.kind == Kind::Entity)
                text = std::string(entityWord(parameter.entity)) + " " + std::to_string(*entity) + " of ";
    if (interface)
        return text + "interface " + std::to_string(*interface);
    if (endpoint)
        return usb::toString(usb::EndpointAddress { static_cast<std::uint8_t>(*endpoint) });
    return request.recipient() == usb::Recipient::Other ? "a port" : "the device";
}

bool isSaidElsewhere(const Parameter& parameter)
{
    return parameter.place == Place::Code || parameter.place == Place::Length || parameter.kind == Kind::Interface
        || parameter.kind == Kind::Endpoint || parameter.kind == Kind::Entity;
}

std::string dataText(const usb::SetupPacket& setup)
{
    if (setup.wLength == 0)
        return "no data";
    return (setup.isIn() ? "reads up to " : "sends ") + std::to_string(setup.wLength)
        + (setup.wLength == 1 ? " byte" : " bytes");
}

} // namespace

std::optional<Identity> identify(const usb::SetupPacket& setup, ByteView data, const Targets& targets)
{
    for (const Request& request : catalogue()) {
        if (request.bmRequestType != setup.bmRequestType || !isCode(request, setup.bRequest)
            || !isOfAClassThere(request, targets))
            continue;
        Identity identity { &request, argumentsOf(request, setup, data) };
        if (isLaidOutSo(request, identity.arguments, setup) && isAddressedRight(request, identity.arguments, targets))
            return identity;
    }
    return std::nullopt;
}

std::string spokenName(const Identity& identity)
{
    const Request& request = *identity.request;
    const Parameter* code = codeParameter(request);
    const std::size_t space = request.name.find(' ');
    if (code == nullptr || space == std::string::npos)
        return request.name;
    const std::uint8_t chosen = assemble(request, identity.arguments).setup.bRequest;
    return std::string(descriptors::nameOf(code->values, chosen)) + request.name.substr(space);
}

std::string describe(const usb::SetupPacket& setup, ByteView data, const Targets& targets, std::string_view language)
{
    const auto identity = identify(setup, data, targets);
    if (!identity || setup.type() == usb::RequestType::Standard)
        return usb::describe(setup, language);
    const Request& request = *identity->request;
    std::string parts;
    const std::vector<Parameter> choices = request.choices();
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const bool isThere = choices[i].place != Place::Data || !data.empty();
        if (isThere && !isSaidElsewhere(choices[i]))
            parts += (parts.empty() ? "" : ", ") + std::string(choices[i].name) + " "
                + valueText(choices[i], identity->arguments.values[i]);
    }
    return std::string(request.group) + " request " + spokenName(*identity) + " to " + targetText(*identity) + ": "
        + parts + (parts.empty() ? "" : "; ") + dataText(setup) + ".";
}

} // namespace wb::requests
