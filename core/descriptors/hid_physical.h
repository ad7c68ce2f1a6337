// SPDX-License-Identifier: GPL-3.0-or-later
// HID physical descriptors as nodes: which part of the body uses which control.
// Source of truth: HID 1.11 §6.2.3. They have neither bLength nor type: set 0 says how many sets follow and how long
// each of them is.
// Input is hostile: every step consumes at least one byte, never fails; every byte belongs to a field.
// Thread: any; no state.
#pragma once

#include "core/descriptors/node.h"

namespace wb::descriptors {

// Set 0 with the others behind it.
[[nodiscard]] std::vector<Node> decodeHidPhysical(ByteView bytes);

} // namespace wb::descriptors
