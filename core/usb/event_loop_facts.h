// SPDX-License-Identifier: GPL-3.0-or-later
// The event loop of the library behind a backend, as the library tells of it between two turns.
// Source of truth: libusb_get_pollfds, libusb_get_next_timeout, libusb_pollfds_handle_timeouts and the functions of the
// event lock. Thread: any; plain values. Errors: what the library does not tell is left out.
#pragma once

#include "core/base/time.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace wb::usb {

struct WatchedDescriptor {
    int number = -1;
    bool forInput = false; // what is waited for
    bool forOutput = false;

    bool operator==(const WatchedDescriptor&) const = default;
};

struct EventLoopFacts {
    std::optional<std::vector<WatchedDescriptor>> watched; // nullopt: the system has none
    std::uint64_t added = 0; // descriptors told as added since the program began, by all contexts together
    std::uint64_t removed = 0;
    std::optional<Nanoseconds> nextTimeout; // nullopt: none that whoever waits would have to look at
    bool handlesTimeouts = false; // by a timer among the descriptors
    bool isLockFree = false; // the thread that asks could handle events
    bool isHandlerActive = false; // some thread does
    bool mayHandle = false; // else it has to wait until a device has been closed

    bool operator==(const EventLoopFacts&) const = default;
};

} // namespace wb::usb
