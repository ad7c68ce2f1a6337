// SPDX-License-Identifier: GPL-3.0-or-later
// Hubs: USB 2.0 §11.23.2.1 and USB 3.2 §10.15.2.1. They are read with a class request, not with the configuration.
#include "core/descriptors/registry.h"

namespace wb::descriptors {
namespace {

constexpr std::string_view kHubSpec = "USB 2.0 Table 11-13";
constexpr std::string_view kSuperHubSpec = "USB 3.2 §10.15.2.1";

constexpr auto kPowerModes
    = std::to_array<std::string_view>({ "ganged", "individual", "none (1.0 hubs only)", "none (1.0 hubs only)" });
constexpr auto kOverCurrentModes = std::to_array<std::string_view>({ "global", "individual port", "none", "none" });
constexpr auto kThinkTimes
    = std::to_array<std::string_view>({ "8 FS bit times", "16 FS bit times", "24 FS bit times", "32 FS bit times" });
constexpr auto kCharacteristicBits = std::to_array<BitSpec>({
    { 15, 8, "reserved" },
    { 7, 7, "port indicators", kNoYes },
    { 6, 5, "TT think time", kThinkTimes },
    { 4, 3, "over-current protection", kOverCurrentModes },
    { 2, 2, "part of a compound device", kNoYes },
    { 1, 0, "power switching", kPowerModes },
});
constexpr auto kSuperCharacteristicBits = std::to_array<BitSpec>({
    { 15, 5, "reserved" },
    { 4, 3, "over-current protection", kOverCurrentModes },
    { 2, 2, "part of a compound device", kNoYes },
    { 1, 0, "power switching", kPowerModes },
});

constexpr auto kHub = std::to_array<Step>({ { "bNbrPorts" }, bitsOf("wHubCharacteristics", 2, kCharacteristicBits),
    { "bPwrOn2PwrGood", 1, Format::Milliseconds2 }, { "bHubContrCurrent" } });
constexpr auto kSuperHub = std::to_array<Step>({ { "bNbrPorts" },
    bitsOf("wHubCharacteristics", 2, kSuperCharacteristicBits), { "bPwrOn2PwrGood", 1, Format::Milliseconds2 },
    { "bHubContrCurrent" }, { "bHubHdrDecLat" }, { "wHubDelay", 2 }, { "DeviceRemovable", 2, Format::Hex } });

// "ports 1, 3" of the bits from 1 on.
std::string portsOf(ByteView bitmap, std::uint64_t ports)
{
    std::string text;
    for (std::uint64_t port = 1; port <= ports && port / 8 < bitmap.size(); ++port) {
        if ((bitmap[static_cast<std::size_t>(port / 8)] >> (port % 8) & 1) != 0)
            text += (text.empty() ? "" : ", ") + std::to_string(port);
    }
    return text.empty() ? "none" : text;
}

void addPortBitmaps(NodeBuilder& builder)
{
    constexpr std::size_t kBitmapOffset = 7;
    if (Field* current = builder.findField("bHubContrCurrent"))
        current->meaning = std::to_string(current->raw) + " mA";
    const std::uint64_t ports = builder.value(2, 1).value_or(0);
    const auto width = static_cast<std::size_t>(ports / 8 + 1);
    if (!builder.add(kBitmapOffset, width, "DeviceRemovable", Format::HexBytes, kHubSpec))
        return;
    builder.lastField()->meaning = "not removable: " + portsOf(slice(builder.bytes(), kBitmapOffset, width), ports);
    builder.add(kBitmapOffset + width, width, "PortPwrCtrlMask", Format::HexBytes, kHubSpec);
}

void explainSuperHub(NodeBuilder& builder)
{
    constexpr std::size_t kBitmapOffset = 10;
    if (Field* current = builder.findField("bHubContrCurrent"))
        current->meaning = std::to_string(current->raw * 4) + " mA";
    if (Field* latency = builder.findField("bHubHdrDecLat"))
        latency->meaning = formatDuration(latency->raw * 100);
    if (Field* delay = builder.findField("wHubDelay"))
        delay->meaning = formatDuration(delay->raw);
    if (Field* removable = builder.findField("DeviceRemovable"))
        removable->meaning
            = "not removable: " + portsOf(slice(builder.bytes(), kBitmapOffset, 2), builder.value(2, 1).value_or(0));
}

constexpr std::uint8_t kHubClass = 0x09;

constexpr auto kEntries = std::to_array<Entry>({
    { { 0x29, kHubClass }, "Hub descriptor", kPlainHeader, { 9, 255 }, kHubSpec, addPortBitmaps, kHub },
    { { 0x2a, kHubClass }, "SuperSpeed hub descriptor", kPlainHeader, { 12, 12 }, kSuperHubSpec, explainSuperHub,
        kSuperHub },
});

} // namespace

std::span<const Entry> hubEntries() { return kEntries; }

} // namespace wb::descriptors
