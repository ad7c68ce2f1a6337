// SPDX-License-Identifier: GPL-3.0-or-later
// Which log, and which device of it, a replay reads.
// Thread: that of the QCoreApplication. Errors: openReplaySource tells them on stderr and gives the exit code.
#pragma once

#include "app/cli/target.h"
#include "core/capture/transfer_source.h"

namespace wb::cli {

// Problems of a damaged file are notes; Ctrl+C ends the reading of a large one.
[[nodiscard]] OrExit<std::shared_ptr<const capture::TransferSource>> openReplaySource(
    Session& session, const std::string& path);

// By `from`; without it the device with the target's ids, else the only one. NotFound and InvalidArgument list the
// devices of the log.
[[nodiscard]] Result<std::size_t> chooseLoggedDevice(std::span<const capture::LoggedDevice> devices,
    const usb::DeviceInfo& target, const std::optional<SourceSelector>& from);

// True when another program wrote it: our interface blocks are named by port paths.
[[nodiscard]] bool isForeign(const capture::TransferSource& source);

} // namespace wb::cli
