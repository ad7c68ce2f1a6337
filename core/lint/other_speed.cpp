// SPDX-License-Identifier: GPL-3.0-or-later
// What a device says about itself at its other speed: USB 2.0 §9.6.2 (device qualifier) and §9.6.4 (other-speed
// configuration). The endpoints in there are the other groups', at that speed.
#include "core/lint/checks.h"
#include "core/lint/rule_shapes.h"
#include "core/lint/wording.h"

#include <algorithm>
#include <map>
#include <set>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;
using usb::Speed;

constexpr std::string_view kQualifierSpec = "USB 2.0 §9.6.2";
constexpr std::string_view kOtherSpec = "USB 2.0 §9.6.4";

constexpr Rule kNoQualifier { "qualifier.missing", Severity::Warning, kQualifierSpec,
    "A device with other-speed configurations has a device qualifier." };
constexpr Rule kAtSpeed { "qualifier.at-speed", Severity::Warning, "USB 3.2 §9.6",
    "Only devices that can run at Full Speed and High Speed have a device qualifier, and not at SuperSpeed." };
constexpr Rule kVersion { "qualifier.usb-version", Severity::Warning, kQualifierSpec,
    "bcdUSB of a device qualifier is at least 2.00." };
constexpr Rule kClassDiffers { "qualifier.class-differs", Severity::Note, kQualifierSpec,
    "A device is of the same class at both speeds." };
constexpr Rule kPacketSize { "qualifier.packet-size", Severity::Error, kQualifierSpec,
    "bMaxPacketSize0 in the qualifier is that of the other speed: 64 when this is High Speed." };
constexpr Rule kEmpty { "qualifier.no-configuration", Severity::Note, kQualifierSpec,
    "A device has configurations at its other speed." };
constexpr Rule kCount { "qualifier.configuration-count", Severity::Warning, kQualifierSpec,
    "bNumConfigurations says how many other-speed configurations there are." };
constexpr Rule kValue { "other-speed.value", Severity::Warning, kOtherSpec,
    "bConfigurationValue of an other-speed configuration is that of a configuration." };
constexpr Rule kInterfaces { "other-speed.interfaces", Severity::Note, kOtherSpec,
    "A configuration has the same interfaces at both speeds." };
constexpr Rule kInterfaceClass { "other-speed.interface-class", Severity::Note, kOtherSpec,
    "An interface is of the same class at both speeds." };
constexpr Rule kAttributes { "other-speed.attributes", Severity::Note, kOtherSpec,
    "Power source and remote wakeup are the same at both speeds." };

constexpr std::array kRules { kNoQualifier, kAtSpeed, kVersion, kClassDiffers, kPacketSize, kEmpty, kCount, kValue,
    kInterfaces, kInterfaceClass, kAttributes };
constexpr auto kReserved = std::to_array<ReservedBits>({
    { { "qualifier.reserved", Severity::Note, kQualifierSpec, "bReserved of the device qualifier is 0." }, 9, 1, 0xff,
        "bReserved" },
});
constexpr auto kAllRules = rulesOf(kRules, kReserved);

// A hub's protocol tells how it translates for slower devices, which it does at High Speed only (USB 2.0 §11.23.1).
bool isSameClass(const Item& qualifier, const Item& device)
{
    constexpr unsigned kHub = 0x09;
    const bool isSame = qualifier.u8(4) == device.u8(4) && qualifier.u8(5) == device.u8(5);
    return isSame && (device.u8(4) == kHub || qualifier.u8(6) == device.u8(6));
}

void checkAgainstDevice(const DeviceView& device, const Item& qualifier, Report& report)
{
    const unsigned version = qualifier.u16(2);
    const unsigned size = qualifier.u8(7);
    if (version < 0x0200)
        report.add(kVersion, qualifier, 2, 2,
            "bcdUSB is " + usb::formatBcd(static_cast<std::uint16_t>(version)) + "; a device qualifier needs 2.00.");
    if (device.device && !isSameClass(qualifier, *device.device))
        report.add(kClassDiffers, qualifier, 4, 3,
            "The class triple is " + tripleOf(qualifier, 4) + " at the other speed and " + tripleOf(*device.device, 4)
                + " at this one; it should be the same.");
    if (device.speed == Speed::Low || device.isSuperSpeed())
        report.add(kAtSpeed, qualifier, 1, 1,
            "The device runs at " + std::string(usb::toString(device.speed))
                + ", where it must not have a device qualifier.");
    const bool isForHighSpeed = device.speed == Speed::Full;
    const bool isClassic = size == 8 || size == 16 || size == 32; // the decoder says the rest
    if (isForHighSpeed && isClassic)
        report.add(kPacketSize, qualifier, 7, 1,
            "bMaxPacketSize0 is " + std::to_string(size) + "; it is for High Speed, where it must be 64.");
}

void checkQualifier(const DeviceView& device, const Item& qualifier, Report& report)
{
    constexpr std::size_t kLength = 10;
    if (qualifier.size() < kLength)
        return;
    checkAgainstDevice(device, qualifier, report);
    for (const ReservedBits& row : kReserved)
        lint::check(row, qualifier, report);
    const unsigned claimed = qualifier.u8(8);
    const std::size_t present = device.otherSpeedConfigurations.size();
    if (claimed == 0)
        report.add(kEmpty, qualifier, 8, 1,
            "bNumConfigurations is 0; a device that works at its other speed has at least one.");
    else if (present != 0 && present != claimed)
        report.add(kCount, qualifier, 8, 1,
            "bNumConfigurations is " + std::to_string(claimed) + " and there " + (present == 1 ? "is " : "are ")
                + counted(present, "other-speed configuration") + ".");
}

using Settings = std::set<std::pair<unsigned, unsigned>>; // interface, alternate setting

// A configuration at this speed, gathered once however many there are at the other speed.
struct OwnConfiguration {
    const ConfigurationView* view = nullptr;
    Settings settings;
    std::map<unsigned, unsigned> classes; // of the first settings, by interface
};
using OwnConfigurations = std::map<unsigned, OwnConfiguration>; // by bConfigurationValue

Settings settingsOf(const ConfigurationView& configuration)
{
    Settings settings;
    for (const AlternateView& alternate : configuration.alternates)
        settings.emplace(alternate.number(), alternate.setting());
    return settings;
}

OwnConfigurations ownConfigurationsOf(const DeviceView& device)
{
    OwnConfigurations all;
    for (const ConfigurationView& configuration : device.configurations) {
        const auto [place, isNew] = all.try_emplace(configuration.item.u8(5));
        if (!isNew)
            continue;
        place->second.view = &configuration;
        place->second.settings = settingsOf(configuration);
        for (const AlternateView& alternate : configuration.alternates)
            place->second.classes.emplace(alternate.number(), alternate.classCode());
    }
    return all;
}

std::size_t interfaceCount(const Settings& settings)
{
    std::set<unsigned> numbers;
    for (const auto& [number, setting] : settings)
        numbers.insert(number);
    return numbers.size();
}

void checkInterfaces(const OwnConfiguration& own, const ConfigurationView& other, Report& report)
{
    const Settings settings = settingsOf(other);
    if (settings != own.settings)
        report.add(kInterfaces, other.item, 4, 1,
            "At the other speed there are " + counted(interfaceCount(settings), "interface") + " with "
                + counted(settings.size(), "setting") + ", at this one " + std::to_string(own.classes.size()) + " with "
                + std::to_string(own.settings.size()) + "; they should be the same.");
    for (const AlternateView& alternate : other.alternates) {
        const auto same = own.classes.find(alternate.number());
        if (alternate.setting() != 0 || same == own.classes.end() || same->second == alternate.classCode())
            continue;
        report.add(kInterfaceClass, alternate.item, 5, 1,
            nameOf(alternate) + " is of class 0x" + hex(alternate.classCode(), 2)
                + " at the other speed and of class 0x" + hex(same->second, 2) + " at this one.");
    }
}

void checkOther(const OwnConfigurations& owns, const ConfigurationView& other, Report& report)
{
    const auto found = owns.find(other.item.u8(5));
    if (found == owns.end()) {
        report.add(kValue, other.item, 5, 1,
            "bConfigurationValue is " + std::to_string(other.item.u8(5))
                + ", which no configuration at this speed has; it should be that of the same configuration.");
        return;
    }
    constexpr unsigned kMeaning = 0x60; // self-powered, remote wakeup
    const unsigned attributes = found->second.view->item.u8(7);
    if (((attributes ^ other.item.u8(7)) & kMeaning) != 0)
        report.add(kAttributes, other.item, 7, 1,
            "bmAttributes is 0x" + hex(other.item.u8(7), 2) + " at the other speed and 0x" + hex(attributes, 2)
                + " at this one; they should be the same.");
    checkInterfaces(found->second, other, report);
}

void check(const DeviceView& device, Report& report)
{
    if (device.qualifier)
        checkQualifier(device, *device.qualifier, report);
    else if (!device.otherSpeedConfigurations.empty())
        report.add(kNoQualifier, device.otherSpeedConfigurations.front().item, 1, 1,
            "There is an other-speed configuration and no device qualifier, which hosts ask for first.");
    if (device.configurations.empty() || device.otherSpeedConfigurations.empty())
        return;
    const OwnConfigurations owns = ownConfigurationsOf(device);
    for (const ConfigurationView& other : device.otherSpeedConfigurations)
        checkOther(owns, other, report);
}

} // namespace

Group otherSpeedGroup() { return { kAllRules, check }; }

} // namespace wb::lint
