// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/endpoint_choice.h"

#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace wb::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(wb::ui::EndpointChoice)
};

} // namespace

bool isSamePlace(const usb::DevicePtr& device, const std::optional<EndpointChoice>& choice,
    const usb::DevicePtr& otherDevice, const std::optional<EndpointChoice>& otherChoice)
{
    const bool isSameDevice = device && otherDevice ? device->id == otherDevice->id : device == otherDevice;
    const bool isSameChoice
        = choice && otherChoice ? choice->isPlaceOf(*otherChoice) : choice.has_value() == otherChoice.has_value();
    return isSameDevice && isSameChoice;
}

std::vector<EndpointChoice> endpointChoices(const usb::DeviceInfo& device)
{
    std::vector<EndpointChoice> choices;
    const usb::ConfigurationInfo* configuration = device.active();
    if (!configuration)
        return choices;
    for (const usb::InterfaceInfo& interface : configuration->interfaces)
        for (const usb::AlternateSetting& alternate : interface.alternates)
            for (const usb::EndpointInfo& endpoint : alternate.endpoints)
                if (endpoint.type() != usb::TransferType::Control)
                    choices.push_back({ endpoint, interface.number, alternate.number });
    return choices;
}

std::uint64_t roundToPackets(std::uint64_t bytes, std::uint32_t packetBytes)
{
    if (packetBytes == 0)
        return bytes;
    return (bytes + packetBytes - 1) / packetBytes * packetBytes;
}

QString obstacle(const usb::DeviceInfo& device, const EndpointChoice& choice, const engine::SessionState& session)
{
    if (device.isOffline())
        return text::fromStd(usb::offlineReason(device.origin));
    if (choice.isIsochronous() && usb::bytesPerInterval(choice.endpoint, device.speed) == 0)
        return Words::tr("This alternate setting reserves no bandwidth for the endpoint; choose another one.");
    const engine::InterfaceState* state = session.find(choice.interfaceNumber);
    const std::uint8_t selected = state ? state->alternate : std::uint8_t { 0 };
    if (selected == choice.alternate)
        return {};
    const auto choices = endpointChoices(device);
    const bool isElsewhere = std::any_of(choices.begin(), choices.end(), [&](const EndpointChoice& other) {
        return other.endpoint.address == choice.endpoint.address && other.alternate != choice.alternate;
    });
    if (!isElsewhere && session.policy.selectAlternateAutomatically)
        return {};
    return Words::tr("Select alternate setting %1 of interface %2 first.")
        .arg(choice.alternate)
        .arg(choice.interfaceNumber);
}

} // namespace wb::ui
