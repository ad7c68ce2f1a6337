// SPDX-License-Identifier: GPL-3.0-or-later
// Errors for people: what happened, to what, and what to do about it.
// Thread: any. Text is safe to show.
#pragma once

#include "core/base/result.h"

#include <QString>

namespace wb::ui::text {

// One sentence: "Claim interface 2 failed: busy (1-1.2: held by usbhid)."
[[nodiscard]] QString sentence(const Error& error);

// What the person can do next, one or two sentences; never empty.
[[nodiscard]] QString advice(ErrorKind kind);

// For a file of the person's whose bytes cannot be had.
[[nodiscard]] QString sentenceOnFile(const Error& error);

// Both, ready for an in-place message.
[[nodiscard]] QString sentenceWithAdvice(const Error& error);

} // namespace wb::ui::text
