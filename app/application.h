// SPDX-License-Identifier: GPL-3.0-or-later
// The composition root of the window: builds log -> service -> demo bus -> window, and destroys them in reverse.
// Thread: main (GUI). Ownership: owns everything the window is given through AppContext.
// Errors: what keeps the window from opening at all is told on stderr and is the exit code; everything later is a
// notice in the window.
#pragma once

#include "app/cli/exit_code.h"
#include "app/cli/options.h"

namespace wb::app {

[[nodiscard]] cli::ExitCode runWindow(
    int& argc, char** argv, const cli::GlobalOptions& global, const cli::WindowOptions& options);

} // namespace wb::app
