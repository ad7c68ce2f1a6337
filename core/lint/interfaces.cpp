// SPDX-License-Identifier: GPL-3.0-or-later
// Interfaces and their alternate settings: USB 2.0 §9.6.5, §9.6.3, §5.6.3 and §5.7.3.
#include "core/lint/checks.h"
#include "core/lint/wording.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr Rule kIsochronousInDefault { "interface.isochronous-in-default", Severity::Error, "USB 2.0 §5.6.3",
    "Alternate setting 0 has no isochronous endpoint with a packet size above 0." };
constexpr Rule kNumberGap { "interface.number-gap", Severity::Warning, "USB 2.0 §9.6.5",
    "Interfaces are numbered from 0 without gaps." };
constexpr Rule kOrder { "interface.order", Severity::Warning, "USB 2.0 §9.4.3",
    "Interfaces stand in the order of their numbers, the settings of one together." };
constexpr Rule kSettingOrder { "interface.setting-order", Severity::Note, "USB 2.0 §9.6.5",
    "Alternate settings stand in the order of their numbers." };
constexpr Rule kSettingGap { "interface.setting-gap", Severity::Warning, "USB 2.0 §9.6.5",
    "Alternate settings are numbered from 0 without gaps." };
constexpr Rule kClassZero { "interface.class-zero", Severity::Warning, "USB 2.0 §9.6.5",
    "bInterfaceClass 0 is reserved; an interface without a class of its own is vendor-specific (0xff)." };
constexpr Rule kClassDiffers { "interface.class-differs", Severity::Warning, "USB 2.0 §9.6.5",
    "All alternate settings of an interface have the same class." };
constexpr Rule kEndpointShared { "interface.endpoint-shared", Severity::Error, "USB 2.0 §9.6.3",
    "An endpoint belongs to one interface of a configuration." };
constexpr Rule kInterruptInDefault { "interface.interrupt-in-default", Severity::Note, "USB 2.0 §5.7.3",
    "At High Speed the interrupt endpoints of alternate setting 0 have packets of at most 64 bytes." };

constexpr std::array kRules { kIsochronousInDefault, kNumberGap, kOrder, kSettingOrder, kSettingGap, kClassZero,
    kClassDiffers, kEndpointShared, kInterruptInDefault };

void checkDefaultSetting(const AlternateView& alternate, Report& report)
{
    if (alternate.setting() != 0)
        return;
    for (const EndpointView& endpoint : alternate.endpoints) {
        if (endpoint.type() == usb::TransferType::Isochronous && endpoint.packetSize() > 0)
            report.add(kIsochronousInDefault, endpoint.item, 4, 2,
                "Interface " + std::to_string(alternate.number())
                    + " asks for isochronous bandwidth in setting 0; "
                      "wMaxPacketSize must be 0 there, and not "
                    + std::to_string(endpoint.packetSize()) + ".");
    }
}

void checkNumbers(const ConfigurationView& configuration, Report& report)
{
    std::set<unsigned> numbers;
    for (const AlternateView& alternate : configuration.alternates)
        numbers.insert(alternate.number());
    unsigned expected = 0;
    for (const unsigned number : numbers) {
        if (number != expected) {
            report.add(kNumberGap, configuration.findInterface(number)->item, 2, 1,
                "bInterfaceNumber is " + std::to_string(number) + "; the next number is " + std::to_string(expected)
                    + ".");
            return;
        }
        ++expected;
    }
}

void checkDefaultInterrupts(const AlternateView& alternate, Report& report)
{
    if (alternate.setting() != 0)
        return;
    for (const EndpointView& endpoint : alternate.endpoints) {
        const unsigned bytes = endpoint.packetSize() * (1 + ((endpoint.item.u16(4) >> 11) & 3));
        if (endpoint.type() == usb::TransferType::Interrupt && bytes > 64)
            report.add(kInterruptInDefault, endpoint.item, 4, 2,
                "Interface " + std::to_string(alternate.number()) + " asks for " + std::to_string(bytes)
                    + " bytes an interval for " + nameOf(endpoint)
                    + " in setting 0; more than 64 should wait for another setting.");
    }
}

// An interface's settings that stand in their order; one sentence for the first that does not.
void checkOrder(const ConfigurationView& configuration, Report& report)
{
    const AlternateView* previous = nullptr;
    for (const AlternateView& alternate : configuration.alternates) {
        if (previous != nullptr && alternate.number() < previous->number()) {
            report.add(kOrder, alternate.item, 2, 1,
                "Interface " + std::to_string(alternate.number()) + " stands behind interface "
                    + std::to_string(previous->number()) + "; interfaces must come in the order of their numbers.");
            return;
        }
        if (previous != nullptr && alternate.number() == previous->number()
            && alternate.setting() < previous->setting())
            report.add(kSettingOrder, alternate.item, 3, 1,
                nameOf(alternate) + " stands behind setting " + std::to_string(previous->setting())
                    + "; settings should come in the order of their numbers.");
        previous = &alternate;
    }
}

// The settings of each interface by their numbers. A setting that is described twice is the decoder's.
using Settings = std::map<unsigned, std::map<unsigned, const AlternateView*>>;

Settings settingsOf(const ConfigurationView& configuration)
{
    Settings settings;
    for (const AlternateView& alternate : configuration.alternates)
        settings[alternate.number()].emplace(alternate.setting(), &alternate);
    return settings;
}

void checkSettings(const ConfigurationView& configuration, Report& report)
{
    for (const auto& [number, settings] : settingsOf(configuration)) {
        const AlternateView& first = *settings.begin()->second;
        unsigned expected = first.setting(); // without a setting 0 the decoder has said so
        for (const auto& [setting, alternate] : settings) {
            if (setting != expected)
                report.add(kSettingGap, alternate->item, 3, 1,
                    "bAlternateSetting of interface " + std::to_string(number) + " is " + std::to_string(setting)
                        + "; the next number is " + std::to_string(expected) + ".");
            expected = setting + 1;
            if (alternate->classCode() != first.classCode())
                report.add(kClassDiffers, alternate->item, 5, 1,
                    nameOf(*alternate) + " is of class 0x" + hex(alternate->classCode(), 2) + " and setting "
                        + std::to_string(first.setting()) + " of class 0x" + hex(first.classCode(), 2)
                        + "; drivers choose by interface, so all should be the same.");
        }
    }
}

void checkClass(const AlternateView& alternate, Report& report)
{
    if (alternate.item.value(5, 1) == 0U)
        report.add(kClassZero, alternate.item, 5, 1,
            "bInterfaceClass is 0, which is reserved; a class, or 0xff for vendor-specific, must stand here.");
}

void checkSharing(const ConfigurationView& configuration, Report& report)
{
    std::map<unsigned, unsigned> ownerOf; // interface number by endpoint address
    std::set<std::pair<unsigned, unsigned>> told; // address, interface
    for (const AlternateView& alternate : configuration.alternates) {
        for (const EndpointView& endpoint : alternate.endpoints) {
            const auto owner = ownerOf.emplace(endpoint.address(), alternate.number()).first;
            if (owner->second == alternate.number() || endpoint.number() == 0
                || !told.emplace(endpoint.address(), alternate.number()).second)
                continue;
            report.add(kEndpointShared, endpoint.item, 2, 1,
                nameOf(endpoint) + " belongs to interface " + std::to_string(owner->second) + "; interface "
                    + std::to_string(alternate.number()) + " must use another endpoint.");
        }
    }
}

void check(const DeviceView& device, Report& report)
{
    for (const ConfigurationView* configuration : device.allConfigurations()) {
        checkNumbers(*configuration, report);
        checkOrder(*configuration, report);
        checkSettings(*configuration, report);
        checkSharing(*configuration, report);
        for (const AlternateView& alternate : configuration->alternates) {
            checkDefaultSetting(alternate, report);
            checkClass(alternate, report);
            if (configuration->speed == usb::Speed::High)
                checkDefaultInterrupts(alternate, report);
        }
    }
}

} // namespace

Group interfaceGroup() { return { kRules, check }; }

} // namespace wb::lint
