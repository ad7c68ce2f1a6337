// SPDX-License-Identifier: GPL-3.0-or-later
// Which attached device a log talks about: the same serial number, else the same place, else the same kind.
// Thread: any; pure.
#pragma once

#include "core/capture/record.h"

namespace wb::ui {

// Those that are really there: not of a snapshot.
[[nodiscard]] std::vector<usb::DevicePtr> attachedOf(std::vector<usb::DevicePtr> devices);

[[nodiscard]] bool isSameKind(const capture::LoggedDevice& logged, const usb::DeviceInfo& device); // vid:pid
[[nodiscard]] usb::DevicePtr matchDevice(
    const capture::LoggedDevice& logged, const std::vector<usb::DevicePtr>& attached); // null: none of its kind

} // namespace wb::ui
