// SPDX-License-Identifier: GPL-3.0-or-later
// How findings name what they speak of, so that all groups use the same words.
// Thread: any; no state. Errors: none.
#pragma once

#include "core/lint/device_view.h"

namespace wb::lint {

[[nodiscard]] std::string nameOf(const EndpointView& endpoint); // "EP1 IN (0x81)"
[[nodiscard]] std::string nameOf(const AlternateView& alternate); // "Interface 1", "Interface 1 alternate setting 2"
[[nodiscard]] std::string tripleOf(const Item& item, std::size_t offset); // "0xef/0x02/0x01"
// "1 packet", "2 packets".
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view noun);

} // namespace wb::lint
