// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/system/attribute_words.h"
#include "core/system/fact_groups.h"
#include "core/system/sysfs_names.h"

namespace wb::system {

namespace {

constexpr auto kConnectTypes
    = std::to_array<Word>({ { "hotplug", "a socket people can reach" }, { "hardwired", "wired to what is built in" },
        { "not used", "not used" }, { "unknown", "the system does not know" } });

std::string companion(const PortReading& port, const KnownBeside& known)
{
    if (port.peer.empty())
        return {};
    return escapeForDisplay(port.peer) + ": " + (port.peerPlugged ? pluggedText(*port.peerPlugged, known) : "empty");
}

Fact overCurrent(const PortReading& port)
{
    if (!port.overCurrentCount)
        return {};
    const bool isClean = *port.overCurrentCount == 0;
    return { "Over-current events", isClean ? "none" : std::to_string(*port.overCurrentCount),
        "over_current_count: how often more current was drawn here than the hub allows.",
        isClean ? Tone::Normal : Tone::Attention };
}

std::string quirks(const PortReading& port)
{
    const auto bits = parseHexadecimal(port.quirks);
    return bits ? portQuirks(*bits) : std::string();
}

// "1-1.2  046d:c52b  Receiver, 12 Mbit/s, 98 mA"
std::string occupant(const PluggedReading& plugged, const KnownBeside& known)
{
    std::string text = pluggedText(plugged, known);
    if (!plugged.megabitsPerSecond.empty())
        text += ", " + escapeForDisplay(plugged.megabitsPerSecond) + " Mbit/s";
    return text + ", " + (plugged.milliamps ? std::to_string(*plugged.milliamps) + " mA" : "not configured");
}

Fact portOfHub(const PortReading& port, const FactSource& source)
{
    const bool isSuper = source.device.speed >= usb::Speed::Super;
    Fact fact { "Port " + std::to_string(port.number), port.plugged ? occupant(*port.plugged, source.known) : "empty" };
    if (port.plugged && port.plugged->milliamps.value_or(0) > milliampsPerPort(isSuper, isSelfPowered(source.device)))
        fact.tone = Tone::Attention;
    if (port.overCurrentCount.value_or(0) > 0) {
        fact.value += ", over-current events: " + std::to_string(*port.overCurrentCount);
        fact.tone = Tone::Attention;
    }
    if (const std::string peer = companion(port, source.known); !peer.empty())
        fact.value += ", companion " + peer;
    if (!port.connectType.empty())
        fact.hint = "Connector: " + wordsFor(port.connectType, kConnectTypes) + ".";
    return fact;
}

} // namespace

std::string pluggedText(const PluggedReading& plugged, const KnownBeside& known)
{
    std::string text = escapeForDisplay(plugged.name) + "  " + usb::formatVidPid(plugged.vendorId, plugged.productId);
    const auto name = known.names.find(plugged.name);
    return name == known.names.end() || name->second.empty() ? text : text + "  " + name->second;
}

FactGroup portFacts(const FactSource& source)
{
    FactGroup group { "Port", {} };
    if (!source.readings.port)
        return group;
    const PortReading& port = *source.readings.port;
    add(group, { "Port", escapeForDisplay(port.name) });
    add(group, { "Connector", wordsFor(port.connectType, kConnectTypes), "connect_type, as the firmware says." });
    add(group,
        { "Location", escapeForDisplay(port.location),
            "A number of the firmware's; ports with the same number share a connector." });
    add(group, { "Port state", escapeForDisplay(port.state) });
    add(group,
        { "Companion port", companion(port, source.known),
            "The port of the other speeds in the same connector: USB 2.0 beside SuperSpeed." });
    add(group, overCurrent(port));
    add(group, { "Port quirks", quirks(port), "quirks: " + escapeForDisplay(port.quirks) });
    add(group, { "SuperSpeed power states permitted", escapeForDisplay(port.lpmPermit), "usb3_lpm_permit" });
    return group;
}

FactGroup hubPortFacts(const FactSource& source)
{
    FactGroup group { "Hub ports", {} };
    for (const PortReading& port : source.readings.hubPorts)
        group.facts.push_back(portOfHub(port, source));
    return group;
}

} // namespace wb::system
