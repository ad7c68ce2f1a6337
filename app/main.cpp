// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"
#include "app/cli/command_line.h"
#include "app/cli/run.h"

#include <type_traits>

namespace {

using wb::cli::ExitCode;

ExitCode runCommandLine(int& argc, char** argv, const wb::cli::CommandLine& line)
{
    if (const auto* window = std::get_if<wb::cli::WindowOptions>(&line.command))
        return wb::app::runWindow(argc, argv, line.global, *window);
    return wb::cli::runCommand(argc, argv, line);
}

} // namespace

int main(int argc, char* argv[])
{
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    const auto parsed = wb::cli::parseCommandLine(wb::cli::withoutQtArguments(arguments));
    ExitCode code = ExitCode::Success;
    if (!parsed)
        code = wb::cli::refuseCommandLine(parsed.error());
    else if (const auto* announcement = std::get_if<wb::cli::Announcement>(&*parsed))
        code = wb::cli::announce(announcement->text);
    else
        code = runCommandLine(argc, argv, std::get<wb::cli::CommandLine>(*parsed));
    return static_cast<int>(code);
}
