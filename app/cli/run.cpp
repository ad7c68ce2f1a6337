// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run.h"

#include "app/cli/commands.h"
#include "core/backend/libusb1/libusb1_backend.h"
#include "core/backend/virtualbus/virtual_bus.h"

#include <QCoreApplication>

#include <cassert>
#include <filesystem>

namespace wb::cli {
namespace {

ExitCode dispatch(Session& session, const Command& command)
{
    return std::visit(
        [&session](const auto& options) {
            if constexpr (std::is_same_v<std::decay_t<decltype(options)>, WindowOptions>) {
                assert(false);
                return ExitCode::Usage;
            } else {
                return run(session, options);
            }
        },
        command);
}

// Creating the log would empty the very file that is to be replayed.
bool wouldOverwriteInput(const CommandLine& line)
{
    const auto* replay = std::get_if<ReplayOptions>(&line.command);
    std::error_code failed;
    return replay != nullptr && line.global.logPath
        && std::filesystem::equivalent(*line.global.logPath, replay->file, failed) && !failed;
}

// These send nothing, and the log of nothing is not worth a file that exists.
bool wouldEmptyForNothing(const CommandLine& line)
{
    const bool isSilent = std::holds_alternative<ListOptions>(line.command)
        || std::holds_alternative<ShowOptions>(line.command) || std::holds_alternative<WatchOptions>(line.command);
    std::error_code failed;
    return isSilent && line.global.logPath && std::filesystem::exists(*line.global.logPath, failed);
}

std::unique_ptr<backend::Backend> makeBackend(const GlobalOptions& options)
{
    if (options.isDemo)
        return backend::VirtualBus::create();
    return backend::makeLibusb1Backend();
}

ExitCode runIn(Session& session, const CommandLine& line)
{
    if (const Status opened = session.openLog(); !opened)
        return session.messages().failure(opened.error(), ExitCode::File);
    if (const Status started = session.start(makeBackend(line.global)); !started)
        return session.messages().failure(started.error());
    return dispatch(session, line.command);
}

} // namespace

ExitCode runCommand(int& argc, char** argv, const CommandLine& line)
{
    const QCoreApplication application(argc, argv);
    const Messages messages;
    if (wouldOverwriteInput(line))
        return messages.failure(Error { ErrorKind::InvalidArgument, 0, "write the log",
            escapeForDisplay(*line.global.logPath) + " is the file to replay" });
    if (wouldEmptyForNothing(line))
        return messages.failure(Error { ErrorKind::InvalidArgument, 0, "write the log",
            escapeForDisplay(*line.global.logPath) + " exists, and this command sends nothing that could be logged" });
    Output out = Output::toStdout();
    Session session(line.global, out, messages);
    return session.finish(runIn(session, line));
}

ExitCode refuseCommandLine(const Error& error)
{
    const Messages messages;
    messages.failure(error, ExitCode::Usage);
    messages.hint("usb-workbench --help lists the commands, usb-workbench COMMAND --help their options");
    return ExitCode::Usage;
}

ExitCode announce(const std::string& text)
{
    Output out = Output::toStdout();
    out.text(text);
    if (out.error())
        return Messages().failure(*out.error(), ExitCode::File);
    return ExitCode::Success;
}

} // namespace wb::cli
