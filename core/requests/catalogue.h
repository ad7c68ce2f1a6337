// SPDX-License-Identifier: GPL-3.0-or-later
// The control requests that the specifications of USB and of its classes define. A new class is one file with a table
// and one line in catalogue.cpp. Names of standard requests and features are those of core/usb/setup_packet.h.
// Thread: any; built once, then constant. Errors: none.
#pragma once

#include "core/requests/targets.h"

namespace wb::requests {

[[nodiscard]] std::span<const Request> catalogue();

// By its name, in any case; nullptr when there is none.
[[nodiscard]] const Request* findRequest(std::string_view name);

// Those that suit the device, in the catalogue's order.
[[nodiscard]] std::vector<const Request*> requestsFor(const Targets& targets);

} // namespace wb::requests
