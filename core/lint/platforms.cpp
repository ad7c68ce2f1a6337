// SPDX-License-Identifier: GPL-3.0-or-later
// What else stands in the BOS: platform capabilities (USB 3.2 §9.6.2.4, WebUSB §4.1, Microsoft OS 2.0 descriptors
// table 4), the configuration summary (§9.6.2.7) and the firmware status (§9.6.2.8).
#include "core/lint/bos_capability.h"
#include "core/lint/checks.h"
#include "core/lint/wording.h"

#include <algorithm>
#include <set>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr std::string_view kPlatformSpec = "USB 3.2 §9.6.2.4";
constexpr std::string_view kWebUsbSpec = "WebUSB §4.1";
constexpr std::string_view kMicrosoftSpec = "Microsoft OS 2.0 Table 4";
constexpr std::string_view kSummarySpec = "USB 3.2 §9.6.2.7";

constexpr Rule kRepeated { "platform.repeated", Severity::Warning, kPlatformSpec,
    "A device has one capability of each platform." };
constexpr Rule kWebUsbLength { "platform.webusb-length", Severity::Error, kWebUsbSpec,
    "The WebUSB capability has 24 bytes." };
constexpr Rule kWebUsbVersion { "platform.webusb-version", Severity::Warning, kWebUsbSpec,
    "bcdVersion of the WebUSB capability is 1.00." };
constexpr Rule kMicrosoftLength { "platform.msos20-length", Severity::Error, kMicrosoftSpec,
    "The Microsoft OS 2.0 capability has 8 bytes for each descriptor set, and at least one set." };
constexpr Rule kWindowsVersion { "platform.msos20-windows-version", Severity::Warning, kMicrosoftSpec,
    "dwWindowsVersion is that of Windows 8.1 (0x06030000) or later." };
constexpr Rule kWindowsRepeated { "platform.msos20-version-repeated", Severity::Warning, kMicrosoftSpec,
    "There is one descriptor set for each version of Windows." };
constexpr Rule kSetShort { "platform.msos20-set-short", Severity::Error, kMicrosoftSpec,
    "A descriptor set has at least the 10 bytes of its header." };
constexpr Rule kSetLength { "platform.msos20-set-length", Severity::Error, kMicrosoftSpec,
    "wMSOSDescriptorSetTotalLength is the length of the descriptor set." };
constexpr Rule kSummaryVersion { "summary.version", Severity::Note, kSummarySpec,
    "bcdVersion of a configuration summary is 1.00." };
constexpr Rule kSummaryEmpty { "summary.empty", Severity::Warning, kSummarySpec,
    "A configuration summary names the configurations in which its function is." };
constexpr Rule kSummaryIndex { "summary.configuration-index", Severity::Warning, kSummarySpec,
    "A configuration summary names configurations that the device has." };
constexpr Rule kSummaryFunction { "summary.function-missing", Severity::Warning, kSummarySpec,
    "The configurations that a summary names have its function." };

constexpr std::array kRules { kRepeated, kWebUsbLength, kWebUsbVersion, kMicrosoftLength, kWindowsVersion,
    kWindowsRepeated, kSetShort, kSetLength, kSummaryVersion, kSummaryEmpty, kSummaryIndex, kSummaryFunction };
constexpr auto kReserved = std::to_array<CapabilityBits>({
    { { { "platform.reserved", Severity::Note, kPlatformSpec, "bReserved of a platform capability is 0." }, 3, 1, 0xff,
          "bReserved" },
        kPlatformCapability },
    { { { "firmware.reserved-bits", Severity::Note, "USB 3.2 §9.6.2.8",
            "Bits 31 to 2 of the firmware status capability's bmAttributes are zero." },
          4, 4, 0xfffffffc, "bmAttributes" },
        kFirmwareCapability },
});
constexpr auto kAllRules = rulesOf(kRules, kReserved);

constexpr std::size_t kUuid = 4;
constexpr std::size_t kUuidLength = 16;
constexpr std::size_t kData = 20;
constexpr std::size_t kSetInformation = 8; // bytes a descriptor set

using Uuid = std::array<Byte, kUuidLength>;
constexpr Uuid kWebUsb { 0x38, 0xb6, 0x08, 0x34, 0xa9, 0x09, 0xa0, 0x47, 0x8b, 0xfd, 0xa0, 0x76, 0x88, 0x15, 0xb6,
    0x65 };
constexpr Uuid kMicrosoft { 0xdf, 0x60, 0xdd, 0xd8, 0x89, 0x45, 0xc7, 0x4c, 0x9c, 0xd2, 0x65, 0x9d, 0x9e, 0x64, 0x8a,
    0x9f };

bool isOf(const Item& capability, const Uuid& uuid)
{
    const ByteView own = slice(capability.bytes(), kUuid, kUuidLength);
    return std::equal(own.begin(), own.end(), uuid.begin(), uuid.end());
}

void checkWebUsb(const Item& capability, Report& report)
{
    constexpr std::size_t kLength = 24;
    constexpr unsigned kVersion = 0x0100;
    if (capability.size() != kLength)
        report.add(kWebUsbLength, capability, 0, 1,
            "The WebUSB capability has " + std::to_string(capability.size()) + " bytes; it must have "
                + std::to_string(kLength) + ".");
    else if (capability.u16(kData) != kVersion)
        report.add(kWebUsbVersion, capability, kData, 2,
            "bcdVersion is 0x" + hex(capability.u16(kData), 4) + "; the one version of WebUSB is 1.00 (0x0100).");
}

// `number` counts the sets of the device: the section that holds what was read of this one.
void checkSet(const DeviceView& device, const Item& capability, std::size_t offset, std::size_t number, Report& report)
{
    constexpr std::uint32_t kWindows81 = 0x06030000;
    constexpr unsigned kHeaderLength = 10;
    const std::uint32_t version = capability.u32(offset);
    const unsigned length = capability.u16(offset + 4);
    if (version < kWindows81)
        report.add(kWindowsVersion, capability, offset, 4,
            "dwWindowsVersion is 0x" + hex(version, 8) + "; no Windows before 8.1 (0x06030000) reads such sets.");
    if (length < kHeaderLength)
        report.add(kSetShort, capability, offset + 4, 2,
            "wMSOSDescriptorSetTotalLength is " + std::to_string(length) + "; the header alone has 10 bytes.");
    const usb::DescriptorSection* set
        = device.set->find(usb::SectionKind::MsOs20Set, static_cast<std::uint8_t>(number));
    if (set != nullptr && set->bytes.size() != length && length >= kHeaderLength)
        report.add(kSetLength, capability, offset + 4, 2,
            "wMSOSDescriptorSetTotalLength is " + std::to_string(length) + " and the descriptor set has "
                + counted(set->bytes.size(), "byte") + ".");
}

void checkMicrosoft(const DeviceView& device, const Item& capability, Report& report)
{
    const std::size_t bytes = capability.size() - kData;
    if (bytes == 0 || bytes % kSetInformation != 0)
        report.add(kMicrosoftLength, capability, 0, 1,
            "The Microsoft OS 2.0 capability has " + std::to_string(capability.size())
                + " bytes; it must have 20 and 8 more for each descriptor set, of which there is at least one.");
    std::set<std::uint32_t> versions;
    for (std::size_t number = 0; (number + 1) * kSetInformation <= bytes; ++number) {
        const std::size_t offset = kData + number * kSetInformation;
        checkSet(device, capability, offset, number, report);
        if (!versions.insert(capability.u32(offset)).second)
            report.add(kWindowsRepeated, capability, offset, 4,
                "A descriptor set for dwWindowsVersion 0x" + hex(capability.u32(offset), 8)
                    + " is there already; Windows takes one of them.");
    }
}

void checkPlatforms(const DeviceView& device, Report& report)
{
    std::set<Bytes> seen;
    for (const Item& capability : device.capabilities) {
        if (capability.u8(2) != kPlatformCapability || capability.size() < kData)
            continue;
        if (!seen.insert(toBytes(slice(capability.bytes(), kUuid, kUuidLength))).second)
            report.add(kRepeated, capability, kUuid, kUuidLength,
                "A capability of this platform is there already; hosts take one of them.");
        if (isOf(capability, kWebUsb))
            checkWebUsb(capability, report);
        else if (isOf(capability, kMicrosoft))
            checkMicrosoft(device, capability, report);
    }
}

bool hasTriple(const Item& item, std::size_t offset, const Item& summary)
{
    return item.u8(offset) == summary.u8(5) && item.u8(offset + 1) == summary.u8(6)
        && item.u8(offset + 2) == summary.u8(7);
}

bool hasFunction(const ConfigurationView& configuration, const Item& summary)
{
    return std::any_of(configuration.alternates.begin(), configuration.alternates.end(),
               [&](const AlternateView& alternate) { return hasTriple(alternate.item, 5, summary); })
        || std::any_of(configuration.associations.begin(), configuration.associations.end(),
            [&](const Item& association) { return hasTriple(association, 4, summary); });
}

void checkSummary(const DeviceView& device, const Item& summary, Report& report)
{
    constexpr std::size_t kFirstIndex = 9;
    constexpr unsigned kVersion = 0x0100;
    if (!summary.value(8, 1))
        return;
    if (summary.u16(3) != kVersion)
        report.add(kSummaryVersion, summary, 3, 2,
            "bcdVersion is 0x" + hex(summary.u16(3), 4) + "; the one version of the summary is 1.00 (0x0100).");
    if (summary.u8(8) == 0)
        report.add(
            kSummaryEmpty, summary, 8, 1, "bConfigurationCount is 0; a summary names one configuration or more.");
    std::set<std::uint64_t> seen;
    for (std::size_t offset = kFirstIndex; offset < kFirstIndex + summary.u8(8); ++offset) {
        const auto index = summary.value(offset, 1);
        if (!index || device.configurations.empty())
            return;
        if (!seen.insert(*index).second)
            continue;
        if (*index >= device.configurations.size())
            report.add(kSummaryIndex, summary, offset, 1,
                "The summary names configuration index " + std::to_string(*index) + "; the device has "
                    + counted(device.configurations.size(), "configuration") + ", counted from 0.");
        else if (!hasFunction(device.configurations[*index], summary))
            report.add(kSummaryFunction, summary, offset, 1,
                "The configuration with index " + std::to_string(*index) + " has no function of class "
                    + tripleOf(summary, 5) + ", which the summary says it has.");
    }
}

void check(const DeviceView& device, Report& report)
{
    checkPlatforms(device, report);
    for (const Item& capability : device.capabilities) {
        checkReserved(kReserved, capability, report);
        if (capability.u8(2) == kSummaryCapability)
            checkSummary(device, capability, report);
    }
}

} // namespace

Group platformGroup() { return { kAllRules, check }; }

} // namespace wb::lint
