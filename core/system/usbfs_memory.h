// SPDX-License-Identifier: GPL-3.0-or-later
// How much memory Linux lets the transfers of all programs tie up together (P23).
// Source of truth: Linux drivers/usb/core/devio.c, parameter usbfs_memory_mb of usbcore: MiB, 0 = no limit.
// Units: bytes. Thread: any; the lock that a read takes is held no longer than a write to the same file takes.
// Errors: nullopt when there is no limit, or none that is known.
#pragma once

#include "core/system/system_reader.h"

namespace wb::system {

[[nodiscard]] std::optional<std::uint64_t> usbfsMemoryLimit(const SystemReader& reader);

} // namespace wb::system
