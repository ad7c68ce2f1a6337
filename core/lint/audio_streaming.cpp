// SPDX-License-Identifier: GPL-3.0-or-later
// Endpoints of audio streams and the settings that they are in: Audio 1.0 §4.6 and §3.7.2.1, Audio 2.0 §4.10,
// Audio 3.0 §4.8, USB 2.0 §5.12.4.
#include "core/lint/av_function.h"
#include "core/lint/checks.h"

#include <algorithm>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr Rule kDefaultSetting { "audio-streaming.default-has-endpoints", Severity::Warning, "Audio 1.0 §4.5.1",
    "Setting 0 of a streaming interface has no endpoints: it takes no bandwidth." };
constexpr Rule kOnlyDefault { "audio-streaming.only-default", Severity::Warning, "Audio 1.0 §4.5.1",
    "A streaming interface has a setting besides 0, in which it carries data." };
constexpr Rule kNotIsochronous { "audio-streaming.not-isochronous", Severity::Error, "Audio 1.0 §4.6.1.1",
    "The endpoints of a streaming interface are isochronous." };
constexpr Rule kClassMissing { "audio-streaming.endpoint-descriptor-missing", Severity::Error, "Audio 1.0 §4.6.1.2",
    "A class-specific endpoint descriptor follows the data endpoint." };
constexpr Rule kShort { "audio-streaming.endpoint-short", Severity::Warning, "Audio 1.0 Table 4-20",
    "Endpoint descriptors of audio 1.0 have 9 bytes, with bRefresh and bSynchAddress." };
constexpr Rule kSyncType { "audio-streaming.no-synchronization", Severity::Note, "Audio 1.0 Table 4-20",
    "A data endpoint is asynchronous, adaptive or synchronous." };
constexpr Rule kFeedback { "audio-streaming.feedback-missing", Severity::Warning, "USB 2.0 §5.12.4.2",
    "An asynchronous OUT endpoint has a feedback endpoint, or an IN endpoint whose data is the feedback." };
constexpr Rule kSynchAddress { "audio-streaming.synch-address", Severity::Error, "Audio 1.0 Table 4-20",
    "bSynchAddress is 0 or the address of another isochronous endpoint of the same setting." };
constexpr Rule kRefresh { "audio-streaming.refresh", Severity::Note, "Audio 1.0 Table 4-22",
    "bRefresh is 0 for data endpoints and 1 to 9 for the feedback endpoint of audio 1.0." };
constexpr Rule kPacket { "audio-streaming.packet-too-small", Severity::Error, "Audio 1.0 §3.7.2.1",
    "wMaxPacketSize has room for the samples of one interval at the highest sampling frequency." };
constexpr Rule kInterval { "audio-streaming.interval", Severity::Warning, "Audio 1.0 Table 4-20",
    "bInterval of a Full Speed data endpoint is 1: a packet in each frame." };
constexpr Rule kRateControl { "audio-streaming.rate-control-missing", Severity::Warning, "Audio 1.0 Table 4-21",
    "When a setting has several sampling frequencies, its endpoint has the control that chooses one." };
constexpr Rule kLockDelay { "audio-streaming.lock-delay", Severity::Note, "Audio 1.0 Table 4-21",
    "Only adaptive and synchronous endpoints have a lock delay." };
constexpr Rule kLockUnits { "audio-streaming.lock-delay-units", Severity::Warning, "Audio 1.0 Table 4-21",
    "bLockDelayUnits is 0, 1 (milliseconds) or 2 (samples)." };
constexpr Rule kAttributes { "audio-streaming.attributes-reserved", Severity::Note, "Audio 1.0 Table 4-21",
    "Reserved bits of a class-specific endpoint descriptor are zero." };

constexpr std::array kRules { kDefaultSetting, kOnlyDefault, kNotIsochronous, kClassMissing, kShort, kSyncType,
    kFeedback, kSynchAddress, kRefresh, kPacket, kInterval, kRateControl, kLockDelay, kLockUnits, kAttributes };

constexpr Place endpointOf(int protocol) { return { kAudioClass, kStreamingSubClass, protocol, kClassEndpoint, 0x01 }; }
constexpr auto kFields = std::to_array<FieldRule>({
    { &kLockUnits, endpointOf(0x00), "bLockDelayUnits", isWithin<0, 2>, "0, 1 and 2 are defined" },
    { &kLockUnits, endpointOf(0x20), "bLockDelayUnits", isWithin<0, 2>, "0, 1 and 2 are defined" },
    { &kLockUnits, endpointOf(0x30), "bLockDelayUnits", isWithin<0, 2>, "0, 1 and 2 are defined" },
    { &kAttributes, endpointOf(0x00), "bmAttributes", areZero<0x7c>, "bits 6 to 2 are reserved and must be 0" },
    { &kAttributes, endpointOf(0x20), "bmAttributes", areZero<0x7f>, "bits 6 to 0 are reserved and must be 0" },
    { &kAttributes, endpointOf(0x20), "bmControls", areZero<0xc0>, "bits 7 and 6 are reserved and must be 0" },
    { &kAttributes, endpointOf(0x30), "bmControls", areZero<0xffff'ffc0>, "bits 31 to 6 are reserved and must be 0" },
});

using usb::TransferType;

enum class Sync : std::uint8_t { None, Asynchronous, Adaptive, Synchronous };
Sync syncOf(const EndpointView& endpoint) { return static_cast<Sync>((endpoint.item.u8(3) >> 2) & 3); }
unsigned usageOf(const EndpointView& endpoint) { return (endpoint.item.u8(3) >> 4) & 3; } // 1 feedback, 2 implicit
bool isIsochronous(const EndpointView& endpoint) { return endpoint.type() == TransferType::Isochronous; }
unsigned synchAddress(const EndpointView& endpoint) { return endpoint.item.u8(8); }

const Item* classDescriptor(const EndpointView& endpoint)
{
    const auto found = std::find_if(endpoint.others.begin(), endpoint.others.end(),
        [](const Item& other) { return other.type() == kClassEndpoint; });
    return found == endpoint.others.end() ? nullptr : &*found;
}

// Audio 1.0 endpoints have no usage bits as a rule: the data endpoint names its feedback endpoint and, unlike that,
// has a class-specific descriptor.
bool isFeedback(const AlternateView& alternate, const EndpointView& endpoint)
{
    const bool isPlain = classDescriptor(endpoint) == nullptr;
    return usageOf(endpoint) == 1
        || std::any_of(alternate.endpoints.begin(), alternate.endpoints.end(), [&](const EndpointView& other) {
               const bool isNamed = synchAddress(other) != 0 && synchAddress(other) == endpoint.address();
               return isNamed || (isPlain && classDescriptor(other) != nullptr);
           });
}

// Setting 0 should have no endpoints: one rule says so, the others leave it alone.
bool isForData(const AlternateView& alternate)
{
    return alternate.setting() != 0 || alternate.find(kClassInterface, 1) != nullptr;
}

std::string_view pick(
    const AlternateView& alternate, std::string_view one, std::string_view two, std::string_view three)
{
    if (alternate.protocol() == 0x20)
        return two;
    return alternate.protocol() == 0x30 ? three : one;
}

bool hasBandwidth(const EndpointView& endpoint) { return isIsochronous(endpoint) && endpoint.packetSize() > 0; }

void checkSettings(const std::vector<const AlternateView*>& settings, Report& report)
{
    const AlternateView& first = *settings.front();
    const bool tellsBandwidth = std::any_of(first.endpoints.begin(), first.endpoints.end(), hasBandwidth);
    if (first.setting() == 0 && !first.endpoints.empty() && !tellsBandwidth)
        addAt(report, kDefaultSetting, first.item, 4, 1,
            "Setting 0 of interface " + number(first.number()) + " has " + number(first.endpoints.size())
                + (first.endpoints.size() == 1 ? " endpoint" : " endpoints") + "; it should have none.",
            pick(first, "Audio 1.0 §4.5.1", "Audio 2.0 §4.9.1", "Audio 3.0 §4.7.1"));
    const bool carriesData = std::any_of(settings.begin(), settings.end(),
        [](const AlternateView* setting) { return setting->setting() != 0 || !setting->endpoints.empty(); });
    if (!carriesData)
        addAt(report, kOnlyDefault, first.item, 3, 1,
            "Interface " + number(first.number()) + " has setting 0 only and can carry no data.",
            pick(first, "Audio 1.0 §4.5.1", "Audio 2.0 §4.9.1", "Audio 3.0 §4.7.1"));
}

// Endpoints of one setting, in what all versions say.
void checkEndpoint(const AlternateView& alternate, const EndpointView& endpoint, Report& report)
{
    if (!isIsochronous(endpoint)) {
        if (endpoint.type() != TransferType::Interrupt)
            addAt(report, kNotIsochronous, endpoint.item, 3, 1,
                endpointName(endpoint) + " must be isochronous to carry audio.",
                pick(alternate, "", "Audio 2.0 §4.10.1.1", "Audio 3.0 §4.8.1.1"));
        return;
    }
    if (isFeedback(alternate, endpoint))
        return;
    const Item* specific = classDescriptor(endpoint);
    if (specific == nullptr)
        addAt(report, kClassMissing, endpoint.item, 0, endpoint.item.size(),
            "No class-specific endpoint descriptor follows " + endpointName(endpoint) + ".",
            pick(alternate, "", "Audio 2.0 §4.10.1.2", "Audio 3.0 §4.8.1.2"));
    if (syncOf(endpoint) == Sync::None)
        addAt(report, kSyncType, endpoint.item, 3, 1,
            endpointName(endpoint) + " has no synchronization; audio data is asynchronous, adaptive or synchronous.",
            pick(alternate, "", "Audio 2.0 Table 4-33", "Audio 3.0 Table 4-53"));
    const auto delay = fieldValue(specific, "wLockDelay");
    if (syncOf(endpoint) == Sync::Asynchronous && delay.value_or(0) != 0)
        addAtField(report, kLockDelay, *specific, "wLockDelay",
            "wLockDelay is " + number(*delay) + "; an asynchronous endpoint locks to nothing, it should be 0.",
            pick(alternate, "", "Audio 2.0 Table 4-34", "Audio 3.0 Table 4-54"));
}

// What only audio 1.0 has: two more bytes in the endpoint descriptor.
void checkOldEndpoint(const AlternateView& alternate, const EndpointView& endpoint, usb::Speed speed, Report& report)
{
    if (!isIsochronous(endpoint))
        return;
    if (endpoint.item.size() < 9) {
        if (endpoint.item.size() >= 7)
            report.add(kShort, endpoint.item, 0, 1,
                "bLength is " + number(endpoint.item.u8(0)) + "; the endpoint descriptors of audio 1.0 have 9 bytes.");
        return;
    }
    const bool feedsBack = isFeedback(alternate, endpoint);
    const unsigned refresh = endpoint.item.u8(7);
    if (feedsBack ? refresh < 1 || refresh > 9 : refresh != 0)
        report.add(kRefresh, endpoint.item, 7, 1,
            "bRefresh is " + number(refresh) + "; for a "
                + (feedsBack ? "feedback endpoint it is 1 to 9." : "data endpoint it is 0."));
    if (!feedsBack && speed == usb::Speed::Full && endpoint.item.u8(6) != 1)
        report.add(kInterval, endpoint.item, 6, 1,
            "bInterval is " + number(endpoint.item.u8(6)) + "; audio 1.0 has a packet in each frame, which is 1.");
    const unsigned named = synchAddress(endpoint);
    const bool isThere
        = std::any_of(alternate.endpoints.begin(), alternate.endpoints.end(), [&](const EndpointView& other) {
              return &other != &endpoint && other.address() == named && isIsochronous(other);
          });
    if (named != 0 && !isThere)
        report.add(kSynchAddress, endpoint.item, 8, 1,
            "bSynchAddress is 0x" + hex(named, 2)
                + "; this setting has no other isochronous endpoint of that address.");
}

std::uint64_t highestRate(const Item& format)
{
    std::uint64_t highest = 0;
    for (const descriptors::Field& field : format.node().fields)
        if (field.name.rfind("tSamFreq[", 0) == 0 || field.name == "tUpperSamFreq")
            highest = std::max(highest, field.raw);
    return highest;
}

// Service intervals in a second; 0 when the speed or bInterval does not tell.
std::uint64_t intervalsPerSecond(const EndpointView& endpoint, usb::Speed speed)
{
    const unsigned exponent = endpoint.item.u8(6);
    if (exponent < 1 || exponent > 16 || speed == usb::Speed::Unknown || speed == usb::Speed::Low)
        return 0;
    return (speed == usb::Speed::Full ? 1000U : 8000U) >> (exponent - 1);
}

std::uint64_t bytesPerInterval(const EndpointView& endpoint)
{
    if (endpoint.companion)
        return endpoint.companion->u16(4);
    return std::uint64_t { endpoint.packetSize() } * (1 + ((endpoint.item.u16(4) >> 11) & 3));
}

// Audio 2.0 and 3.0 keep their sampling frequencies outside of the configuration.
void checkPacket(const AlternateView& alternate, const EndpointView& endpoint, usb::Speed speed, Report& report)
{
    const Item* format = alternate.find(kClassInterface, 2);
    const bool isSlow = speed == usb::Speed::Full && endpoint.item.u8(6) != 1;
    const std::uint64_t intervals = isSlow ? 0 : intervalsPerSecond(endpoint, speed);
    if (format == nullptr || intervals == 0 || !isIsochronous(endpoint) || isFeedback(alternate, endpoint))
        return;
    const std::uint64_t frame
        = fieldValue(*format, "bNrChannels").value_or(0) * fieldValue(*format, "bSubframeSize").value_or(0);
    const std::uint64_t rate = highestRate(*format);
    const std::uint64_t needed = (rate + intervals - 1) / intervals * frame;
    const bool isSound = isWithin<1, 4>(fieldValue(*format, "bSubframeSize").value_or(0));
    if (fieldValue(*format, "bFormatType") != 1U || !isSound || needed <= bytesPerInterval(endpoint))
        return;
    report.add(kPacket, endpoint.item, 4, 2,
        endpointName(endpoint) + " carries " + number(bytesPerInterval(endpoint)) + " bytes an interval; "
            + number(rate) + " Hz with " + number(frame) + " bytes for each sample of all channels need "
            + number(needed) + ".");
}

void checkRateControl(const AlternateView& alternate, const EndpointView& endpoint, Report& report)
{
    const Item* format = alternate.find(kClassInterface, 2);
    const Item* specific = classDescriptor(endpoint);
    if (format == nullptr || specific == nullptr || specific->size() < 4)
        return;
    const auto kind = fieldValue(*format, "bSamFreqType");
    if (kind && *kind != 1 && (specific->u8(3) & 1) == 0)
        addAtField(report, kRateControl, *specific, "bmAttributes",
            "The setting has " + (*kind == 0 ? std::string("a range of") : number(*kind))
                + " sampling frequencies, and bit 0 of bmAttributes says that none can be chosen.");
}

bool givesImplicitFeedback(const AvFunction& function)
{
    for (const AlternateView* stream : function.streams)
        for (const EndpointView& endpoint : stream->endpoints)
            if (endpoint.isIn() && isIsochronous(endpoint) && usageOf(endpoint) == 2)
                return true;
    return false;
}

void checkFeedback(const AvFunction& function, Report& report)
{
    if (givesImplicitFeedback(function))
        return;
    for (const AlternateView* stream : function.streams) {
        if (!isForData(*stream))
            continue;
        const auto& endpoints = stream->endpoints;
        const bool hasFeedback = std::any_of(endpoints.begin(), endpoints.end(),
            [&](const EndpointView& endpoint) { return endpoint.isIn() && isFeedback(*stream, endpoint); });
        for (const EndpointView& endpoint : endpoints) {
            if (hasFeedback || synchAddress(endpoint) != 0 || endpoint.isIn() || !isIsochronous(endpoint)
                || syncOf(endpoint) != Sync::Asynchronous)
                continue;
            report.add(kFeedback, endpoint.item, 3, 1,
                endpointName(endpoint)
                    + " is asynchronous, and no feedback endpoint tells the host how fast it takes samples.");
        }
    }
}

void checkAlternate(const AlternateView& alternate, usb::Speed speed, Report& report)
{
    for (const EndpointView& endpoint : alternate.endpoints) {
        checkEndpoint(alternate, endpoint, report);
        if (alternate.protocol() != 0x00)
            continue;
        checkOldEndpoint(alternate, endpoint, speed, report);
        checkPacket(alternate, endpoint, speed, report);
        checkRateControl(alternate, endpoint, report);
    }
}

void check(const DeviceView& device, Report& report)
{
    for (const ConfigurationView* configuration : device.allConfigurations()) {
        for (const auto& settings : alternatesByNumber(*configuration))
            if (!settings.empty() && settings.front()->isOf(kAudioClass, kStreamingSubClass))
                checkSettings(settings, report);
        for (const AlternateView& alternate : configuration->alternates)
            if (alternate.isOf(kAudioClass, kStreamingSubClass) && isForData(alternate))
                checkAlternate(alternate, configuration->speed, report);
    }
    for (const AvFunction& function : avFunctionsOf(device))
        if (function.isAudio())
            checkFeedback(function, report);
    checkFields(kFields, device, report);
}

} // namespace

Group audioStreamingGroup() { return { kRules, check }; }

} // namespace wb::lint
