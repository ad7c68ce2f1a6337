// SPDX-License-Identifier: GPL-3.0-or-later
// Checks that need a whole configuration or BOS: totals and counts against what is really there, and repetitions.
// Adds Diagnostics to the nodes it looks at, nothing else. Cost: linear in the number of nodes.
// Thread: any; no state. Errors: never fails.
#pragma once

#include "core/descriptors/node.h"

namespace wb::descriptors {

// `available`: bytes from the configuration's first byte to the end of the input.
void checkConfiguration(Node& configuration, std::size_t available);
void checkBos(Node& bos, std::size_t available);

// `device`: the first node of a blob in sysfs layout; `configurations`: how many follow.
void checkConfigurationCount(Node& device, std::size_t configurations);

} // namespace wb::descriptors
