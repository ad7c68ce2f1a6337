// SPDX-License-Identifier: GPL-3.0-or-later
// Requests of hubs: USB 2.0 §11.24.2, USB 3.2 §10.16.2.
#include "core/requests/tables.h"
#include "core/usb/names.h"

namespace wb::requests {
namespace {

using usb::Recipient;

constexpr auto kHub = std::to_array<ClassMatch>({ { 0x09 } });

constexpr auto kHubFeatures = std::to_array<ValueName>({ { 0, "C_HUB_LOCAL_POWER" }, { 1, "C_HUB_OVER_CURRENT" } });
// USB 2.0 table 11-17, USB 3.2 table 10-10; the numbers of both kinds of hubs are distinct.
constexpr auto kClearPortFeatures = std::to_array<ValueName>({
    { 16, "C_PORT_CONNECTION" },
    { 17, "C_PORT_ENABLE" },
    { 18, "C_PORT_SUSPEND" },
    { 19, "C_PORT_OVER_CURRENT" },
    { 20, "C_PORT_RESET" },
    { 25, "C_PORT_LINK_STATE" },
    { 26, "C_PORT_CONFIG_ERROR" },
    { 29, "C_BH_PORT_RESET" },
    { 1, "PORT_ENABLE" },
    { 2, "PORT_SUSPEND" },
    { 8, "PORT_POWER" },
    { 22, "PORT_INDICATOR" },
    { 30, "FORCE_LINKPM_ACCEPT" },
});
constexpr auto kSetPortFeatures = std::to_array<ValueName>({
    { 8, "PORT_POWER" },
    { 4, "PORT_RESET" },
    { 2, "PORT_SUSPEND" },
    { 5, "PORT_LINK_STATE" },
    { 21, "PORT_TEST" },
    { 22, "PORT_INDICATOR" },
    { 23, "PORT_U1_TIMEOUT" },
    { 24, "PORT_U2_TIMEOUT" },
    { 27, "PORT_REMOTE_WAKE_MASK" },
    { 28, "BH_PORT_RESET" },
    { 30, "FORCE_LINKPM_ACCEPT" },
});
constexpr auto kStatusTypes
    = std::to_array<ValueName>({ { 0, "PORT_STATUS" }, { 1, "PD_STATUS" }, { 2, "EXT_PORT_STATUS" } });
constexpr auto kHubTypes = std::to_array<ValueName>({ { static_cast<std::uint64_t>(usb::DescriptorType::Hub), "hub" },
    { static_cast<std::uint64_t>(usb::DescriptorType::SuperSpeedHub), "SuperSpeed hub" } });

Parameter port(Place place) { return within(1, 255, number("Port", place)); }
Parameter translatorPort() { return within(1, 255, number("TT_Port", Place::Index)); }
Parameter hubType() { return choice("DescriptorType", Place::ValueHigh, kHubTypes); }

} // namespace

std::vector<Request> hubRequests()
{
    const Parameter portSelector = number("Selector", Place::IndexHigh);
    return ofGroup("Hub", kHub,
        {
            reads({ "GetHubDescriptor", "USB 2.0 §11.24.2.5, USB 3.2 §10.16.2.3", Recipient::Device, 6 },
                { hubType(), lengthOf(71) }, {}, Answer::Descriptors),
            reads(
                { "GetHubStatus", "USB 2.0 §11.24.2.6", Recipient::Device, 0 }, { lengthOf(4) }, {}, Answer::HubStatus),
            reads({ "GetPortStatus", "USB 2.0 §11.24.2.7, USB 3.2 §10.16.2.6", Recipient::Other, 0 },
                { choice("StatusType", Place::Value, kStatusTypes), port(Place::Index), lengthOf(4) }, {},
                Answer::PortStatus),
            reads({ "GetPortErrorCount", "USB 3.2 §10.16.2.5", Recipient::Other, 13 }, { port(Place::Index) },
                { field("LinkErrorCount", 2) }),
            writes({ "ClearHubFeature", "USB 2.0 §11.24.2.1", Recipient::Device, 1 },
                { choice("FeatureSelector", Place::Value, kHubFeatures) }),
            writes({ "ClearPortFeature", "USB 2.0 §11.24.2.2, USB 3.2 §10.16.2.2", Recipient::Other, 1 },
                { openChoice("FeatureSelector", Place::Value, kClearPortFeatures), port(Place::IndexLow),
                    portSelector }),
            writes({ "SetHubFeature", "USB 2.0 §11.24.2.12", Recipient::Device, 3 },
                { choice("FeatureSelector", Place::Value, kHubFeatures) }),
            writes({ "SetPortFeature", "USB 2.0 §11.24.2.13, USB 3.2 §10.16.2.10", Recipient::Other, 3 },
                { openChoice("FeatureSelector", Place::Value, kSetPortFeatures), port(Place::IndexLow), portSelector }),
            sends({ "SetHubDescriptor", "USB 2.0 §11.24.2.10", Recipient::Device, 7 }, { hubType() }),
            writes({ "ClearTTBuffer", "USB 2.0 §11.24.2.3", Recipient::Other, 8 },
                { number("DeviceEndpoint", Place::Value), translatorPort() }),
            writes({ "ResetTT", "USB 2.0 §11.24.2.9", Recipient::Other, 9 }, { translatorPort() }),
            reads({ "GetTTState", "USB 2.0 §11.24.2.8", Recipient::Other, 10 },
                { number("TT_Flags", Place::Value), translatorPort(), lengthOf(64) }),
            writes({ "StopTT", "USB 2.0 §11.24.2.11", Recipient::Other, 11 }, { translatorPort() }),
            writes({ "SetHubDepth", "USB 3.2 §10.16.2.9", Recipient::Device, 12 },
                { within(0, 4, number("HubDepth", Place::Value)) }),
        });
}

} // namespace wb::requests
