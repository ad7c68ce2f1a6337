// SPDX-License-Identifier: GPL-3.0-or-later
// Wireless USB: its device capability, security descriptors and endpoint companion (Wireless USB 1.0 §7.4), wire
// adapters (§8.4) and radio controllers (WHCI 0.95 §3).
#include "core/descriptors/capability.h"

namespace wb::descriptors {
namespace {

constexpr std::string_view kSpec = "Wireless USB 1.0 §7.4";
constexpr std::string_view kAdapterSpec = "Wireless USB 1.0 §8.4";
constexpr std::string_view kRadioSpec = "WHCI 0.95 §3";

constexpr auto kBeacons
    = std::to_array<std::string_view>({ "reserved", "self-beaconing", "directed beaconing", "no beaconing" });
constexpr auto kCapabilityBits = std::to_array<BitSpec>({
    { 7, 5, "reserved" },
    { 4, 4, "power indication" },
    { 3, 2, "beacon behavior", kBeacons },
    { 1, 1, "P2P dual role", kNoYes },
    { 0, 0, "reserved" },
});
constexpr auto kRateBits = std::to_array<BitSpec>({
    { 15, 8, "reserved" },
    { 7, 7, "480 Mbit/s", kNoYes },
    { 6, 6, "400 Mbit/s", kNoYes },
    { 5, 5, "320 Mbit/s", kNoYes },
    { 4, 4, "200 Mbit/s", kNoYes },
    { 3, 3, "160 Mbit/s", kNoYes },
    { 2, 2, "106.7 Mbit/s", kNoYes },
    { 1, 1, "80 Mbit/s", kNoYes },
    { 0, 0, "53.3 Mbit/s", kNoYes },
});
constexpr auto kPowerBits = std::to_array<BitSpec>({ { 7, 4, "step size" }, { 3, 0, "power level steps" } });
constexpr auto kBandBits = std::to_array<BitSpec>({
    { 15, 5, "reserved" },
    { 4, 4, "band group 5", kNoYes },
    { 3, 3, "band group 4", kNoYes },
    { 2, 2, "band group 3", kNoYes },
    { 1, 1, "band group 2", kNoYes },
    { 0, 0, "band group 1", kNoYes },
});
constexpr auto kCapability = std::to_array<Step>({ bitsOf("bmAttributes", 1, kCapabilityBits),
    bitsOf("wPHYRates", 2, kRateBits), bitsOf("bmTFITXPowerInfo", 1, kPowerBits),
    bitsOf("bmFFITXPowerInfo", 1, kPowerBits), bitsOf("bmBandGroup", 2, kBandBits), { "bReserved" } });

constexpr auto kSecurity = std::to_array<Step>({ { "wTotalLength", 2, Format::Bytes }, { "bNumEncryptionTypes" } });
constexpr auto kKey = std::to_array<Step>({ { "tTKID", 3, Format::Hex }, { "bReserved" }, rest("bKeyData") });
constexpr auto kEncryptionTypes
    = std::to_array<ValueName>({ { 0, "UNSECURE" }, { 1, "WIRED" }, { 2, "CCM_1" }, { 3, "RSA_1" } });
constexpr auto kEncryption = std::to_array<Step>(
    { oneOf("bEncryptionType", 1, kEncryptionTypes), { "bEncryptionValue" }, { "bAuthKeyIndex" } });

constexpr auto kSwitching = std::to_array<std::string_view>({ "none", "switched", "scaled", "reserved" });
constexpr auto kCompanionBits
    = std::to_array<BitSpec>({ { 7, 2, "reserved" }, { 1, 0, "dynamic switching", kSwitching } });
constexpr auto kCompanion = std::to_array<Step>(
    { { "bMaxBurst" }, { "bMaxSequence" }, { "wMaxStreamDelay", 2 }, { "wOverTheAirPacketSize", 2, Format::Bytes },
        { "bOverTheAirInterval" }, bitsOf("bmCompAttributes", 1, kCompanionBits) });

constexpr auto kAdapter = std::to_array<Step>({ { "bcdWAVersion", 2, Format::Bcd }, { "bNumPorts" },
    { "bmAttributes", 1, Format::Hex }, { "wNumRPipes", 2 }, { "wRPipeMaxBlock", 2 }, { "bRPipeBlockSize" },
    { "bPwrOn2PwrGood", 1, Format::Milliseconds2 }, { "bNumMMCIEs" }, rest("DeviceRemovable") });
constexpr auto kRadio = std::to_array<Step>({ { "bcdRCIVersion", 2, Format::Bcd } });

void explainAdapter(NodeBuilder& builder)
{
    Field* block = builder.findField("bRPipeBlockSize");
    if (block != nullptr && block->raw > 0 && block->raw <= 32)
        block->meaning = std::to_string(std::uint64_t { 1 } << (block->raw - 1)) + " bytes";
}

constexpr Entry plainEntry(const Match& match, std::string_view title, std::span<const Step> steps,
    std::string_view spec, DecodeFn extra = nullptr)
{
    return { match, title, kPlainHeader, lengthOf(steps, 2), spec, extra, steps };
}

constexpr std::uint8_t kWireless = 0xe0;

constexpr auto kEntries = std::to_array<Entry>({
    capabilityEntry(0x01, "Wireless USB capability", kCapability, kSpec),
    plainEntry({ 0x0c }, "Security descriptor", kSecurity, kSpec),
    plainEntry({ 0x0d }, "Key descriptor", kKey, kSpec),
    plainEntry({ 0x0e }, "Encryption type descriptor", kEncryption, kSpec),
    plainEntry({ 0x11 }, "Wireless USB endpoint companion descriptor", kCompanion, kSpec),
    plainEntry({ 0x21, kWireless, 2 }, "Wire adapter descriptor", kAdapter, kAdapterSpec, explainAdapter),
    plainEntry({ 0x23, kWireless, 1, 2 }, "Radio control interface descriptor", kRadio, kRadioSpec),
});

} // namespace

std::span<const Entry> wirelessUsbEntries() { return kEntries; }

} // namespace wb::descriptors
