// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/snapshot/words.h"

#include <algorithm>

namespace wb::snapshot {
namespace {

struct KindWord {
    usb::SectionKind kind;
    std::string_view word;
};

constexpr auto kKindWords = std::to_array<KindWord>({
    { usb::SectionKind::Device, "device" },
    { usb::SectionKind::Bos, "bos" },
    { usb::SectionKind::DeviceQualifier, "qualifier" },
    { usb::SectionKind::OtherSpeedConfiguration, "other-speed" },
    { usb::SectionKind::String, "string" },
    { usb::SectionKind::HidReport, "hid-report" },
    { usb::SectionKind::Hub, "hub" },
    { usb::SectionKind::WebUsbUrl, "url" },
    { usb::SectionKind::MsOs20Set, "msos20" },
    { usb::SectionKind::MsOs10CompatibleIds, "msos10-ids" },
    { usb::SectionKind::MsOs10Properties, "msos10-properties" },
    { usb::SectionKind::HidPhysical, "hid-physical" },
});

constexpr auto kSpeeds = std::to_array<usb::Speed>({ usb::Speed::Unknown, usb::Speed::Low, usb::Speed::Full,
    usb::Speed::High, usb::Speed::Super, usb::Speed::SuperPlus, usb::Speed::SuperPlusX2 });

} // namespace

std::string_view sectionWord(usb::SectionKind kind)
{
    const auto found = std::find_if(
        kKindWords.begin(), kKindWords.end(), [kind](const KindWord& entry) { return entry.kind == kind; });
    return found == kKindWords.end() ? std::string_view() : found->word;
}

std::optional<usb::SectionKind> sectionKindOf(std::string_view word)
{
    const auto found = std::find_if(
        kKindWords.begin(), kKindWords.end(), [word](const KindWord& entry) { return entry.word == word; });
    return found == kKindWords.end() ? std::nullopt : std::optional(found->kind);
}

std::optional<usb::Speed> speedOf(std::string_view word)
{
    const auto found = std::find_if(
        kSpeeds.begin(), kSpeeds.end(), [word](usb::Speed speed) { return usb::shortName(speed) == word; });
    return found == kSpeeds.end() ? std::nullopt : std::optional(*found);
}

} // namespace wb::snapshot
