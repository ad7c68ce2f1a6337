// SPDX-License-Identifier: GPL-3.0-or-later
// Requests that every device knows: USB 2.0 §9.4, USB 3.2 §9.4.
#include "core/requests/tables.h"
#include "core/usb/names.h"

namespace wb::requests {
namespace {

using descriptors::kNoYes;
using usb::Recipient;
using usb::StandardRequest;

constexpr auto kDeviceStatus = std::to_array<BitSpec>({
    { 15, 5, "reserved" },
    { 4, 4, "LTM Enable", kNoYes },
    { 3, 3, "U2 Enable", kNoYes },
    { 2, 2, "U1 Enable", kNoYes },
    { 1, 1, "Remote Wakeup", kNoYes },
    { 0, 0, "Self Powered", kNoYes },
});
constexpr auto kInterfaceStatus = std::to_array<BitSpec>({
    { 15, 2, "reserved" },
    { 1, 1, "Function Remote Wakeup", kNoYes },
    { 0, 0, "Function Remote Wake Capable", kNoYes },
});
constexpr auto kEndpointStatus = std::to_array<BitSpec>({ { 15, 1, "reserved" }, { 0, 0, "Halt", kNoYes } });
constexpr auto kSuspendOptions = std::to_array<BitSpec>(
    { { 7, 2, "reserved" }, { 1, 1, "remote wake enabled", kNoYes }, { 0, 0, "low-power suspend", kNoYes } });

std::span<const ValueName> descriptorTypes()
{
    static const std::vector<ValueName> kTypes = [] {
        std::vector<ValueName> types;
        for (unsigned type = 1; type <= 0xff; ++type)
            if (const auto name = usb::descriptorTypeName(static_cast<std::uint8_t>(type)); !name.empty())
                types.push_back({ type, name });
        return types;
    }();
    return kTypes;
}

std::span<const ValueName> testSelectors()
{
    static const std::vector<ValueName> kSelectors = [] {
        std::vector<ValueName> selectors { { 0, "none" } };
        for (std::uint8_t selector = 1; !usb::testSelectorName(selector).empty(); ++selector)
            selectors.push_back({ selector, usb::testSelectorName(selector) });
        return selectors;
    }();
    return kSelectors;
}

std::vector<ValueName> featuresOf(Recipient recipient)
{
    std::vector<ValueName> features;
    for (const usb::FeatureName& feature : usb::standardFeatures())
        if (feature.recipient == recipient)
            features.push_back({ feature.selector, feature.name });
    return features;
}

std::span<const ValueName> features(Recipient recipient)
{
    static const std::vector<ValueName> kDevice = featuresOf(Recipient::Device);
    static const std::vector<ValueName> kInterface = featuresOf(Recipient::Interface);
    static const std::vector<ValueName> kEndpoint = featuresOf(Recipient::Endpoint);
    if (recipient == Recipient::Interface)
        return kInterface;
    return recipient == Recipient::Endpoint ? kEndpoint : kDevice;
}

std::string_view recipientWord(Recipient recipient)
{
    if (recipient == Recipient::Interface)
        return " (interface)";
    return recipient == Recipient::Endpoint ? " (endpoint)" : " (device)";
}

Head head(StandardRequest code, Recipient recipient, std::string_view section, bool hasSeveral = false)
{
    const auto number = static_cast<std::uint8_t>(code);
    const std::string name(usb::standardRequestName(number));
    return { hasSeveral ? name + std::string(recipientWord(recipient)) : name, section, recipient, number };
}

std::vector<Parameter> targeted(Recipient recipient, std::vector<Parameter> parameters, Place place = Place::Index)
{
    if (recipient == Recipient::Interface)
        parameters.push_back(interfaceAt(place));
    if (recipient == Recipient::Endpoint)
        parameters.push_back(endpointAt(place));
    return parameters;
}

std::vector<Request> statusRequests()
{
    constexpr std::string_view kSection = "USB 2.0 §9.4.5, USB 3.2 §9.4.5";
    const auto status = [&](Recipient recipient, std::span<const BitSpec> bits) {
        return reads(head(StandardRequest::GetStatus, recipient, kSection, true), targeted(recipient, {}),
            { flagField("wStatus", 2, bits) });
    };
    return { status(Recipient::Device, kDeviceStatus), status(Recipient::Interface, kInterfaceStatus),
        status(Recipient::Endpoint, kEndpointStatus) };
}

std::vector<Request> featureRequests(StandardRequest code, std::string_view section)
{
    std::vector<Request> requests;
    for (const Recipient recipient : { Recipient::Device, Recipient::Interface, Recipient::Endpoint }) {
        std::vector<Parameter> parameters { openChoice("FeatureSelector", Place::Value, features(recipient)) };
        if (code == StandardRequest::SetFeature && recipient == Recipient::Device)
            parameters.push_back(openChoice("TestSelector", Place::IndexHigh, testSelectors()));
        if (code == StandardRequest::SetFeature && recipient == Recipient::Interface)
            parameters.push_back(flags("SuspendOptions", Place::IndexHigh, kSuspendOptions));
        requests.push_back(
            writes(head(code, recipient, section, true), targeted(recipient, std::move(parameters), Place::IndexLow)));
    }
    return requests;
}

Parameter descriptorType(usb::DescriptorType standard)
{
    Parameter parameter = openChoice("DescriptorType", Place::ValueHigh, descriptorTypes());
    parameter.isHex = true;
    parameter.standard = static_cast<std::int64_t>(standard);
    return parameter;
}

std::vector<Request> descriptorRequests()
{
    constexpr std::string_view kSection = "USB 2.0 §9.4.3";
    const Parameter index = number("DescriptorIndex", Place::ValueLow);
    Parameter language = number("LanguageID", Place::Index);
    language.isHex = true;
    Request set = sends(head(StandardRequest::SetDescriptor, Recipient::Device, "USB 2.0 §9.4.8"),
        { descriptorType(usb::DescriptorType::String), index, language });
    return { reads(head(StandardRequest::GetDescriptor, Recipient::Device, kSection, true),
                 { descriptorType(usb::DescriptorType::Device), index, language, lengthOf(18) }, {},
                 Answer::Descriptors),
        reads(head(StandardRequest::GetDescriptor, Recipient::Interface, "USB 2.0 §9.4.3, HID 1.11 §7.1.1", true),
            { descriptorType(usb::DescriptorType::Hid), index, interfaceAt(), lengthOf(255) }, {}, Answer::Descriptors),
        std::move(set) };
}

std::vector<Request> configurationRequests()
{
    return {
        reads(head(StandardRequest::GetConfiguration, Recipient::Device, "USB 2.0 §9.4.2"), {},
            { field("bConfigurationValue", 1) }),
        writes(head(StandardRequest::SetConfiguration, Recipient::Device, "USB 2.0 §9.4.7"),
            { number("ConfigurationValue", Place::ValueLow) }),
        reads(head(StandardRequest::GetInterface, Recipient::Interface, "USB 2.0 §9.4.4"), { interfaceAt() },
            { field("bAlternateSetting", 1) }),
        writes(head(StandardRequest::SetInterface, Recipient::Interface, "USB 2.0 §9.4.10"),
            { number("AlternateSetting", Place::Value), interfaceAt() }),
    };
}

} // namespace

std::vector<Request> standardRequests()
{
    std::vector<Request> all = descriptorRequests();
    append(all, statusRequests());
    append(all, configurationRequests());
    append(all, featureRequests(StandardRequest::ClearFeature, "USB 2.0 §9.4.1, USB 3.2 §9.4.1"));
    append(all, featureRequests(StandardRequest::SetFeature, "USB 2.0 §9.4.9, USB 3.2 §9.4.9"));
    append(all,
        { reads(head(StandardRequest::SynchFrame, Recipient::Endpoint, "USB 2.0 §9.4.11"), { endpointAt() },
              { field("wFrameNumber", 2) }),
            writes(head(StandardRequest::SetAddress, Recipient::Device, "USB 2.0 §9.4.6"),
                { within(0, 127, number("DeviceAddress", Place::Value)) }),
            writes(head(StandardRequest::SetSel, Recipient::Device, "USB 3.2 §9.4.12"), {},
                { field("U1SEL", 1, { "µs" }), field("U1PEL", 1, { "µs" }), field("U2SEL", 2, { "µs" }),
                    field("U2PEL", 2, { "µs" }) }),
            writes(head(StandardRequest::SetIsochDelay, Recipient::Device, "USB 3.2 §9.4.11"),
                { number("IsochronousDelay", Place::Value, { "ns" }) }) });
    for (Request& request : all) // every class of devices knows them
        request.bmRequestType = static_cast<std::uint8_t>(request.bmRequestType & ~0x60U);
    return ofGroup("Standard", {}, std::move(all));
}

} // namespace wb::requests
