// SPDX-License-Identifier: GPL-3.0-or-later
// Formats of audio streams: Audio 1.0 §4.5.2 and §4.5.3, Audio 2.0 §4.9.2 and §4.9.3, Audio 3.0 §4.7.2,
// Audio Data Formats 1.0 and 2.0.
#include "core/lint/av_function.h"
#include "core/lint/checks.h"

#include <algorithm>
#include <set>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr Rule kGeneralMissing { "audio-format.general-missing", Severity::Error, "Audio 1.0 §4.5.2",
    "A setting of a streaming interface that has an endpoint says what it carries (AS_GENERAL)." };
constexpr Rule kTypeMissing { "audio-format.type-missing", Severity::Error, "Audio 1.0 §4.5.3",
    "A format type descriptor follows AS_GENERAL." };
constexpr Rule kTagMismatch { "audio-format.tag-mismatch", Severity::Error, "Audio Data Formats 1.0 §A.1",
    "The format that AS_GENERAL names is one of the type that the format type descriptor has." };
constexpr Rule kUndefined { "audio-format.undefined", Severity::Warning, "Audio 1.0 §4.5.2",
    "AS_GENERAL names a format." };
constexpr Rule kSlotSize { "audio-format.slot-size", Severity::Error, "Audio Data Formats 1.0 §2.2.5",
    "A sample takes 1 to 4 bytes (8 in audio 2.0 and 3.0)." };
constexpr Rule kResolution { "audio-format.resolution", Severity::Error, "Audio Data Formats 1.0 §2.2.5",
    "bBitResolution is at least 1 and fits into the bytes of a sample." };
constexpr Rule kNoChannels { "audio-format.no-channels", Severity::Error, "Audio Data Formats 1.0 §2.2.5",
    "A stream has at least one channel." };
constexpr Rule kChannels { "audio-format.channel-mismatch", Severity::Warning, "Audio 1.0 §4.5.2",
    "One setting of a streaming interface has as many channels as the terminal that it is linked to." };
constexpr Rule kRateZero { "audio-format.rate-zero", Severity::Error, "Audio Data Formats 1.0 §2.2.5",
    "Sampling frequencies are above 0." };
constexpr Rule kRateRepeated { "audio-format.rate-repeated", Severity::Note, "Audio Data Formats 1.0 §2.2.5",
    "Every sampling frequency is listed once." };
constexpr Rule kRateRange { "audio-format.rate-range", Severity::Error, "Audio Data Formats 1.0 §2.2.5",
    "The lower end of a range of sampling frequencies is not above its upper end." };
constexpr Rule kPositions { "audio-format.channel-positions", Severity::Warning, "Audio 2.0 §4.1",
    "A stream has no more channel positions than channels." };
constexpr Rule kFormatType { "audio-format.type-reserved", Severity::Warning, "Audio Data Formats 1.0 §A.2",
    "bFormatType is a type that is defined." };
constexpr Rule kControls { "audio-format.controls-reserved", Severity::Note, "Audio 2.0 Table 4-27",
    "Reserved bits of AS_GENERAL's bmControls are zero." };

constexpr std::array kRules { kGeneralMissing, kTypeMissing, kTagMismatch, kUndefined, kSlotSize, kResolution,
    kNoChannels, kChannels, kRateZero, kRateRepeated, kRateRange, kPositions, kFormatType, kControls };

constexpr bool isType1(std::uint64_t type) { return type >= 1 && type <= 3; }
constexpr bool isType2(std::uint64_t type) { return (type >= 1 && type <= 4) || (type >= 0x81 && type <= 0x83); }

constexpr Place streaming(int protocol, std::uint8_t subtype)
{
    return { kAudioClass, kStreamingSubClass, protocol, kClassInterface, subtype };
}
constexpr auto kFields = std::to_array<FieldRule>({
    { &kSlotSize, streaming(0x00, 2), "bSubframeSize", isWithin<1, 4>, "it must be 1 to 4" },
    { &kSlotSize, streaming(0x20, 2), "bSubslotSize", isWithin<1, 8>, "it must be 1 to 8" },
    { &kSlotSize, streaming(0x30, 1), "bSubslotSize", isWithin<1, 8>, "it must be 1 to 8" },
    { &kNoChannels, streaming(0x00, 2), "bNrChannels", isWithin<1, 255>, "a stream has channels" },
    { &kNoChannels, streaming(0x20, 1), "bNrChannels", isWithin<1, 255>, "a stream has channels" },
    { &kUndefined, streaming(0x20, 1), "bmFormats", isWithin<1, 0xffff'ffff>, "it should have a bit for a format" },
    { &kUndefined, streaming(0x30, 1), "bmFormats", isWithin<1, ~0ULL>, "it should have a bit for a format" },
    { &kFormatType, streaming(0x00, 2), "bFormatType", isType1, "1, 2 and 3 are defined" },
    { &kFormatType, streaming(0x20, 2), "bFormatType", isType2, "1 to 4 and 0x81 to 0x83 are defined" },
    { &kControls, streaming(0x20, 1), "bmControls", areZero<0xf0>, "bits 7 to 4 are reserved and must be 0" },
    { &kControls, streaming(0x30, 1), "bmControls", areZero<0xffff'ffc0>, "bits 31 to 6 are reserved and must be 0" },
});

bool isAudioStreaming(const AlternateView& alternate) { return alternate.isOf(kAudioClass, kStreamingSubClass); }

std::string_view specOf(const AlternateView& alternate)
{
    if (alternate.protocol() == 0x20)
        return "Audio 2.0 §4.9.2";
    return alternate.protocol() == 0x30 ? "Audio 3.0 §4.7.2" : "Audio 1.0 §4.5.2";
}

void checkPresence(const AlternateView& alternate, Report& report)
{
    const Item* general = alternate.find(kClassInterface, 1);
    if (general == nullptr) {
        if (!alternate.endpoints.empty() && alternate.setting() != 0)
            addAt(report, kGeneralMissing, alternate.item, 3, 2,
                "Setting " + number(alternate.setting()) + " of interface " + number(alternate.number())
                    + " has an endpoint and no AS_GENERAL descriptor that says what it carries.",
                specOf(alternate));
        return;
    }
    if (alternate.protocol() != 0x30 && alternate.find(kClassInterface, 2) == nullptr)
        addAt(report, kTypeMissing, *general, 0, general->size(),
            "No format type descriptor is in setting " + number(alternate.setting()) + "; one must follow.",
            alternate.protocol() == 0x20 ? "Audio 2.0 §4.9.3" : "Audio 1.0 §4.5.3");
}

// Audio 1.0: wFormatTag 0x1001 is of type 2. Audio 2.0: both descriptors have the type.
void checkTag(const AlternateView& alternate, Report& report)
{
    const Item* general = alternate.find(kClassInterface, 1);
    const Item* format = alternate.find(kClassInterface, 2);
    if (general == nullptr || format == nullptr || alternate.protocol() == 0x30)
        return;
    const auto type = fieldValue(*format, "bFormatType");
    const auto tag = fieldValue(*general, "wFormatTag");
    const auto claimed = fieldValue(*general, "bFormatType");
    if (tag && (*tag & 0xfff) == 0)
        addAtField(
            report, kUndefined, *general, "wFormatTag", "wFormatTag is 0x" + hex(*tag, 4) + ", an undefined format.");
    if (tag && type && isType1(*type) && (*tag >> 12) + 1 != *type && *tag >> 12 <= 2)
        addAtField(report, kTagMismatch, *format, "bFormatType",
            "bFormatType is " + number(*type) + "; wFormatTag 0x" + hex(*tag, 4) + " is a format of type "
                + number((*tag >> 12) + 1) + ".");
    if (claimed && type && *claimed != *type)
        addAtField(report, kTagMismatch, *format, "bFormatType",
            "bFormatType is " + number(*type) + "; AS_GENERAL says " + number(*claimed) + ".",
            "Audio Data Formats 2.0 §2.3");
}

void checkResolution(const AlternateView& alternate, Report& report)
{
    for (const Item& item : alternate.others) {
        auto size = fieldValue(item, "bSubframeSize");
        if (!size)
            size = fieldValue(item, "bSubslotSize");
        const auto bits = fieldValue(item, "bBitResolution");
        if (!size || !bits || *size == 0 || (*bits >= 1 && *bits <= *size * 8))
            continue;
        addAtField(report, kResolution, item, "bBitResolution",
            "bBitResolution is " + number(*bits) + "; " + number(*size) + (*size == 1 ? " byte has" : " bytes have")
                + " 1 to " + number(*size * 8) + " bits.",
            alternate.protocol() == 0x00 ? "" : specOf(alternate));
    }
}

void checkRates(const Item& format, Report& report)
{
    const auto lower = fieldValue(format, "tLowerSamFreq");
    const auto upper = fieldValue(format, "tUpperSamFreq");
    if (lower && upper && *lower > *upper)
        addAtField(report, kRateRange, format, "tLowerSamFreq",
            "tLowerSamFreq is " + number(*lower) + " Hz and above tUpperSamFreq, which is " + number(*upper) + " Hz.");
    std::set<std::uint64_t> seen;
    for (const descriptors::Field& field : format.node().fields) {
        if (field.name.rfind("tSamFreq[", 0) != 0 && field.name != "tLowerSamFreq" && field.name != "tUpperSamFreq")
            continue;
        if (field.raw == 0)
            addAtField(report, kRateZero, format, field.name, field.name + " is 0 Hz.");
        else if (field.name[1] == 'S' && !seen.insert(field.raw).second)
            addAtField(report, kRateRepeated, format, field.name,
                field.name + " is " + number(field.raw) + " Hz, which is listed before.");
    }
}

void checkPositions(const AlternateView& alternate, Report& report)
{
    const Item* general = alternate.find(kClassInterface, 1);
    if (general == nullptr || alternate.protocol() != 0x20)
        return;
    const auto channels = fieldValue(*general, "bNrChannels");
    const auto config = fieldValue(*general, "bmChannelConfig");
    std::size_t positions = 0;
    for (unsigned bit = 0; config && bit < 31; ++bit)
        positions += (*config >> bit) & 1;
    if (channels && positions > *channels)
        addAtField(report, kPositions, *general, "bmChannelConfig",
            "bmChannelConfig has " + number(positions) + " positions; bNrChannels is " + number(*channels) + ".");
}

std::optional<std::uint64_t> channelsOf(const AlternateView& stream)
{
    const Item* item = stream.find(kClassInterface, stream.protocol() == 0x20 ? 1 : 2);
    return fieldValue(item, "bNrChannels");
}

bool carriesDataOut(const AlternateView& stream)
{
    return std::any_of(stream.endpoints.begin(), stream.endpoints.end(),
        [](const EndpointView& endpoint) { return !endpoint.isIn(); });
}

// Settings may carry fewer channels than the terminal; when none carries all, terminal or format is wrong.
// Output terminals, which data to the host leaves through, say nothing of channels.
void checkChannels(const AvFunction& function, Report& report)
{
    std::set<unsigned> matched;
    std::vector<std::pair<const AlternateView*, std::uint64_t>> unmatched;
    for (const AlternateView* stream : function.streams) {
        const Item* general = stream->find(kClassInterface, 1);
        const auto link = fieldValue(general, "bTerminalLink");
        const Entity* terminal = link ? function.find(static_cast<unsigned>(*link)) : nullptr;
        const auto there = fieldValue(terminal == nullptr ? nullptr : terminal->item, "bNrChannels");
        const auto here = channelsOf(*stream);
        if (!there || here.value_or(0) == 0 || terminal->terminalType() != kStreamingTerminal
            || !carriesDataOut(*stream))
            continue;
        if (*there == *here)
            matched.insert(stream->number());
        else
            unmatched.push_back({ stream, *there });
    }
    for (const auto& [stream, there] : unmatched) {
        if (!matched.insert(stream->number()).second)
            continue;
        const Item& item = *stream->find(kClassInterface, stream->protocol() == 0x20 ? 1 : 2);
        addAtField(report, kChannels, item, "bNrChannels",
            "bNrChannels is " + number(channelsOf(*stream).value_or(0)) + "; the terminal of this stream has "
                + number(there) + (there == 1 ? " channel" : " channels") + " and no setting of interface "
                + number(stream->number()) + " carries them.",
            specOf(*stream));
    }
}

void check(const DeviceView& device, Report& report)
{
    for (const ConfigurationView* configuration : device.allConfigurations()) {
        for (const AlternateView& alternate : configuration->alternates) {
            if (!isAudioStreaming(alternate))
                continue;
            checkPresence(alternate, report);
            checkTag(alternate, report);
            checkResolution(alternate, report);
            checkPositions(alternate, report);
            for (const Item& item : alternate.others)
                checkRates(item, report);
        }
    }
    for (const AvFunction& function : avFunctionsOf(device))
        if (function.isAudio())
            checkChannels(function, report);
    checkFields(kFields, device, report);
}

} // namespace

Group audioFormatGroup() { return { kRules, check }; }

} // namespace wb::lint
