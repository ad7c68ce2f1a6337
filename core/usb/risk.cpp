// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/usb/risk.h"

#include <algorithm>
#include <array>

namespace wb::usb {
namespace {

constexpr std::uint8_t kClassCommunication = 0x02;
constexpr std::uint8_t kClassHid = 0x03;
constexpr std::uint8_t kClassMassStorage = 0x08;
constexpr std::uint8_t kClassHub = 0x09;
constexpr std::uint8_t kClassCommunicationData = 0x0a;
constexpr std::uint8_t kClassWireless = 0xe0;
constexpr std::uint8_t kClassApplication = 0xfe; // device firmware upgrade lives here
constexpr std::uint8_t kClassVendor = 0xff;

RiskAssessment confirm(std::string reason) { return { Risk::Confirm, std::move(reason) }; }

// USB 3.2 §9.4: features that a CLEAR_FEATURE or a re-plug takes back completely.
bool isHarmlessFeature(Recipient recipient, std::uint16_t feature)
{
    constexpr std::uint16_t kEndpointHalt = 0;
    constexpr std::uint16_t kFunctionSuspend = 0;
    constexpr std::uint16_t kRemoteWakeup = 1;
    constexpr std::uint16_t kFirstPowerFeature = 48; // U1_ENABLE, U2_ENABLE, LTM_ENABLE
    constexpr std::uint16_t kLastPowerFeature = 50;
    switch (recipient) {
    case Recipient::Device:
        return feature == kRemoteWakeup || (feature >= kFirstPowerFeature && feature <= kLastPowerFeature);
    case Recipient::Interface:
        return feature == kFunctionSuspend;
    case Recipient::Endpoint:
        return feature == kEndpointHalt;
    case Recipient::Other:
        break;
    }
    return false;
}

RiskAssessment assessSetFeature(const SetupPacket& setup)
{
    constexpr std::uint16_t kTestMode = 2;
    if (setup.recipient() == Recipient::Device && setup.wValue == kTestMode)
        return confirm("Test mode takes the port off the bus until the device is unplugged or its hub loses power.");
    if (isHarmlessFeature(setup.recipient(), setup.wValue))
        return {};
    return confirm("This feature is not one that is known to be harmless, so its effect cannot be foretold.");
}

// By request code whatever the direction bit says: many devices never look at it.
RiskAssessment assessStandard(const SetupPacket& setup)
{
    switch (static_cast<StandardRequest>(setup.bRequest)) {
    case StandardRequest::SetAddress:
        return { Risk::Forbidden,
            "A new bus address cuts the device off from the operating system and may collide with another device." };
    case StandardRequest::SetConfiguration:
        return confirm("The device is reset to that configuration behind its drivers: open files, sound and network "
                       "connections of the device are interrupted.");
    case StandardRequest::SetDescriptor:
        return confirm("The device may store the new descriptor for good and not be recognised afterwards.");
    case StandardRequest::SetFwStatus:
        return confirm("This allows or forbids firmware updates of the device.");
    case StandardRequest::SetSel:
    case StandardRequest::SetIsochDelay:
        return confirm("The operating system sets these link timings itself; wrong ones disturb the device's power "
                       "management or streams.");
    case StandardRequest::SetFeature:
        return assessSetFeature(setup);
    case StandardRequest::GetStatus:
    case StandardRequest::ClearFeature:
    case StandardRequest::GetDescriptor:
    case StandardRequest::GetConfiguration:
    case StandardRequest::GetInterface:
    case StandardRequest::SetInterface:
    case StandardRequest::SynchFrame:
    case StandardRequest::GetEncryption:
    case StandardRequest::GetHandshake:
    case StandardRequest::GetSecurityData:
    case StandardRequest::LoopbackDataWrite:
    case StandardRequest::LoopbackDataRead:
    case StandardRequest::GetFwStatus:
        return {};
    case StandardRequest::SetEncryption:
    case StandardRequest::SetHandshake:
    case StandardRequest::SetConnection:
    case StandardRequest::SetSecurityData:
    case StandardRequest::SetWUsbData:
    case StandardRequest::SetInterfaceDs:
        return confirm("This request sets up Wireless USB security and may break the pairing of the device.");
    }
    if (setup.isIn())
        return {};
    return confirm("This is not a standard request that any specification describes; its effect cannot be foretold.");
}

RiskAssessment assessClassWrite(const SetupPacket& setup, std::span<const std::uint8_t> deviceClasses)
{
    const auto has = [deviceClasses](std::uint8_t code) {
        return std::find(deviceClasses.begin(), deviceClasses.end(), code) != deviceClasses.end();
    };
    constexpr std::uint8_t kSetReport = 9; // HID 1.11 §7.2.2
    constexpr std::uint8_t kFeatureReport = 3;
    if (has(kClassApplication))
        return confirm("The device can be given new firmware by class requests; a wrong one may leave it unusable.");
    if (has(kClassHid) && setup.bRequest == kSetReport && (setup.wValue >> 8) == kFeatureReport)
        return confirm("Feature reports hold settings that the device may keep for good.");
    if (has(kClassVendor) && !has(kClassHid))
        return confirm("The device has a vendor-specific interface, where class requests mean what its maker chose.");
    return {};
}

std::vector<std::uint8_t> classesOf(const DeviceInfo& device, std::uint8_t interfaceNumber)
{
    std::vector<std::uint8_t> codes;
    const ConfigurationInfo* active = device.active();
    const InterfaceInfo* interface = active == nullptr ? nullptr : active->findInterface(interfaceNumber);
    if (interface == nullptr)
        return codes;
    for (const AlternateSetting& alternate : interface->alternates)
        codes.push_back(alternate.interfaceClass);
    return codes;
}

// One sentence about what people would miss; empty when nothing is known of it.
std::string whatStops(std::span<const std::uint8_t> classes)
{
    struct Use {
        std::uint8_t code;
        std::string_view words;
    };
    constexpr std::string_view kConnections = "network and serial connections";
    constexpr std::array<Use, 6> kUses { { { kClassHid, "keyboards and mice" },
        { kClassMassStorage, "disks (unmount them first)" }, { kClassHub, "everything behind this hub" },
        { kClassCommunication, kConnections }, { kClassCommunicationData, kConnections },
        { kClassWireless, kConnections } } };
    std::string list;
    for (const Use& use : kUses) {
        const bool isThere = std::find(classes.begin(), classes.end(), use.code) != classes.end();
        if (isThere && list.find(use.words) == std::string::npos)
            list += (list.empty() ? "" : ", ") + std::string(use.words);
    }
    return list.empty() ? list : "Stops working meanwhile: " + list + ".";
}

std::string joined(std::string sentence, const std::string& next)
{
    return next.empty() ? sentence : std::move(sentence) + " " + next;
}

} // namespace

RiskAssessment assessRisk(const SetupPacket& setup, std::span<const std::uint8_t> deviceClasses)
{
    const auto has = [deviceClasses](std::uint8_t code) {
        return std::find(deviceClasses.begin(), deviceClasses.end(), code) != deviceClasses.end();
    };
    RiskAssessment risk = setup.type() == RequestType::Standard ? assessStandard(setup) : RiskAssessment {};
    if (risk.risk != Risk::None || setup.isIn())
        return risk;
    if (has(kClassHub))
        return confirm("This device is a hub: writing to it may cut off or switch off everything plugged into it.");
    if (has(kClassMassStorage))
        return confirm("This device stores files: writing to it behind the file system may damage them.");
    switch (setup.type()) {
    case RequestType::Standard:
        return risk;
    case RequestType::Class:
        return assessClassWrite(setup, deviceClasses);
    case RequestType::Vendor:
        return confirm("A vendor request that writes may change the device permanently; only its maker knows.");
    case RequestType::Reserved:
        return confirm("The request type is reserved: no specification says what the device will do.");
    }
    return risk;
}

RiskAssessment assessRisk(EndpointAddress endpoint, const DeviceInfo& device)
{
    const ConfigurationInfo* active = device.active();
    if (endpoint.isIn() || active == nullptr)
        return {};
    for (const InterfaceInfo& interface : active->interfaces)
        for (const AlternateSetting& alternate : interface.alternates)
            for (const EndpointInfo& candidate : alternate.endpoints)
                if (candidate.address == endpoint && alternate.interfaceClass == kClassMassStorage)
                    return confirm("This endpoint takes commands and data for a disk: what is sent to it behind the "
                                   "file system may destroy files.");
    return {};
}

RiskAssessment assessRisk(const TransferRequest& request, const DeviceInfo& device)
{
    return request.type == TransferType::Control ? assessRisk(request.setup, device.classCodes())
                                                 : assessRisk(request.endpoint, device);
}

RiskAssessment assessRisk(
    Intervention intervention, const DeviceInfo& device, std::optional<std::uint8_t> interfaceNumber)
{
    const std::string stopping = whatStops(interfaceNumber ? classesOf(device, *interfaceNumber) : device.classCodes());
    switch (intervention) {
    case Intervention::DetachDriver:
        return stopping.empty() ? RiskAssessment {} : confirm(stopping);
    case Intervention::Reset:
        if (device.isHub())
            return confirm("Everything plugged into this hub is reset with it and comes back as new devices.");
        return confirm(
            joined("Alternate settings and halts are lost; the device may come back as a new one.", stopping));
    case Intervention::Configure:
        return confirm(joined("The device begins anew in that configuration: open files, sound and network connections "
                              "of the device are interrupted.",
            stopping));
    }
    return {};
}

bool isReading(const TransferRequest& request)
{
    if (request.type != TransferType::Control)
        return request.endpoint.isIn();
    return request.setup.isIn() && assessRisk(request.setup, {}).risk == Risk::None;
}

} // namespace wb::usb
