// SPDX-License-Identifier: GPL-3.0-or-later
// Endpoints by transfer type and speed: USB 2.0 §5.5 to §5.8, §5.12 and §9.6.6, USB 3.2 §9.6.6.
#include "core/lint/checks.h"
#include "core/lint/rule_shapes.h"
#include "core/lint/wording.h"

#include <algorithm>
#include <bitset>
#include <map>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;
using usb::Speed;
using usb::TransferType;

constexpr Rule kControlShared { "endpoint.control-shared", Severity::Error, "USB 2.0 §9.6.6",
    "A control endpoint uses both directions of its number." };
constexpr Rule kLowSpeedCount { "endpoint.low-speed-count", Severity::Error, "USB 2.0 §5.3.1.2",
    "Low Speed devices have at most two endpoints besides endpoint 0." };
constexpr Rule kFullSpeedSize { "endpoint.full-speed-size", Severity::Error, "USB 2.0 §5.8.3",
    "At Full Speed the packets of control and bulk endpoints have 8, 16, 32 or 64 bytes." };
constexpr Rule kControlSize { "endpoint.control-size", Severity::Error, "USB 2.0 §5.5.3",
    "A control endpoint's packets have 8 bytes at Low Speed, 64 at High Speed and 512 at SuperSpeed." };
constexpr Rule kSizeZero { "endpoint.interrupt-size-zero", Severity::Warning, "USB 2.0 §5.7.3",
    "An interrupt endpoint's packets have at least one byte." };
constexpr Rule kMultiplierSize { "endpoint.multiplier-size", Severity::Warning, "USB 2.0 Table 9-14",
    "Two transactions in a microframe begin with packets of 513 bytes, three with 683." };
constexpr Rule kReserved { "endpoint.reserved-bits", Severity::Note, "USB 2.0 §9.6.6",
    "The bits of bmAttributes that an endpoint's transfer type does not use are zero." };
constexpr Rule kUsageReserved { "endpoint.usage-reserved", Severity::Warning, "USB 3.2 §9.6.6",
    "The usage type in bmAttributes is one of those that are defined." };
constexpr Rule kFeedbackAlone { "endpoint.feedback-alone", Severity::Warning, "USB 2.0 §5.12.4.2",
    "A feedback endpoint stands beside a data endpoint of the other direction." };
constexpr Rule kIntervalUnused { "endpoint.interval-unused", Severity::Note, "USB 3.2 §9.6.6",
    "At SuperSpeed bInterval of control and bulk endpoints is 0." };
constexpr Rule kIntervalLow { "endpoint.interval-low-speed", Severity::Warning, "USB 2.0 §5.7.4",
    "A Low Speed interrupt endpoint is asked every 10 to 255 ms." };
constexpr Rule kIntervalNotification { "endpoint.interval-notification", Severity::Warning, "USB 3.2 §9.6.6",
    "bInterval of a notification endpoint is 8 to 16." };

constexpr std::array kRules { kControlShared, kLowSpeedCount, kFullSpeedSize, kControlSize, kSizeZero, kMultiplierSize,
    kReserved, kUsageReserved, kFeedbackAlone, kIntervalUnused, kIntervalLow, kIntervalNotification };

unsigned attributesOf(const EndpointView& endpoint) { return endpoint.item.u8(3); }
unsigned usageOf(const EndpointView& endpoint) { return (attributesOf(endpoint) >> 4) & 3; }

bool isClassicSize(unsigned size) { return size == 8 || size == 16 || size == 32 || size == 64; }

// 0: several are allowed, or the speed is not known.
unsigned controlSizeAt(Speed speed)
{
    if (speed == Speed::Low)
        return 8;
    if (speed == Speed::High)
        return 64;
    return speed >= Speed::Super ? 512 : 0;
}

// What is larger than anything allowed is the decoder's.
void checkSize(const EndpointView& endpoint, Speed speed, Report& report)
{
    const auto raw = endpoint.item.value(4, 2);
    if (!raw)
        return;
    const unsigned size = endpoint.packetSize();
    const bool isControl = endpoint.type() == TransferType::Control;
    const std::string is = "wMaxPacketSize of " + nameOf(endpoint) + " is " + std::to_string(size) + "; ";
    if (speed == Speed::Full && (isControl || endpoint.type() == TransferType::Bulk) && size < 64
        && !isClassicSize(size))
        report.add(kFullSpeedSize, endpoint.item, 4, 2, is + "at Full Speed it must be 8, 16, 32 or 64.");
    if (isControl && size < controlSizeAt(speed))
        report.add(kControlSize, endpoint.item, 4, 2,
            is + "at " + std::string(usb::toString(speed)) + " a control endpoint must say "
                + std::to_string(controlSizeAt(speed)) + ".");
    if (endpoint.type() == TransferType::Interrupt && size == 0)
        report.add(kSizeZero, endpoint.item, 4, 2, is + "nothing can be sent in packets of no bytes.");
}

void checkMultiplier(const EndpointView& endpoint, Report& report)
{
    const bool isPeriodic = endpoint.type() == TransferType::Isochronous || endpoint.type() == TransferType::Interrupt;
    const unsigned transactions = ((endpoint.item.u16(4) >> 11) & 3) + 1;
    if (!isPeriodic || transactions == 1 || transactions > 3)
        return;
    const unsigned least = transactions == 2 ? 513 : 683;
    if (endpoint.packetSize() >= least)
        return;
    report.add(kMultiplierSize, endpoint.item, 4, 2,
        "wMaxPacketSize of " + nameOf(endpoint) + " asks for " + std::to_string(transactions) + " packets of "
            + std::to_string(endpoint.packetSize()) + " bytes in a microframe; from " + std::to_string(least)
            + " bytes on so many are allowed.");
}

// An interrupt endpoint's usage type came with SuperSpeed.
unsigned reservedBits(TransferType type, Speed speed)
{
    if (type == TransferType::Isochronous)
        return 0xc0;
    const bool hasUsage = type == TransferType::Interrupt && (speed >= Speed::Super || speed == Speed::Unknown);
    return hasUsage ? 0xcc : 0xfc;
}

void checkAttributes(const EndpointView& endpoint, Speed speed, Report& report)
{
    const unsigned reserved = reservedBits(endpoint.type(), speed);
    if ((attributesOf(endpoint) & reserved) != 0)
        report.add(kReserved, endpoint.item, 3, 1,
            "bmAttributes of " + nameOf(endpoint) + " is 0x" + hex(attributesOf(endpoint), 2) + "; the bits of 0x"
                + hex(reserved, 2) + " are reserved at this transfer type and must be zero.");
    const bool hasUsage = (reserved & 0x30) == 0;
    const unsigned usages = endpoint.type() == TransferType::Isochronous ? 3 : 2;
    if (hasUsage && usageOf(endpoint) >= usages)
        report.add(kUsageReserved, endpoint.item, 3, 1,
            "bmAttributes of " + nameOf(endpoint) + " has the usage type " + std::to_string(usageOf(endpoint))
                + ", which is reserved; it must be less than " + std::to_string(usages) + ".");
}

void checkInterval(const EndpointView& endpoint, Speed speed, Report& report)
{
    const auto interval = endpoint.item.value(6, 1);
    if (!interval || speed == Speed::Unknown)
        return;
    const bool isPeriodic = endpoint.type() == TransferType::Isochronous || endpoint.type() == TransferType::Interrupt;
    const std::string is = "bInterval of " + nameOf(endpoint) + " is " + std::to_string(*interval) + "; ";
    if (!isPeriodic && speed >= Speed::Super && *interval != 0)
        report.add(kIntervalUnused, endpoint.item, 6, 1,
            is + "for this transfer type it has no meaning at " + std::string(usb::toString(speed))
                + " and should be 0.");
    if (endpoint.type() != TransferType::Interrupt || *interval == 0)
        return;
    if (speed == Speed::Low && *interval < 10)
        report.add(kIntervalLow, endpoint.item, 6, 1, is + "at Low Speed it must be 10 to 255 ms.");
    if (speed >= Speed::Super && usageOf(endpoint) == 1 && *interval < 8)
        report.add(
            kIntervalNotification, endpoint.item, 6, 1, is + "for notifications it must be 8 (16 ms) to 16 (4 s).");
}

void checkControlPairs(const AlternateView& alternate, Report& report)
{
    std::bitset<16> control;
    for (const EndpointView& endpoint : alternate.endpoints)
        if (endpoint.type() == TransferType::Control)
            control.set(endpoint.number());
    for (const EndpointView& endpoint : alternate.endpoints)
        if (endpoint.type() != TransferType::Control && control.test(endpoint.number()))
            report.add(kControlShared, endpoint.item, 2, 1,
                nameOf(endpoint)
                    + " has the number of a control endpoint, which takes both directions; it must have "
                      "another one.");
}

bool isIsochronous(const EndpointView& endpoint) { return endpoint.type() == TransferType::Isochronous; }

void checkFeedback(const AlternateView& alternate, Report& report)
{
    constexpr unsigned kFeedback = 1;
    for (const EndpointView& endpoint : alternate.endpoints) {
        if (!isIsochronous(endpoint) || usageOf(endpoint) != kFeedback)
            continue;
        const bool hasData
            = std::any_of(alternate.endpoints.begin(), alternate.endpoints.end(), [&](const EndpointView& other) {
                  return isIsochronous(other) && usageOf(other) != kFeedback && other.isIn() != endpoint.isIn();
              });
        if (!hasData)
            report.add(kFeedbackAlone, endpoint.item, 3, 1,
                nameOf(endpoint) + " gives feedback and " + nameOf(alternate) + " has no isochronous data endpoint "
                    + (endpoint.isIn() ? "OUT" : "IN") + " that it could be for.");
    }
}

// Of each interface the setting with the most endpoints counts.
void checkCount(const ConfigurationView& configuration, Report& report)
{
    std::map<unsigned, std::size_t> most;
    std::size_t total = 0;
    for (const AlternateView& alternate : configuration.alternates) {
        std::size_t& count = most[alternate.number()];
        total += std::max(count, alternate.endpoints.size()) - count;
        count = std::max(count, alternate.endpoints.size());
        if (total <= 2)
            continue;
        report.add(kLowSpeedCount, alternate.item, 4, 1,
            "With " + nameOf(alternate) + " the configuration has " + std::to_string(total)
                + " endpoints; at Low Speed two are allowed besides endpoint 0.");
        return;
    }
}

void checkConfiguration(const ConfigurationView& configuration, Report& report)
{
    const Speed speed = configuration.speed;
    if (speed == Speed::Low)
        checkCount(configuration, report);
    for (const AlternateView& alternate : configuration.alternates) {
        checkControlPairs(alternate, report);
        checkFeedback(alternate, report);
        for (const EndpointView& endpoint : alternate.endpoints) {
            checkSize(endpoint, speed, report);
            checkAttributes(endpoint, speed, report);
            checkInterval(endpoint, speed, report);
            if (speed == Speed::High || speed == Speed::Unknown)
                checkMultiplier(endpoint, report);
        }
    }
}

void check(const DeviceView& device, Report& report)
{
    for (const ConfigurationView* configuration : device.allConfigurations())
        checkConfiguration(*configuration, report);
}

} // namespace

Group endpointGroup() { return { kRules, check }; }

} // namespace wb::lint
