// SPDX-License-Identifier: GPL-3.0-or-later
// Where block devices are mounted, as this process sees it.
// Source of truth: proc_pid_mountinfo(5): "36 35 98:0 /root /mnt\040point rw - ext3 /dev/root rw".
// Thread: any; immutable after parsing. Errors: lines that do not follow the format are left out.
#pragma once

#include "core/base/bytes.h"

namespace wb::system {

class MountTable {
public:
    MountTable() = default;
    explicit MountTable(std::string_view mountinfo); // at most a few thousand lines are kept

    // `number` is "8:1"; `node` "/dev/sda1": file systems with numbers of their own (btrfs) are found by it.
    [[nodiscard]] std::vector<std::string> pointsOf(std::string_view number, std::string_view node) const;

private:
    struct Mount {
        std::string number;
        std::string source;
        std::string point;
    };

    std::vector<Mount> m_mounts;
};

} // namespace wb::system
