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

// Alone: for a process that wants nothing else, since libusb then looks for no device at all (P50). BesideOthers: it
// has a name of its own, "node PATH", and leaves libusb's messages to the backend of the other devices.
enum class NodeUse : std::uint8_t { Alone, BesideOthers };
// The device of this node and no other, whatever is attached. `node` is a path, or "fd:3": a descriptor that is open.
[[nodiscard]] std::unique_ptr<Backend> makeNodeBackend(const std::string& node, NodeUse use = NodeUse::Alone);

// With another source of what the system knows about its devices, or one that knows nothing.
[[nodiscard]] std::unique_ptr<Backend> makeLibusb1Backend(std::unique_ptr<SystemFacts> facts);

} // namespace wb::backend
