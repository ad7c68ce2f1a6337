// SPDX-License-Identifier: GPL-3.0-or-later
// Devices from whatever file a person keeps them in: a snapshot, or raw descriptors as sysfs has them.
// Source of truth: snapshot_file.h and import.h for the two; the first bytes say which it is, the name says nothing.
// Thread: any; both wait for the disk. Input is hostile. Errors: those of reading files, and Malformed; all with the
// path in detail.
#pragma once

#include "core/snapshot/snapshot.h"

namespace wb::snapshot {

enum class FileKind : std::uint8_t { Other, Snapshot, Descriptors };

// Other also for what is no file of its own (a pipe's bytes can be read once only) or cannot be read.
[[nodiscard]] FileKind fileKindOf(const std::string& path);

// What is Other is taken for raw descriptors, and told not to be any.
[[nodiscard]] Result<Snapshot> loadFile(const std::string& path);

} // namespace wb::snapshot
