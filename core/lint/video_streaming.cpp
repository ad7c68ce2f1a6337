// SPDX-License-Identifier: GPL-3.0-or-later
// Video streaming interfaces: header, still images, settings and endpoints, UVC 1.5 §2.4, §3.9 and §3.10.
#include "core/lint/av_function.h"
#include "core/lint/checks.h"
#include "core/lint/video_stream.h"

#include <algorithm>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr Rule kFormatCount { "video-streaming.format-count", Severity::Error, "UVC 1.5 Table 3-14",
    "bNumFormats says how many format descriptors follow." };
constexpr Rule kEndpointMissing { "video-streaming.endpoint-missing", Severity::Error, "UVC 1.5 Table 3-14",
    "bEndpointAddress is the address of an isochronous or bulk endpoint of the interface." };
constexpr Rule kEndpointDirection { "video-streaming.endpoint-direction", Severity::Error, "UVC 1.5 §3.9.2.1",
    "An input header names an IN endpoint, an output header an OUT endpoint." };
constexpr Rule kStillMethod { "video-streaming.still-method", Severity::Warning, "UVC 1.5 Table 3-14",
    "bStillCaptureMethod is 0 to 3." };
constexpr Rule kStillMissing { "video-streaming.still-missing", Severity::Error, "UVC 1.5 §3.9.2.5",
    "With still image capture of method 2 or 3 a still image frame descriptor lists the image sizes." };
constexpr Rule kStillUnneeded { "video-streaming.still-unneeded", Severity::Note, "UVC 1.5 §3.9.2.5",
    "Still image frame descriptors exist with capture method 2 and 3 only." };
constexpr Rule kStillEndpoint { "video-streaming.still-endpoint", Severity::Error, "UVC 1.5 Table 3-18",
    "A still image frame names a bulk IN endpoint of the interface with method 3, and 0 with method 2." };
constexpr Rule kStillSizes { "video-streaming.still-sizes", Severity::Warning, "UVC 1.5 Table 3-18",
    "A still image frame lists at least one image size, none of which is 0." };
constexpr Rule kTriggerUsage { "video-streaming.trigger-usage", Severity::Warning, "UVC 1.5 Table 3-14",
    "bTriggerUsage is 0 or 1." };
constexpr Rule kTriggerSupport { "video-streaming.trigger-support", Severity::Warning, "UVC 1.5 Table 3-14",
    "bTriggerSupport is 0 or 1." };
constexpr Rule kTriggerEndpoint { "video-streaming.trigger-endpoint-missing", Severity::Warning, "UVC 1.5 §2.4.2.3",
    "A hardware trigger is told through the interrupt endpoint of the control interface." };
constexpr Rule kInfo { "video-streaming.info-reserved", Severity::Note, "UVC 1.5 Table 3-14",
    "Reserved bits of bmInfo are zero." };
constexpr Rule kControls { "video-streaming.controls-reserved", Severity::Note, "UVC 1.5 Table 3-14",
    "Reserved bits of a header's bmaControls are zero." };
constexpr Rule kBulkSettings { "video-streaming.bulk-settings", Severity::Warning, "UVC 1.5 §2.4.3",
    "A streaming interface whose video endpoint is bulk has setting 0 only." };
constexpr Rule kOnlyDefault { "video-streaming.only-default", Severity::Error, "UVC 1.5 §2.4.3",
    "A streaming interface has an endpoint for its video in one of its settings." };
constexpr Rule kBandwidth { "video-streaming.bandwidth-order", Severity::Note, "UVC 1.5 §2.4.3",
    "The settings of a streaming interface take more bandwidth from one to the next." };
constexpr Rule kSyncType { "video-streaming.synchronization", Severity::Note, "UVC 1.5 §3.10.1.1",
    "An isochronous video endpoint is asynchronous." };

constexpr std::array kRules { kFormatCount, kEndpointMissing, kEndpointDirection, kStillMethod, kStillMissing,
    kStillUnneeded, kStillEndpoint, kStillSizes, kTriggerUsage, kTriggerSupport, kTriggerEndpoint, kInfo, kControls,
    kBulkSettings, kOnlyDefault, kBandwidth, kSyncType };

constexpr Place streaming(std::uint8_t subtype)
{
    return { kVideoClass, kStreamingSubClass, kAny, kClassInterface, subtype };
}
constexpr std::string_view kFromSix = "the bits from 6 are reserved and must be 0";
constexpr auto kFields = std::to_array<FieldRule>({
    { &kStillMethod, streaming(1), "bStillCaptureMethod", isWithin<0, 3>, "0 to 3 are defined" },
    { &kTriggerSupport, streaming(1), "bTriggerSupport", isWithin<0, 1>, "0 and 1 are defined" },
    { &kTriggerUsage, streaming(1), "bTriggerUsage", isWithin<0, 1>, "0 and 1 are defined" },
    { &kInfo, streaming(1), "bmInfo", areZero<0xfe>, "bits 7 to 1 are reserved and must be 0" },
    { &kControls, streaming(1), "bmaControls", areZero<~0x3fULL>, kFromSix },
    { &kControls, streaming(2), "bmaControls", areZero<~0x3fULL>, kFromSix },
    { &kStillSizes, streaming(3), "bNumImageSizePatterns", isWithin<1, 255>, "a still image has a size" },
    { &kStillSizes, streaming(3), "wWidth", isWithin<1, 0xffff>, "an image has a width" },
    { &kStillSizes, streaming(3), "wHeight", isWithin<1, 0xffff>, "an image has a height" },
});

using usb::TransferType;

const EndpointView* findEndpoint(const VideoStream& stream, unsigned address)
{
    for (const AlternateView* setting : stream.settings)
        for (const EndpointView& endpoint : setting->endpoints)
            if (endpoint.address() == address)
                return &endpoint;
    return nullptr;
}

bool hasEndpoints(const VideoStream& stream)
{
    return std::any_of(stream.settings.begin(), stream.settings.end(),
        [](const AlternateView* setting) { return !setting->endpoints.empty(); });
}

void checkHeader(const VideoStream& stream, Report& report)
{
    const Item& header = *stream.header;
    const auto formats = fieldValue(header, "bNumFormats");
    if (formats && *formats != stream.formats.size())
        addAtField(report, kFormatCount, header, "bNumFormats",
            "bNumFormats is " + number(*formats) + " and " + number(stream.formats.size())
                + " format descriptors follow.");
    const auto address = fieldValue(header, "bEndpointAddress");
    if (!address)
        return;
    if (((*address & 0x80) != 0) != stream.isInput())
        return addAtField(report, kEndpointDirection, header, "bEndpointAddress",
            "bEndpointAddress is 0x" + hex(*address, 2) + "; an " + (stream.isInput() ? "input" : "output")
                + " header has an " + (stream.isInput() ? "IN" : "OUT") + " endpoint.");
    const EndpointView* endpoint = findEndpoint(stream, static_cast<unsigned>(*address));
    const bool carriesVideo = endpoint != nullptr
        && (endpoint->type() == TransferType::Isochronous || endpoint->type() == TransferType::Bulk);
    if (!hasEndpoints(stream))
        addAtField(report, kOnlyDefault, header, "bEndpointAddress",
            "bEndpointAddress is 0x" + hex(*address, 2) + ", and no setting of this interface has an endpoint.");
    else if (!carriesVideo)
        addAtField(report, kEndpointMissing, header, "bEndpointAddress",
            "bEndpointAddress is 0x" + hex(*address, 2)
                + "; this interface has no isochronous or bulk endpoint of that address.");
}

void checkStill(const VideoStream& stream, const Item& still, std::uint64_t method, Report& report)
{
    const auto address = fieldValue(still, "bEndpointAddress");
    if (!address)
        return;
    const EndpointView* endpoint = findEndpoint(stream, static_cast<unsigned>(*address));
    const bool isBulkIn = endpoint != nullptr && endpoint->isIn() && endpoint->type() == TransferType::Bulk;
    if (method == 2 && *address != 0)
        addAtField(report, kStillEndpoint, still, "bEndpointAddress",
            "bEndpointAddress is 0x" + hex(*address, 2) + "; with method 2 it is 0, images come with the video.");
    if (method == 3 && !isBulkIn && hasEndpoints(stream))
        addAtField(report, kStillEndpoint, still, "bEndpointAddress",
            "bEndpointAddress is 0x" + hex(*address, 2)
                + "; with method 3 it is that of a bulk IN endpoint of this interface.");
}

void checkStills(const VideoStream& stream, Report& report)
{
    const auto method = fieldValue(*stream.header, "bStillCaptureMethod");
    if (!method)
        return;
    bool hasStill = false;
    for (const VideoFormat& format : stream.formats) {
        for (const Item* still : format.stills) {
            hasStill = true;
            checkStill(stream, *still, *method, report);
            if (*method < 2)
                report.add(kStillUnneeded, *still, 0, still->size(),
                    "This descriptor is of no use: bStillCaptureMethod is " + number(*method) + ".");
        }
    }
    if (!hasStill && (*method == 2 || *method == 3))
        addAtField(report, kStillMissing, *stream.header, "bStillCaptureMethod",
            "bStillCaptureMethod is " + number(*method) + ", and no still image frame descriptor follows.");
}

void checkTrigger(const VideoStream& stream, const std::vector<AvFunction>& functions, Report& report)
{
    if (fieldValue(*stream.header, "bTriggerSupport") != 1U)
        return;
    const unsigned interface = stream.settings.front()->number();
    const auto function = std::find_if(functions.begin(), functions.end(), [&](const AvFunction& one) {
        return one.configuration == stream.configuration && one.members.test(interface);
    });
    if (function != functions.end() && function->control->endpoints.empty())
        addAtField(report, kTriggerEndpoint, *stream.header, "bTriggerSupport",
            "bTriggerSupport is 1, and control interface " + number(function->control->number())
                + " has no interrupt endpoint that would tell of the trigger.");
}

// Bytes in a service interval, of the video endpoint of a setting.
std::optional<std::uint64_t> bandwidthOf(const AlternateView& setting, std::uint64_t address)
{
    for (const EndpointView& endpoint : setting.endpoints) {
        if (endpoint.address() != address || endpoint.type() != TransferType::Isochronous)
            continue;
        if (endpoint.companion)
            return endpoint.companion->u16(4);
        return std::uint64_t { endpoint.packetSize() } * (1 + ((endpoint.item.u16(4) >> 11) & 3));
    }
    return std::nullopt;
}

void checkSettings(const VideoStream& stream, Report& report)
{
    const auto address = fieldValue(*stream.header, "bEndpointAddress");
    const EndpointView* video = address ? findEndpoint(stream, static_cast<unsigned>(*address)) : nullptr;
    if (video == nullptr)
        return;
    if (video->type() == TransferType::Bulk && stream.settings.size() > 1)
        report.add(kBulkSettings, stream.settings[1]->item, 3, 1,
            "The video endpoint is bulk and needs no settings; this interface has " + number(stream.settings.size())
                + ".");
    std::uint64_t last = 0;
    for (const AlternateView* setting : stream.settings) {
        const auto bytes = bandwidthOf(*setting, *address);
        if (!bytes)
            continue;
        if (*bytes <= last && *bytes > 0)
            report.add(kBandwidth, setting->item, 3, 1,
                "Setting " + number(setting->setting()) + " takes " + number(*bytes)
                    + " bytes an interval, one before it " + number(last) + "; each should take more.");
        last = std::max(last, *bytes);
    }
}

void checkSync(const VideoStream& stream, Report& report)
{
    for (const AlternateView* setting : stream.settings)
        for (const EndpointView& endpoint : setting->endpoints)
            if (endpoint.type() == TransferType::Isochronous && ((endpoint.item.u8(3) >> 2) & 3) != 1)
                report.add(kSyncType, endpoint.item, 3, 1,
                    endpointName(endpoint) + " should be asynchronous: bits 3 and 2 of bmAttributes 01, and not "
                        + number((endpoint.item.u8(3) >> 2) & 3) + ".");
}

void check(const DeviceView& device, Report& report)
{
    const auto functions = avFunctionsOf(device);
    for (const VideoStream& stream : videoStreamsOf(device)) {
        checkSync(stream, report);
        if (stream.header == nullptr)
            continue;
        checkHeader(stream, report);
        checkStills(stream, report);
        checkTrigger(stream, functions, report);
        checkSettings(stream, report);
    }
    checkFields(kFields, device, report);
}

} // namespace

Group videoStreamingGroup() { return { kRules, check }; }

} // namespace wb::lint
