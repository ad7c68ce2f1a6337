// SPDX-License-Identifier: GPL-3.0-or-later
// Smart card readers: CCID 1.1 §5.1. Readers older than the class number 0x0b use the vendor-specific class.
#include "core/descriptors/registry.h"

namespace wb::descriptors {
namespace {

constexpr auto kVoltageBits = std::to_array<BitSpec>({
    { 7, 3, "reserved" },
    { 2, 2, "1.8 V", kNoYes },
    { 1, 1, "3.0 V", kNoYes },
    { 0, 0, "5.0 V", kNoYes },
});
constexpr auto kProtocolBits
    = std::to_array<BitSpec>({ { 31, 2, "reserved" }, { 1, 1, "T=1", kNoYes }, { 0, 0, "T=0", kNoYes } });
constexpr auto kSynchronousBits = std::to_array<BitSpec>({
    { 31, 3, "reserved" },
    { 2, 2, "I2C", kNoYes },
    { 1, 1, "3-wire", kNoYes },
    { 0, 0, "2-wire", kNoYes },
});
constexpr auto kMechanicalBits = std::to_array<BitSpec>({
    { 31, 4, "reserved" },
    { 3, 3, "card lock", kNoYes },
    { 2, 2, "card capture", kNoYes },
    { 1, 1, "card eject", kNoYes },
    { 0, 0, "card accept", kNoYes },
});
constexpr auto kLevels
    = std::to_array<std::string_view>({ "character", "TPDU", "short APDU", "", "short and extended APDU" });
constexpr auto kFeatureBits = std::to_array<BitSpec>({
    { 20, 20, "USB wake-up on card insertion and removal", kNoYes },
    { 18, 16, "exchange level", kLevels },
    { 10, 10, "automatic IFSD exchange", kNoYes },
    { 9, 9, "NAD other than 00", kNoYes },
    { 8, 8, "can stop the clock", kNoYes },
    { 7, 7, "automatic PPS by the reader", kNoYes },
    { 6, 6, "automatic parameter negotiation", kNoYes },
    { 5, 5, "automatic baud rate change", kNoYes },
    { 4, 4, "automatic clock change", kNoYes },
    { 3, 3, "automatic voltage selection", kNoYes },
    { 2, 2, "automatic activation on insertion", kNoYes },
    { 1, 1, "automatic parameters from the ATR", kNoYes },
});
constexpr auto kPinBits = std::to_array<BitSpec>({
    { 7, 2, "reserved" },
    { 1, 1, "PIN modification", kNoYes },
    { 0, 0, "PIN verification", kNoYes },
});
constexpr auto kClassBytes = std::to_array<ValueName>({ { 0xff, "echoes the APDU's class" } });
constexpr auto kLayout = std::to_array<ValueName>({ { 0, "no LCD" } });

constexpr auto kReader = std::to_array<Step>({ { "bcdCCID", 2, Format::Bcd }, { "bMaxSlotIndex" },
    bitsOf("bVoltageSupport", 1, kVoltageBits), bitsOf("dwProtocols", 4, kProtocolBits),
    { "dwDefaultClock", 4, Format::Kilohertz }, { "dwMaximumClock", 4, Format::Kilohertz }, { "bNumClockSupported" },
    { "dwDataRate", 4, Format::BitsPerSecond }, { "dwMaxDataRate", 4, Format::BitsPerSecond },
    { "bNumDataRatesSupported" }, { "dwMaxIFSD", 4, Format::Bytes }, bitsOf("dwSynchProtocols", 4, kSynchronousBits),
    bitsOf("dwMechanical", 4, kMechanicalBits), bitsOf("dwFeatures", 4, kFeatureBits),
    { "dwMaxCCIDMessageLength", 4, Format::Bytes }, oneOf("bClassGetResponse", 1, kClassBytes, Format::Hex),
    oneOf("bClassEnvelope", 1, kClassBytes, Format::Hex), oneOf("wLcdLayout", 2, kLayout, Format::Hex),
    bitsOf("bPINSupport", 1, kPinBits), { "bMaxCCIDBusySlots" } });
static_assert(lengthOf(kReader, 2).shortest == 54);

constexpr std::string_view kSpec = "CCID 1.1 Table 5.1-1";
constexpr std::uint8_t kOldType = 0x21;

void explainLayout(NodeBuilder& builder)
{
    Field* layout = builder.findField("wLcdLayout");
    if (layout != nullptr && layout->raw != 0)
        layout->meaning = std::to_string(layout->raw >> 8) + " lines of " + std::to_string(layout->raw & 0xff);
}

// Anything may carry type 0x21 in a vendor's interface: only what has exactly this shape is taken for a reader.
void decodeInVendorInterface(NodeBuilder& builder)
{
    constexpr std::size_t kReaderLength = 54;
    const std::uint64_t version = builder.value(2, 2).value_or(0);
    if (builder.bytes().size() != kReaderLength || (version != 0x0100 && version != 0x0110))
        return;
    builder.setTitle("Smart card device class descriptor");
    builder.addSteps(kReader, kSpec);
    explainLayout(builder);
}

constexpr auto kEntries = std::to_array<Entry>({
    { { kOldType, 0x0b }, "Smart card device class descriptor", kPlainHeader, lengthOf(kReader, 2), kSpec,
        explainLayout, kReader },
    { { kOldType, 0xff }, "Class-specific descriptor (type 0x21, Vendor Specific)", kPlainHeader, { 2, 255 }, kSpec,
        decodeInVendorInterface },
});

} // namespace

std::span<const Entry> smartCardEntries() { return kEntries; }

} // namespace wb::descriptors
