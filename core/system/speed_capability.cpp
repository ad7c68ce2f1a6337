// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/system/speed_capability.h"

#include "core/usb/names.h"

namespace wb::system {

namespace {

constexpr std::uint8_t kSuperSpeedCapability = 0x03;
constexpr std::uint8_t kSuperSpeedPlusCapability = 0x0a;
constexpr std::size_t kBosHeader = 5;

struct Finding {
    usb::Speed speed = usb::Speed::Unknown;
    std::string evidence;
};

Finding fromSpeedsSupported(ByteView capability)
{
    constexpr unsigned kSuperSpeedBit = 1U << 3U;
    constexpr unsigned kHighSpeedBit = 1U << 2U;
    const auto speeds = readLe(capability, 4, 2);
    if (!speeds)
        return {};
    const std::string evidence = "wSpeedsSupported of its BOS is 0x" + hex(*speeds, 4);
    if ((*speeds & kSuperSpeedBit) != 0)
        return { usb::Speed::Super, evidence };
    return { (*speeds & kHighSpeedBit) != 0 ? usb::Speed::High : usb::Speed::Unknown, evidence };
}

// One of the sublinks speaks the SuperSpeedPlus protocol.
Finding fromSublinks(ByteView capability)
{
    constexpr std::size_t kFirstSublink = 12;
    for (std::size_t offset = kFirstSublink; const auto sublink = readLe(capability, offset, 4); offset += 4)
        if (((*sublink >> 14U) & 3U) == 1)
            return { usb::Speed::SuperPlus,
                "its BOS lists a SuperSpeedPlus sublink of " + std::to_string(*sublink >> 16U)
                    + (((*sublink >> 4U) & 3U) == 3 ? " Gbit/s" : " units") };
    return {};
}

Finding fromBos(ByteView bos)
{
    Finding best;
    std::size_t offset = kBosHeader;
    while (true) {
        const auto length = readLe(bos, offset, 1);
        const auto type = readLe(bos, offset + 1, 1);
        if (!length || !type || *length < 3)
            return best;
        const ByteView capability = slice(bos, offset, static_cast<std::size_t>(*length));
        offset += static_cast<std::size_t>(*length);
        if (*type != static_cast<std::uint8_t>(usb::DescriptorType::DeviceCapability))
            continue;
        const auto kind = readLe(capability, 2, 1).value_or(0);
        Finding found;
        if (kind == kSuperSpeedCapability)
            found = fromSpeedsSupported(capability);
        else if (kind == kSuperSpeedPlusCapability)
            found = fromSublinks(capability);
        if (found.speed > best.speed)
            best = std::move(found);
    }
}

bool isQualifier(ByteView bytes)
{
    constexpr std::size_t kQualifierLength = 10;
    return bytes.size() >= kQualifierLength
        && bytes[1] == static_cast<std::uint8_t>(usb::DescriptorType::DeviceQualifier);
}

std::string openQuestion(usb::Speed running, std::uint16_t bcdUsb, bool hasBos, bool hasQualifier)
{
    constexpr std::uint16_t kUsb2 = 0x0200;
    constexpr std::uint16_t kHasBos = 0x0201; // USB 3.2 §9.2.6.6 and the link power management addendum
    if (running == usb::Speed::Full && bcdUsb >= kUsb2 && !hasQualifier)
        return "Whether it can do High Speed, its device qualifier tells (USB 2.0 §9.6.2).";
    if (running == usb::Speed::High && bcdUsb >= kHasBos && !hasBos)
        return "Whether it can do SuperSpeed, its BOS tells (USB 3.2 §9.6.2.2).";
    return {};
}

} // namespace

SpeedCapability speedCapability(usb::Speed running, std::uint16_t bcdUsb, ByteView bos, ByteView qualifier)
{
    constexpr std::uint16_t kUsb3 = 0x0300;
    SpeedCapability capability { running, {}, openQuestion(running, bcdUsb, !bos.empty(), isQualifier(qualifier)) };
    const auto consider = [&](Finding finding) {
        if (finding.speed > capability.atLeast)
            capability = { finding.speed, std::move(finding.evidence), {} };
    };
    if (isQualifier(qualifier))
        consider({ usb::Speed::High, "it has a device qualifier" });
    if (bcdUsb >= kUsb3)
        consider({ usb::Speed::Super, "its bcdUSB is " + usb::formatBcd(bcdUsb) });
    consider(fromBos(bos));
    return capability;
}

} // namespace wb::system
