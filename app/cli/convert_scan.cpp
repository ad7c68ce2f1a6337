// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/converter.h"
#include "app/cli/stream_arguments.h"

#include <algorithm>
#include <array>

namespace wb::cli {
namespace {

constexpr std::uint16_t kMaxLength = 4096; // what Linux lets through (P24)

template <class T> struct Word {
    std::string_view word;
    T value;
};
constexpr auto kTypes = std::to_array<Word<usb::RequestType>>({
    { "standard", usb::RequestType::Standard },
    { "class", usb::RequestType::Class },
    { "vendor", usb::RequestType::Vendor },
});
constexpr auto kRecipients = std::to_array<Word<usb::Recipient>>({
    { "device", usb::Recipient::Device },
    { "interface", usb::Recipient::Interface },
    { "endpoint", usb::Recipient::Endpoint },
    { "other", usb::Recipient::Other },
});
constexpr auto kDirections = std::to_array<Word<usb::Direction>>({
    { "in", usb::Direction::In },
    { "out", usb::Direction::Out },
});

template <class Table>
auto choose(Converter& converter, const Table& table, std::string_view option, std::string_view word)
{
    const auto* found
        = std::find_if(table.begin(), table.end(), [word](const auto& entry) { return entry.word == word; });
    if (found != table.end())
        return found->value;
    std::string choices;
    for (const auto& entry : table)
        choices += (choices.empty() ? "" : &entry == &table.back() ? " or " : ", ") + std::string(entry.word);
    converter.reject(std::string(option) + " is " + choices + ", not \"" + escapeForDisplay(word) + "\"");
    return table.front().value;
}

// "0x00-0xff", or one code.
void convertRange(Converter& converter, const std::string& text, engine::ScanPlan& plan)
{
    const std::size_t dash = text.find('-');
    const auto first = converter.take(parseRequest(text.substr(0, dash)));
    const auto last = dash == std::string::npos ? first : converter.take(parseRequest(text.substr(dash + 1)));
    plan.first = first.value_or(0);
    plan.last = last.value_or(plan.first);
    if (plan.last < plan.first)
        converter.reject("--requests: \"" + escapeForDisplay(text) + "\" ends before it begins");
}

void convertData(Converter& converter, const RawArguments& raw, engine::ScanPlan& plan)
{
    if (plan.setup.isIn()) {
        if (raw.data)
            converter.reject("--data is what OUT requests send: give --direction out with it");
        plan.setup.wLength
            = converter.number<std::uint16_t>("--length", raw.length, 0, kMaxLength).value_or(plan.setup.wLength);
        return;
    }
    if (raw.length)
        converter.reject("--length is what IN requests ask for: OUT requests have the length of --data");
    if (raw.data)
        plan.data = converter.take(parseHexBytes("--data", *raw.data)).value_or(Bytes {});
    if (plan.data.size() > kMaxLength)
        converter.reject("a control request carries at most " + std::to_string(kMaxLength) + " bytes here");
    if (!raw.yes)
        converter.reject(
            "requests that write may change the device for good, and only its maker knows how: --direction "
            "out needs --yes");
}

} // namespace

Command convertScan(Converter& converter, const RawArguments& raw)
{
    ScanOptions options;
    engine::ScanPlan& plan = options.plan;
    options.target = converter.target();
    options.target.isConfirmed = raw.yesDetach; // to look is one thing, to write another: --yes is for the requests
    const auto type = choose(converter, kTypes, "--type", raw.type.value_or("vendor"));
    const auto recipient = choose(converter, kRecipients, "--recipient", raw.recipient.value_or("device"));
    const auto direction = choose(converter, kDirections, "--direction", raw.direction.value_or("in"));
    plan.setup.bmRequestType = usb::makeRequestType(direction, type, recipient);
    if (raw.requests)
        convertRange(converter, *raw.requests, plan);
    plan.setup.wValue = converter.number<std::uint16_t>("--value", raw.value, 0, 0xffff).value_or(0);
    plan.setup.wIndex = converter.number<std::uint16_t>("--index", raw.index, 0, 0xffff).value_or(0);
    convertData(converter, raw, plan);
    if (raw.rate)
        plan.requestsPerSecond = converter.take(parseRate("--rate", *raw.rate)).value_or(plan.requestsPerSecond);
    plan.timeoutMs = converter.number<std::uint32_t>("--timeout", raw.timeout, 1, 0xffffffff).value_or(plan.timeoutMs);
    plan.isArmed = raw.yes;
    options.json = raw.json;
    return options;
}

} // namespace wb::cli
