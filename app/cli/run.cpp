// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run.h"

#include "app/cli/commands.h"
#include "app/cli/snapshot_source.h"
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

std::vector<std::string> filesOf(const StreamOptions& stream)
{
    std::vector<std::string> files;
    for (const std::optional<StreamPayload>* payload : { &stream.source, &stream.expected })
        if (*payload && (*payload)->file)
            files.push_back(*(*payload)->file);
    if (!stream.config.sinkPath.empty())
        files.push_back(stream.config.sinkPath);
    return files;
}

// The file a command but stream reads or writes besides the log, if it has one.
std::optional<std::string> fileOf(const Command& command)
{
    if (const auto* replay = std::get_if<ReplayOptions>(&command))
        return replay->file;
    if (const auto* control = std::get_if<ControlOptions>(&command))
        return control->payload.file ? control->payload.file : control->outPath;
    if (const auto* show = std::get_if<ShowOptions>(&command))
        return show->hidFile ? show->hidFile : show->file;
    if (const auto* write = std::get_if<WriteOptions>(&command))
        return write->payload.file;
    if (const auto* read = std::get_if<ReadOptions>(&command))
        return read->outPath;
    if (const auto* window = std::get_if<WindowOptions>(&command))
        return window->file;
    if (const auto* save = std::get_if<SnapshotSaveOptions>(&command))
        return save->outPath;
    if (const auto* show = std::get_if<SnapshotShowOptions>(&command))
        return show->file;
    if (const auto* lint = std::get_if<LintOptions>(&command); lint != nullptr && namesFile(lint->subject))
        return lint->subject;
    return std::nullopt;
}

// What a command reads or writes besides the log.
std::vector<std::string> otherFiles(const Command& command)
{
    if (const auto* stream = std::get_if<StreamOptions>(&command))
        return filesOf(*stream);
    const std::optional<std::string> file = fileOf(command);
    return file ? std::vector { *file } : std::vector<std::string> {};
}

bool isSameFile(const std::string& left, const std::string& right)
{
    std::error_code failed;
    return left == right || (std::filesystem::equivalent(left, right, failed) && !failed);
}

// Sends nothing.
bool isSilent(const Command& command)
{
    if (const auto* lint = std::get_if<LintOptions>(&command))
        return !lint->reads;
    if (const auto* save = std::get_if<SnapshotSaveOptions>(&command))
        return !save->reads;
    if (const auto* control = std::get_if<ControlOptions>(&command))
        return control->listsRequests;
    if (const auto* show = std::get_if<ShowOptions>(&command))
        return !show->wantsPorts && !show->wantsStrings && !show->reads;
    return std::holds_alternative<ListOptions>(command) || std::holds_alternative<WatchOptions>(command)
        || std::holds_alternative<FindOptions>(command) || std::holds_alternative<SnapshotShowOptions>(command)
        || std::holds_alternative<SnapshotDiffOptions>(command) || std::holds_alternative<ExportOptions>(command)
        || std::holds_alternative<DriversOptions>(command) || std::holds_alternative<LibraryOptions>(command);
}

// The log of nothing is not worth a file that exists.
bool wouldEmptyForNothing(const CommandLine& line)
{
    std::error_code failed;
    return isSilent(line.command) && line.global.logPath && std::filesystem::exists(*line.global.logPath, failed);
}

Result<std::unique_ptr<backend::Backend>> makeBackend(const GlobalOptions& options)
{
    if (options.snapshot)
        return makeSnapshotBackend(*options.snapshot);
    if (options.isDemo)
        return backend::VirtualBus::create();
    if (options.node)
        return backend::makeNodeBackend(*options.node);
    return backend::makeLibusb1Backend();
}

ExitCode runIn(Session& session, const CommandLine& line)
{
    if (!needsDevices(line.command))
        return dispatch(session, line.command);
    auto backend = makeBackend(line.global);
    if (!backend)
        return session.messages().failure(backend.error(), ExitCode::File);
    if (const Status started = session.start(std::move(*backend)); !started) {
        const ExitCode code = session.messages().failure(started.error());
        const bool isDiff = std::holds_alternative<SnapshotDiffOptions>(line.command);
        return isDiff && code == kDifferenceFound ? ExitCode::NoDevice : code;
    }
    if (isSilent(line.command)) // the others open it when they open their device
        if (const Status opened = session.openLog(); !opened)
            return session.messages().failure(opened.error(), ExitCode::File);
    return dispatch(session, line.command);
}

} // namespace

bool needsDevices(const Command& command)
{
    if (const auto* diff = std::get_if<SnapshotDiffOptions>(&command))
        return needsDevices(*diff);
    if (const auto* show = std::get_if<ShowOptions>(&command))
        return !show->file && !show->hidFile;
    if (const auto* lint = std::get_if<LintOptions>(&command))
        return needsDevices(*lint);
    return !std::holds_alternative<SnapshotShowOptions>(command) && !std::holds_alternative<ExportOptions>(command)
        && !std::holds_alternative<LibraryOptions>(command);
}

std::optional<Error> refuseSharedFile(const CommandLine& line)
{
    const auto refusal = [](std::string operation, const std::string& file) {
        return Error { ErrorKind::InvalidArgument, 0, std::move(operation),
            escapeForDisplay(file) + " is a file that this command reads or writes itself" };
    };
    const std::vector<std::string> others = otherFiles(line.command);
    for (const std::string& other : others)
        if (line.global.logPath && isSameFile(*line.global.logPath, other))
            return refusal("write the log", other);
    const auto* stream = std::get_if<StreamOptions>(&line.command);
    if (stream == nullptr || stream->config.sinkPath.empty())
        return std::nullopt;
    for (std::size_t i = 0; i + 1 < others.size(); ++i) // the last is the sink itself
        if (isSameFile(others[i], stream->config.sinkPath))
            return refusal("write what is received", others[i]);
    return std::nullopt;
}

ExitCode runCommand(int& argc, char** argv, const CommandLine& line)
{
    const QCoreApplication application(argc, argv);
    const Messages messages;
    if (const auto error = refuseSharedFile(line))
        return messages.failure(*error);
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
