// SPDX-License-Identifier: GPL-3.0-or-later
// A small medium as it comes from a shop: one FAT16 volume over all of it, with a label and a README.TXT.
// Source of truth: Microsoft FAT32 File System Specification 1.03, §3 (boot sector), §4 (FAT), §6 (directories).
// Units: bytes; sectors of kSectorSize. Thread: any; pure. Errors: none.
#pragma once

#include "core/base/bytes.h"

namespace wb::backend::virtualbus {

inline constexpr std::size_t kSectorSize = 512;
inline constexpr std::size_t kVolumeSectors = 16'384; // 8 MiB

// REQUIRES: `readme` is ASCII and fits into one sector.
[[nodiscard]] Bytes makeFatVolume(std::string_view label, std::string_view readme);

} // namespace wb::backend::virtualbus
