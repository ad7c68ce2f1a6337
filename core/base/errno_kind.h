// SPDX-License-Identifier: GPL-3.0-or-later
// What a caller can do about a file that could not be opened, read or written, from the number the system gave.
// Source of truth: POSIX.1-2017 <errno.h>. Thread: any. Errors: a number nobody treats apart is Io.
#pragma once

#include "core/base/result.h"

namespace wb {

[[nodiscard]] ErrorKind errorKindOf(int errnoValue);

} // namespace wb
