// SPDX-License-Identifier: GPL-3.0-or-later
// The binary device object store as a whole, and the capabilities of USB itself: USB 3.2 §9.6.2, the link power
// management ECN to USB 2.0 and its errata (BESL).
#include "core/lint/bos_capability.h"
#include "core/lint/checks.h"
#include "core/lint/rule_shapes.h"

#include <algorithm>
#include <bitset>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;
using usb::Speed;

constexpr std::string_view kBosSpec = "USB 3.2 §9.6.2";
constexpr std::string_view kExtensionSpec = "USB 3.2 §9.6.2.1";
constexpr std::string_view kSuperSpeedSpec = "USB 3.2 §9.6.2.2";
constexpr std::string_view kContainerSpec = "USB 3.2 §9.6.2.3";

constexpr Rule kMissing { "bos.missing", Severity::Warning, kBosSpec,
    "A device of USB 2.01 or later has a binary device object store." };
constexpr Rule kUnreached { "bos.version-too-old", Severity::Warning, kBosSpec,
    "A device with a binary device object store says 2.01 or later in bcdUSB, or hosts do not ask for it." };
constexpr Rule kEmpty { "bos.empty", Severity::Note, kBosSpec, "A binary device object store has capabilities." };
constexpr Rule kUnknown { "bos.capability-reserved", Severity::Note, "USB 3.2 Table 9-14",
    "bDevCapabilityType is one of those that are defined." };
constexpr Rule kRepeated { "bos.capability-repeated", Severity::Warning, kBosSpec,
    "A capability of which a device has one only is described once." };
constexpr Rule kNoSuperSpeed { "bos.super-speed-missing", Severity::Error, kSuperSpeedSpec,
    "A device at SuperSpeed has the SuperSpeed capability." };
constexpr Rule kNoPlus { "bos.super-speed-plus-missing", Severity::Error, "USB 3.2 §9.6.2.5",
    "A device above 5 Gbit/s has the SuperSpeedPlus capability." };
constexpr Rule kNoExtension { "bos.extension-missing", Severity::Warning, kExtensionSpec,
    "A SuperSpeed device has the USB 2.0 extension capability." };
constexpr Rule kNoLpm { "extension.lpm-missing", Severity::Warning, kExtensionSpec,
    "A SuperSpeed device supports link power management at USB 2.0 speeds." };
constexpr Rule kBeslWithoutLpm { "extension.besl-without-lpm", Severity::Warning, "USB 2.0 LPM ECN errata",
    "BESL is supported with link power management only." };
constexpr Rule kBesl { "extension.besl-inconsistent", Severity::Note, "USB 2.0 LPM ECN errata",
    "A BESL value has its valid bit, and a valid bit goes with BESL support." };
constexpr Rule kOwnSpeed { "super-speed.own-speed", Severity::Warning, kSuperSpeedSpec,
    "wSpeedsSupported names SuperSpeed, which the capability is about." };
constexpr Rule kFunctionality { "super-speed.functionality", Severity::Warning, kSuperSpeedSpec,
    "bFunctionalitySupport is one of the speeds that wSpeedsSupported names." };
constexpr Rule kContainerNil { "container.nil", Severity::Warning, kContainerSpec,
    "ContainerID is a UUID of the device's own and not all zero." };
constexpr Rule kNoContainer { "container.missing-in-hub", Severity::Warning, kContainerSpec,
    "A hub has the container ID capability." };

constexpr std::array kRules { kMissing, kUnreached, kEmpty, kUnknown, kRepeated, kNoSuperSpeed, kNoPlus, kNoExtension,
    kNoLpm, kBeslWithoutLpm, kBesl, kOwnSpeed, kFunctionality, kContainerNil, kNoContainer };
constexpr auto kReserved = std::to_array<CapabilityBits>({
    { { { "extension.reserved-bits", Severity::Note, kExtensionSpec,
            "Bits 31 to 16, 7 to 5 and 0 of the extension's bmAttributes are zero." },
          3, 4, 0xffff00e1, "bmAttributes" },
        kExtensionCapability },
    { { { "super-speed.reserved-bits", Severity::Note, kSuperSpeedSpec,
            "Bits 7 to 2 and 0 of the SuperSpeed capability's bmAttributes are zero." },
          3, 1, 0xfd, "bmAttributes" },
        kSuperSpeedCapability },
    { { { "super-speed.reserved-speeds", Severity::Note, kSuperSpeedSpec,
            "Bits 15 to 4 of wSpeedsSupported are zero." },
          4, 2, 0xfff0, "wSpeedsSupported" },
        kSuperSpeedCapability },
    { { { "container.reserved", Severity::Note, kContainerSpec, "bReserved of the container ID capability is 0." }, 3,
          1, 0xff, "bReserved" },
        kContainerCapability },
});
constexpr auto kLatencies = std::to_array<Range>({
    { { "super-speed.u1-latency", Severity::Warning, kSuperSpeedSpec, "bU1DevExitLat is at most 10 µs." }, 7, 1, 0, 10,
        "bU1DevExitLat", " µs" },
    { { "super-speed.u2-latency", Severity::Warning, kSuperSpeedSpec, "wU2DevExitLat is at most 2047 µs." }, 8, 2, 0,
        2047, "wU2DevExitLat", " µs" },
});
constexpr auto kAllRules = rulesOf(kRules, kReserved, kLatencies);

constexpr unsigned kFirstVersion = 0x0201; // at which hosts ask for a BOS
constexpr unsigned kHubClass = 0x09;
constexpr unsigned kMostKnown = 0x11; // firmware status
constexpr std::array kOnlyOnce { kExtensionCapability, kSuperSpeedCapability, kContainerCapability,
    kSuperSpeedPlusCapability, kTimeCapability, kBillboardCapability, kFirmwareCapability };

// Also at a USB 2.0 speed. A root hub's SuperSpeed half has no USB 2.0 speeds and nothing to say about them.
bool isSuperSpeedDevice(const DeviceView& device)
{
    constexpr unsigned kUsb2Speeds = 0x7;
    const Item* superSpeed = device.findCapability(kSuperSpeedCapability);
    return superSpeed != nullptr && (superSpeed->u16(4) & kUsb2Speeds) != 0;
}

// String 0 comes from the device itself, and whoever has asked for it has asked for the BOS, too.
bool wasAsked(const DeviceView& device) { return device.languages.has_value(); }

void checkPresence(const DeviceView& device, Report& report)
{
    if (!device.device)
        return;
    const unsigned version = device.bcdUsb();
    const std::string is = "bcdUSB is " + usb::formatBcd(static_cast<std::uint16_t>(version));
    if (!device.bos && version >= kFirstVersion && wasAsked(device))
        report.add(kMissing, *device.device, 2, 2,
            is + " and the device has no binary device object store; from 2.01 on it must have one.");
    if (device.bos && version != 0 && version < kFirstVersion)
        report.add(kUnreached, *device.device, 2, 2,
            is + "; hosts ask for the binary device object store from 2.01 on, so they never see it.");
}

void checkSpeed(const DeviceView& device, Report& report)
{
    const Item& bos = *device.bos;
    const std::string at = " at " + std::string(usb::toString(device.speed)) + " it must be there.";
    if (device.isSuperSpeed() && device.findCapability(kSuperSpeedCapability) == nullptr)
        report.add(kNoSuperSpeed, bos, 4, 1, "The SuperSpeed capability (type 3) is missing;" + at);
    if (device.speed >= Speed::SuperPlus && device.findCapability(kSuperSpeedPlusCapability) == nullptr)
        report.add(kNoPlus, bos, 4, 1, "The SuperSpeedPlus capability (type 10) is missing;" + at);
    if (isSuperSpeedDevice(device) && device.findCapability(kExtensionCapability) == nullptr)
        report.add(kNoExtension, bos, 4, 1,
            "The USB 2.0 extension capability (type 2) is missing; a SuperSpeed device must have it.");
    const bool isHub = device.device && device.device->u8(4) == kHubClass;
    if (isHub && isSuperSpeedDevice(device) && device.findCapability(kContainerCapability) == nullptr)
        report.add(kNoContainer, bos, 4, 1, "The container ID capability (type 4) is missing; a hub must have it.");
}

void checkTypes(const DeviceView& device, Report& report)
{
    if (device.capabilities.empty())
        report.add(kEmpty, *device.bos, 4, 1, "The binary device object store has no capabilities and says nothing.");
    std::bitset<256> seen;
    for (const Item& capability : device.capabilities) {
        const unsigned type = capability.u8(2);
        const bool isOnlyOnce = std::find(kOnlyOnce.begin(), kOnlyOnce.end(), type) != kOnlyOnce.end();
        if (capability.size() >= 3 && (type == 0 || type > kMostKnown))
            report.add(kUnknown, capability, 2, 1,
                "bDevCapabilityType is 0x" + hex(type, 2) + ", which is reserved; 0x01 to 0x11 are defined.");
        if (isOnlyOnce && seen.test(type))
            report.add(kRepeated, capability, 2, 1,
                "A capability of type 0x" + hex(type, 2) + " is there already; a device must have one only.");
        seen.set(type);
    }
}

void checkExtension(const Item& capability, bool isSuperSpeed, Report& report)
{
    if (!capability.value(3, 4))
        return;
    const std::uint32_t attributes = capability.u32(3);
    const auto isSet = [attributes](unsigned bit) { return ((attributes >> bit) & 1) != 0; };
    const std::string is = "bmAttributes is 0x" + hex(attributes, 8) + ": ";
    if (isSuperSpeed && !isSet(1))
        report.add(
            kNoLpm, capability, 3, 4, is + "no link power management (bit 1), which a SuperSpeed device must support.");
    if (isSet(2) && !isSet(1))
        report.add(kBeslWithoutLpm, capability, 3, 4, is + "BESL (bit 2) needs link power management (bit 1).");
    const bool hasLoneValue = (((attributes >> 8) & 0xf) != 0 && !isSet(3)) || ((attributes >> 12) != 0 && !isSet(4));
    const bool hasLoneFlag = (isSet(3) || isSet(4)) && !isSet(2);
    if (hasLoneValue || hasLoneFlag)
        report.add(kBesl, capability, 3, 4,
            is + "BESL values (bits 15 to 8), their valid bits (4 and 3) and BESL support (bit 2) must go together.");
}

void checkSuperSpeed(const Item& capability, Report& report)
{
    constexpr unsigned kSuperSpeedBit = 3;
    if (!capability.value(6, 1))
        return;
    const unsigned speeds = capability.u16(4);
    const unsigned functionality = capability.u8(6);
    if (((speeds >> kSuperSpeedBit) & 1) == 0)
        report.add(kOwnSpeed, capability, 4, 2,
            "wSpeedsSupported is 0x" + hex(speeds, 4) + "; bit 3 (SuperSpeed) must be set.");
    const bool isOnlySpeed = speeds == 1U << kSuperSpeedBit; // as in root hubs, for which the field decides nothing
    const bool isSupported = functionality <= kSuperSpeedBit && ((speeds >> functionality) & 1) != 0;
    if (!isOnlySpeed && !isSupported)
        report.add(kFunctionality, capability, 6, 1,
            "bFunctionalitySupport is " + std::to_string(functionality) + ", a bit that wSpeedsSupported (0x"
                + hex(speeds, 4) + ") does not have; it must be the slowest speed at which all functions work.");
    for (const Range& row : kLatencies)
        lint::check(row, capability, report);
}

void checkContainer(const Item& capability, Report& report)
{
    constexpr std::size_t kId = 4;
    constexpr std::size_t kIdLength = 16;
    const ByteView id = slice(capability.bytes(), kId, kIdLength);
    if (id.size() == kIdLength && std::all_of(id.begin(), id.end(), [](Byte byte) { return byte == 0; }))
        report.add(kContainerNil, capability, kId, kIdLength,
            "ContainerID is all zero; it must be a UUID of this very device, or the capability left out.");
}

void check(const DeviceView& device, Report& report)
{
    checkPresence(device, report);
    if (!device.bos)
        return;
    checkSpeed(device, report);
    checkTypes(device, report);
    for (const Item& capability : device.capabilities) {
        checkReserved(kReserved, capability, report);
        if (capability.u8(2) == kExtensionCapability)
            checkExtension(capability, isSuperSpeedDevice(device), report);
        else if (capability.u8(2) == kSuperSpeedCapability)
            checkSuperSpeed(capability, report);
        else if (capability.u8(2) == kContainerCapability)
            checkContainer(capability, report);
    }
}

} // namespace

Group bosGroup() { return { kAllRules, check }; }

} // namespace wb::lint
