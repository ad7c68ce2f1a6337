// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/read_only.h"

#include <algorithm>

namespace wb::engine {

Error readOnlyRefusal(std::string operation) { return { ErrorKind::ReadOnly, 0, std::move(operation), {} }; }

AccessPolicy readingPolicy(AccessPolicy policy)
{
    policy.selectAlternateAutomatically = false;
    policy.detachKernelDriver = false;
    return policy;
}

bool isReading(const StreamConfig& config)
{
    const auto& actions = config.policy.actions;
    return config.endpoint.isIn() && config.bulkStream == 0
        && std::find(actions.begin(), actions.end(), StreamAction::Recover) == actions.end();
}

} // namespace wb::engine
