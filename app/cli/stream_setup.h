// SPDX-License-Identifier: GPL-3.0-or-later
// What the stream command asks of the engine: its options, applied to each endpoint's direction and type.
// Thread: that of the QCoreApplication. Errors: a file that cannot be used is told on stderr here, and returned as the
// exit code; everything else is for the engine to refuse.
#pragma once

#include "app/cli/target.h"

namespace wb::cli {

// The same options with the bytes of their files.
[[nodiscard]] OrExit<StreamOptions> loadFiles(Session& session, StreamOptions options);

// REQUIRES: loadFiles() was done. The receiving side of a loopback has no limits: what was sent decides.
[[nodiscard]] engine::StreamConfig makeConfig(const StreamOptions& options, const EndpointTarget& target);

// How many bytes `config` expects to arrive, when that has an end.
[[nodiscard]] std::optional<std::uint64_t> expectedBytes(const engine::StreamConfig& config);

} // namespace wb::cli
