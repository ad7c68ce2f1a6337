// SPDX-License-Identifier: GPL-3.0-or-later
// Asks libusb for the event loop of a context: what it watches, its next timeout, who holds its lock.
// Thread: USB, between two turns; the notifications of descriptors come on any.
// Errors: none; what libusb does not tell is left out.
#pragma once

#include "core/usb/event_loop_facts.h"

struct libusb_context;

namespace wb::backend {

// Counts the descriptors that come and go from now on. Nothing of the caller's is kept: a context may be left behind.
void countDescriptors(libusb_context* context);

[[nodiscard]] usb::EventLoopFacts eventLoopFacts(libusb_context* context);

} // namespace wb::backend
