// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a whole text file so that nobody ever finds half of it.
// A file that exists is replaced when the new one is complete, and stays as it is when that fails; a link stays a link.
// A pipe or a device is written to as it is.
// Thread: any; waits for the disk. Errors: errorKindOf() of what went wrong, `operation` and the path in detail.
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace wb {

// `operation` as in "save the snapshot".
[[nodiscard]] Status replaceFile(const std::string& path, std::string_view text, const std::string& operation);

} // namespace wb
