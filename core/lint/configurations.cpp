// SPDX-License-Identifier: GPL-3.0-or-later
// Configurations, what they take from the bus, and OTG: USB 2.0 §9.6.3 and §7.2.1, USB 3.2 §9.6.3, OTG 2.0 §6.4.
#include "core/lint/checks.h"
#include "core/lint/rule_shapes.h"
#include "core/usb/names.h"

#include <algorithm>
#include <bitset>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;
using usb::Speed;

constexpr Rule kValueRepeated { "configuration.value-repeated", Severity::Error, "USB 2.0 §9.4.7",
    "Every configuration has a bConfigurationValue of its own." };
constexpr Rule kNoInterface { "configuration.no-interface", Severity::Warning, "USB 2.0 §9.2.3",
    "A configuration has one or more interfaces." };
constexpr Rule kPowerTooHigh { "configuration.power-too-high", Severity::Error, "USB 2.0 §7.2.1",
    "bMaxPower is at most 500 mA, and 900 mA at SuperSpeed (1500 mA with two lanes)." };
constexpr Rule kPowerZero { "configuration.power-zero", Severity::Warning, "USB 2.0 §9.6.3",
    "A configuration that is not self-powered takes its power from the bus." };
constexpr Rule kHnpWithoutSrp { "otg.hnp-without-srp", Severity::Warning, "OTG 2.0 §6.4",
    "A device that supports HNP supports SRP, too." };
constexpr Rule kOtgNotEverywhere { "otg.not-everywhere", Severity::Warning, "OTG 2.0 §6.4",
    "The OTG descriptor is present in all configurations." };

constexpr std::array kRules { kValueRepeated, kNoInterface, kPowerTooHigh, kPowerZero, kHnpWithoutSrp,
    kOtgNotEverywhere };
constexpr auto kReserved = std::to_array<ReservedBits>({
    { { "otg.reserved-bits", Severity::Note, "OTG 2.0 §6.4", "Bits 7 to 4 of the OTG bmAttributes are zero." }, 2, 1,
        0xf0, "bmAttributes" },
});
constexpr auto kAllRules = rulesOf(kRules, kReserved);

struct PowerLimit {
    unsigned unit; // milliamperes a step of bMaxPower
    unsigned most; // milliamperes
};

PowerLimit powerLimitAt(Speed speed)
{
    if (speed >= Speed::SuperPlus)
        return { 8, 1500 }; // 10 Gbit/s may be two lanes, too
    return speed == Speed::Super ? PowerLimit { 8, 900 } : PowerLimit { 2, 500 };
}

void checkPower(const ConfigurationView& configuration, Report& report)
{
    const Item& item = configuration.item;
    const auto raw = item.value(8, 1);
    if (!raw)
        return;
    const bool isSelfPowered = (item.u8(7) & 0x40) != 0;
    if (*raw == 0 && !isSelfPowered)
        report.add(kPowerZero, item, 7, 2,
            "The configuration is not self-powered and bMaxPower is 0 mA; it must say what it takes from the bus.");
    if (configuration.speed == Speed::Unknown)
        return;
    const PowerLimit limit = powerLimitAt(configuration.speed);
    if (*raw * limit.unit > limit.most)
        report.add(kPowerTooHigh, item, 8, 1,
            "bMaxPower is " + std::to_string(*raw * limit.unit) + " mA; at "
                + std::string(usb::toString(configuration.speed)) + " a device may ask for "
                + std::to_string(limit.most) + " mA at most.");
}

void checkValues(const std::vector<ConfigurationView>& configurations, Report& report)
{
    std::bitset<256> seen;
    for (const ConfigurationView& configuration : configurations) {
        const auto value = configuration.item.value(5, 1);
        if (!value)
            continue;
        if (seen.test(*value))
            report.add(kValueRepeated, configuration.item, 5, 1,
                "bConfigurationValue is " + std::to_string(*value)
                    + " as in a configuration before; this one can never be selected.");
        seen.set(*value);
    }
}

const Item* findOtg(const std::vector<Item>& items)
{
    const auto found = std::find_if(items.begin(), items.end(),
        [](const Item& item) { return item.type() == static_cast<std::uint8_t>(usb::DescriptorType::Otg); });
    return found == items.end() ? nullptr : &*found;
}

// It may stand anywhere in the configuration.
const Item* findOtg(const ConfigurationView& configuration)
{
    if (const Item* found = findOtg(configuration.others))
        return found;
    for (const AlternateView& alternate : configuration.alternates)
        if (const Item* found = findOtg(alternate.others))
            return found;
    return nullptr;
}

void checkOtg(const DeviceView& device, Report& report)
{
    const bool isOtg = std::any_of(device.configurations.begin(), device.configurations.end(),
        [](const ConfigurationView& configuration) { return findOtg(configuration) != nullptr; });
    for (const ConfigurationView& configuration : device.configurations) {
        const Item* otg = findOtg(configuration);
        if (otg == nullptr) {
            if (isOtg)
                report.add(kOtgNotEverywhere, configuration.item, 0, configuration.item.size(),
                    "This configuration has no OTG descriptor and another has one; all must have it.");
            continue;
        }
        for (const ReservedBits& row : kReserved)
            lint::check(row, *otg, report);
        if ((otg->u8(2) & 3) == 2)
            report.add(kHnpWithoutSrp, *otg, 2, 1,
                "bmAttributes is 0x" + hex(otg->u8(2), 2) + ": HNP (bit 1) without SRP (bit 0), which it needs.");
    }
}

void check(const DeviceView& device, Report& report)
{
    checkValues(device.configurations, report);
    checkValues(device.otherSpeedConfigurations, report);
    for (const ConfigurationView* configuration : device.allConfigurations()) {
        checkPower(*configuration, report);
        if (configuration->item.value(4, 1) == 0U && configuration->alternates.empty())
            report.add(kNoInterface, configuration->item, 4, 1,
                "bNumInterfaces is 0; a configuration has at least one interface.");
    }
    checkOtg(device, report);
}

} // namespace

Group configurationGroup() { return { kAllRules, check }; }

} // namespace wb::lint
