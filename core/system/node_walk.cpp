// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/system/node_walk.h"

#include <algorithm>

namespace wb::system {

namespace {

// Full of directories, and never a device in them.
constexpr auto kBarren = std::to_array<std::string_view>(
    { "bdi", "holders", "integrity", "mq", "msi_irqs", "power", "queue", "queues", "slaves", "statistics", "trace" });

constexpr std::size_t kMaxHolders = 16;

bool isBarren(std::string_view name)
{
    return std::find(kBarren.begin(), kBarren.end(), name) != kBarren.end() || name.starts_with("ep_");
}

bool has(const std::vector<DirectoryEntry>& entries, std::string_view name)
{
    return std::any_of(entries.begin(), entries.end(), [&](const DirectoryEntry& entry) { return entry.name == name; });
}

} // namespace

std::map<std::string, std::string, std::less<>> parseUevent(std::string_view text)
{
    std::map<std::string, std::string, std::less<>> values;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (const std::size_t equals = line.find('='); equals != std::string_view::npos)
            values.emplace(line.substr(0, equals), line.substr(equals + 1));
    }
    return values;
}

std::vector<NodeReading> NodeWalk::below(const std::string& directory)
{
    std::vector<NodeReading> found;
    enter(directory, 0, found);
    return found;
}

void NodeWalk::enter(const std::string& directory, int depth, std::vector<NodeReading>& found)
{
    if (depth > kMaxDepth || m_directoriesLeft == 0 || m_nodesLeft == 0) {
        m_hasReachedLimit = true;
        return;
    }
    --m_directoriesLeft;
    const std::vector<DirectoryEntry> entries = m_reader.entries(directory);
    if (depth > 0 && has(entries, "uevent"))
        if (std::optional<NodeReading> node = nodeAt(directory)) {
            --m_nodesLeft;
            found.push_back(std::move(*node));
        }
    for (const DirectoryEntry& entry : entries)
        if (entry.isDirectory && !isBarren(entry.name))
            enter(directory + "/" + entry.name, depth + 1, found);
}

std::optional<NodeReading> NodeWalk::nodeAt(const std::string& directory) const
{
    const auto event = parseUevent(m_reader.text(directory + "/uevent").value_or(std::string()));
    const auto value = [&](std::string_view key) {
        const auto at = event.find(key);
        return at == event.end() ? std::string() : at->second;
    };
    NodeReading node;
    node.subsystem = m_reader.linkName(directory + "/subsystem");
    node.type = value("DEVTYPE");
    if (node.subsystem == "net") {
        node.name = value("INTERFACE");
    } else if (std::string name = value("DEVNAME"); !name.empty()) {
        // The kernel leaves "/dev/" out; recordings made from udev's database have it.
        node.name = name.starts_with("/dev/") ? name : "/dev/" + name;
    }
    if (node.name.empty())
        return std::nullopt;
    if (node.subsystem == "block") {
        const std::string number = m_reader.text(directory + "/dev").value_or(value("MAJOR") + ":" + value("MINOR"));
        node.mountPoints = m_mounts.pointsOf(number, node.name);
        node.holders = holdersOf(directory);
    }
    return node;
}

std::vector<HolderReading> NodeWalk::holdersOf(const std::string& directory) const
{
    std::vector<HolderReading> holders;
    for (const DirectoryEntry& entry : m_reader.entries(directory + "/holders")) {
        if (!entry.isLink || holders.size() == kMaxHolders)
            continue;
        const std::string place = "/sys/class/block/" + entry.name;
        const auto mapped = m_reader.text(place + "/dm/name");
        HolderReading holder { mapped ? "/dev/mapper/" + *mapped : "/dev/" + entry.name, {} };
        if (const auto number = m_reader.text(place + "/dev"))
            holder.mountPoints = m_mounts.pointsOf(*number, holder.name);
        holders.push_back(std::move(holder));
    }
    return holders;
}

} // namespace wb::system
