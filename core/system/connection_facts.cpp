// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/system/attribute_words.h"
#include "core/system/fact_groups.h"
#include "core/system/speed_capability.h"
#include "core/system/sysfs_names.h"

namespace wb::system {

namespace {

constexpr auto kYesNo = std::to_array<Word>({ { "0", "no" }, { "1", "yes" } });
constexpr auto kRemovable = std::to_array<Word>(
    { { "removable", "yes" }, { "fixed", "no, it is built in" }, { "unknown", "the system does not know" } });
constexpr auto kAuthorizedDefault = std::to_array<Word>({ { "-1", "allowed, wireless ones not" },
    { "0", "not allowed" }, { "1", "allowed" }, { "2", "allowed when built in" } });

// A USB 3 hub is two devices, one for each kind of bus: the High Speed one is as fast as it should be when the other is
// on the companion port (USB 3.2 §10.1).
bool isHalfOfHub(const FactSource& source)
{
    const std::optional<PortReading>& port = source.readings.port;
    return source.device.isHub() && source.device.speed == usb::Speed::High && port && port->peerPlugged;
}

Fact linkSpeed(const FactSource& source)
{
    const usb::DeviceInfo& device = source.device;
    const Bytes& bos = source.known.bos.empty() ? source.readings.bos : source.known.bos;
    const SpeedCapability capability
        = speedCapability(device.speed, device.descriptor.bcdUsb, bos, source.known.qualifier);
    Fact fact { "Link speed", "Running at " + std::string(usb::toString(device.speed)), capability.unknown };
    if (isHalfOfHub(source)) {
        fact.hint = "The SuperSpeed half of this hub is "
            + pluggedText(*source.readings.port->peerPlugged, source.known) + ".";
        return fact;
    }
    if (capability.atLeast > device.speed && device.speed != usb::Speed::Unknown) {
        fact.value += ", capable of " + std::string(usb::toString(capability.atLeast));
        fact.hint = "Capable, because " + capability.evidence
            + ". A port, a hub or a cable on the way does not carry the higher speed.";
        fact.tone = Tone::Attention;
    }
    return fact;
}

// "2 receive, 2 transmit"
std::string lanes(const DeviceReadings& readings)
{
    const auto receive = parseDecimal(readings.attribute("rx_lanes"), 255);
    const auto transmit = parseDecimal(readings.attribute("tx_lanes"), 255);
    if (!receive || !transmit)
        return {};
    return std::to_string(*receive) + " receive, " + std::to_string(*transmit) + " transmit";
}

Fact authorized(const DeviceReadings& readings)
{
    const std::string value = readings.attribute("authorized");
    const bool isRefused = value == "0";
    return { "Authorized", wordsFor(value, kYesNo),
        isRefused ? "The system keeps this device unconfigured until 1 is written to its attribute authorized."
                  : "Devices that are not authorized are kept unconfigured.",
        isRefused ? Tone::Attention : Tone::Normal };
}

std::string newDevices(const DeviceReadings& readings)
{
    const auto found = readings.busAttributes.find("authorized_default");
    return found == readings.busAttributes.end() ? std::string() : wordsFor(found->second, kAuthorizedDefault);
}

std::string newInterfaces(const DeviceReadings& readings)
{
    constexpr auto kAllowed = std::to_array<Word>({ { "0", "not allowed" }, { "1", "allowed" } });
    const auto found = readings.busAttributes.find("interface_authorized_default");
    return found == readings.busAttributes.end() ? std::string() : wordsFor(found->second, kAllowed);
}

std::string quirks(const DeviceReadings& readings)
{
    const auto bits = parseHexadecimal(readings.attribute("quirks"));
    return bits ? deviceQuirks(*bits) : std::string();
}

std::string controller(const DeviceReadings& readings)
{
    if (!readings.controller)
        return {};
    const ControllerReading& found = *readings.controller;
    std::vector<std::string> parts { escapeForDisplay(found.address) };
    if (found.vendorId && found.deviceId)
        parts.push_back(hex(*found.vendorId, 4) + ":" + hex(*found.deviceId, 4));
    parts.push_back(found.driver.empty() ? "no driver" : escapeForDisplay(found.driver));
    return joined(parts, "  ");
}

} // namespace

FactGroup connectionFacts(const FactSource& source)
{
    const DeviceReadings& readings = source.readings;
    FactGroup group { "Connection", {} };
    add(group, linkSpeed(source));
    add(group, { "Lanes", lanes(readings), "More than one in each direction needs USB 3.2 and a Type-C cable." });
    add(group, { "Controller", controller(readings), "Its address, PCI id and driver." });
    add(group, authorized(readings));
    add(group, { "New devices on this bus", newDevices(readings), "authorized_default of the root hub." });
    add(group,
        { "New interfaces on this bus", newInterfaces(readings), "interface_authorized_default of the root hub." });
    add(group,
        { "Removable", wordsFor(readings.attribute("removable"), kRemovable),
            "As the hub's descriptor or the firmware says." });
    add(group,
        { "Requests so far", escapeForDisplay(readings.attribute("urbnum")),
            "USB request blocks (URBs) that were submitted for this device since it was attached." });
    add(group, { "Kernel quirks", quirks(readings), "quirks: " + escapeForDisplay(readings.attribute("quirks")) });
    add(group,
        { "Reset avoided", wordsFor(readings.attribute("avoid_reset_quirk"), kYesNo),
            "avoid_reset_quirk: drivers are asked not to reset this device." });
    return group;
}

} // namespace wb::system
