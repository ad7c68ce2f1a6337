// SPDX-License-Identifier: GPL-3.0-or-later
// What every host holds a transfer against before it reaches the bus, whoever the host is.
// Source of truth: Linux' usb_submit_urb() and usbfs; USB 2.0 §5.5.3, §5.6.3.
// Thread: any; pure but for the order given. Errors: one sentence about what is wrong, nullopt when nothing is.
#pragma once

#include "core/backend/virtualbus/bus_scheduler.h"

#include <optional>

namespace wb::backend::virtualbus {

inline constexpr std::size_t kMaxControlData = 4096; // P24

[[nodiscard]] std::optional<std::string> faultOfControl(const Transfer& transfer);

// Lays the packets out one behind the other in the buffer (P30) and sets them to pending.
[[nodiscard]] std::optional<std::string> layOutPackets(TransferOrder& order, const Pipe& pipe);

} // namespace wb::backend::virtualbus
