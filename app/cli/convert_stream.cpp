// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/converter.h"
#include "app/cli/stream_arguments.h"

#include <algorithm>

namespace wb::cli {
namespace {

constexpr std::uint32_t kMaxDepth = 1024;
constexpr std::uint32_t kMaxErrors = 0xffffffff;
constexpr std::uint32_t kMaxBulkStream = 0xfffd; // USB 3.2 §8.12.1.4
constexpr std::uint32_t kMaxBulkStreams = 0x10000; // USB 3.2 §9.6.7
constexpr std::uint64_t kMaxBytesInFlight = std::uint64_t { 1 } << 30;

std::vector<usb::EndpointAddress> convertEndpoints(Converter& converter, const RawArguments& raw)
{
    std::vector<usb::EndpointAddress> endpoints;
    if (raw.endpoints.empty())
        converter.reject("EP is missing");
    for (const std::string& text : raw.endpoints) {
        const auto endpoint = converter.take(parseEndpoint(text));
        if (!endpoint)
            continue;
        if (std::find(endpoints.begin(), endpoints.end(), *endpoint) != endpoints.end())
            converter.reject(usb::toString(*endpoint) + " is named twice");
        endpoints.push_back(*endpoint);
    }
    return endpoints;
}

void convertLoopback(Converter& converter, const RawArguments& raw, StreamOptions& options)
{
    if (!raw.loopback)
        return;
    options.loopback = converter.take(parseEndpoint(*raw.loopback));
    const bool isPair = options.loopback && options.loopback->isIn() && options.endpoints.size() == 1
        && !options.endpoints.front().isIn();
    if (!isPair)
        converter.reject("--loopback takes the IN endpoint that receives what EP sends, and EP is one OUT endpoint: "
                         "stream DEVICE 0x01 --loopback 0x81");
    if (raw.expect)
        converter.reject("--expect cannot be given with --loopback: what is sent is what is expected");
}

std::optional<StreamPayload> convertSource(Converter& converter, const RawArguments& raw)
{
    if (raw.source && (raw.data || raw.dataFile))
        converter.reject("--source cannot be given together with --data or --file: --source pattern:HEX is --data HEX");
    if (raw.source)
        return converter.take(parsePayload("--source", *raw.source));
    const Payload pattern = converter.payload();
    if (!pattern.isGiven)
        return std::nullopt;
    if (!pattern.file && pattern.bytes.empty())
        converter.reject("the data is empty: --data needs at least one byte");
    StreamPayload payload;
    payload.spec.bytes = pattern.bytes;
    payload.file = pattern.file;
    return payload;
}

void convertPayloads(Converter& converter, const RawArguments& raw, StreamOptions& options)
{
    using stream::PayloadKind;
    options.source = convertSource(converter, raw);
    if (raw.expect)
        options.expected = converter.take(parsePayload("--expect", *raw.expect));
    if (raw.repeat) {
        bool hasEnd = false;
        for (std::optional<StreamPayload>* payload : { &options.source, &options.expected }) {
            if (!*payload || (*payload)->spec.kind != PayloadKind::File)
                continue;
            (*payload)->spec.repeatsFile = true;
            hasEnd = true;
        }
        if (!hasEnd)
            converter.reject("--repeat is for what ends: hex:, text: and file: of --source and --expect");
    }
    if (!options.loopback)
        return;
    if (!options.source)
        options.source.emplace().spec.kind = PayloadKind::Random;
    if (options.source->spec.kind == PayloadKind::Pattern && (options.source->spec.bytes.size() != 1))
        converter.reject("a pattern begins anew with each transfer, and what comes back may be cut otherwise: for "
                         "--loopback write --source hex:BYTES --repeat");
}

void convertSink(Converter& converter, const RawArguments& raw, engine::StreamConfig& config)
{
    using engine::StreamSink;
    if (int { raw.out.has_value() } + int { raw.hex } + int { raw.discard } > 1)
        converter.reject("--out, --hex and --discard cannot be given together");
    if (raw.out == "-")
        converter.reject("--out takes a file; read --out - writes to standard output");
    if (raw.out)
        config.sink = StreamSink::File;
    else if (raw.hex)
        config.sink = StreamSink::Preview;
    else if (raw.discard)
        config.sink = StreamSink::Discard;
    config.sinkPath = raw.out.value_or(std::string());
}

void convertLimits(Converter& converter, const RawArguments& raw, engine::StreamConfig& config)
{
    config.stopAfter = converter.seconds().value_or(Nanoseconds { 0 });
    config.stopAfterBytes = converter.number<std::uint64_t>("--bytes", raw.bytes, 1, UINT64_MAX).value_or(0);
    config.stopAfterTransfers = converter.number<std::uint64_t>("--count", raw.count, 1, UINT64_MAX).value_or(0);
    if (raw.until)
        config.stopPattern = converter.take(parsePattern("--until", *raw.until)).value_or(Bytes {});
    config.stopAtDifference = raw.untilDifference;
    if (raw.untilDifference && !raw.expect && !raw.loopback)
        converter.reject("--until-difference needs --expect or --loopback: a difference from what?");
    for (const std::string& text : raw.policies)
        if (const auto rule = converter.take(parseRule("--on", text)))
            config.policy.set(rule->event, rule->action);
    config.maxConsecutiveErrors = converter.number<std::uint32_t>("--max-errors", raw.maxErrors, 1, kMaxErrors)
                                      .value_or(config.maxConsecutiveErrors);
}

void convertQueue(Converter& converter, const RawArguments& raw, StreamOptions& options)
{
    engine::StreamConfig& config = options.config;
    options.size = converter.size(1);
    config.depth = converter.number<std::uint32_t>("--depth", raw.depth, 1, kMaxDepth).value_or(config.depth);
    config.packetsPerTransfer = converter.packets().value_or(0);
    config.timeoutMs = converter.timeout(config.timeoutMs);
    if (raw.rate)
        config.transfersPerSecond = converter.take(parseRate("--rate", *raw.rate)).value_or(0);
    if (raw.packetLengths) {
        config.packetLengths
            = converter.take(parsePacketLengths("--packet-lengths", *raw.packetLengths)).value_or(config.packetLengths);
        if (raw.packets || raw.size)
            converter.reject(
                "--packet-lengths says how many packets and how long: --packets and --size cannot be given "
                "with it");
        if (config.packetLengths.size() > kMaxPackets)
            converter.reject("--packet-lengths: " + std::to_string(config.packetLengths.size())
                + " packets are more than the " + std::to_string(kMaxPackets) + " of one transfer");
    }
    if (std::uint64_t { config.depth } * options.size.value_or(1) * options.endpoints.size() > kMaxBytesInFlight)
        converter.reject("--depth times --size is more than 1 GiB in flight");
}

void convertBulkStream(Converter& converter, const RawArguments& raw, engine::StreamConfig& config)
{
    config.bulkStream = converter.number<std::uint32_t>("--stream-id", raw.streamId, 1, kMaxBulkStream).value_or(0);
    config.bulkStreams = converter.number<std::uint32_t>("--streams", raw.streams, 2, kMaxBulkStreams).value_or(0);
    if (raw.streams && !raw.streamId)
        converter.reject("--streams needs --stream-id: which of them do the transfers go through?");
    if (config.bulkStreams > 0 && config.bulkStream > config.bulkStreams)
        converter.reject("--stream-id " + std::to_string(config.bulkStream) + " is above the "
            + std::to_string(config.bulkStreams) + " of --streams");
}

// What was given for a direction in which nothing goes.
void checkDirections(Converter& converter, const RawArguments& raw, const StreamOptions& options)
{
    if (options.endpoints.empty())
        return;
    const auto isIn = [](usb::EndpointAddress endpoint) { return endpoint.isIn(); };
    const std::ptrdiff_t ins = std::count_if(options.endpoints.begin(), options.endpoints.end(), isIn);
    const bool sends = ins < static_cast<std::ptrdiff_t>(options.endpoints.size());
    const bool receives = ins > 0 || options.loopback;
    const std::string first = usb::toString(options.endpoints.front());
    if (options.source && !sends)
        converter.reject(first + " is an IN endpoint: it takes no data");
    if (raw.zeroPacket && !sends)
        converter.reject(first + " is an IN endpoint: --zero-packet is about what is sent");
    struct Given {
        bool isGiven;
        const char* name;
    };
    for (const Given& option : { Given { raw.expect.has_value(), "--expect" }, { raw.until.has_value(), "--until" },
             { raw.out.has_value(), "--out" }, { raw.hex, "--hex" }, { raw.discard, "--discard" },
             { raw.shortIsError, "--short-is-error" } })
        if (option.isGiven && !receives)
            converter.reject(first + " is an OUT endpoint: " + option.name
                + " is about what is received; name an IN endpoint, 0x81 and above");
    if (raw.out && ins > 1)
        converter.reject("--out keeps what one IN endpoint receives, and several are named");
}

} // namespace

Command convertStream(Converter& converter, const RawArguments& raw)
{
    StreamOptions options;
    options.target = converter.target();
    options.endpoints = convertEndpoints(converter, raw);
    convertLoopback(converter, raw, options);
    convertPayloads(converter, raw, options);
    convertSink(converter, raw, options.config);
    convertLimits(converter, raw, options.config);
    convertQueue(converter, raw, options);
    convertBulkStream(converter, raw, options.config);
    options.config.wantsDeviceMemory = raw.zeroCopy;
    options.config.addZeroPacket = raw.zeroPacket;
    options.config.shortIsError = raw.shortIsError;
    options.isConfirmed = raw.yes;
    options.json = raw.json;
    checkDirections(converter, raw, options);
    return options;
}

} // namespace wb::cli
