// SPDX-License-Identifier: GPL-3.0-or-later
// The nodes of /dev and the network interfaces below one directory of sysfs.
// Source of truth: sysfs-rules: whatever has a `uevent` file is a device, DEVNAME is its node, `subsystem` its kind.
// Never follows a link, and has a budget of directories, depth and nodes, so that it ends whatever it is given.
// Thread: any; one walk, one thread.
#pragma once

#include "core/system/device_readings.h"
#include "core/system/mount_table.h"
#include "core/system/system_reader.h"

namespace wb::system {

class NodeWalk {
public:
    NodeWalk(const SystemReader& reader, const MountTable& mounts)
        : m_reader(reader)
        , m_mounts(mounts)
    {
    }

    // Everything below `directory`, itself left out. The budget is shared by all calls.
    [[nodiscard]] std::vector<NodeReading> below(const std::string& directory);
    [[nodiscard]] bool hasReachedLimit() const { return m_hasReachedLimit; }

private:
    void enter(const std::string& directory, int depth, std::vector<NodeReading>& found);
    [[nodiscard]] std::optional<NodeReading> nodeAt(const std::string& directory) const;
    [[nodiscard]] std::vector<HolderReading> holdersOf(const std::string& directory) const;

    static constexpr int kMaxDepth = 12; // a partition of a disk behind SCSI has 7
    static constexpr int kMaxDirectories = 2000;
    static constexpr std::size_t kMaxNodes = 256;

    const SystemReader& m_reader;
    const MountTable& m_mounts;
    int m_directoriesLeft = kMaxDirectories;
    std::size_t m_nodesLeft = kMaxNodes;
    bool m_hasReachedLimit = false;
};

// KEY=value lines of a `uevent` file.
[[nodiscard]] std::map<std::string, std::string, std::less<>> parseUevent(std::string_view text);

} // namespace wb::system
