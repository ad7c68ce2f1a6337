// SPDX-License-Identifier: GPL-3.0-or-later
// The commands, one file each (command_*.cpp). Each runs in a session that has been started (needsDevices() says when
// not), prints its results to the session's output, its errors to stderr, and returns its exit code; closing and the
// log are the caller's. Thread: that of the QCoreApplication.
#pragma once

#include "app/cli/session.h"

namespace wb::cli {

[[nodiscard]] ExitCode run(Session& session, const ListOptions& options);
[[nodiscard]] ExitCode run(Session& session, const ShowOptions& options);
// Of ShowOptions::hidFile; the session need not have been started.
[[nodiscard]] ExitCode showHidFile(Session& session, const std::string& path, bool json);
// Of ShowOptions::wantsPorts: opens the device, which must be a hub.
[[nodiscard]] ExitCode showPorts(Session& session, const ShowOptions& options);
[[nodiscard]] ExitCode run(Session& session, const ControlOptions& options);
[[nodiscard]] ExitCode run(Session& session, const ReadOptions& options);
[[nodiscard]] ExitCode run(Session& session, const WriteOptions& options);
[[nodiscard]] ExitCode run(Session& session, const StreamOptions& given);
[[nodiscard]] ExitCode run(Session& session, const ScanOptions& options);
[[nodiscard]] ExitCode run(Session& session, const HidOptions& options);
[[nodiscard]] ExitCode run(Session& session, const WatchOptions& options);
[[nodiscard]] ExitCode run(Session& session, const DriversOptions& options);
[[nodiscard]] ExitCode run(Session& session, const ReplayOptions& options);
[[nodiscard]] ExitCode run(Session& session, const ResetOptions& options);
[[nodiscard]] ExitCode run(Session& session, const LintOptions& options);
[[nodiscard]] ExitCode run(Session& session, const FindOptions& options);
[[nodiscard]] ExitCode run(Session& session, const SnapshotSaveOptions& options);
[[nodiscard]] ExitCode run(Session& session, const SnapshotShowOptions& options);
[[nodiscard]] ExitCode run(Session& session, const SnapshotDiffOptions& options);
// Serves until it is interrupted; the session need not have been started.
[[nodiscard]] ExitCode run(Session& session, const ExportOptions& options);
// Asks libusb; the session need not have been started.
[[nodiscard]] ExitCode run(Session& session, const LibraryOptions& options);

// Whether the command looks at attached devices; else the session it runs in is never started.
[[nodiscard]] bool needsDevices(const SnapshotDiffOptions& options);
[[nodiscard]] bool needsDevices(const LintOptions& options);
[[nodiscard]] bool needsDevices(const Command& command);

} // namespace wb::cli
