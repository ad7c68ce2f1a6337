// SPDX-License-Identifier: GPL-3.0-or-later
// Devices that requests of the catalogue suit. Thread: any; pure.
#pragma once

#include "core/requests/targets.h"

namespace wb::test {

// Interface 2 of the first class that the request is for, with the endpoints 0x81 and 0x02 and entity 5 of every kind
// that the request asks for.
[[nodiscard]] requests::Targets targetsFor(const requests::Request& request);

// Interface 0 of that class, nothing else.
[[nodiscard]] requests::Targets interfaceOf(std::uint8_t classCode, std::uint8_t subClass, std::uint8_t protocol);

} // namespace wb::test
