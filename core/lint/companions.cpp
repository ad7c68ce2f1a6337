// SPDX-License-Identifier: GPL-3.0-or-later
// SuperSpeed endpoint companions: USB 3.2 §9.6.7 and §9.6.8, packet sizes §9.6.6, interrupt bursts §4.4.7.
#include "core/lint/checks.h"
#include "core/lint/rule_shapes.h"
#include "core/lint/wording.h"
#include "core/usb/names.h"

#include <algorithm>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;
using usb::Speed;
using usb::TransferType;

constexpr std::string_view kSpec = "USB 3.2 §9.6.7";
constexpr std::string_view kPlusSpec = "USB 3.2 §9.6.8";

constexpr Rule kMissing { "companion.missing", Severity::Error, kSpec,
    "At SuperSpeed a companion descriptor follows every endpoint descriptor." };
constexpr Rule kBelow { "companion.below-super-speed", Severity::Warning, kSpec,
    "Only configurations at SuperSpeed have endpoint companions." };
constexpr Rule kRepeated { "companion.repeated", Severity::Warning, kSpec, "An endpoint has one companion." };
constexpr Rule kPosition { "companion.position", Severity::Warning, kSpec,
    "The companion immediately follows its endpoint descriptor." };
constexpr Rule kReserved { "companion.reserved-bits", Severity::Note, kSpec,
    "The bits of bmAttributes that an endpoint's transfer type does not use are zero." };
constexpr Rule kControlBurst { "companion.control-burst", Severity::Warning, kSpec,
    "bMaxBurst of a control endpoint is 0." };
constexpr Rule kInterruptBurst { "companion.interrupt-burst", Severity::Warning, "USB 3.2 §4.4.7.2",
    "An interrupt endpoint sends at most 3 packets in a service interval." };
constexpr Rule kBurstSize { "companion.burst-size", Severity::Error, "USB 3.2 §9.6.6",
    "A periodic endpoint that bursts has packets of 1024 bytes." };
constexpr Rule kStreams { "companion.streams", Severity::Error, kSpec,
    "The number of streams of a bulk endpoint is 2 to the power of 16 at most." };
constexpr Rule kMultiplier { "companion.multiplier", Severity::Error, kSpec, "Mult is at most 2." };
constexpr Rule kMultiplierBurst { "companion.multiplier-without-burst", Severity::Warning, kSpec,
    "Mult is 0 when bMaxBurst is 0." };
constexpr Rule kBytesTooMany { "companion.bytes-too-many", Severity::Error, kSpec,
    "wBytesPerInterval is at most what the packets of a service interval hold." };
constexpr Rule kBytesZero { "companion.bytes-zero", Severity::Warning, kSpec,
    "wBytesPerInterval of a periodic endpoint says what it transfers." };
constexpr Rule kBytesUnused { "companion.bytes-unused", Severity::Note, kSpec,
    "wBytesPerInterval of control and bulk endpoints is 0." };
constexpr Rule kPlusMissing { "companion.plus-missing", Severity::Error, kPlusSpec,
    "A SuperSpeedPlus isochronous companion follows when bit 7 of bmAttributes says so." };
constexpr Rule kPlusUnannounced { "companion.plus-unannounced", Severity::Warning, kPlusSpec,
    "Bit 7 of an isochronous endpoint's bmAttributes announces its SuperSpeedPlus companion." };
constexpr Rule kPlusPosition { "companion.plus-position", Severity::Warning, kPlusSpec,
    "The SuperSpeedPlus isochronous companion immediately follows the endpoint companion." };
constexpr Rule kPlusPlaceholder { "companion.plus-placeholder", Severity::Warning, kSpec,
    "wBytesPerInterval is 1 when a SuperSpeedPlus companion has the true number." };
constexpr Rule kPlusFew { "companion.plus-bytes-few", Severity::Note, kPlusSpec,
    "A SuperSpeedPlus isochronous companion is for more than 48 KiB in a service interval." };
constexpr Rule kPlusMany { "companion.plus-bytes-many", Severity::Error, kPlusSpec,
    "dwBytesPerInterval is less than what the lanes carry in a bus interval." };
constexpr Rule kPlusSlow { "companion.plus-at-gen-1", Severity::Warning, kPlusSpec,
    "Only endpoints above 5 Gbit/s have a SuperSpeedPlus isochronous companion." };

constexpr std::array kRules { kMissing, kBelow, kRepeated, kPosition, kReserved, kControlBurst, kInterruptBurst,
    kBurstSize, kStreams, kMultiplier, kMultiplierBurst, kBytesTooMany, kBytesZero, kBytesUnused, kPlusMissing,
    kPlusUnannounced, kPlusPosition, kPlusPlaceholder, kPlusFew, kPlusMany, kPlusSlow };
constexpr auto kReservedFields = std::to_array<ReservedBits>({
    { { "companion.plus-reserved", Severity::Note, kPlusSpec,
          "wReserved of the SuperSpeedPlus isochronous companion is 0." },
        2, 2, 0xffff, "wReserved" },
});
constexpr auto kAllRules = rulesOf(kRules, kReservedFields);

constexpr std::uint32_t kMostAtGen1 = 48 * 1024; // isochronous bytes in a bus interval

bool isPeriodic(const EndpointView& endpoint)
{
    return endpoint.type() == TransferType::Isochronous || endpoint.type() == TransferType::Interrupt;
}

// An endpoint with its companion and what the two say together.
struct Pair {
    const EndpointView& endpoint;
    const Item& companion;

    [[nodiscard]] bool isIsochronous() const { return endpoint.type() == TransferType::Isochronous; }
    [[nodiscard]] bool isPlus() const { return isIsochronous() && (companion.u8(3) & 0x80) != 0; }
    [[nodiscard]] unsigned burst() const { return companion.u8(2); }
    [[nodiscard]] unsigned multiplier() const { return isIsochronous() ? companion.u8(3) & 3 : 0; }
    [[nodiscard]] unsigned bytes() const { return companion.u16(4); }
    [[nodiscard]] unsigned capacity() const { return endpoint.packetSize() * (burst() + 1) * (multiplier() + 1); }
    [[nodiscard]] std::string name() const { return nameOf(endpoint); }
};

unsigned reservedBits(TransferType type)
{
    if (type == TransferType::Bulk)
        return 0xe0;
    return type == TransferType::Isochronous ? 0x7c : 0xff;
}

void checkAttributes(const Pair& pair, Report& report)
{
    const unsigned attributes = pair.companion.u8(3);
    const unsigned reserved = reservedBits(pair.endpoint.type());
    if ((attributes & reserved) != 0)
        report.add(kReserved, pair.companion, 3, 1,
            "bmAttributes of the companion of " + pair.name() + " is 0x" + hex(attributes, 2) + "; the bits of 0x"
                + hex(reserved, 2) + " are reserved at this transfer type and must be zero.");
    if (pair.endpoint.type() == TransferType::Bulk && (attributes & 0x1f) > 16)
        report.add(kStreams, pair.companion, 3, 1,
            pair.name() + " would have 2 to the power of " + std::to_string(attributes & 0x1f)
                + " streams; the exponent must be 0 to 16.");
    if (!pair.isIsochronous() || pair.isPlus())
        return;
    if (pair.multiplier() == 3)
        report.add(kMultiplier, pair.companion, 3, 1, "Mult of " + pair.name() + " is 3; it must be 0 to 2.");
    else if (pair.multiplier() > 0 && pair.burst() == 0)
        report.add(kMultiplierBurst, pair.companion, 3, 1,
            "Mult of " + pair.name() + " is " + std::to_string(pair.multiplier())
                + " and bMaxBurst is 0; without bursts it must be 0.");
}

// What is above 15 is the decoder's.
void checkBurst(const Pair& pair, Report& report)
{
    const unsigned burst = pair.burst();
    if (burst == 0 || burst > 15)
        return;
    const std::string is = "bMaxBurst of " + pair.name() + " is " + std::to_string(burst);
    if (pair.endpoint.type() == TransferType::Control)
        report.add(kControlBurst, pair.companion, 2, 1, is + "; a control endpoint must say 0.");
    if (pair.endpoint.type() == TransferType::Interrupt && burst > 2)
        report.add(kInterruptBurst, pair.companion, 2, 1,
            is + "; an interrupt endpoint sends at most 3 packets in a service interval, so it must be 0 to 2.");
    if (isPeriodic(pair.endpoint) && pair.endpoint.packetSize() < 1024)
        report.add(kBurstSize, pair.endpoint.item, 4, 2,
            "wMaxPacketSize of " + pair.name() + " is " + std::to_string(pair.endpoint.packetSize())
                + "; as bMaxBurst is " + std::to_string(burst) + " it must be 1024.");
}

void checkBytes(const Pair& pair, Report& report)
{
    if (!pair.companion.value(4, 2))
        return;
    const std::string is = "wBytesPerInterval of " + pair.name() + " is " + std::to_string(pair.bytes()) + "; ";
    if (!isPeriodic(pair.endpoint)) {
        if (pair.bytes() != 0)
            report.add(kBytesUnused, pair.companion, 4, 2, is + "for this transfer type it must be 0.");
    } else if (pair.isPlus()) {
        if (pair.bytes() != 1)
            report.add(kPlusPlaceholder, pair.companion, 4, 2,
                is + "it must be 1, as the SuperSpeedPlus companion has the true number.");
    } else if (pair.bytes() > pair.capacity() && pair.burst() <= 15) {
        report.add(kBytesTooMany, pair.companion, 4, 2,
            is + "the packets of a service interval hold " + std::to_string(pair.capacity()) + " bytes.");
    } else if (pair.bytes() == 0 && pair.endpoint.packetSize() > 0) {
        report.add(kBytesZero, pair.companion, 4, 2,
            is + "the endpoint gets no bandwidth unless it says what it transfers, up to "
                + std::to_string(pair.capacity()) + ".");
    }
}

// Two lanes or twice the rate carry twice as much.
std::uint32_t isochronousLimitAt(Speed speed) { return kMostAtGen1 * (speed == Speed::SuperPlusX2 ? 4 : 2); }

void checkPlusBytes(const Pair& pair, const Item& plus, Speed speed, Report& report)
{
    if (!plus.value(4, 4))
        return;
    const std::uint32_t bytes = plus.u32(4);
    const std::string is = "dwBytesPerInterval of " + pair.name() + " is " + std::to_string(bytes) + "; ";
    if (bytes <= kMostAtGen1)
        report.add(kPlusFew, plus, 4, 4,
            is + "up to " + std::to_string(kMostAtGen1) + " bytes the endpoint companion alone is enough.");
    else if (speed >= Speed::SuperPlus && bytes >= isochronousLimitAt(speed))
        report.add(kPlusMany, plus, 4, 4,
            is + "at " + std::string(usb::toString(speed)) + " it must be less than "
                + std::to_string(isochronousLimitAt(speed)) + ".");
    if (speed == Speed::Super)
        report.add(
            kPlusSlow, plus, 1, 1, pair.name() + " has a SuperSpeedPlus companion; at 5 Gbit/s it must have none.");
}

void checkPlus(const Pair& pair, Speed speed, Report& report)
{
    if (!pair.endpoint.isoCompanion) {
        if (pair.isPlus())
            report.add(kPlusMissing, pair.companion, 3, 1,
                "Bit 7 of bmAttributes announces a SuperSpeedPlus companion of " + pair.name() + " and none follows.");
        return;
    }
    const Item& plus = *pair.endpoint.isoCompanion;
    if (!pair.isPlus())
        report.add(kPlusUnannounced, plus, 1, 1,
            pair.name() + (pair.isIsochronous() ? " has" : " is not isochronous and has")
                + " a SuperSpeedPlus companion that bit 7 of bmAttributes (0x" + hex(pair.companion.u8(3), 2)
                + ") does not announce; hosts ignore it.");
    if (plus.range().begin != pair.companion.range().end)
        report.add(kPlusPosition, plus, 1, 1,
            "The SuperSpeedPlus companion of " + pair.name() + " must stand directly behind the endpoint companion.");
    for (const ReservedBits& row : kReservedFields)
        lint::check(row, plus, report);
    checkPlusBytes(pair, plus, speed, report);
}

void checkPlace(const Pair& pair, Speed speed, Report& report)
{
    if (speed != Speed::Unknown && speed < Speed::Super)
        report.add(kBelow, pair.companion, 1, 1,
            pair.name() + " has a SuperSpeed companion; at " + std::string(usb::toString(speed))
                + " it must have none.");
    if (pair.companion.range().begin != pair.endpoint.item.range().end)
        report.add(kPosition, pair.companion, 1, 1,
            "The companion of " + pair.name() + " must stand directly behind the endpoint descriptor.");
    constexpr auto kType = static_cast<std::uint8_t>(usb::DescriptorType::EndpointCompanion);
    for (const Item& other : pair.endpoint.others)
        if (other.type() == kType)
            report.add(kRepeated, other, 1, 1, pair.name() + " has a companion already; a second one must not follow.");
}

void check(const DeviceView& device, Report& report)
{
    for (const ConfigurationView* configuration : device.allConfigurations()) {
        const Speed speed = configuration->speed;
        for (const AlternateView& alternate : configuration->alternates) {
            for (const EndpointView& endpoint : alternate.endpoints) {
                if (!endpoint.companion) {
                    if (speed >= Speed::Super)
                        report.add(kMissing, endpoint.item, 0, endpoint.item.size(),
                            "No SuperSpeed companion follows " + nameOf(endpoint) + "; at "
                                + std::string(usb::toString(speed)) + " every endpoint must have one.");
                    continue;
                }
                const Pair pair { endpoint, *endpoint.companion };
                checkPlace(pair, speed, report);
                checkBurst(pair, report);
                checkAttributes(pair, report);
                checkBytes(pair, report);
                checkPlus(pair, speed, report);
            }
        }
    }
}

} // namespace

Group companionGroup() { return { kAllRules, check }; }

} // namespace wb::lint
