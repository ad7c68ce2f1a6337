// SPDX-License-Identifier: GPL-3.0-or-later
// A live log on a file of the caller's making: how tests put a disk that fails under it.
// Thread and errors: as LiveLog::create.
#pragma once

#include "core/capture/live_log.h"
#include "core/capture/log_file.h"

namespace wb::capture {

// `path` is what the log calls itself; `file` must be empty.
[[nodiscard]] Result<std::shared_ptr<LiveLog>> createLiveLog(std::unique_ptr<LogFile> file, const std::string& path,
    LiveLogOptions options = {}, LiveLog::FailureHandler onFailure = {});

} // namespace wb::capture
