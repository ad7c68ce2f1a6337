// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps what a hanging device or driver may still touch alive until the process ends (P10): leaking on
// purpose beats crashing, and what is kept here stays reachable, so leak checkers see it is meant.
// Thread: any.
#pragma once

#include <memory>

namespace wb::engine {

void leaveBehind(std::shared_ptr<void> object);

} // namespace wb::engine
