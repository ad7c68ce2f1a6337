// SPDX-License-Identifier: GPL-3.0-or-later
// The binary device object store and its device capabilities: USB 3.2 §9.6.2.
#include "core/descriptors/registry.h"

namespace wb::descriptors {
namespace {

constexpr std::string_view kBosSpec = "USB 3.2 §9.6.2";
constexpr std::string_view kExtensionSpec = "USB 3.2 §9.6.2.1";
constexpr std::string_view kSuperSpeedSpec = "USB 3.2 §9.6.2.2";
constexpr std::string_view kContainerSpec = "USB 3.2 §9.6.2.3";
constexpr std::string_view kPlatformSpec = "USB 3.2 §9.6.2.4";
constexpr std::string_view kSuperSpeedPlusSpec = "USB 3.2 §9.6.2.5";

constexpr FieldSpec kCapabilityField { 2, 1, "bDevCapabilityType", Format::CapabilityType, kBosSpec };

constexpr auto kBosFields = std::to_array<FieldSpec>({
    kLengthField,
    kTypeField,
    { 2, 2, "wTotalLength", Format::Number, kBosSpec },
    { 4, 1, "bNumDeviceCaps", Format::Number, kBosSpec },
});
static_assert(isAscendingAndDisjoint(kBosFields));

constexpr auto kCapabilityFields = std::to_array<FieldSpec>({ kLengthField, kTypeField, kCapabilityField });
static_assert(isAscendingAndDisjoint(kCapabilityFields));

constexpr auto kExtensionBits = std::to_array<BitSpec>({
    { 15, 12, "deep BESL" },
    { 11, 8, "baseline BESL" },
    { 4, 4, "deep BESL valid", kNoYes },
    { 3, 3, "baseline BESL valid", kNoYes },
    { 2, 2, "BESL and alternate HIRD", kNoYes },
    { 1, 1, "link power management", kNoYes },
});

constexpr auto kExtensionFields = std::to_array<FieldSpec>({
    kLengthField,
    kTypeField,
    kCapabilityField,
    { 3, 4, "bmAttributes", Format::Hex, kExtensionSpec, kExtensionBits },
});
static_assert(isAscendingAndDisjoint(kExtensionFields));

constexpr auto kLtmBits = std::to_array<BitSpec>({ { 1, 1, "latency tolerance messages", kNoYes } });

constexpr auto kSpeedBits = std::to_array<BitSpec>({
    { 3, 3, "5 Gbit/s (Gen 1)", kNoYes },
    { 2, 2, "High Speed", kNoYes },
    { 1, 1, "Full Speed", kNoYes },
    { 0, 0, "Low Speed", kNoYes },
});

constexpr auto kSuperSpeedFields = std::to_array<FieldSpec>({
    kLengthField,
    kTypeField,
    kCapabilityField,
    { 3, 1, "bmAttributes", Format::Hex, kSuperSpeedSpec, kLtmBits },
    { 4, 2, "wSpeedsSupported", Format::Hex, kSuperSpeedSpec, kSpeedBits },
    { 6, 1, "bFunctionalitySupport", Format::Number, kSuperSpeedSpec },
    { 7, 1, "bU1DevExitLat", Format::Microseconds, kSuperSpeedSpec },
    { 8, 2, "wU2DevExitLat", Format::Microseconds, kSuperSpeedSpec },
});
static_assert(isAscendingAndDisjoint(kSuperSpeedFields));

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
        builder.diagnose(Severity::Error, 4, 4,
            "bmAttributes announces " + std::to_string(claimed) + " sublink speed attributes and "
                + std::to_string(present) + " are there.",
            kSuperSpeedPlusSpec);
}

void completePlatform(NodeBuilder& builder)
{
    struct Platform {
        std::string_view uuid;
        std::string_view name;
    };
    constexpr auto kPlatforms = std::to_array<Platform>({
        { "{3408b638-09a9-47a0-8bfd-a0768815b665}", "WebUSB" },
        { "{d8dd60df-4589-4cc7-9cd2-659d9e648a9f}", "Microsoft OS 2.0" },
    });
    Field* uuid = builder.findField("PlatformCapabilityUUID");
    if (uuid == nullptr)
        return;
    for (const Platform& platform : kPlatforms) {
        if (platform.uuid != uuid->value)
            continue;
        uuid->meaning = platform.name;
        builder.setSummary(std::string(platform.name));
    }
    const std::size_t dataStart = builder.cursor();
    if (dataStart < builder.bytes().size())
        builder.add(dataStart, builder.bytes().size() - dataStart, "CapabilityData", Format::HexBytes, kPlatformSpec);
}

void completeCapability(NodeBuilder& builder)
{
    if (const Field* type = builder.findField("bDevCapabilityType"); type != nullptr && !type->meaning.empty())
        builder.setSummary(type->meaning);
}

// A capability by its number, which is the descriptor's third byte.
constexpr Match capability(std::uint8_t number) { return { 0x10, {}, {}, {}, number }; }

constexpr auto kEntries = std::to_array<Entry>({
    { { 0x0f }, "Binary device object store (BOS) descriptor", kBosFields, { 5, 5 }, kBosSpec },
    { { 0x10 }, "Device capability descriptor", kCapabilityFields, { 3, 255 }, kBosSpec, completeCapability },
    { capability(0x02), "USB 2.0 extension capability", kExtensionFields, { 7, 7 }, kExtensionSpec },
    { capability(0x03), "SuperSpeed USB capability", kSuperSpeedFields, { 10, 10 }, kSuperSpeedSpec },
    { capability(0x04), "Container ID capability", kContainerFields, { 20, 20 }, kContainerSpec },
    { capability(0x05), "Platform capability", kPlatformFields, { 20, 255 }, kPlatformSpec, completePlatform },
    { capability(0x0a), "SuperSpeedPlus USB capability", kSuperSpeedPlusFields, { 16, 255 }, kSuperSpeedPlusSpec,
        completeSuperSpeedPlus },
});

} // namespace

std::span<const Entry> bosEntries() { return kEntries; }

} // namespace wb::descriptors
