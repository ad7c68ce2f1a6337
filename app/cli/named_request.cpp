// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/named_request.h"

#include "core/requests/catalogue.h"
#include "core/requests/parameter_text.h"

namespace wb::cli {
namespace {

Result<std::size_t> findParameter(
    const requests::Request& request, std::span<const requests::Parameter> choices, std::string_view name)
{
    std::string known;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        if (requests::equalsInAnyCase(choices[i].name, name))
            return i;
        known += (known.empty() ? "" : ", ") + std::string(choices[i].name);
    }
    return fail(ErrorKind::InvalidArgument, "read --set",
        request.name + " has no parameter \"" + escapeForDisplay(name) + "\"; "
            + (known.empty() ? "it has none" : "it has " + known));
}

// Those for the interface, or the others.
Status applySettings(const requests::Request& request, std::span<const RequestSetting> settings, bool ofInterface,
    requests::Arguments& arguments)
{
    const std::vector<requests::Parameter> choices = request.choices();
    for (const RequestSetting& setting : settings) {
        const auto place = findParameter(request, choices, setting.parameter);
        if (!place)
            return tl::unexpected(place.error());
        if ((choices[*place].kind == requests::Kind::Interface) != ofInterface)
            continue;
        const auto value = requests::parseValue(choices[*place], setting.value);
        if (!value)
            return tl::unexpected(value.error());
        arguments.values[*place] = *value;
    }
    return {};
}

} // namespace

Result<requests::Built> namedRequest(const usb::DeviceInfo& device, const ControlOptions& options, Bytes payload)
{
    const requests::Targets targets = requests::targetsOf(device);
    const requests::Request* request = requests::findRequest(*options.requestName);
    if (request == nullptr)
        return fail(ErrorKind::InvalidArgument, "read --request",
            "\"" + escapeForDisplay(*options.requestName) + "\" is no request (--list-requests shows what suits)");
    if (!requests::suits(*request, targets))
        return fail(ErrorKind::InvalidArgument, "read --request",
            request->name + " (" + std::string(request->group) + ") suits nothing that this device has");
    requests::Arguments arguments = requests::standardArguments(*request, targets);
    arguments.payload = std::move(payload);
    // Units that nobody chose are those of the interface.
    if (const Status applied = applySettings(*request, options.settings, true, arguments); !applied)
        return tl::unexpected(applied.error());
    requests::followInterface(*request, targets, arguments);
    if (const Status applied = applySettings(*request, options.settings, false, arguments); !applied)
        return tl::unexpected(applied.error());
    return requests::build(*request, arguments);
}

} // namespace wb::cli
