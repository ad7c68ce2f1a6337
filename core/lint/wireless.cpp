// SPDX-License-Identifier: GPL-3.0-or-later
// Wireless controllers: Bluetooth Core 5.4 Vol 4 Part B, defined class codes of class 0xe0.
#include "core/lint/field_checks.h"

#include <algorithm>
#include <array>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;
using usb::TransferType;

constexpr unsigned kWireless = 0xe0;
constexpr unsigned kBluetooth = 0xe00101;

constexpr Rule kCodes { "wireless.codes", Severity::Warning, "Defined class codes, E0h",
    "Subclass and protocol of a wireless controller are assigned." };
constexpr Rule kHci { "bluetooth.endpoints", Severity::Error, "Bluetooth 5.4 Vol 4 Part B §2.1",
    "The first interface of a Bluetooth controller has an interrupt IN, a bulk IN and a bulk OUT endpoint." };
constexpr Rule kEventSize { "bluetooth.event-size", Severity::Note, "Bluetooth 5.4 Vol 4 Part B §2.1",
    "The event endpoint carries at least 16 bytes." };
constexpr Rule kVoicePair { "bluetooth.voice-pair", Severity::Warning, "Bluetooth 5.4 Vol 4 Part B §2.1",
    "Each setting of the voice interface has isochronous endpoints in both directions." };
constexpr Rule kVoiceSize { "bluetooth.voice-size", Severity::Note, "Bluetooth 5.4 Vol 4 Part B §2.1",
    "The packets of voice settings 0 to 6 have 0, 9, 17, 25, 33, 49 and 63 bytes, as is suggested." };
constexpr Rule kVoiceSettings { "bluetooth.voice-settings", Severity::Note, "Bluetooth 5.4 Vol 4 Part B §2.1",
    "The voice interface has settings 0 to 5." };

constexpr std::array kRules { kCodes, kHci, kEventSize, kVoicePair, kVoiceSize, kVoiceSettings };

// Bluetooth, ultra-wideband, RNDIS, Bluetooth AMP; wire adapters: host, device, device isochronous.
constexpr std::array<unsigned, 7> kAssigned { 0xe00101, 0xe00102, 0xe00103, 0xe00104, 0xe00201, 0xe00202, 0xe00203 };
constexpr std::array<unsigned, 7> kVoiceSizes { 0, 9, 17, 25, 33, 49, 63 };

constexpr auto kPipes = std::to_array<WantedEndpoint>({
    { &kHci, TransferType::Interrupt, true, "carries events" },
    { &kHci, TransferType::Bulk, true, "carries data to the host" },
    { &kHci, TransferType::Bulk, false, "carries data to the controller" },
});

unsigned tripleOf(const AlternateView& alternate)
{
    return alternate.classCode() << 16 | alternate.subClass() << 8 | alternate.protocol();
}

bool isVoice(const AlternateView& alternate)
{
    return std::any_of(alternate.endpoints.begin(), alternate.endpoints.end(),
        [](const EndpointView& endpoint) { return endpoint.type() == TransferType::Isochronous; });
}

void checkHci(const AlternateView& alternate, Report& report)
{
    constexpr unsigned kLeastEventBytes = 16;
    checkEndpoints(kPipes, alternate, report);
    const EndpointView* events = findEndpoint(alternate, TransferType::Interrupt, true);
    if (events != nullptr && events->packetSize() < kLeastEventBytes)
        report.add(kEventSize, events->item, 4, 2,
            "wMaxPacketSize of the event endpoint is " + std::to_string(events->packetSize())
                + "; 16 bytes hold the common events in one packet.");
}

void checkVoice(const AlternateView& alternate, Report& report)
{
    for (const bool isIn : { true, false })
        if (findEndpoint(alternate, TransferType::Isochronous, isIn) == nullptr)
            report.add(kVoicePair, alternate.item, 4, 1,
                nameOf(alternate) + " has no " + nameOf(TransferType::Isochronous, isIn)
                    + " endpoint; voice goes both ways.");
    if (alternate.setting() >= kVoiceSizes.size())
        return;
    const unsigned wanted = kVoiceSizes[alternate.setting()];
    for (const EndpointView& endpoint : alternate.endpoints)
        if (endpoint.type() == TransferType::Isochronous && endpoint.packetSize() != wanted)
            report.add(kVoiceSize, endpoint.item, 4, 2,
                "wMaxPacketSize is " + std::to_string(endpoint.packetSize()) + "; in setting "
                    + std::to_string(alternate.setting()) + " voice packets have " + std::to_string(wanted)
                    + " bytes.");
}

void checkSettings(const AlternateView& first, unsigned highest, Report& report)
{
    constexpr unsigned kLastRequired = 5;
    if (highest < kLastRequired)
        report.add(kVoiceSettings, first.item, 3, 1,
            "The voice settings of interface " + std::to_string(first.number()) + " end at " + std::to_string(highest)
                + "; three voice channels need setting 5.");
}

// The first interface carries commands and data, the next voice, further ones what their vendor likes.
void checkBluetooth(const ConfigurationView& configuration, Report& report)
{
    const AlternateView* first = nullptr;
    const AlternateView* firstVoice = nullptr;
    unsigned highest = 0;
    for (const AlternateView& alternate : configuration.alternates) {
        if (tripleOf(alternate) != kBluetooth)
            continue;
        first = first == nullptr ? &alternate : first;
        if (!isVoice(alternate))
            continue;
        firstVoice = firstVoice == nullptr ? &alternate : firstVoice;
        if (alternate.number() == firstVoice->number())
            highest = std::max(highest, alternate.setting());
        checkVoice(alternate, report);
    }
    if (first != nullptr && first != firstVoice)
        checkHci(*first, report);
    if (firstVoice != nullptr)
        checkSettings(*firstVoice, highest, report);
}

void check(const DeviceView& device, Report& report)
{
    forEachAlternate(device, [&](const ConfigurationView&, const AlternateView& alternate) {
        const unsigned triple = tripleOf(alternate);
        if (alternate.classCode() == kWireless
            && std::find(kAssigned.begin(), kAssigned.end(), triple) == kAssigned.end())
            report.add(kCodes, alternate.item, 5, 3,
                "Class, subclass and protocol " + hexText(triple, 3) + " are not assigned to any wireless controller.");
    });
    for (const ConfigurationView* configuration : device.allConfigurations())
        checkBluetooth(*configuration, report);
}

} // namespace

Group wirelessGroup() { return { kRules, check }; }

} // namespace wb::lint
