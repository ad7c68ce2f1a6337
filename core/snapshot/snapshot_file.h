// SPDX-License-Identifier: GPL-3.0-or-later
// Snapshots as JSON text and as files.
// Source of truth: SCHEMA.md beside this file. Hex text of the bytes is what counts; decoded text stands beside it for
// people and is not read. Text that is not UTF-8 is written with replacement characters.
// Input is hostile: at most kMaxFileBytes, kMaxDevices and so on; always terminates.
// Thread: any; readFile() and writeFile() wait for the disk. Units: bytes.
// Errors: Malformed with the place of the mistake ("devices[3].sections[0].bytes: ..."), Unsupported for a newer major
// version, of files NotFound, AccessDenied, NoSpace and Io with the path in detail.
#pragma once

#include "core/snapshot/snapshot.h"

namespace wb::snapshot {

inline constexpr std::size_t kMaxFileBytes = std::size_t { 256 } << 20;
inline constexpr std::size_t kMaxDevices = 10'000;

[[nodiscard]] std::string toJsonText(const Snapshot& snapshot);
[[nodiscard]] Result<Snapshot> fromJsonText(ByteView json);

// By its first bytes: a snapshot is a JSON object, no capture and no descriptor blob begins as one does.
[[nodiscard]] bool looksLikeSnapshot(ByteView start);

[[nodiscard]] Result<Snapshot> readFile(const std::string& path);
// A file that exists is replaced when the new one is complete, and stays as it is when that fails.
[[nodiscard]] Status writeFile(const std::string& path, const Snapshot& snapshot);

// Any file's bytes, at most `limit` of them; for raw descriptors. More is Malformed.
[[nodiscard]] Result<Bytes> readBytes(const std::string& path, std::size_t limit);

} // namespace wb::snapshot
