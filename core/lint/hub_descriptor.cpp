// SPDX-License-Identifier: GPL-3.0-or-later
// The hub descriptor: USB 2.0 §11.23.2.1 and USB 3.2 §10.15.2.1.
#include "core/lint/field_checks.h"

#include <array>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr unsigned kHubType = 0x29;
constexpr unsigned kSuperHubType = 0x2a;
constexpr unsigned kMostSuperPorts = 15;
constexpr std::string_view kTable = "USB 2.0 Table 11-13";
constexpr std::string_view kSuperSpec = "USB 3.2 §10.15.2.1";

constexpr Rule kType { "hub.descriptor-type", Severity::Error, kSuperSpec,
    "The hub descriptor is of type 0x2a at SuperSpeed and 0x29 below." };
constexpr Rule kLength { "hub.descriptor-length", Severity::Error, kTable,
    "The hub descriptor has two bits for each port, and as many bytes as they take." };
constexpr Rule kPorts { "hub.ports", Severity::Error, kSuperSpec,
    "bNbrPorts is at least 1, and at most 15 at SuperSpeed." };
constexpr Rule kReserved { "hub.characteristics-reserved", Severity::Note, kTable,
    "The reserved bits of wHubCharacteristics are zero." };
constexpr Rule kSuperReserved { "hub.super-characteristics-reserved", Severity::Note, kSuperSpec,
    "The reserved bits of wHubCharacteristics are zero." };
constexpr Rule kPowerMode { "hub.power-mode", Severity::Note, kTable,
    "Ports are powered together or one by one; no power switching is for USB 1.0 hubs only." };
constexpr Rule kOverCurrent { "hub.over-current", Severity::Warning, kTable,
    "Only bus-powered hubs may do without over-current protection." };
constexpr Rule kThinkTime { "hub.think-time", Severity::Note, kTable,
    "Only a hub with a translator has a think time." };
constexpr Rule kRemovable { "hub.removable-bits", Severity::Note, kTable,
    "DeviceRemovable has bits for ports that exist; bit 0 is reserved." };
constexpr Rule kCompound { "hub.compound", Severity::Note, kTable,
    "A hub is part of a compound device when, and only when, devices on its ports cannot be removed." };
constexpr Rule kPowerMask { "hub.power-mask", Severity::Note, kTable,
    "All bits of PortPwrCtrlMask are one, for USB 1.0 hosts." };
constexpr Rule kCurrent { "hub.controller-current", Severity::Warning, kTable,
    "A bus-powered hub's controller draws no more than its configuration asks for." };
constexpr Rule kLatency { "hub.header-latency", Severity::Warning, kSuperSpec,
    "bHubHdrDecLat is 0 to 10, in tenths of a microsecond." };

constexpr std::array kRules { kType, kLength, kPorts, kReserved, kSuperReserved, kPowerMode, kOverCurrent, kThinkTime,
    kRemovable, kCompound, kPowerMask, kCurrent, kLatency };

constexpr auto kBits = std::to_array<ReservedFieldBits>({ { &kReserved, { "wHubCharacteristics", 3, 2 }, 0xff00 } });
constexpr auto kSuperBits
    = std::to_array<ReservedFieldBits>({ { &kSuperReserved, { "wHubCharacteristics", 3, 2 }, 0xffe0 } });
constexpr auto kSuperRanges = std::to_array<FieldRange>({
    { &kPorts, { "bNbrPorts", 2, 1 }, 1, kMostSuperPorts },
    { &kLatency, { "bHubHdrDecLat", 7, 1 }, 0, 10 },
});
constexpr auto kRanges = std::to_array<FieldRange>({ { &kPorts, { "bNbrPorts", 2, 1 }, 1, 255 } });

bool isSuper(const Item& hub) { return hub.type() == kSuperHubType; }

// DeviceRemovable: its offset and width.
std::pair<std::size_t, std::size_t> removableAt(const Item& hub)
{
    return isSuper(hub) ? std::pair<std::size_t, std::size_t> { 10, 2 }
                        : std::pair<std::size_t, std::size_t> { 7, hub.u8(2) / 8 + 1 };
}

void checkCharacteristics(const DeviceView& device, const Item& hub, bool isSelfPowered, Report& report)
{
    constexpr unsigned kThinkTimeBits = 0x60;
    const unsigned value = hub.u16(3);
    if ((value & 2) != 0)
        report.add(kPowerMode, hub, 3, 2,
            "wHubCharacteristics is " + hexText(value, 2) + ", no power switching, which is for USB 1.0 hubs only.");
    if ((value & 0x10) != 0 && isSelfPowered)
        report.add(kOverCurrent, hub, 3, 2,
            "wHubCharacteristics is " + hexText(value, 2)
                + ", no over-current protection, and the hub is self-powered; it must protect its ports.");
    if (!isSuper(hub) && (value & kThinkTimeBits) != 0 && device.speed == usb::Speed::Full)
        report.add(kThinkTime, hub, 3, 2,
            "wHubCharacteristics is " + hexText(value, 2)
                + " with a TT think time at Full Speed, where a hub has no translator.");
}

void checkRemovable(const Item& hub, Report& report)
{
    const auto [offset, width] = removableAt(hub);
    const ByteView map = slice(hub.bytes(), offset, width);
    if (map.size() != width)
        return;
    const unsigned ports = hub.u8(2);
    bool hasFixed = false;
    bool hasStray = false;
    for (std::size_t bit = 0; bit < width * 8; ++bit) {
        const bool isSet = (map[bit / 8] >> (bit % 8) & 1) != 0;
        const bool isPort = bit >= 1 && bit <= ports;
        hasFixed = hasFixed || (isSet && isPort);
        hasStray = hasStray || (isSet && !isPort);
    }
    if (hasStray)
        report.add(kRemovable, hub, offset, width,
            "DeviceRemovable " + formatHex(map) + " has bits beside those of ports 1 to " + std::to_string(ports)
                + ".");
    const bool isCompound = (hub.u16(3) & 4) != 0;
    if (isCompound != hasFixed)
        report.add(kCompound, hub, 3, 2,
            isCompound
                ? "The hub says it is part of a compound device, but every device on its ports can be removed."
                : "Devices on some ports cannot be removed, but the hub does not say it is part of a compound device.");
}

void checkPowerMask(const Item& hub, Report& report)
{
    const auto [offset, width] = removableAt(hub);
    const ByteView mask = slice(hub.bytes(), offset + width, width);
    const std::size_t wanted = offset + 2 * width;
    if (hub.size() != wanted)
        return report.add(kLength, hub, 0, 1,
            "The hub descriptor has " + std::to_string(hub.size()) + " bytes; " + std::to_string(hub.u8(2))
                + " ports take " + std::to_string(wanted) + ".");
    for (unsigned port = 1; port <= hub.u8(2); ++port) {
        if ((mask[port / 8] >> (port % 8) & 1) != 0)
            continue;
        return report.add(kPowerMask, hub, offset + width, width,
            "PortPwrCtrlMask " + formatHex(mask) + " has a zero for port " + std::to_string(port)
                + "; all bits should be one.");
    }
}

void checkPower(const DeviceView& device, const Item& hub, Report& report)
{
    const ConfigurationView& configuration = device.configurations.front();
    const unsigned unit = isSuper(hub) ? 4 : 1;
    const unsigned draws = hub.u8(6) * unit;
    const unsigned asked = configuration.item.u8(8) * (isSuper(hub) ? 8U : 2U);
    if (asked != 0 && draws > asked)
        report.add(kCurrent, hub, 6, 1,
            "The hub controller draws " + std::to_string(draws) + " mA and the configuration asks for "
                + std::to_string(asked) + " mA; it must ask for at least as much.");
}

void check(const DeviceView& device, Report& report)
{
    const bool isHub = device.hub && (device.hub->type() == kHubType || device.hub->type() == kSuperHubType);
    if (!isHub || isLinuxRootHub(device))
        return;
    const Item& hub = *device.hub;
    if (device.speed != usb::Speed::Unknown && isSuper(hub) != device.isSuperSpeed())
        return report.add(kType, hub, 1, 1,
            "The hub descriptor is of type " + hexText(hub.type(), 1) + "; at "
                + std::string(usb::toString(device.speed)) + " it must be "
                + (device.isSuperSpeed() ? "0x2a." : "0x29."));
    const bool hasConfiguration = !device.configurations.empty();
    const bool isSelfPowered = hasConfiguration && (device.configurations.front().item.u8(7) & 0x40) != 0;
    checkRanges(isSuper(hub) ? std::span<const FieldRange>(kSuperRanges) : kRanges, hub, report);
    checkReserved(isSuper(hub) ? kSuperBits : kBits, hub, report);
    checkCharacteristics(device, hub, isSelfPowered, report);
    checkRemovable(hub, report);
    if (!isSuper(hub))
        checkPowerMask(hub, report);
    if (hasConfiguration && !isSelfPowered)
        checkPower(device, hub, report);
}

} // namespace

Group hubDescriptorGroup() { return { kRules, check }; }

} // namespace wb::lint
