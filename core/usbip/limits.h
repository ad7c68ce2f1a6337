// SPDX-License-Identifier: GPL-3.0-or-later
// What one client may cost, and how long it may take. One place, so that a test can make them small.
// Units: bytes unless the name says otherwise. Thread: any; plain values.
// A client's memory is bounded by the sum: one request being received (maxTransferBytes and its packet descriptors),
// what is in flight (maxInFlightBytes), and what it has not read yet (maxQueuedBytes, and what was in flight then).
#pragma once

#include <chrono>
#include <cstddef>

namespace wb::usbip {

struct Limits {
    // What Linux' usbfs takes for one URB by default (usbfs_memory_mb); drivers send far less.
    std::size_t maxTransferBytes = std::size_t { 16 } << 20;
    std::size_t maxInFlightBytes = std::size_t { 32 } << 20; // beyond it a transfer is answered with -ENOMEM
    std::size_t maxInFlightCount = 1024;
    std::size_t maxQueuedBytes = std::size_t { 4 } << 20; // beyond it nothing more is read from the client
    std::size_t maxHandshakes = 16; // connections without a device; the oldest makes room for a new one
    std::chrono::milliseconds handshakeTime { 5000 }; // from the connection to a whole first request
    std::chrono::milliseconds stallTime { 30'000 }; // for the rest of a request to come, or an answer to be read
};

} // namespace wb::usbip
