// SPDX-License-Identifier: GPL-3.0-or-later
// Where the commands take a snapshot from: a file of ours, raw descriptors, or a device.
// Thread: that of the QCoreApplication. Errors: file errors and Malformed with the path in detail; those of
// loadSide() are told on stderr, and never end with the exit code of a difference.
#pragma once

#include "app/cli/session.h"
#include "app/cli/target.h"
#include "core/snapshot/snapshot.h"

namespace wb::cli {

// What exists under that name is a file, everything else a device.
[[nodiscard]] bool namesFile(const std::string& word);

// REQUIRES: the session is started, or the word names a file.
[[nodiscard]] OrExit<snapshot::Snapshot> loadSide(Session& session, const std::string& word);

// The devices of the snapshot of --snapshot as a backend.
[[nodiscard]] Result<std::unique_ptr<backend::Backend>> makeSnapshotBackend(const std::string& path);

} // namespace wb::cli
