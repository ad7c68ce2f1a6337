// SPDX-License-Identifier: GPL-3.0-or-later
// The version of the core library, which is the program's.
// Source of truth: project() in the top CMakeLists.txt. Thread: any.
#pragma once

#include <string_view>

namespace wb {

[[nodiscard]] std::string_view version(); // "0.1.0"

} // namespace wb
