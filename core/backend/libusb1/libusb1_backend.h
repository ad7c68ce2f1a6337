// SPDX-License-Identifier: GPL-3.0-or-later
// Real devices through libusb-1.0; the only folder that includes <libusb.h>.
// Thread, ownership and errors: as the Backend port says. Built against 1.0.26.
// start() can hang in libusb_init() on descriptors 1.0.26 cannot parse (P69): nothing here can end that
// call, so the caller starts the backend on a thread it can do without, and watches.
// stop() with something still open leaks libusb's context and says so through eventLoopDegraded() (P10).
#pragma once

#include "core/backend/backend.h"

namespace wb::backend {

class SystemFacts;

[[nodiscard]] std::unique_ptr<Backend> makeLibusb1Backend();

// The device of this node and no other, whatever is attached: for a process that wants nothing else (P50).
[[nodiscard]] std::unique_ptr<Backend> makeNodeBackend(std::string path);

// With another source of what the system knows about its devices, or one that knows nothing.
[[nodiscard]] std::unique_ptr<Backend> makeLibusb1Backend(std::unique_ptr<SystemFacts> facts);

} // namespace wb::backend
