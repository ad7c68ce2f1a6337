// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in names of USB classes: words people type in filters and names for when usb.ids is missing.
// Source of truth: USB-IF "Defined Class Codes". Thread: any; constant tables. Errors: unknown gives nothing.
#pragma once

#include "core/base/bytes.h"

namespace wb::descriptors {

// "hid" -> 0x03, "mass-storage"/"storage" -> 0x08, "vendor" -> 0xff, "0x0e" -> 0x0e. Case does not matter.
[[nodiscard]] std::optional<std::uint8_t> parseClassWord(std::string_view word);

// "Human Interface Device"; empty when the number is not assigned.
[[nodiscard]] std::string_view standardClassName(std::uint8_t classCode);

} // namespace wb::descriptors
