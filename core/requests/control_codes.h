// SPDX-License-Identifier: GPL-3.0-or-later
// Codes of requests whose answers do not have the layout of the control they are about. Private to core/requests.
// Source of truth: UVC 1.5 table A-8, Audio 2.0 table A-14. Thread: any; constants. Errors: none.
#pragma once

#include <cstdint>

namespace wb::requests {

inline constexpr std::uint8_t kVideoGetLen = 0x85;
inline constexpr std::uint8_t kVideoGetInfo = 0x86;
inline constexpr std::uint8_t kAudioRange = 0x02;

} // namespace wb::requests
