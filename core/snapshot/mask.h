// SPDX-License-Identifier: GPL-3.0-or-later
// Takes out of a snapshot what tells one device from another of its kind, so that it can be shown to others.
// Replaced, with something of the same length and shape: the serial number (the text and its string descriptors in
// every language), MAC addresses (the string of CDC Ethernet's iMACAddress, CDC 1.2 ECM §5.4), the container id of the
// BOS (USB 3.2 §9.6.2.3), and the same text wherever else the snapshot repeats it.
// Digits become 0, letters A or a, so a hexadecimal number stays one; what is neither is kept.
// Thread: any; pure. Errors: none; what is not there cannot be masked. Bytes that no specification explains are kept.
#pragma once

#include "core/snapshot/snapshot.h"

namespace wb::snapshot {

void maskSerialNumbers(Snapshot& snapshot);

// "A-12 xy" becomes "A-00 aa". Each UTF-8 character that is no ASCII becomes 'a' for each of its bytes.
[[nodiscard]] std::string maskedText(std::string_view text);

} // namespace wb::snapshot
