// SPDX-License-Identifier: GPL-3.0-or-later
// A Microsoft OS 2.0 descriptor set as nodes: its header, the subsets of configurations and functions, and the
// features in them.
// Source of truth: Microsoft OS 2.0 Descriptors Specification (July 2018), tables 9 to 19. Lengths are 16 bits wide.
// Input is hostile: every step consumes at least one byte, subsets nest three deep at most, never fails; every byte
// belongs to a field. Thread: any; no state.
#pragma once

#include "core/descriptors/node.h"

namespace wb::descriptors {

[[nodiscard]] std::vector<Node> decodeMsOs20Set(ByteView bytes);

} // namespace wb::descriptors
