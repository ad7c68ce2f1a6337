// SPDX-License-Identifier: GPL-3.0-or-later
// The SuperSpeedPlus capability and its sublink speed attributes: USB 3.2 §9.6.2.5.
#include "core/lint/bos_capability.h"
#include "core/lint/checks.h"
#include "core/lint/wording.h"

#include <algorithm>
#include <map>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr std::string_view kSpec = "USB 3.2 §9.6.2.5";

constexpr Rule kIdCount { "super-speed-plus.id-count", Severity::Warning, kSpec,
    "bmAttributes says how many sublink speed ids the attributes have." };
constexpr Rule kUnpaired { "super-speed-plus.unpaired", Severity::Warning, kSpec,
    "Every sublink speed id has one attribute for receiving and one for transmitting." };
constexpr Rule kDiffers { "super-speed-plus.pair-differs", Severity::Warning, kSpec,
    "A symmetric sublink receives and transmits at the same speed." };
constexpr Rule kSpeedZero { "super-speed-plus.speed-zero", Severity::Warning, kSpec,
    "A sublink has a lane speed above 0." };
constexpr Rule kProtocol { "super-speed-plus.protocol", Severity::Warning, kSpec,
    "The link protocol of a sublink is SuperSpeed or SuperSpeedPlus." };
constexpr Rule kFunctionality { "super-speed-plus.functionality", Severity::Warning, kSpec,
    "wFunctionalitySupport names a sublink speed id that the attributes have." };
constexpr Rule kNoLanes { "super-speed-plus.lanes-zero", Severity::Note, kSpec,
    "wFunctionalitySupport asks for at least one lane in each direction." };

constexpr std::array kRules { kIdCount, kUnpaired, kDiffers, kSpeedZero, kProtocol, kFunctionality, kNoLanes };
constexpr auto kReserved = std::to_array<CapabilityBits>({
    { { { "super-speed-plus.reserved", Severity::Note, kSpec, "bReserved of the SuperSpeedPlus capability is 0." }, 3,
          1, 0xff, "bReserved" },
        kSuperSpeedPlusCapability },
    { { { "super-speed-plus.reserved-bits", Severity::Note, kSpec, "Bits 31 to 9 of bmAttributes are zero." }, 4, 4,
          0xfffffe00, "bmAttributes" },
        kSuperSpeedPlusCapability },
    { { { "super-speed-plus.reserved-functionality", Severity::Note, kSpec,
            "Bits 7 to 4 of wFunctionalitySupport are zero." },
          8, 2, 0x00f0, "wFunctionalitySupport" },
        kSuperSpeedPlusCapability },
    { { { "super-speed-plus.reserved-word", Severity::Note, kSpec, "wReserved of the SuperSpeedPlus capability is 0." },
          10, 2, 0xffff, "wReserved" },
        kSuperSpeedPlusCapability },
});
constexpr Rule kAttributeReserved { "super-speed-plus.reserved-attribute", Severity::Note, kSpec,
    "Bits 13 to 8 of a sublink speed attribute are zero." };
constexpr std::array kAttributeRules { kAttributeReserved };
constexpr auto kAllRules = rulesOf(kRules, kReserved, kAttributeRules);

constexpr std::size_t kFirstAttribute = 12;
constexpr std::size_t kAttributeLength = 4;

struct Sublink {
    std::uint32_t raw = 0;
    std::size_t offset = 0;

    [[nodiscard]] unsigned id() const { return raw & 0xf; }
    [[nodiscard]] unsigned rate() const { return (raw >> 16) << 2 | ((raw >> 4) & 3); } // mantissa and its unit
    [[nodiscard]] bool isAsymmetric() const { return (raw & 0x40) != 0; }
    [[nodiscard]] bool isTransmit() const { return (raw & 0x80) != 0; }
    [[nodiscard]] unsigned protocol() const { return (raw >> 14) & 3; }
};

// Those that are there; the decoder says when some are missing.
std::vector<Sublink> sublinksOf(const Item& capability)
{
    std::vector<Sublink> all;
    const std::size_t claimed = (capability.u32(4) & 0x1f) + 1;
    for (std::size_t i = 0; i < claimed; ++i) {
        const std::size_t offset = kFirstAttribute + i * kAttributeLength;
        if (const auto raw = capability.value(offset, kAttributeLength))
            all.push_back({ static_cast<std::uint32_t>(*raw), offset });
    }
    return all;
}

void checkSublink(const Item& capability, const Sublink& sublink, Report& report)
{
    const std::string is = "The sublink speed attribute is 0x" + hex(sublink.raw, 8) + "; ";
    if ((sublink.raw & 0x3f00) != 0)
        report.add(kAttributeReserved, capability, sublink.offset, kAttributeLength,
            is + "bits 13 to 8 are reserved and must be zero.");
    if ((sublink.raw >> 16) == 0)
        report.add(kSpeedZero, capability, sublink.offset, kAttributeLength,
            is + "its lane speed (bits 31 to 16) is 0, at which nothing can be sent.");
    if (sublink.protocol() > 1)
        report.add(kProtocol, capability, sublink.offset, kAttributeLength,
            is + "its link protocol (bits 15 and 14) is " + std::to_string(sublink.protocol())
                + ", which is reserved; it must be 0 or 1.");
}

void checkPair(const Item& capability, unsigned id, const std::vector<Sublink>& sublinks, Report& report)
{
    const auto transmitters = static_cast<std::size_t>(
        std::count_if(sublinks.begin(), sublinks.end(), [](const Sublink& sublink) { return sublink.isTransmit(); }));
    const Sublink& first = sublinks.front();
    if (sublinks.size() != 2 || transmitters != 1) {
        report.add(kUnpaired, capability, first.offset, kAttributeLength,
            "Sublink speed id " + std::to_string(id) + " has " + counted(sublinks.size() - transmitters, "attribute")
                + " for receiving and " + std::to_string(transmitters)
                + " for transmitting; it must have one of each.");
        return;
    }
    const Sublink& second = sublinks.back();
    if (!first.isAsymmetric() && !second.isAsymmetric() && first.rate() != second.rate())
        report.add(kDiffers, capability, second.offset, kAttributeLength,
            "The symmetric sublink with id " + std::to_string(id) + " has the attributes 0x" + hex(first.raw, 8)
                + " and 0x" + hex(second.raw, 8) + "; both must have the same speed.");
}

void checkFunctionality(const Item& capability, bool hasId, Report& report)
{
    if (!capability.value(8, 2))
        return;
    const unsigned support = capability.u16(8);
    const std::string is = "wFunctionalitySupport is 0x" + hex(support, 4) + "; ";
    if (!hasId)
        report.add(kFunctionality, capability, 8, 2,
            is + "no attribute has the sublink speed id " + std::to_string(support & 0xf) + " that it names.");
    if ((support >> 12) == 0 || ((support >> 8) & 0xf) == 0)
        report.add(kNoLanes, capability, 8, 2,
            is + "the fewest lanes to transmit (bits 15 to 12) and to receive (bits 11 to 8) must be 1 or more.");
}

void checkSuperSpeedPlus(const Item& capability, Report& report)
{
    const std::vector<Sublink> sublinks = sublinksOf(capability);
    if (sublinks.empty())
        return;
    std::map<unsigned, std::vector<Sublink>> byId;
    for (const Sublink& sublink : sublinks) {
        checkSublink(capability, sublink, report);
        byId[sublink.id()].push_back(sublink);
    }
    for (const auto& [id, group] : byId)
        checkPair(capability, id, group, report);
    const unsigned claimed = ((capability.u32(4) >> 5) & 0xf) + 1;
    if (claimed != byId.size())
        report.add(kIdCount, capability, 4, 4,
            "bmAttributes announces " + counted(claimed, "sublink speed id") + " and the attributes have "
                + std::to_string(byId.size()) + ".");
    checkFunctionality(capability, byId.contains(capability.u16(8) & 0xf), report);
}

void check(const DeviceView& device, Report& report)
{
    for (const Item& capability : device.capabilities) {
        checkReserved(kReserved, capability, report);
        if (capability.u8(2) == kSuperSpeedPlusCapability)
            checkSuperSpeedPlus(capability, report);
    }
}

} // namespace

Group superSpeedPlusGroup() { return { kAllRules, check }; }

} // namespace wb::lint
