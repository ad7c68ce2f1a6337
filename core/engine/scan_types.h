// SPDX-License-Identifier: GPL-3.0-or-later
// What is asked of a scan of control requests, and what became of each of them.
// Units: bytes, milliseconds, nanoseconds as the names and types say. Thread: any; plain values.
#pragma once

#include "core/base/time.h"
#include "core/usb/setup_packet.h"

namespace wb::engine {

struct ScanPlan {
    usb::SetupPacket setup { 0xc0, 0, 0, 0, 64 }; // of all requests; bRequest is counted
    std::uint8_t first = 0;
    std::uint8_t last = 0xff; // not below `first`
    Bytes data; // OUT: sent with each, wLength is its size
    std::uint32_t timeoutMs = 200; // 0 = none: a device that does not answer holds the scan up until it is cancelled
    double requestsPerSecond = 100; // at most; 0 = no limit
    bool isArmed = false; // sends OUT requests, and those that could do harm

    [[nodiscard]] std::size_t count() const { return std::size_t { last } - first + 1; }
};

enum class ScanVerdict : std::uint8_t {
    Answered,
    Stalled, // the way to say that there is no such request (USB 2.0 §9.2.7)
    TimedOut,
    Failed,
    Skipped // not sent
};

struct ScanAnswer {
    std::uint8_t bRequest = 0;
    ScanVerdict verdict = ScanVerdict::Answered;
    Bytes data; // IN: what came
    Nanoseconds latency { 0 };
    std::string reason; // Failed, Skipped: why; safe to show
};

} // namespace wb::engine
