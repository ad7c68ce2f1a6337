// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the system has memory for a stream's transfers, asked before it starts: found out by submitting, the stream
// would end in the middle of its first queue, isochronous ones with an error that says nothing of memory (P23).
// Source of truth: Linux drivers/usb/core/devio.c: proc_do_submiturb() counts the buffer and the bookkeeping of each
// transfer against usbfs_memory_mb.
// Units: bytes. Thread: any; pure. Errors: OutOfMemory with what is needed and what to do. Nothing is refused that the
// system might still grant: what other programs hold is not known.
#pragma once

#include "core/engine/stream_types.h"

namespace wb::engine {

struct TransferMemory {
    std::uint64_t inUse = 0; // by streams that run
    std::optional<std::uint64_t> limit; // for all programs; nullopt: none, or none that is known

    bool operator==(const TransferMemory&) const = default;
};

// At the least, once the queue is full. REQUIRES: defaults are filled in.
[[nodiscard]] std::uint64_t transferMemory(const StreamConfig& config);

[[nodiscard]] Status checkTransferMemory(const StreamConfig& config, const TransferMemory& memory);

} // namespace wb::engine
