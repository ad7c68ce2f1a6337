// SPDX-License-Identifier: GPL-3.0-or-later
// The binary device object store and its device capabilities: USB 3.2 §9.6.2, Billboard 1.2.1 §3.1.6, WebUSB §4.1,
// Microsoft OS 2.0 descriptors, "Microsoft OS 2.0 Platform Capability Descriptor".
#include "core/descriptors/capability.h"
#include "core/descriptors/ms_os.h"

namespace wb::descriptors {
namespace {

constexpr std::string_view kBosSpec = "USB 3.2 §9.6.2";
constexpr std::string_view kExtensionSpec = "USB 3.2 §9.6.2.1";
constexpr std::string_view kSuperSpeedSpec = "USB 3.2 §9.6.2.2";
constexpr std::string_view kContainerSpec = "USB 3.2 §9.6.2.3";
constexpr std::string_view kPlatformSpec = "USB 3.2 §9.6.2.4";
constexpr std::string_view kSuperSpeedPlusSpec = "USB 3.2 §9.6.2.5";

constexpr auto kBosFields = std::to_array<FieldSpec>({
    kLengthField,
    kTypeField,
    { 2, 2, "wTotalLength", Format::Number, kBosSpec },
    { 4, 1, "bNumDeviceCaps", Format::Number, kBosSpec },
});
static_assert(isAscendingAndDisjoint(kBosFields));

constexpr auto kExtensionBits = std::to_array<BitSpec>({
    { 15, 12, "deep BESL" },
    { 11, 8, "baseline BESL" },
    { 4, 4, "deep BESL valid", kNoYes },
    { 3, 3, "baseline BESL valid", kNoYes },
    { 2, 2, "BESL and alternate HIRD", kNoYes },
    { 1, 1, "link power management", kNoYes },
});

constexpr auto kExtension = std::to_array<Step>({ bitsOf("bmAttributes", 4, kExtensionBits) });

constexpr auto kLtmBits = std::to_array<BitSpec>({ { 1, 1, "latency tolerance messages", kNoYes } });

constexpr auto kSpeedBits = std::to_array<BitSpec>({
    { 3, 3, "5 Gbit/s (Gen 1)", kNoYes },
    { 2, 2, "High Speed", kNoYes },
    { 1, 1, "Full Speed", kNoYes },
    { 0, 0, "Low Speed", kNoYes },
});

constexpr auto kSlowestSpeeds
    = std::to_array<ValueName>({ { 0, "Low Speed" }, { 1, "Full Speed" }, { 2, "High Speed" }, { 3, "5 Gbit/s" } });
constexpr auto kSuperSpeed = std::to_array<Step>({ bitsOf("bmAttributes", 1, kLtmBits),
    bitsOf("wSpeedsSupported", 2, kSpeedBits), oneOf("bFunctionalitySupport", 1, kSlowestSpeeds),
    { "bU1DevExitLat", 1, Format::Microseconds }, { "wU2DevExitLat", 2, Format::Microseconds } });

constexpr auto kContainerFields = std::to_array<FieldSpec>({
    kLengthField,
    kTypeField,
    kCapabilityField,
    { 3, 1, "bReserved", Format::Number, kContainerSpec },
    { 4, 16, "ContainerID", Format::Uuid, kContainerSpec },
});
static_assert(isAscendingAndDisjoint(kContainerFields));

constexpr auto kPlatformFields = std::to_array<FieldSpec>({
    kLengthField,
    kTypeField,
    kCapabilityField,
    { 3, 1, "bReserved", Format::Number, kPlatformSpec },
    { 4, 16, "PlatformCapabilityUUID", Format::Uuid, kPlatformSpec },
});
static_assert(isAscendingAndDisjoint(kPlatformFields));

constexpr auto kSublinkCountBits = std::to_array<BitSpec>({
    { 8, 5, "sublink speed ids, less one" },
    { 4, 0, "sublink speed attributes, less one" },
});

constexpr auto kMinimumLaneBits = std::to_array<BitSpec>({
    { 15, 12, "fewest transmit lanes" },
    { 11, 8, "fewest receive lanes" },
    { 3, 0, "slowest sublink speed id" },
});

constexpr auto kSuperSpeedPlusFields = std::to_array<FieldSpec>({
    kLengthField,
    kTypeField,
    kCapabilityField,
    { 3, 1, "bReserved", Format::Number, kSuperSpeedPlusSpec },
    { 4, 4, "bmAttributes", Format::Hex, kSuperSpeedPlusSpec, kSublinkCountBits },
    { 8, 2, "wFunctionalitySupport", Format::Hex, kSuperSpeedPlusSpec, kMinimumLaneBits },
    { 10, 2, "wReserved", Format::Number, kSuperSpeedPlusSpec },
});
static_assert(isAscendingAndDisjoint(kSuperSpeedPlusFields));

constexpr auto kRateUnits = std::to_array<std::string_view>({ "bit/s", "kbit/s", "Mbit/s", "Gbit/s" });
constexpr auto kSublinkTypes = std::to_array<std::string_view>(
    { "symmetric, receive", "asymmetric, receive", "symmetric, transmit", "asymmetric, transmit" });
constexpr auto kLinkProtocols = std::to_array<std::string_view>({ "SuperSpeed", "SuperSpeedPlus" });

constexpr auto kSublinkBits = std::to_array<BitSpec>({
    { 31, 16, "lane speed" },
    { 15, 14, "link protocol", kLinkProtocols },
    { 7, 6, "sublink type", kSublinkTypes },
    { 5, 4, "speed unit", kRateUnits },
    { 3, 0, "sublink speed id" },
});

void completeSuperSpeedPlus(NodeBuilder& builder)
{
    constexpr std::size_t kFirstAttribute = 12;
    constexpr std::size_t kAttributeLength = 4;
    const auto attributes = builder.value(4, 4);
    if (!attributes)
        return;
    const std::size_t claimed = (*attributes & 0x1f) + 1;
    std::size_t present = 0;
    while (present < claimed
        && builder.add(kFirstAttribute + present * kAttributeLength, kAttributeLength,
            "bmSublinkSpeedAttr[" + std::to_string(present) + "]", Format::Hex, kSuperSpeedPlusSpec)) {
        Field* field = builder.lastField();
        const std::uint64_t unit = (field->raw >> 4) & 3;
        field->meaning = std::to_string(field->raw >> 16) + " " + std::string(kRateUnits[unit]);
        field->bits = formatBits(field->raw, kSublinkBits);
        ++present;
    }
    if (present != claimed)
        builder.diagnose(rules::kSublinkCount, 4, 4,
            "bmAttributes announces " + std::to_string(claimed) + " sublink speed attributes and "
                + std::to_string(present) + " are there.");
}

constexpr auto kLandingPages = std::to_array<ValueName>({ { 0, "no landing page" } });
constexpr auto kWebUsb = std::to_array<Step>(
    { { "bcdVersion", 2, Format::Bcd }, { "bVendorCode", 1, Format::Hex }, oneOf("iLandingPage", 1, kLandingPages) });

constexpr auto kDescriptorSet = std::to_array<Step>({ oneOf("dwWindowsVersion", 4, kWindowsVersions, Format::Hex),
    { "wMSOSDescriptorSetTotalLength", 2, Format::Bytes }, { "bMS_VendorCode", 1, Format::Hex },
    { "bAltEnumCode", 1, Format::Hex } });
constexpr auto kDescriptorSets = std::to_array<Step>({ asOftenAsFits(group(kDescriptorSet)) });
constexpr std::size_t kPlatformHeaderLength = 20;
constexpr auto kUnknownPlatform = std::to_array<Step>({ rest("CapabilityData") });

struct Platform {
    std::string_view uuid;
    std::string_view name;
    std::span<const Step> steps;
    std::string_view spec;
};
constexpr auto kPlatforms = std::to_array<Platform>({
    { "{3408b638-09a9-47a0-8bfd-a0768815b665}", "WebUSB", kWebUsb, "WebUSB §4.1" },
    { "{d8dd60df-4589-4cc7-9cd2-659d9e648a9f}", "Microsoft OS 2.0", kDescriptorSets, "Microsoft OS 2.0 Table 4" },
});

void completePlatform(NodeBuilder& builder)
{
    Field* uuid = builder.findField("PlatformCapabilityUUID");
    if (uuid == nullptr)
        return;
    for (const Platform& platform : kPlatforms) {
        if (platform.uuid != uuid->value)
            continue;
        uuid->meaning = platform.name;
        builder.setSummary(std::string(platform.name));
        builder.addSteps(platform.steps, platform.spec);
        if (const std::size_t needed = lengthOf(platform.steps, kPlatformHeaderLength).shortest;
            builder.bytes().size() < needed)
            builder.diagnose(rules::kTooShort, 0, 1,
                "bLength is " + std::to_string(builder.bytes().size()) + "; this capability needs "
                    + std::to_string(needed) + " bytes.",
                platform.spec);
        return;
    }
    builder.addSteps(kUnknownPlatform, kPlatformSpec);
}

void completeCapability(NodeBuilder& builder)
{
    if (const Field* type = builder.findField("bDevCapabilityType"); type != nullptr && !type->meaning.empty())
        builder.setSummary(type->meaning);
}

constexpr std::string_view kBillboardSpec = "Billboard 1.2.1 §3.1.6.2";
constexpr std::string_view kAlternateModeSpec = "Billboard 1.2.1 §3.1.6.3";
constexpr std::string_view kSummarySpec = "USB 3.2 §9.6.2.7";
constexpr std::string_view kFirmwareSpec = "USB 3.2 §9.6.2.8";
constexpr std::string_view kTimeSpec = "USB 3.2 §9.6.2.6";

constexpr auto kConnectorPowers
    = std::to_array<std::string_view>({ "1 W", "1.5 W", "2 W", "3 W", "4 W", "5 W", "6 W", "reserved" });
constexpr auto kConnectorPowerBits = std::to_array<BitSpec>({
    { 15, 15, "no VCONN power required", kNoYes },
    { 14, 3, "reserved" },
    { 2, 0, "VCONN power", kConnectorPowers },
});
constexpr auto kFailureBits = std::to_array<BitSpec>({
    { 7, 2, "reserved" },
    { 1, 1, "no USB power delivery communication", kNoYes },
    { 0, 0, "not enough power", kNoYes },
});
constexpr auto kMode = std::to_array<Step>(
    { { "wSVID", 2, Format::Hex }, { "bAlternateMode" }, { "iAlternateModeString", 1, Format::StringIndex } });
constexpr auto kBillboard = std::to_array<Step>(
    { { "iAdditionalInfoURL", 1, Format::StringIndex }, { "bNumberOfAlternateModes" }, { "bPreferredAlternateMode" },
        bitsOf("VCONN Power", 2, kConnectorPowerBits), { "bmConfigured", 32, Format::HexBytes },
        { "bcdVersion", 2, Format::Bcd }, bitsOf("bAdditionalFailureInfo", 1, kFailureBits), { "bReserved" },
        times("bNumberOfAlternateModes", group(kMode)) });
constexpr auto kAlternateMode = std::to_array<Step>({ { "bIndex" }, { "dwAlternateModeVdo", 4, Format::Hex } });

constexpr auto kSummary = std::to_array<Step>({ { "bcdVersion", 2, Format::Bcd }, { "bClass", 1, Format::ClassCode },
    { "bSubClass", 1, Format::SubClassCode }, { "bProtocol", 1, Format::ProtocolCode }, { "bConfigurationCount" },
    times("bConfigurationCount", { "bConfigurationIndex" }) });

constexpr auto kFirmwareBits = std::to_array<BitSpec>({
    { 31, 2, "reserved" },
    { 1, 1, "SET_FW_STATUS", kNoYes },
    { 0, 0, "GET_FW_STATUS", kNoYes },
});
constexpr auto kFirmware
    = std::to_array<Step>({ { "bcdDescriptorVersion", 1, Format::Hex }, bitsOf("bmAttributes", 4, kFirmwareBits) });
constexpr auto kNothing = std::span<const Step>();

static_assert(areUsable(kBillboard) && areUsable(kSummary));

constexpr auto kConfigurationStates = std::to_array<std::string_view>(
    { "unspecified error", "not attempted", "attempted but unsuccessful", "configured" });

// Two bits for each alternate mode say what became of it.
void completeBillboard(NodeBuilder& builder)
{
    constexpr std::size_t kStates = 8;
    Field* configured = builder.findField("bmConfigured");
    const std::uint64_t modes = builder.value(4, 1).value_or(0);
    if (configured == nullptr)
        return;
    for (std::uint64_t mode = 0; mode < modes && mode < 128; ++mode) {
        const auto states = builder.value(kStates + static_cast<std::size_t>(mode / 4), 1).value_or(0);
        const auto state = static_cast<std::size_t>(states >> (2 * (mode % 4)) & 3);
        configured->bits.push_back(
            { "mode " + std::to_string(mode), std::to_string(state), std::string(kConfigurationStates[state]) });
    }
}

constexpr auto kEntries = std::to_array<Entry>({
    { { 0x0f }, "Binary device object store (BOS) descriptor", kBosFields, { 5, 5 }, kBosSpec },
    { { 0x10 }, "Device capability descriptor", kCapabilityFields, { 3, 255 }, kBosSpec, completeCapability },
    capabilityEntry(0x02, "USB 2.0 extension capability", kExtension, kExtensionSpec),
    capabilityEntry(0x03, "SuperSpeed USB capability", kSuperSpeed, kSuperSpeedSpec),
    { { 0x10, {}, {}, {}, 0x04 }, "Container ID capability", kContainerFields, { 20, 20 }, kContainerSpec },
    { { 0x10, {}, {}, {}, 0x05 }, "Platform capability", kPlatformFields, { 20, 255 }, kPlatformSpec,
        completePlatform },
    { { 0x10, {}, {}, {}, 0x0a }, "SuperSpeedPlus USB capability", kSuperSpeedPlusFields, { 16, 255 },
        kSuperSpeedPlusSpec, completeSuperSpeedPlus },
    capabilityEntry(0x0b, "Precision time measurement capability", kNothing, kTimeSpec),
    capabilityEntry(0x0d, "Billboard capability", kBillboard, kBillboardSpec, completeBillboard),
    capabilityEntry(0x0f, "Billboard alternate mode capability", kAlternateMode, kAlternateModeSpec),
    capabilityEntry(0x10, "Configuration summary capability", kSummary, kSummarySpec),
    capabilityEntry(0x11, "Firmware status capability", kFirmware, kFirmwareSpec),
});

} // namespace

std::span<const Entry> bosEntries() { return kEntries; }

} // namespace wb::descriptors
