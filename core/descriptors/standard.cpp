// SPDX-License-Identifier: GPL-3.0-or-later
// Device, configuration, interface and the small standard descriptors: USB 2.0 §9.6, the interface association ECN,
// OTG 2.0 §6.4, the debug device specification and the interface power management specification.
#include "core/descriptors/class_names.h"
#include "core/descriptors/registry.h"

namespace wb::descriptors {
namespace {

constexpr std::string_view kDeviceSpec = "USB 2.0 Table 9-8";
constexpr std::string_view kQualifierSpec = "USB 2.0 Table 9-9";
constexpr std::string_view kConfigurationSpec = "USB 2.0 Table 9-10";
constexpr std::string_view kInterfaceSpec = "USB 2.0 Table 9-12";
constexpr std::string_view kAssociationSpec = "USB 3.2 §9.6.4";
constexpr std::string_view kOtgSpec = "OTG 2.0 §6.4";
constexpr std::string_view kDebugSpec = "USB2 Debug Device §2.3";
constexpr std::string_view kPowerSpec = "USB Interface Power Management 1.0";

constexpr auto kDeviceFields = std::to_array<FieldSpec>({
    kLengthField,
    kTypeField,
    { 2, 2, "bcdUSB", Format::Bcd, kDeviceSpec },
    { 4, 1, "bDeviceClass", Format::ClassCode, kDeviceSpec },
    { 5, 1, "bDeviceSubClass", Format::SubClassCode, kDeviceSpec },
    { 6, 1, "bDeviceProtocol", Format::ProtocolCode, kDeviceSpec },
    { 7, 1, "bMaxPacketSize0", Format::ControlPacketSize, kDeviceSpec },
    { 8, 2, "idVendor", Format::VendorId, kDeviceSpec },
    { 10, 2, "idProduct", Format::ProductId, kDeviceSpec },
    { 12, 2, "bcdDevice", Format::Bcd, kDeviceSpec },
    { 14, 1, "iManufacturer", Format::StringIndex, kDeviceSpec },
    { 15, 1, "iProduct", Format::StringIndex, kDeviceSpec },
    { 16, 1, "iSerialNumber", Format::StringIndex, kDeviceSpec },
    { 17, 1, "bNumConfigurations", Format::Number, kDeviceSpec },
});
static_assert(isAscendingAndDisjoint(kDeviceFields));

constexpr auto kQualifierFields = std::to_array<FieldSpec>({
    kLengthField,
    kTypeField,
    { 2, 2, "bcdUSB", Format::Bcd, kQualifierSpec },
    { 4, 1, "bDeviceClass", Format::ClassCode, kQualifierSpec },
    { 5, 1, "bDeviceSubClass", Format::SubClassCode, kQualifierSpec },
    { 6, 1, "bDeviceProtocol", Format::ProtocolCode, kQualifierSpec },
    { 7, 1, "bMaxPacketSize0", Format::ControlPacketSize, kQualifierSpec },
    { 8, 1, "bNumConfigurations", Format::Number, kQualifierSpec },
    { 9, 1, "bReserved", Format::Number, kQualifierSpec },
});
static_assert(isAscendingAndDisjoint(kQualifierFields));

constexpr auto kConfigurationBits = std::to_array<BitSpec>({
    { 7, 7, "reserved, set to one" },
    { 6, 6, "self-powered", kNoYes },
    { 5, 5, "remote wakeup", kNoYes },
    { 4, 0, "reserved, reset to zero" },
});

constexpr auto kConfigurationFields = std::to_array<FieldSpec>({
    kLengthField,
    kTypeField,
    { 2, 2, "wTotalLength", Format::Number, kConfigurationSpec },
    { 4, 1, "bNumInterfaces", Format::Number, kConfigurationSpec },
    { 5, 1, "bConfigurationValue", Format::Number, kConfigurationSpec },
    { 6, 1, "iConfiguration", Format::StringIndex, kConfigurationSpec },
    { 7, 1, "bmAttributes", Format::Hex, kConfigurationSpec, kConfigurationBits },
    { 8, 1, "bMaxPower", Format::MaxPower, kConfigurationSpec },
});
static_assert(isAscendingAndDisjoint(kConfigurationFields));

constexpr auto kInterfaceFields = std::to_array<FieldSpec>({
    kLengthField,
    kTypeField,
    { 2, 1, "bInterfaceNumber", Format::Number, kInterfaceSpec },
    { 3, 1, "bAlternateSetting", Format::Number, kInterfaceSpec },
    { 4, 1, "bNumEndpoints", Format::Number, kInterfaceSpec },
    { 5, 1, "bInterfaceClass", Format::ClassCode, kInterfaceSpec },
    { 6, 1, "bInterfaceSubClass", Format::SubClassCode, kInterfaceSpec },
    { 7, 1, "bInterfaceProtocol", Format::ProtocolCode, kInterfaceSpec },
    { 8, 1, "iInterface", Format::StringIndex, kInterfaceSpec },
});
static_assert(isAscendingAndDisjoint(kInterfaceFields));

constexpr auto kAssociationFields = std::to_array<FieldSpec>({
    kLengthField,
    kTypeField,
    { 2, 1, "bFirstInterface", Format::Number, kAssociationSpec },
    { 3, 1, "bInterfaceCount", Format::Number, kAssociationSpec },
    { 4, 1, "bFunctionClass", Format::ClassCode, kAssociationSpec },
    { 5, 1, "bFunctionSubClass", Format::SubClassCode, kAssociationSpec },
    { 6, 1, "bFunctionProtocol", Format::ProtocolCode, kAssociationSpec },
    { 7, 1, "iFunction", Format::StringIndex, kAssociationSpec },
});
static_assert(isAscendingAndDisjoint(kAssociationFields));

constexpr auto kOtgBits = std::to_array<BitSpec>({
    { 7, 4, "reserved" },
    { 3, 3, "RSP support", kNoYes },
    { 2, 2, "ADP support", kNoYes },
    { 1, 1, "HNP support", kNoYes },
    { 0, 0, "SRP support", kNoYes },
});

constexpr auto kOtg
    = std::to_array<Step>({ bitsOf("bmAttributes", 1, kOtgBits), optional({ "bcdOTG", 2, Format::Bcd }) });

constexpr auto kDebugFields = std::to_array<FieldSpec>({
    kLengthField,
    kTypeField,
    { 2, 1, "bDebugInEndpoint", Format::EndpointAddress, kDebugSpec },
    { 3, 1, "bDebugOutEndpoint", Format::EndpointAddress, kDebugSpec },
});
static_assert(isAscendingAndDisjoint(kDebugFields));

constexpr auto kPowerBits = std::to_array<BitSpec>({
    { 7, 6, "reserved" },
    { 5, 5, "wakeup from D2", kNoYes },
    { 4, 4, "wakeup from D1", kNoYes },
    { 3, 3, "D3", kNoYes },
    { 2, 2, "D2", kNoYes },
    { 1, 1, "D1", kNoYes },
    { 0, 0, "D0", kNoYes },
});
constexpr auto kPower = std::to_array<Step>(
    { bitsOf("bmCapabilitiesFlags", 1, kPowerBits), { "bBusPowerSavingD1" }, { "bSelfPowerSavingD1" },
        { "bBusPowerSavingD2" }, { "bSelfPowerSavingD2" }, { "bBusPowerSavingD3" }, { "bSelfPowerSavingD3" },
        { "wTransitionTimeFromD1", 2 }, { "wTransitionTimeFromD2", 2 }, { "wTransitionTimeFromD3", 2 } });

// "class Mass Storage", "class 0x42" for a number nobody assigned.
std::string className(std::uint64_t code)
{
    const std::string_view name = standardClassName(static_cast<std::uint8_t>(code));
    return name.empty() ? "class 0x" + hex(code, 2) : std::string(name);
}

void checkControlPacketSize(NodeBuilder& builder, std::uint16_t bcdUsb)
{
    const auto size = builder.value(7, 1);
    if (!size)
        return;
    const bool isClassic = *size == 8 || *size == 16 || *size == 32 || *size == 64;
    const bool isSuper = *size == 9 && bcdUsb >= 0x0300;
    if (!isClassic && !isSuper)
        builder.diagnose(rules::kControlPacketSize, 7, 1,
            "bMaxPacketSize0 is " + std::to_string(*size) + "; only 8, 16, 32 and 64 exist, and 9 at SuperSpeed.");
}

void checkConfigurationCount(NodeBuilder& builder, std::size_t offset)
{
    if (builder.value(offset, 1) == 0U)
        builder.diagnose(rules::kNoConfiguration, offset, 1, "bNumConfigurations is 0; a device has at least one.");
}

void completeDevice(NodeBuilder& builder)
{
    const auto vendor = builder.value(8, 2);
    const auto product = builder.value(10, 2);
    if (vendor && product)
        builder.setSummary(
            usb::formatVidPid(static_cast<std::uint16_t>(*vendor), static_cast<std::uint16_t>(*product)));
    checkControlPacketSize(builder, static_cast<std::uint16_t>(builder.value(2, 2).value_or(0)));
    checkConfigurationCount(builder, 17);
}

void completeQualifier(NodeBuilder& builder)
{
    checkControlPacketSize(builder, static_cast<std::uint16_t>(builder.value(2, 2).value_or(0)));
}

void completeConfiguration(NodeBuilder& builder)
{
    if (const auto value = builder.value(5, 1)) {
        builder.setSummary("value " + std::to_string(*value));
        if (*value == 0)
            builder.diagnose(rules::kConfigurationValue, 5, 1,
                "bConfigurationValue is 0, which means unconfigured: the configuration can never be selected.");
    }
    if (const auto attributes = builder.value(7, 1)) {
        if ((*attributes & 0x80) == 0)
            builder.diagnose(rules::kAttributesBit7, 7, 1, "Bit 7 of bmAttributes is reserved and must be one.");
        if ((*attributes & 0x1f) != 0)
            builder.diagnose(
                rules::kAttributesReserved, 7, 1, "Bits 4 to 0 of bmAttributes are reserved and must be zero.");
    }
}

void completeInterface(NodeBuilder& builder)
{
    const auto number = builder.value(2, 1);
    const auto alternate = builder.value(3, 1);
    const auto code = builder.value(5, 1);
    if (!number || !alternate || !code)
        return;
    builder.setSummary(std::to_string(*number) + " alternate " + std::to_string(*alternate) + ", " + className(*code));
    if (const auto endpoints = builder.value(4, 1); endpoints && *endpoints > 30)
        builder.diagnose(rules::kTooManyEndpoints, 4, 1,
            "bNumEndpoints is " + std::to_string(*endpoints) + "; an interface has at most 30 besides endpoint 0.");
}

void completeAssociation(NodeBuilder& builder)
{
    const auto first = builder.value(2, 1);
    const auto count = builder.value(3, 1);
    const auto code = builder.value(4, 1);
    if (!first || !count || !code)
        return;
    if (*count == 0) {
        builder.diagnose(
            rules::kAssociationEmpty, 3, 1, "bInterfaceCount is 0; a function has at least one interface.");
        return;
    }
    const std::uint64_t last = *first + *count - 1;
    builder.setSummary(
        "interfaces " + std::to_string(*first) + " to " + std::to_string(last) + ", " + className(*code));
    if (last > 255)
        builder.diagnose(rules::kAssociationBeyond, 2, 2,
            "The function would end with interface " + std::to_string(last) + "; interface numbers end at 255.");
}

constexpr auto kEntries = std::to_array<Entry>({
    { { 0x01 }, "Device descriptor", kDeviceFields, { 18, 18 }, kDeviceSpec, completeDevice },
    { { 0x02 }, "Configuration descriptor", kConfigurationFields, { 9, 9 }, kConfigurationSpec, completeConfiguration },
    { { 0x04 }, "Interface descriptor", kInterfaceFields, { 9, 9 }, kInterfaceSpec, completeInterface },
    { { 0x06 }, "Device qualifier descriptor", kQualifierFields, { 10, 10 }, kQualifierSpec, completeQualifier },
    { { 0x07 }, "Other-speed configuration descriptor", kConfigurationFields, { 9, 9 }, "USB 2.0 Table 9-11",
        completeConfiguration },
    { { 0x08 }, "Interface power descriptor", kPlainHeader, lengthOf(kPower, 2), kPowerSpec, nullptr, kPower },
    { { 0x09 }, "OTG descriptor", kPlainHeader, lengthOf(kOtg, 2), kOtgSpec, nullptr, kOtg },
    { { 0x0a }, "Debug descriptor", kDebugFields, { 4, 4 }, kDebugSpec },
    { { 0x0b }, "Interface association descriptor", kAssociationFields, { 8, 8 }, kAssociationSpec,
        completeAssociation },
});

} // namespace

std::span<const Entry> standardEntries() { return kEntries; }

} // namespace wb::descriptors
