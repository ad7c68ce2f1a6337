// SPDX-License-Identifier: GPL-3.0-or-later
// The whole command line, from argv to a typed command, and the --help texts.
// Global options are accepted before and after the command. No command means the window.
// Thread: any; pure but for looks whether an argument is a file. Errors: InvalidArgument in our words, never CLI11's.
#pragma once

#include "app/cli/options.h"

#include <span>
#include <vector>

namespace wb::cli {

// What --help or --version print.
struct Announcement {
    std::string text;
};

using ParsedCommandLine = std::variant<CommandLine, Announcement>;

// `arguments` without the program's name.
[[nodiscard]] Result<ParsedCommandLine> parseCommandLine(std::span<const std::string> arguments);

// A copy without the options QApplication takes for itself (-platform offscreen, -style fusion...).
[[nodiscard]] std::vector<std::string> withoutQtArguments(std::span<const std::string> arguments);

} // namespace wb::cli
