// SPDX-License-Identifier: GPL-3.0-or-later
// What came of a request that is sent again and again.
// Units: nanoseconds. Thread: one. Errors: none.
#pragma once

#include "core/stream/latency_histogram.h"
#include "core/usb/transfer.h"

#include <optional>

namespace wb::cli {

struct RepeatTally {
    std::uint64_t sent = 0;
    std::uint64_t failed = 0; // whatever was not completed
    std::optional<Nanoseconds> shortest; // none: no answer came
    stream::LatencyHistogram latencies; // of the answers, as the shortest is

    void add(const usb::TransferResult& result);
};

} // namespace wb::cli
