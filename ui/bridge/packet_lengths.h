// SPDX-License-Identifier: GPL-3.0-or-later
// The lengths of an isochronous transfer's packets as people write them: "180, 2x176" is 180, 176 and 176 bytes.
// Units: bytes. Thread: any. Errors: InvalidArgument, its detail one sentence on the first thing that is wrong.
#pragma once

#include "core/base/result.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace wb::ui {

// Empty for no text. Every length is 1 to `mostBytes`, there are at most `mostPackets`.
[[nodiscard]] Result<std::vector<std::uint32_t>> parsePacketLengths(
    const QString& words, std::uint64_t mostBytes, std::size_t mostPackets);

} // namespace wb::ui
