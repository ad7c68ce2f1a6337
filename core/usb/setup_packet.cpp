// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/usb/setup_packet.h"

#include "core/usb/names.h"

#include <algorithm>

namespace wb::usb {
namespace {

constexpr auto kStandardRequests = std::to_array<NamedRequest>({
    { 0, "GET_STATUS" },
    { 1, "CLEAR_FEATURE" },
    { 3, "SET_FEATURE" },
    { 5, "SET_ADDRESS" },
    { 6, "GET_DESCRIPTOR" },
    { 7, "SET_DESCRIPTOR" },
    { 8, "GET_CONFIGURATION" },
    { 9, "SET_CONFIGURATION" },
    { 10, "GET_INTERFACE" },
    { 11, "SET_INTERFACE" },
    { 12, "SYNCH_FRAME" },
    { 13, "SET_ENCRYPTION" },
    { 14, "GET_ENCRYPTION" },
    { 15, "SET_HANDSHAKE" },
    { 16, "GET_HANDSHAKE" },
    { 17, "SET_CONNECTION" },
    { 18, "SET_SECURITY_DATA" },
    { 19, "GET_SECURITY_DATA" },
    { 20, "SET_WUSB_DATA" },
    { 21, "LOOPBACK_DATA_WRITE" },
    { 22, "LOOPBACK_DATA_READ" },
    { 23, "SET_INTERFACE_DS" },
    { 26, "GET_FW_STATUS" },
    { 27, "SET_FW_STATUS" },
    { 48, "SET_SEL" },
    { 49, "SET_ISOCH_DELAY" },
});

// USB 2.0 table 9-6, USB 3.2 §9.4, OTG 2.0 §6.2.
constexpr auto kFeatures = std::to_array<FeatureName>({
    { Recipient::Endpoint, 0, "ENDPOINT_HALT" },
    { Recipient::Interface, 0, "FUNCTION_SUSPEND" },
    { Recipient::Device, 1, "DEVICE_REMOTE_WAKEUP" },
    { Recipient::Device, 2, "TEST_MODE" },
    { Recipient::Device, 3, "B_HNP_ENABLE" },
    { Recipient::Device, 4, "A_HNP_SUPPORT" },
    { Recipient::Device, 5, "A_ALT_HNP_SUPPORT" },
    { Recipient::Device, 48, "U1_ENABLE" },
    { Recipient::Device, 49, "U2_ENABLE" },
    { Recipient::Device, 50, "LTM_ENABLE" },
    { Recipient::Device, 51, "B3_NTF_HOST_REL" },
    { Recipient::Device, 52, "B3_RSP_ENABLE" },
    { Recipient::Device, 53, "LDM_ENABLE" },
});

std::string hexWord(std::uint16_t value) { return "0x" + hex(value, 4); }
std::string hexByte(std::uint8_t value) { return "0x" + hex(value, 2); }
std::uint8_t lowByte(std::uint16_t value) { return static_cast<std::uint8_t>(value & 0xff); }
std::uint8_t highByte(std::uint16_t value) { return static_cast<std::uint8_t>(value >> 8); }
std::string byteCount(std::uint16_t count) { return std::to_string(count) + (count == 1 ? " byte" : " bytes"); }
std::string upTo(const SetupPacket& setup) { return " (up to " + byteCount(setup.wLength) + ")"; }

// "the device", "interface 2", "EP1 IN (0x81)"; wIndex names the target (USB 2.0 §9.3.4).
std::string target(const SetupPacket& setup)
{
    switch (setup.recipient()) {
    case Recipient::Device:
        return "the device";
    case Recipient::Interface:
        return "interface " + std::to_string(lowByte(setup.wIndex));
    case Recipient::Endpoint:
        return toString(EndpointAddress { lowByte(setup.wIndex) });
    case Recipient::Other:
        return "another part of the device (" + hexWord(setup.wIndex) + ")";
    }
    return "reserved recipient " + std::to_string(static_cast<unsigned>(setup.recipient()));
}

// "the device descriptor", "string descriptor 2 in English (US)".
std::string descriptorNoun(const SetupPacket& setup, std::string_view language)
{
    const std::uint8_t type = highByte(setup.wValue);
    const std::uint8_t index = lowByte(setup.wValue);
    const bool isString = type == static_cast<std::uint8_t>(DescriptorType::String);
    if (isString && index == 0)
        return "the list of string languages (string descriptor 0)";
    if (isString)
        return "string descriptor " + std::to_string(index) + " in "
            + (language.empty() ? "language " + hexWord(setup.wIndex) : std::string(language));
    const std::string_view known = descriptorTypeName(type);
    std::string noun = known.empty() ? "descriptor of type " + hexByte(type) : std::string(known) + " descriptor";
    const bool isNumbered = type == static_cast<std::uint8_t>(DescriptorType::Configuration)
        || type == static_cast<std::uint8_t>(DescriptorType::OtherSpeedConfiguration) || index != 0;
    if (isNumbered)
        noun += (known.empty() ? ", index " : " ") + std::to_string(index);
    else
        noun.insert(0, "the ");
    if (setup.recipient() != Recipient::Device)
        noun += " of " + target(setup);
    return noun;
}

std::string featureNoun(const SetupPacket& setup)
{
    const auto* found = std::find_if(kFeatures.begin(), kFeatures.end(), [&setup](const FeatureName& feature) {
        return feature.recipient == setup.recipient() && feature.selector == setup.wValue;
    });
    if (found == kFeatures.end())
        return "feature " + std::to_string(setup.wValue);
    return "the feature " + std::string(found->name);
}

// wIndex' high byte carries options of two features (USB 2.0 table 9-7, USB 3.2 §9.4.9).
std::string featureOption(const SetupPacket& setup)
{
    constexpr std::uint16_t kTestMode = 2;
    const std::uint8_t option = highByte(setup.wIndex);
    if (setup.recipient() == Recipient::Device && setup.wValue == kTestMode) {
        const std::string_view name = testSelectorName(option);
        return ", test selector " + std::to_string(option) + (name.empty() ? "" : " (" + std::string(name) + ")");
    }
    if (setup.recipient() == Recipient::Interface && setup.wValue == 0)
        return std::string((option & 1) != 0 ? ", low-power suspend" : ", normal operation")
            + ((option & 2) != 0 ? ", remote wake enabled" : ", remote wake disabled");
    return {};
}

std::string describeSetFeature(const SetupPacket& setup)
{
    if (setup.recipient() == Recipient::Endpoint && setup.wValue == 0)
        return "Halts " + target(setup) + ": sets ENDPOINT_HALT.";
    return "Sets " + featureNoun(setup) + " of " + target(setup) + featureOption(setup) + ".";
}

std::string describeClearFeature(const SetupPacket& setup)
{
    if (setup.recipient() == Recipient::Endpoint && setup.wValue == 0)
        return "Clears the halt of " + target(setup) + " (ENDPOINT_HALT) and resets its data toggle.";
    return "Clears " + featureNoun(setup) + " of " + target(setup) + ".";
}

std::string describeSetConfiguration(const SetupPacket& setup)
{
    if (lowByte(setup.wValue) == 0)
        return "Sets configuration 0: the device becomes unconfigured and its interfaces stop.";
    return "Selects the configuration with value " + std::to_string(lowByte(setup.wValue)) + ".";
}

// Direction and standard code disagree (0x80 SET_INTERFACE...): no sentence about intent would be true.
bool directionFits(const SetupPacket& setup)
{
    switch (static_cast<StandardRequest>(setup.bRequest)) {
    case StandardRequest::GetStatus:
    case StandardRequest::GetDescriptor:
    case StandardRequest::GetConfiguration:
    case StandardRequest::GetInterface:
    case StandardRequest::SynchFrame:
    case StandardRequest::GetEncryption:
    case StandardRequest::GetHandshake:
    case StandardRequest::GetSecurityData:
    case StandardRequest::LoopbackDataRead:
    case StandardRequest::GetFwStatus:
        return setup.isIn();
    default:
        return !setup.isIn();
    }
}

// "class request 0x09 to interface 0: sends 1 byte, wValue 0x0200, wIndex 0x0000."
std::string describePlainly(const SetupPacket& setup, const std::string& kind)
{
    std::string text = kind + " to " + target(setup) + ": ";
    if (setup.wLength == 0)
        text += "no data";
    else
        text += (setup.isIn() ? "reads up to " : "sends ") + byteCount(setup.wLength);
    return text + ", wValue " + hexWord(setup.wValue) + ", wIndex " + hexWord(setup.wIndex) + ".";
}

std::string describeNamedRequest(const SetupPacket& setup)
{
    const std::string_view name = standardRequestName(setup.bRequest);
    if (name.empty())
        return describePlainly(setup, "Unknown standard request " + hexByte(setup.bRequest));
    if (!directionFits(setup))
        return describePlainly(setup, std::string(name) + " with its direction reversed");
    return describePlainly(setup, "Standard request " + std::string(name));
}

std::string describeStandard(const SetupPacket& setup, std::string_view language)
{
    if (!directionFits(setup))
        return describeNamedRequest(setup);
    switch (static_cast<StandardRequest>(setup.bRequest)) {
    case StandardRequest::GetStatus:
        return "Reads the status of " + target(setup) + upTo(setup) + ".";
    case StandardRequest::ClearFeature:
        return describeClearFeature(setup);
    case StandardRequest::SetFeature:
        return describeSetFeature(setup);
    case StandardRequest::SetAddress:
        return "Gives the device the bus address " + std::to_string(setup.wValue) + ".";
    case StandardRequest::GetDescriptor:
        return "Reads " + descriptorNoun(setup, language) + upTo(setup) + ".";
    case StandardRequest::SetDescriptor:
        return "Replaces " + descriptorNoun(setup, language) + " (sends " + byteCount(setup.wLength) + ").";
    case StandardRequest::GetConfiguration:
        return "Reads the value of the active configuration" + upTo(setup) + ".";
    case StandardRequest::SetConfiguration:
        return describeSetConfiguration(setup);
    case StandardRequest::GetInterface:
        return "Reads which alternate setting " + target(setup) + " uses" + upTo(setup) + ".";
    case StandardRequest::SetInterface:
        return "Selects alternate setting " + std::to_string(setup.wValue) + " of " + target(setup) + ".";
    case StandardRequest::SynchFrame:
        return "Reads the synchronization frame number of " + target(setup) + upTo(setup) + ".";
    case StandardRequest::SetSel:
        return "Tells the device its system exit latencies (sends " + byteCount(setup.wLength) + ").";
    case StandardRequest::SetIsochDelay:
        return "Tells the device its isochronous delay: " + std::to_string(setup.wValue) + " ns.";
    case StandardRequest::GetFwStatus:
        return "Reads whether the device allows firmware updates" + upTo(setup) + ".";
    case StandardRequest::SetFwStatus:
        return std::string(lowByte(setup.wValue) == 0 ? "Forbids" : "Allows") + " firmware updates of the device.";
    default:
        return describeNamedRequest(setup);
    }
}

} // namespace

std::array<Byte, 8> SetupPacket::toBytes() const
{
    return { bmRequestType, bRequest, lowByte(wValue), highByte(wValue), lowByte(wIndex), highByte(wIndex),
        lowByte(wLength), highByte(wLength) };
}

std::optional<SetupPacket> SetupPacket::fromBytes(ByteView bytes)
{
    if (bytes.size() < 8)
        return std::nullopt;
    const auto wordAt
        = [bytes](std::size_t offset) { return static_cast<std::uint16_t>(bytes[offset] | (bytes[offset + 1] << 8)); };
    return SetupPacket { bytes[0], bytes[1], wordAt(2), wordAt(4), wordAt(6) };
}

std::uint8_t makeRequestType(Direction direction, RequestType type, Recipient recipient)
{
    return static_cast<std::uint8_t>((static_cast<unsigned>(direction) << 7) | (static_cast<unsigned>(type) << 5)
        | (static_cast<unsigned>(recipient) & 0x1f));
}

std::span<const NamedRequest> standardRequests() { return kStandardRequests; }

std::string_view standardRequestName(std::uint8_t bRequest)
{
    const auto* found = std::find_if(kStandardRequests.begin(), kStandardRequests.end(),
        [bRequest](const NamedRequest& request) { return request.code == bRequest; });
    return found == kStandardRequests.end() ? std::string_view() : found->name;
}

std::span<const FeatureName> standardFeatures() { return kFeatures; }

std::string_view testSelectorName(std::uint8_t selector)
{
    constexpr auto kNames = std::to_array<std::string_view>(
        { "", "Test_J", "Test_K", "Test_SE0_NAK", "Test_Packet", "Test_Force_Enable" });
    return selector < kNames.size() ? kNames[selector] : std::string_view();
}

std::string describe(const SetupPacket& setup, std::string_view language)
{
    switch (setup.type()) {
    case RequestType::Standard:
        return describeStandard(setup, language);
    case RequestType::Class:
        return describePlainly(setup, "Class request " + hexByte(setup.bRequest));
    case RequestType::Vendor:
        return describePlainly(setup, "Vendor request " + hexByte(setup.bRequest));
    case RequestType::Reserved:
        return describePlainly(setup, "Request " + hexByte(setup.bRequest) + " of the reserved type");
    }
    return {};
}

} // namespace wb::usb
