// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the stream command's options as what the core knows by them.
// Thread: any; pure. Errors: as in arguments.h: InvalidArgument with operation "read <name>", what to write instead in
// detail.
#pragma once

#include "app/cli/options.h"

namespace wb::cli {

// "hex:BYTES", "text:TEXT", "file:PATH", "pattern:BYTES", "constant:BYTE", "counter[:WIDTH[:START]]", "prbs[:ORDER]",
// "random[:SEED]". The first three end after their bytes unless the caller sets PayloadSpec::repeatsFile.
[[nodiscard]] Result<StreamPayload> parsePayload(std::string_view name, std::string_view text);

// "hex:0d0a", "text:OK"; never empty.
[[nodiscard]] Result<Bytes> parsePattern(std::string_view name, std::string_view text);

// "1000", "0.5": transfers a second, 0.001 to a million.
[[nodiscard]] Result<double> parseRate(std::string_view name, std::string_view text);

// "180,176,176": bytes of each packet.
[[nodiscard]] Result<std::vector<std::uint32_t>> parsePacketLengths(std::string_view name, std::string_view text);

// "stall=recover".
struct StreamRule {
    engine::StreamEvent event;
    engine::StreamAction action;
};
[[nodiscard]] Result<StreamRule> parseRule(std::string_view name, std::string_view text);

} // namespace wb::cli
