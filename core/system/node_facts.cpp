// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/system/attribute_words.h"
#include "core/system/fact_groups.h"

#include <algorithm>

namespace wb::system {

namespace {

constexpr auto kSubsystems = std::to_array<Word>({ { "hidraw", "raw HID" }, { "net", "network" },
    { "scsi_generic", "SCSI generic" }, { "sound", "sound" }, { "tty", "serial" }, { "video4linux", "video" } });

std::string kindOf(const NodeReading& node)
{
    if (node.subsystem == "block" && !node.type.empty())
        return escapeForDisplay(node.type);
    return node.subsystem.empty() ? "node" : wordsFor(node.subsystem, kSubsystems);
}

std::string mounted(const std::vector<std::string>& points)
{
    std::vector<std::string> safe(points.size());
    std::transform(points.begin(), points.end(), safe.begin(), escapeForDisplay);
    return safe.empty() ? std::string() : " on " + joined(safe);
}

// "/dev/sda1 on /media/stick", "/dev/sda2 holds /dev/mapper/luks-1 on /home"
std::string nodeText(const NodeReading& node)
{
    std::string text = escapeForDisplay(node.name) + mounted(node.mountPoints);
    std::vector<std::string> holders;
    for (const HolderReading& holder : node.holders)
        holders.push_back(escapeForDisplay(holder.name) + mounted(holder.mountPoints));
    return holders.empty() ? text : text + " holds " + joined(holders);
}

// Nodes of one kind share a fact, in the order of their discovery; disks and partitions have one each.
void addNodes(FactGroup& group, const std::string& owner, const std::vector<NodeReading>& nodes)
{
    std::vector<Fact> facts;
    for (const NodeReading& node : nodes) {
        const std::string name = owner + kindOf(node);
        const auto same = std::find_if(facts.begin(), facts.end(), [&](const Fact& fact) { return fact.name == name; });
        if (same == facts.end() || node.subsystem == "block")
            facts.push_back({ name, nodeText(node) });
        else
            same->value += ", " + nodeText(node);
    }
    group.facts.insert(group.facts.end(), facts.begin(), facts.end());
}

Fact interfaceFact(const InterfaceReading& interface)
{
    Fact fact { "Interface " + std::to_string(interface.number),
        interface.driver.empty() ? "no driver" : escapeForDisplay(interface.driver) };
    if (interface.driver == "usbfs")
        fact.hint = "A program has claimed this interface.";
    if (interface.isAuthorized == false) {
        fact.value += ", not authorized";
        fact.hint
            = "No driver can be bound and no program can claim it until 1 is written to its attribute authorized.";
        fact.tone = Tone::Attention;
    }
    if (!interface.wirelessStatus.empty())
        fact.value += ", its wireless device is " + escapeForDisplay(interface.wirelessStatus);
    return fact;
}

} // namespace

FactGroup nodeFacts(const FactSource& source)
{
    FactGroup group { "Drivers and nodes", {} };
    add(group, { "Device node", escapeForDisplay(source.device.deviceNode), "What libusb opens (usbfs)." });
    addNodes(group, "Device, ", source.readings.nodes);
    for (const InterfaceReading& interface : source.readings.interfaces) {
        group.facts.push_back(interfaceFact(interface));
        addNodes(group, "Interface " + std::to_string(interface.number) + ", ", interface.nodes);
    }
    if (source.readings.hasMoreNodes)
        group.facts.push_back({ "More", "There are more nodes than are listed here.", {}, Tone::Attention });
    return group;
}

} // namespace wb::system
