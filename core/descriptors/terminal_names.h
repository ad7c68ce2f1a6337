// SPDX-License-Identifier: GPL-3.0-or-later
// What terminals are called, for when usb.ids is missing and where its capitals would be too loud.
// Source of truth: USB Audio Terminal Types 1.0 and 2.0 §2, UVC 1.5 appendix B. Thread: any; constants.
// Errors: unknown types have no name.
#pragma once

#include "core/base/bytes.h"

namespace wb::descriptors {

[[nodiscard]] std::string_view audioTerminalName(std::uint64_t type); // "Microphone"
[[nodiscard]] std::string_view videoTerminalName(std::uint64_t type); // "Camera"

} // namespace wb::descriptors
