// SPDX-License-Identifier: GPL-3.0-or-later
// What texts, pages and documents call a severity: "note", "warning", "error". Scripts read these words: they stay.
// Thread: any; pure. Errors: none.
#pragma once

#include "core/descriptors/node.h"

namespace wb::descriptors {

[[nodiscard]] std::string_view severityWord(Severity severity);

} // namespace wb::descriptors
