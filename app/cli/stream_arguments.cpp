// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/stream_arguments.h"

#include "app/cli/arguments.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace wb::cli {
namespace {

using engine::StreamAction;
using engine::StreamEvent;
using stream::PayloadKind;

using Value = std::optional<std::string_view>; // what stands behind a colon

tl::unexpected<Error> bad(std::string_view name, std::string detail)
{
    return fail(ErrorKind::InvalidArgument, "read " + std::string(name), std::move(detail));
}

std::string quoted(std::string_view text) { return "\"" + escapeForDisplay(text) + "\""; }

struct Divided {
    std::string_view first;
    Value rest;
};

Divided divide(std::string_view text, char separator)
{
    const std::size_t at = text.find(separator);
    if (at == std::string_view::npos)
        return { text, std::nullopt };
    return { text.substr(0, at), text.substr(at + 1) };
}

StreamPayload once(Bytes bytes)
{
    StreamPayload payload;
    payload.spec.kind = PayloadKind::File;
    payload.spec.file = std::make_shared<const Bytes>(std::move(bytes));
    return payload;
}

Result<Bytes> someHex(std::string_view name, Value value)
{
    auto bytes = parseHexBytes(name, value.value_or(std::string_view {}));
    if (bytes && bytes->empty())
        return bad(name, "at least one byte must be given, as in hex:0d0a");
    return bytes;
}

Result<Bytes> someText(std::string_view name, Value value)
{
    if (!value || value->empty())
        return bad(name, "at least one character must be given, as in text:OK");
    return toBytes(asBytes(*value));
}

Result<StreamPayload> hexPayload(std::string_view name, Value value) { return someHex(name, value).map(once); }

Result<StreamPayload> textPayload(std::string_view name, Value value) { return someText(name, value).map(once); }

Result<StreamPayload> filePayload(std::string_view name, Value value)
{
    if (!value || value->empty())
        return bad(name, "which file? Write file:PATH");
    StreamPayload payload;
    payload.spec.kind = PayloadKind::File;
    payload.file = std::string(*value);
    return payload;
}

Result<StreamPayload> patternPayload(std::string_view name, Value value)
{
    return someHex(name, value).map([](Bytes&& bytes) {
        StreamPayload payload;
        payload.spec.bytes = std::move(bytes);
        return payload;
    });
}

Result<StreamPayload> constantPayload(std::string_view name, Value value)
{
    if (!value)
        return bad(name, "which byte? Write constant:0xff");
    return parseNumber(name, *value, 0, 0xff).map([](std::uint64_t byte) {
        StreamPayload payload;
        payload.spec.bytes = { static_cast<Byte>(byte) };
        return payload;
    });
}

Result<StreamPayload> checked(std::string_view name, StreamPayload payload)
{
    if (const Status status = stream::check(payload.spec); !status)
        return bad(name, status.error().detail);
    return payload;
}

Result<StreamPayload> counterPayload(std::string_view name, Value value)
{
    StreamPayload payload;
    payload.spec.kind = PayloadKind::Counter;
    if (!value)
        return payload;
    const Divided parts = divide(*value, ':');
    const auto width = parseNumber(name, parts.first, 1, 0xff);
    if (!width)
        return tl::unexpected(width.error());
    payload.spec.counterBytes = static_cast<std::uint8_t>(*width);
    if (parts.rest) {
        const auto start = parseNumber(name, *parts.rest, 0, UINT64_MAX);
        if (!start)
            return tl::unexpected(start.error());
        payload.spec.counterStart = *start;
    }
    return checked(name, std::move(payload));
}

Result<StreamPayload> prbsPayload(std::string_view name, Value value)
{
    StreamPayload payload;
    payload.spec.kind = PayloadKind::Prbs;
    if (!value)
        return payload;
    const auto order = parseNumber(name, *value, 0, 0xff);
    if (!order)
        return tl::unexpected(order.error());
    payload.spec.prbsOrder = static_cast<std::uint8_t>(*order);
    return checked(name, std::move(payload));
}

Result<StreamPayload> randomPayload(std::string_view name, Value value)
{
    StreamPayload payload;
    payload.spec.kind = PayloadKind::Random;
    if (!value)
        return payload;
    return parseNumber(name, *value, 0, UINT64_MAX).map([&payload](std::uint64_t seed) {
        payload.spec.seed = seed;
        return payload;
    });
}

struct Source {
    std::string_view word;
    Result<StreamPayload> (*parse)(std::string_view name, Value value);
};
constexpr auto kSources = std::to_array<Source>({
    { "hex", hexPayload },
    { "text", textPayload },
    { "file", filePayload },
    { "pattern", patternPayload },
    { "constant", constantPayload },
    { "counter", counterPayload },
    { "prbs", prbsPayload },
    { "random", randomPayload },
});

template <class T> struct Word {
    std::string_view word;
    T value;
};
constexpr auto kEvents = std::to_array<Word<StreamEvent>>({
    { "completed", StreamEvent::Completed },
    { "timed-out", StreamEvent::TimedOut },
    { "stall", StreamEvent::Stall },
    { "error", StreamEvent::Error },
    { "overflow", StreamEvent::Overflow },
    { "cancelled", StreamEvent::Cancelled },
});
constexpr auto kActions = std::to_array<Word<StreamAction>>({
    { "stop", StreamAction::Stop },
    { "resubmit", StreamAction::Resubmit },
    { "recover", StreamAction::Recover },
});

template <class Table> auto findWord(const Table& table, std::string_view word)
{
    return std::find_if(table.begin(), table.end(), [word](const auto& entry) { return entry.word == word; });
}

} // namespace

Result<StreamPayload> parsePayload(std::string_view name, std::string_view text)
{
    const Divided parts = divide(text, ':');
    const auto* source = findWord(kSources, parts.first);
    if (source == kSources.end())
        return bad(name,
            quoted(text)
                + " is none of hex:BYTES, text:TEXT, file:PATH, pattern:BYTES, constant:BYTE, counter, prbs, random");
    return source->parse(name, parts.rest);
}

Result<Bytes> parsePattern(std::string_view name, std::string_view text)
{
    const Divided parts = divide(text, ':');
    if (parts.first == "hex")
        return someHex(name, parts.rest);
    if (parts.first == "text")
        return someText(name, parts.rest);
    return bad(name, quoted(text) + " is neither hex:BYTES nor text:TEXT");
}

Result<double> parseRate(std::string_view name, std::string_view text)
{
    constexpr double kLeast = 0.001;
    constexpr double kMost = 1e6;
    double rate = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, rate, std::chars_format::fixed);
    if (error != std::errc() || stop != end || !std::isfinite(rate))
        return bad(name, quoted(text) + " is not a number of times a second (write 1000 or 0.5)");
    if (rate < kLeast || rate > kMost)
        return bad(name, quoted(text) + " is not between 0.001 and 1000000 times a second");
    return rate;
}

Result<std::vector<std::uint32_t>> parsePacketLengths(std::string_view name, std::string_view text)
{
    constexpr std::uint64_t kMostBytes = 0xffff; // far above what any endpoint moves in one interval
    std::vector<std::uint32_t> lengths;
    for (Value rest = text; rest;) {
        const Divided parts = divide(*rest, ',');
        const auto length = parseNumber(name, parts.first, 1, kMostBytes);
        if (!length)
            return bad(name, length.error().detail + "; the bytes of each packet are written 180,176,176");
        lengths.push_back(static_cast<std::uint32_t>(*length));
        rest = parts.rest;
    }
    return lengths;
}

Result<StreamRule> parseRule(std::string_view name, std::string_view text)
{
    const Divided parts = divide(text, '=');
    if (parts.first == "no-device")
        return bad(name, "a device that is gone takes no more transfers: the stream always stops then");
    const auto* event = findWord(kEvents, parts.first);
    const auto* action = findWord(kActions, parts.rest.value_or(std::string_view {}));
    if (event == kEvents.end() || action == kActions.end())
        return bad(name,
            quoted(text)
                + " is not EVENT=ACTION: completed, timed-out, stall, error, overflow or cancelled = stop, resubmit or "
                  "recover");
    const bool isFault = event->value != StreamEvent::Completed && event->value != StreamEvent::Cancelled;
    if (action->value == StreamAction::Recover && !isFault)
        return bad(name,
            quoted(text)
                + ": there is nothing to recover from when a transfer was completed or cancelled; write stop or "
                  "resubmit");
    return StreamRule { event->value, action->value };
}

} // namespace wb::cli
