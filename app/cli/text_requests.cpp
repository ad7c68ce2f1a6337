// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/named_request.h"
#include "core/requests/catalogue.h"
#include "core/requests/parameter_text.h"

namespace wb::cli {
namespace {

// "    bParityType=0  0 none, 1 odd, 2 even, 3 mark, 4 space"
std::string parameterLine(const requests::Request& request, const requests::Parameter& parameter, std::int64_t standard,
    const requests::Targets& targets)
{
    std::string range;
    for (const requests::Candidate& candidate : requests::candidates(request, parameter, targets))
        range += (range.empty() ? "" : "; ") + candidate.label;
    if (range.empty())
        range = requests::rangeText(parameter);
    return "    " + std::string(parameter.name) + "=" + requests::numberText(parameter, standard) + "  " + range + "\n";
}

} // namespace

std::string requestsText(const usb::DeviceInfo& device)
{
    const requests::Targets targets = requests::targetsOf(device);
    std::string text;
    std::string_view group;
    for (const requests::Request* request : requests::requestsFor(targets)) {
        if (request->group != group)
            text += std::string(request->group) + "\n";
        group = request->group;
        text += "  " + request->name + (request->isIn() ? ", IN" : ", OUT")
            + (request->hasPayload ? ", takes --data" : "") + ", " + std::string(request->section) + "\n";
        const std::vector<requests::Parameter> choices = request->choices();
        const requests::Arguments standard = requests::standardArguments(*request, targets);
        for (std::size_t i = 0; i < choices.size(); ++i)
            text += parameterLine(*request, choices[i], standard.values[i], targets);
    }
    return text;
}

} // namespace wb::cli
