// SPDX-License-Identifier: GPL-3.0-or-later
// A WebUSB URL descriptor as nodes. Its type number is that of strings, so it is told apart by how it was asked for.
// Source of truth: WebUSB API §4.3. Its text is the device's and hostile: shown escaped, and never opened.
// Input is hostile: never fails; every byte belongs to a field. Thread: any; no state.
#pragma once

#include "core/descriptors/node.h"

namespace wb::descriptors {

[[nodiscard]] std::vector<Node> decodeWebUsbUrl(ByteView bytes);

} // namespace wb::descriptors
