// SPDX-License-Identifier: GPL-3.0-or-later
// What a service in read-only mode lets pass, and how it refuses the rest (P74).
// Thread: any; pure functions. Errors: none.
#pragma once

#include "core/engine/types.h"

namespace wb::engine {

[[nodiscard]] Error readOnlyRefusal(std::string operation);

// The same policy without what changes a device or its drivers by itself.
[[nodiscard]] AccessPolicy readingPolicy(AccessPolicy policy);

// An IN endpoint, no action that clears a halt, and no bulk streams, which the device is told of.
[[nodiscard]] bool isReading(const StreamConfig& config);

} // namespace wb::engine
