// SPDX-License-Identifier: GPL-3.0-or-later
// A decoded descriptor as lines that a test can lay out by hand.
// Thread: any; pure.
#pragma once

#include "core/descriptors/node.h"

#include <QStringList>

namespace wb::test {

// The title, then "bTerminalID=2" and "wTerminalType=0x0101 USB Streaming", without bLength and bDescriptorType, then
// "! " and the message of each diagnostic.
[[nodiscard]] QStringList linesOf(const descriptors::Node& node);

// Empty when the text is not hexadecimal.
[[nodiscard]] Bytes fromHex(const char* text);

} // namespace wb::test
