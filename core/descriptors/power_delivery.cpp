// SPDX-License-Identifier: GPL-3.0-or-later
// Device capabilities of USB Power Delivery: USB Power Delivery 3.1 chapter 9, power data objects §6.4.1.2; and that of
// USB Authentication 1.0.
#include "core/descriptors/capability.h"

namespace wb::descriptors {
namespace {

constexpr std::string_view kSpec = "USB Power Delivery 3.1 §9";
constexpr std::string_view kAuthenticationSpec = "USB Authentication 1.0 §3";

constexpr auto kDeliveryBits = std::to_array<BitSpec>({
    { 31, 15, "reserved" },
    { 14, 14, "uses VBUS", kNoYes },
    { 13, 11, "batteries" },
    { 10, 10, "other power source", kNoYes },
    { 9, 9, "battery as power source", kNoYes },
    { 8, 8, "AC supply as power source", kNoYes },
    { 7, 7, "reserved" },
    { 6, 6, "USB Type-C current", kNoYes },
    { 5, 5, "charging policy", kNoYes },
    { 4, 4, "consumer", kNoYes },
    { 3, 3, "provider", kNoYes },
    { 2, 2, "USB Power Delivery", kNoYes },
    { 1, 1, "battery charging", kNoYes },
    { 0, 0, "reserved" },
});
constexpr auto kPortBits = std::to_array<BitSpec>({
    { 15, 3, "reserved" },
    { 2, 2, "USB Type-C current", kNoYes },
    { 1, 1, "USB Power Delivery", kNoYes },
    { 0, 0, "battery charging", kNoYes },
});
constexpr auto kDelivery = std::to_array<Step>({ { "bReserved" }, bitsOf("bmAttributes", 4, kDeliveryBits),
    { "bmProviderPorts", 2, Format::Hex }, { "bmConsumerPorts", 2, Format::Hex }, { "bcdBCVersion", 2, Format::Bcd },
    { "bcdPDVersion", 2, Format::Bcd }, { "bcdUSBTypeCVersion", 2, Format::Bcd } });
constexpr auto kBattery
    = std::to_array<Step>({ { "iBattery", 1, Format::StringIndex }, { "iSerial", 1, Format::StringIndex },
        { "iManufacturer", 1, Format::StringIndex }, { "bBatteryId" }, { "bReserved" }, { "dwChargedThreshold", 4 },
        { "dwWeakThreshold", 4 }, { "dwBatteryDesignCapacity", 4 }, { "dwBatteryLastFullchargeCapacity", 4 } });
constexpr auto kConsumer = std::to_array<Step>(
    { { "bReserved" }, bitsOf("bmCapabilities", 2, kPortBits), { "wMinVoltage", 2 }, { "wMaxVoltage", 2 },
        { "wReserved", 2 }, { "dwMaxOperatingPower", 4 }, { "dwMaxPeakPower", 4 }, { "dwMaxPeakPowerTime", 4 } });
constexpr auto kProvider = std::to_array<Step>({ { "bReserved[0]" }, bitsOf("bmCapabilities", 2, kPortBits),
    { "bNumOfPDObjects" }, { "bReserved[1]" }, times("bNumOfPDObjects", { "wPowerDataObject", 4, Format::Hex }) });
static_assert(areUsable(kProvider));

constexpr auto kAuthentication = std::to_array<Step>({ { "bmAttributes", 1, Format::Hex },
    { "bcdProtocolVersion", 1, Format::Hex }, { "bcdCapability", 1, Format::Hex } });

// A count of so many thousandths of the unit.
void giveUnit(NodeBuilder& builder, std::string_view fieldName, std::uint64_t thousandths, std::string_view unit)
{
    if (Field* field = builder.findField(fieldName))
        field->meaning = formatThousandths(field->raw * thousandths, unit);
}

// "ports 0, 2" of the bits that are set.
void listPorts(NodeBuilder& builder, std::string_view fieldName)
{
    Field* field = builder.findField(fieldName);
    if (field == nullptr)
        return;
    for (unsigned port = 0; port < 16; ++port) {
        if ((field->raw >> port & 1) != 0)
            field->meaning += (field->meaning.empty() ? "ports " : ", ") + std::to_string(port);
    }
    if (field->meaning.empty())
        field->meaning = "none";
}

void explainDelivery(NodeBuilder& builder)
{
    listPorts(builder, "bmProviderPorts");
    listPorts(builder, "bmConsumerPorts");
}

void explainBattery(NodeBuilder& builder)
{
    for (const std::string_view name :
        { "dwChargedThreshold", "dwWeakThreshold", "dwBatteryDesignCapacity", "dwBatteryLastFullchargeCapacity" })
        giveUnit(builder, name, 1, "Wh");
}

void explainConsumer(NodeBuilder& builder)
{
    constexpr std::uint64_t kUnknownTime = 0xffff;
    for (const std::string_view name : { "wMinVoltage", "wMaxVoltage" })
        giveUnit(builder, name, 50, "V");
    for (const std::string_view name : { "dwMaxOperatingPower", "dwMaxPeakPower" })
        giveUnit(builder, name, 10, "W");
    giveUnit(builder, "dwMaxPeakPowerTime", 100, "s");
    if (Field* time = builder.findField("dwMaxPeakPowerTime"); time != nullptr && time->raw == kUnknownTime)
        time->meaning = "unknown";
}

std::uint64_t bitsAt(std::uint64_t raw, unsigned low, unsigned count)
{
    return raw >> low & ((std::uint64_t { 1 } << count) - 1);
}

std::string volts(std::uint64_t raw, unsigned low) { return formatThousandths(bitsAt(raw, low, 10) * 50, "V"); }

std::string dataObjectText(std::uint64_t raw)
{
    switch (raw >> 30) {
    case 0:
        return "fixed supply, " + volts(raw, 10) + ", " + formatThousandths(bitsAt(raw, 0, 10) * 10, "A");
    case 1:
        return "battery, " + volts(raw, 10) + " to " + volts(raw, 20) + ", "
            + formatThousandths(bitsAt(raw, 0, 10) * 250, "W");
    case 2:
        return "variable supply, " + volts(raw, 10) + " to " + volts(raw, 20) + ", "
            + formatThousandths(bitsAt(raw, 0, 10) * 10, "A");
    default:
        return "augmented";
    }
}

void explainProvider(NodeBuilder& builder)
{
    for (unsigned i = 0; i < 256; ++i) {
        Field* object = builder.findField("wPowerDataObject[" + std::to_string(i) + "]");
        if (object == nullptr)
            return;
        object->meaning = dataObjectText(object->raw);
    }
}

constexpr auto kEntries = std::to_array<Entry>({
    capabilityEntry(0x06, "Power delivery capability", kDelivery, kSpec, explainDelivery),
    capabilityEntry(0x07, "Battery information capability", kBattery, kSpec, explainBattery),
    capabilityEntry(0x08, "Power delivery consumer port capability", kConsumer, kSpec, explainConsumer),
    capabilityEntry(0x09, "Power delivery provider port capability", kProvider, kSpec, explainProvider),
    capabilityEntry(0x0e, "Authentication capability", kAuthentication, kAuthenticationSpec),
});

} // namespace

std::span<const Entry> powerDeliveryEntries() { return kEntries; }

} // namespace wb::descriptors
