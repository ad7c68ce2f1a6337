// SPDX-License-Identifier: GPL-3.0-or-later
// The devices of a file as a backend: they are listed like attached ones, and none can be opened.
// Source of truth: the devices given; they never change. Thread: as backend.h says.
// Errors: open() is always Unsupported, with the sentence of offlineReason() in detail.
#pragma once

#include "core/backend/backend.h"

namespace wb::backend {

// Gives each device a new id and `origin`, the file it comes from, as their origin. `name` must be unique in a service.
[[nodiscard]] std::unique_ptr<Backend> makeOfflineBackend(
    std::string name, const std::string& origin, std::vector<usb::DeviceInfo> devices);

} // namespace wb::backend
