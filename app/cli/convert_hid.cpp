// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/raw_arguments.h"

#include <algorithm>

namespace wb::cli {
namespace {

using descriptors::HidReportType;

tl::unexpected<Error> reject(std::string detail)
{
    return fail(ErrorKind::InvalidArgument, "read the command line", std::move(detail));
}

std::optional<HidReportType> typeOf(std::string_view word)
{
    for (const HidReportType type : { HidReportType::Input, HidReportType::Output, HidReportType::Feature })
        if (descriptors::hidReportTypeName(type) == word)
            return type;
    return std::nullopt;
}

// "feature:3"; without a number the report of a device that uses no IDs.
Result<HidReportName> parseReport(std::string_view option, std::string_view text)
{
    const std::size_t colon = std::min(text.find(':'), text.size());
    const std::optional<HidReportType> type = typeOf(text.substr(0, colon));
    if (!type)
        return reject(std::string(option) + " takes input, output or feature and a report ID, as feature:3, not \""
            + escapeForDisplay(text) + "\"");
    if (colon == text.size())
        return HidReportName { *type, 0 };
    const auto id = parseNumber(option, text.substr(colon + 1), 0, 0xff);
    if (!id)
        return tl::unexpected(id.error());
    return HidReportName { *type, static_cast<std::uint8_t>(*id) };
}

Status takeReport(const RawArguments& raw, HidOptions& options)
{
    const bool gets = raw.getReport.has_value();
    if (gets && raw.setReport)
        return reject("--get-report and --set-report cannot be given together");
    const auto report
        = gets ? parseReport("--get-report", *raw.getReport) : parseReport("--set-report", *raw.setReport);
    if (!report)
        return tl::unexpected(report.error());
    if (raw.count)
        return reject("--count is of input reports as they come: --get-report and --set-report are of one");
    options.act = gets ? HidOptions::Act::Get : HidOptions::Act::Set;
    options.report = *report;
    return {};
}

Status takeNumbers(const RawArguments& raw, HidOptions& options)
{
    if (raw.interfaceNumber) {
        const auto number = parseNumber("--interface", *raw.interfaceNumber, 0, 0xff);
        if (!number)
            return tl::unexpected(number.error());
        options.interfaceNumber = static_cast<std::uint8_t>(*number);
    }
    if (raw.count) {
        const auto count = parseNumber("--count", *raw.count, 1, 0xffffffff);
        if (!count)
            return tl::unexpected(count.error());
        options.count = *count;
    }
    if (raw.timeout) {
        const auto timeout = parseNumber("--timeout", *raw.timeout, 0, 0xffffffff);
        if (!timeout)
            return tl::unexpected(timeout.error());
        options.timeoutMs = static_cast<std::uint32_t>(*timeout);
    }
    return {};
}

} // namespace

Result<HidOptions> convertHid(const RawArguments& raw)
{
    HidOptions options;
    options.assignments = raw.words;
    options.isConfirmed = raw.yes;
    options.json = raw.json;
    Status taken = takeNumbers(raw, options);
    if (taken && (raw.getReport || raw.setReport))
        taken = takeReport(raw, options);
    if (!taken)
        return tl::unexpected(taken.error());
    const bool isSet = options.act == HidOptions::Act::Set;
    if (isSet && options.assignments.empty())
        return reject("--set-report needs FIELD=VALUE: what should the report say?");
    if (!isSet && !options.assignments.empty())
        return reject("FIELD=VALUE is for --set-report");
    if (isSet && options.report.type == HidReportType::Input)
        return reject("an input report comes from the device: --set-report takes output or feature");
    return options;
}

} // namespace wb::cli
