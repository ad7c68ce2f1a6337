// SPDX-License-Identifier: GPL-3.0-or-later
// What the process tells its caller; documented in the man page, never renumbered.
// Thread: any; pure.
#pragma once

#include "core/base/result.h"
#include "core/usb/transfer.h"

namespace wb::cli {

enum class ExitCode : std::uint8_t {
    Success = 0,
    Failed = 1, // the transfer or operation failed, its status is in the output
    Usage = 2,
    NoDevice = 3, // none, or several match
    AccessDenied = 4,
    Busy = 5,
    Disconnected = 6,
    File = 7, // cannot be read, is malformed, or cannot be written
    Differs = 8, // replay: an answer is not the recorded one
    Findings = 9, // lint: rules are broken
    DataDiffers = 10, // stream: what was received is not what was expected
    Interrupted = 130 // 128 + SIGINT, as shells have it
};

// snapshot diff: as diff has it. No failure of that command has this code.
inline constexpr ExitCode kDifferenceFound = ExitCode::Failed;

[[nodiscard]] ExitCode exitCodeFor(ErrorKind kind);
[[nodiscard]] ExitCode exitCodeFor(usb::TransferStatus status);

} // namespace wb::cli
