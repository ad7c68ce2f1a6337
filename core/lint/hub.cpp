// SPDX-License-Identifier: GPL-3.0-or-later
// Hubs, their interface and how a host may speak to them: USB 2.0 §11.12.1 and §11.23.1, USB 3.2 §10.15.1.
// What the hub descriptor says is in hub_descriptor.cpp.
#include "core/lint/field_checks.h"

#include <array>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;
using usb::Speed;
using usb::TransferType;

constexpr unsigned kHub = 0x09;

constexpr Rule kInterface { "hub.interface", Severity::Error, "USB 2.0 §11.23.1",
    "A hub has one interface, of the hub class." };
constexpr Rule kEndpoint { "hub.endpoint", Severity::Error, "USB 2.0 §11.12.1",
    "A hub interface has one endpoint, an interrupt IN endpoint for status changes." };
constexpr Rule kEndpointSize { "hub.endpoint-size", Severity::Error, "USB 2.0 §11.12.4",
    "The status change endpoint carries a bit for the hub and one for each port." };
constexpr Rule kInterval { "hub.interval", Severity::Note, "USB 2.0 §11.23.1, USB 3.2 §10.15.1",
    "The status change endpoint is polled as rarely as can be: bInterval 255 at Full, 12 at High, 8 at SuperSpeed." };
constexpr Rule kProtocol { "hub.protocol", Severity::Warning, "USB 2.0 §11.23.1, USB 3.2 §10.15.1",
    "bDeviceProtocol is 0 at Full Speed, 1 or 2 at High Speed and 3 at SuperSpeed." };
constexpr Rule kTranslators { "hub.translators", Severity::Warning, "USB 2.0 §11.23.1",
    "A hub with a translator for each port has a setting with protocol 1 and one with protocol 2." };

constexpr std::array kRules { kInterface, kEndpoint, kEndpointSize, kInterval, kProtocol, kTranslators };

struct AtSpeed {
    Speed speed;
    unsigned lowestProtocol;
    unsigned highestProtocol;
    unsigned interval;
};
constexpr auto kSpeeds = std::to_array<AtSpeed>({
    { Speed::Full, 0, 0, 255 },
    { Speed::High, 1, 2, 12 },
    { Speed::Super, 3, 3, 8 },
    { Speed::SuperPlus, 3, 3, 8 },
    { Speed::SuperPlusX2, 3, 3, 8 },
});

const AtSpeed* valuesAt(Speed speed)
{
    for (const AtSpeed& row : kSpeeds)
        if (row.speed == speed)
            return &row;
    return nullptr;
}

void checkStatusEndpoint(
    const DeviceView& device, const ConfigurationView& configuration, const AlternateView& alternate, Report& report)
{
    const EndpointView* status = findEndpoint(alternate, TransferType::Interrupt, true);
    if (status == nullptr || alternate.endpoints.size() != 1) {
        report.add(kEndpoint, alternate.item, 4, 1,
            nameOf(alternate) + " has " + std::to_string(alternate.endpoints.size())
                + " endpoints; a hub interface must have one, interrupt IN.");
        return;
    }
    const unsigned ports = device.hub ? device.hub->u8(2) : 0;
    const unsigned needed = ports / 8 + 1;
    if (ports != 0 && status->packetSize() < needed)
        report.add(kEndpointSize, status->item, 4, 2,
            "wMaxPacketSize is " + std::to_string(status->packetSize()) + "; the status of " + std::to_string(ports)
                + " ports needs " + std::to_string(needed) + " bytes.");
    const AtSpeed* wanted = valuesAt(configuration.speed);
    if (wanted != nullptr && !isLinuxRootHub(device) && status->item.u8(6) != wanted->interval)
        report.add(kInterval, status->item, 6, 1,
            "bInterval is " + std::to_string(status->item.u8(6)) + "; for a hub at "
                + std::string(usb::toString(configuration.speed)) + " it is " + std::to_string(wanted->interval) + ".");
}

void checkProtocol(const DeviceView& device, Report& report)
{
    const Item& own = *device.device;
    const AtSpeed* wanted = valuesAt(device.speed);
    const unsigned protocol = own.u8(6);
    if (wanted == nullptr || (isLinuxRootHub(device) && protocol == 0)
        || (protocol >= wanted->lowestProtocol && protocol <= wanted->highestProtocol))
        return;
    report.add(kProtocol, own, 6, 1,
        "bDeviceProtocol is " + std::to_string(protocol) + "; a hub at " + std::string(usb::toString(device.speed))
            + " has " + std::to_string(wanted->lowestProtocol)
            + (wanted->lowestProtocol == wanted->highestProtocol ? ""
                                                                 : " or " + std::to_string(wanted->highestProtocol))
            + " there.");
}

// A device whose translators are one each port has two settings; hosts choose by their protocol.
void checkTranslators(const DeviceView& device, const ConfigurationView& configuration, Report& report)
{
    constexpr unsigned kMultipleTranslators = 2;
    if (device.device->u8(6) != kMultipleTranslators || configuration.speed != Speed::High)
        return;
    std::array<bool, 3> has {};
    const AlternateView* first = nullptr;
    for (const AlternateView& alternate : configuration.alternates) {
        if (alternate.classCode() != kHub)
            continue;
        first = first == nullptr ? &alternate : first;
        if (alternate.protocol() < has.size())
            has[alternate.protocol()] = true;
    }
    if (first != nullptr && (!has[1] || !has[2]))
        report.add(kTranslators, first->item, 7, 1,
            std::string("bDeviceProtocol 2 promises a translator for each port, but no setting has protocol ")
                + (has[1] ? "2." : "1."));
}

void checkConfiguration(const DeviceView& device, const ConfigurationView& configuration, Report& report)
{
    std::size_t hubs = 0;
    for (const AlternateView& alternate : configuration.alternates) {
        if (alternate.classCode() == kHub) {
            ++hubs;
            checkStatusEndpoint(device, configuration, alternate, report);
        } else if (alternate.setting() == 0) {
            report.add(kInterface, alternate.item, 5, 1,
                nameOf(alternate) + " is of class " + hexText(alternate.classCode(), 1)
                    + "; a hub has one interface, of the hub class.");
        }
    }
    if (hubs == 0 && configuration.alternates.empty())
        report.add(
            kInterface, configuration.item, 4, 1, "The hub has no interface; it must have one of the hub class.");
    checkTranslators(device, configuration, report);
}

void check(const DeviceView& device, Report& report)
{
    if (!device.device || device.device->u8(4) != kHub)
        return;
    checkProtocol(device, report);
    for (const ConfigurationView* configuration : device.allConfigurations())
        checkConfiguration(device, *configuration, report);
}

} // namespace

Group hubGroup() { return { kRules, check }; }

} // namespace wb::lint
