// SPDX-License-Identifier: GPL-3.0-or-later
// Microsoft OS 1.0 feature descriptors as nodes: extended compat IDs and extended properties. (The string 0xee that
// announces them is decoded with the strings.)
// Source of truth: Extended Compat ID OS Feature Descriptor Specification 1.0, Extended Properties OS Feature
// Descriptor Specification 1.0. Lengths are 32 bits wide.
// Input is hostile: every step consumes at least one byte, never fails; every byte belongs to a field.
// Thread: any; no state.
#pragma once

#include "core/descriptors/node.h"

namespace wb::descriptors {

[[nodiscard]] std::vector<Node> decodeMsOs10CompatibleIds(ByteView bytes);
[[nodiscard]] std::vector<Node> decodeMsOs10Properties(ByteView bytes);

} // namespace wb::descriptors
