// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the control command: a setup packet in numbers, or a request by its name.
#include "app/cli/converter.h"

namespace wb::cli {
namespace {

RequestSetting convertSetting(Converter& converter, const std::string& text)
{
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        converter.reject("--set takes PARAMETER=VALUE, not \"" + escapeForDisplay(text) + "\"");
    else
        return { text.substr(0, equals), text.substr(equals + 1) };
    return {};
}

void refuseOtherForms(Converter& converter, const RawArguments& raw)
{
    if (raw.listRequests && raw.requestName)
        converter.reject("--list-requests and --request cannot be given together");
    if (raw.listRequests && raw.out)
        converter.reject("--list-requests sends nothing: there is no answer for --out");
    if (raw.listRequests && !raw.settings.empty())
        converter.reject("--set needs --request");
    if (raw.requestType || raw.request || raw.value || raw.index || raw.length)
        converter.reject("a request is given by its numbers or by its name, not both: BMREQUESTTYPE and what follows "
                         "cannot be given with --request or --list-requests");
}

std::optional<RepeatOptions> convertRepeat(Converter& converter, const RawArguments& raw)
{
    constexpr std::uint64_t kMostTimes = 1'000'000'000;
    constexpr std::uint64_t kMostMilliseconds = 3'600'000;
    if (!raw.times) {
        if (raw.every || raw.keepGoing)
            converter.reject("--every and --keep-going need --repeat");
        return std::nullopt;
    }
    if (raw.listRequests)
        converter.reject("--list-requests sends nothing: there is nothing to --repeat");
    RepeatOptions repeat;
    repeat.times = converter.number<std::uint64_t>("--repeat", raw.times, 0, kMostTimes).value_or(repeat.times);
    repeat.everyMs
        = converter.number<std::uint32_t>("--every", raw.every, 0, kMostMilliseconds).value_or(repeat.everyMs);
    repeat.keepsGoing = raw.keepGoing;
    return repeat;
}

void convertLength(Converter& converter, ControlOptions& options)
{
    if (options.setup.isIn()) {
        if (options.payload.isGiven)
            converter.reject("an IN request takes no data (BMREQUESTTYPE has bit 7 set)");
        else if (!options.length)
            converter.reject("WLENGTH is missing: an IN request says how many bytes it wants");
        options.setup.wLength = options.length.value_or(0);
        return;
    }
    if (options.payload.file)
        return;
    if (options.payload.bytes.size() > 0xffff)
        converter.reject("a control request carries at most 65535 bytes");
    else if (options.length && *options.length != options.payload.bytes.size())
        converter.reject("WLENGTH is " + std::to_string(*options.length) + " but "
            + std::to_string(options.payload.bytes.size()) + " bytes of data are given");
    options.setup.wLength = static_cast<std::uint16_t>(options.payload.bytes.size());
}

} // namespace

Command convertControl(Converter& converter, const RawArguments& raw)
{
    ControlOptions options;
    options.target = converter.target();
    options.timeoutMs = converter.timeout(options.timeoutMs);
    options.isConfirmed = raw.yes;
    options.json = raw.json;
    options.payload = converter.payload();
    options.outPath = raw.out;
    options.repeat = convertRepeat(converter, raw);
    if (raw.json && raw.out == "-")
        converter.reject("--json and --out - both want stdout");
    options.listsRequests = raw.listRequests;
    options.requestName = raw.requestName;
    for (const std::string& setting : raw.settings)
        options.settings.push_back(convertSetting(converter, setting));
    if (raw.listRequests || raw.requestName) {
        refuseOtherForms(converter, raw);
        return options;
    }
    if (!raw.settings.empty())
        converter.reject("--set needs --request");
    options.setup.bmRequestType = converter.requiredNumber<std::uint8_t>("BMREQUESTTYPE", raw.requestType);
    const std::string request = converter.required("BREQUEST", raw.request);
    if (raw.request)
        options.setup.bRequest = converter.take(parseRequest(request)).value_or(0);
    options.setup.wValue = converter.requiredNumber<std::uint16_t>("WVALUE", raw.value);
    options.setup.wIndex = converter.requiredNumber<std::uint16_t>("WINDEX", raw.index);
    options.length = converter.number<std::uint16_t>("WLENGTH", raw.length, 0, 0xffff);
    if (!converter.error())
        convertLength(converter, options);
    return options;
}

} // namespace wb::cli
