// SPDX-License-Identifier: GPL-3.0-or-later
// Runs one command from start to finish: log, backend, command, closing; QtGui is never touched.
// Thread: main. Makes its own QCoreApplication.
#pragma once

#include "app/cli/exit_code.h"
#include "app/cli/options.h"

namespace wb::cli {

// REQUIRES: the command is not WindowOptions.
[[nodiscard]] ExitCode runCommand(int& argc, char** argv, const CommandLine& line);

// Why the log, or what a stream receives, cannot have the file it was given: it is one that the command reads or writes
// itself, and would be emptied.
[[nodiscard]] std::optional<Error> refuseSharedFile(const CommandLine& line);

// Tells a wrong command line on stderr, with where to find help.
[[nodiscard]] ExitCode refuseCommandLine(const Error& error);

// Prints a help or version text on stdout.
[[nodiscard]] ExitCode announce(const std::string& text);

} // namespace wb::cli
