// SPDX-License-Identifier: GPL-3.0-or-later
// Two snapshots compared: which device is which, and what of it differs.
// A device meets one of the same vid:pid: in the same port, else with the same serial number, else the next one.
// Thread: any; pure. Cost: n log n in devices, then that of comparing each pair.
#pragma once

#include "core/snapshot/align.h"
#include "core/snapshot/compare.h"

namespace wb::snapshot {

// In the order of the right snapshot, removed devices last.
[[nodiscard]] std::vector<Match> matchDevices(std::span<const Device> left, std::span<const Device> right);

struct DeviceDifference {
    Match match;
    std::string title; // safe to show
    Change change = Change::Equal;
    Difference details; // of a device that is in both
};

[[nodiscard]] std::vector<DeviceDifference> compareSnapshots(
    const Snapshot& left, const Snapshot& right, const descriptors::UsbIds* names);

} // namespace wb::snapshot
