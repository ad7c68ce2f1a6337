// SPDX-License-Identifier: GPL-3.0-or-later
// Streams that share an endpoint, and what they achieve together.
// Source of truth: StreamStatus as the model has it. Units: bytes, nanoseconds. Thread: GUI. Errors: none.
#pragma once

#include "ui/models/stream_history.h"

#include <vector>

namespace wb::ui {

// As if they were one. Percentiles of latency are the ends of their octaves, so less than twice what is right. Gaps and
// jitter are left out, as each stream has its own queue; so is what was found. REQUIRES: some, all of one endpoint.
[[nodiscard]] engine::StreamStatus sumOf(const std::vector<const engine::StreamStatus*>& streams);

class StreamGroups {
public:
    using Members = std::vector<engine::StreamId>; // two at least, in the order in which they joined

    void join(const Members& together); // streams that use one endpoint at this moment; does nothing for a single one
    void forget(engine::StreamId stream);
    void take(const engine::StreamStatus& sum); // of all members of a group

    [[nodiscard]] const std::vector<Members>& all() const { return m_groups; }
    [[nodiscard]] const StreamHistory& history() const { return m_history; } // of a group: by its first member

private:
    std::vector<Members> m_groups;
    StreamHistory m_history;
};

} // namespace wb::ui
