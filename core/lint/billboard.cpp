// SPDX-License-Identifier: GPL-3.0-or-later
// Billboard devices: Billboard 1.2.1 §3.1 (class triple, capability, alternate mode capability).
#include "core/lint/bos_capability.h"
#include "core/lint/checks.h"

#include <algorithm>
#include <set>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr std::string_view kSpec = "Billboard 1.2.1 §3.1.6.2";

constexpr Rule kNoCapability { "billboard.capability-missing", Severity::Error, "Billboard 1.2.1 §3.1.6",
    "A billboard device has the Billboard capability, in which all that it has to say stands." };
constexpr Rule kNoClass { "billboard.class-missing", Severity::Warning, "Billboard 1.2.1 §3.1",
    "A device with the Billboard capability, or one of its interfaces, is of class 0x11." };
constexpr Rule kNoContainer { "billboard.container-missing", Severity::Warning, "Billboard 1.2.1 §3.1.6",
    "A billboard device has the container ID capability, which tells what it belongs to." };
constexpr Rule kPreferred { "billboard.preferred-mode", Severity::Warning, kSpec,
    "bPreferredAlternateMode is the index of one of the modes, or 0xff." };
constexpr Rule kPower { "billboard.vconn-power", Severity::Warning, kSpec, "The VCONN power is 1 W to 6 W." };
constexpr Rule kStates { "billboard.state-beyond", Severity::Note, kSpec,
    "bmConfigured is zero behind the state of the last mode." };
constexpr Rule kVersion { "billboard.version", Severity::Note, kSpec,
    "bcdVersion is a version of the Billboard specification." };
constexpr Rule kSvid { "billboard.svid-zero", Severity::Warning, kSpec, "wSVID of an alternate mode is not 0." };
constexpr Rule kModeRepeated { "billboard.mode-repeated", Severity::Warning, kSpec,
    "Every alternate mode is described once." };
constexpr Rule kModeIndex { "billboard.mode-index", Severity::Warning, "Billboard 1.2.1 §3.1.6.3",
    "bIndex of an alternate mode capability is the index of one of the modes." };

constexpr std::array kRules { kNoCapability, kNoClass, kNoContainer, kPreferred, kPower, kStates, kVersion, kSvid,
    kModeRepeated, kModeIndex };
constexpr auto kReserved = std::to_array<CapabilityBits>({
    { { { "billboard.reserved-power", Severity::Note, kSpec, "Bits 14 to 3 of the VCONN power are zero." }, 6, 2,
          0x7ff8, "VCONN Power" },
        kBillboardCapability },
    { { { "billboard.reserved-failure", Severity::Note, kSpec, "Bits 7 to 2 of bAdditionalFailureInfo are zero." }, 42,
          1, 0xfc, "bAdditionalFailureInfo" },
        kBillboardCapability },
    { { { "billboard.reserved", Severity::Note, kSpec, "bReserved of the Billboard capability is 0." }, 43, 1, 0xff,
          "bReserved" },
        kBillboardCapability },
});
constexpr auto kCounts = std::to_array<Range>({
    { { "billboard.mode-count", Severity::Error, kSpec, "A billboard device has 1 to 52 alternate modes." }, 4, 1, 1,
        52, "bNumberOfAlternateModes", {} },
});
constexpr auto kAllRules = rulesOf(kRules, kReserved, kCounts);

constexpr unsigned kBillboardClass = 0x11;
constexpr std::size_t kStateBytes = 8; // bmConfigured begins here
constexpr std::size_t kStateLength = 32;
constexpr std::size_t kFirstMode = 44;
constexpr std::size_t kModeLength = 4;

// What stood there before 1.1 was reserved and zero; 1.2 had modes of another length and is not to be used.
constexpr std::array kVersions { 0x0000U, 0x0100U, 0x0110U, 0x0121U, 0x0122U };

bool isBillboard(const DeviceView& device)
{
    if (device.device && device.device->u8(4) == kBillboardClass)
        return true;
    for (const ConfigurationView& configuration : device.configurations)
        for (const AlternateView& alternate : configuration.alternates)
            if (alternate.classCode() == kBillboardClass)
                return true;
    return false;
}

void checkPresence(const DeviceView& device, Report& report)
{
    const Item* billboard = device.findCapability(kBillboardCapability);
    if (billboard == nullptr) {
        if (isBillboard(device))
            report.add(kNoCapability, *device.bos, 4, 1,
                "The device is of class 0x11 and the Billboard capability (type 13) is missing; hosts learn nothing.");
        return;
    }
    const bool isClassKnown = device.device && !device.configurations.empty();
    if (isClassKnown && !isBillboard(device))
        report.add(kNoClass, *billboard, 2, 1,
            "Neither the device nor one of its interfaces is of class 0x11; without it hosts do not look at this.");
    if (device.findCapability(kContainerCapability) == nullptr)
        report.add(kNoContainer, *billboard, 2, 1,
            "There is no container ID capability (type 4) beside the Billboard capability; it must be there.");
}

void checkFields(const Item& capability, Report& report)
{
    constexpr unsigned kNoPreference = 0xff;
    const unsigned modes = capability.u8(4);
    const unsigned preferred = capability.u8(5);
    const unsigned power = capability.u16(6);
    if (capability.size() < kFirstMode)
        return;
    if (modes != 0 && preferred >= modes && preferred != kNoPreference)
        report.add(kPreferred, capability, 5, 1,
            "bPreferredAlternateMode is " + std::to_string(preferred) + "; with " + std::to_string(modes)
                + " modes it must be less than that, or 255 for none.");
    if ((power & 0x8007) == 7)
        report.add(kPower, capability, 6, 2,
            "VCONN Power is 0x" + hex(power, 4) + "; 7 in bits 2 to 0 is reserved, 0 (1 W) to 6 (6 W) are defined.");
    const unsigned version = capability.u16(40);
    if (std::find(kVersions.begin(), kVersions.end(), version) == kVersions.end())
        report.add(kVersion, capability, 40, 2,
            "bcdVersion is 0x" + hex(version, 4) + "; it should be a released version such as 1.21 (0x0121).");
}

// Two bits a mode.
void checkStates(const Item& capability, Report& report)
{
    const unsigned modes = capability.u8(4);
    const ByteView states = slice(capability.bytes(), kStateBytes, kStateLength);
    for (std::size_t mode = modes; mode < states.size() * 4; ++mode) {
        if (((states[mode / 4] >> (2 * (mode % 4))) & 3) == 0)
            continue;
        report.add(kStates, capability, kStateBytes + mode / 4, 1,
            "bmConfigured has a state for mode " + std::to_string(mode) + "; the device has " + std::to_string(modes)
                + " modes, and all bits behind them must be zero.");
        return;
    }
}

void checkModes(const Item& capability, Report& report)
{
    std::set<std::pair<unsigned, unsigned>> seen;
    for (std::size_t i = 0; i < capability.u8(4); ++i) {
        const std::size_t offset = kFirstMode + i * kModeLength;
        if (!capability.value(offset, kModeLength))
            return;
        const unsigned svid = capability.u16(offset);
        const unsigned mode = capability.u8(offset + 2);
        if (svid == 0)
            report.add(kSvid, capability, offset, 2,
                "wSVID of mode " + std::to_string(i) + " is 0; it must say who has defined the mode.");
        else if (!seen.emplace(svid, mode).second)
            report.add(kModeRepeated, capability, offset, 3,
                "Mode " + std::to_string(mode) + " of SVID 0x" + hex(svid, 4)
                    + " is described before; each should be there once.");
    }
}

void checkModeIndex(const Item& capability, const Item* billboard, Report& report)
{
    if (billboard == nullptr || !capability.value(3, 1) || capability.u8(3) < billboard->u8(4))
        return;
    report.add(kModeIndex, capability, 3, 1,
        "bIndex is " + std::to_string(capability.u8(3)) + "; the Billboard capability has "
            + std::to_string(billboard->u8(4)) + " modes, counted from 0.");
}

void check(const DeviceView& device, Report& report)
{
    if (!device.bos)
        return;
    checkPresence(device, report);
    const Item* billboard = device.findCapability(kBillboardCapability);
    for (const Item& capability : device.capabilities) {
        checkReserved(kReserved, capability, report);
        if (capability.u8(2) == kAlternateModeCapability)
            checkModeIndex(capability, billboard, report);
        if (capability.u8(2) != kBillboardCapability)
            continue;
        for (const Range& row : kCounts)
            lint::check(row, capability, report);
        checkFields(capability, report);
        checkStates(capability, report);
        checkModes(capability, report);
    }
}

} // namespace

Group billboardGroup() { return { kAllRules, check }; }

} // namespace wb::lint
