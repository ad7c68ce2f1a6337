// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/repeat_tally.h"

#include <algorithm>

namespace wb::cli {

void RepeatTally::add(const usb::TransferResult& result)
{
    ++sent;
    if (result.status != usb::TransferStatus::Completed) {
        ++failed;
        return;
    }
    latencies.add(result.latency());
    shortest = std::min(shortest.value_or(result.latency()), result.latency());
}

} // namespace wb::cli
