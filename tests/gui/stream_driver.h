// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of continuous streams driven as a person would.
// Thread: GUI. Errors: as gui_driver.h.
#pragma once

#include "tests/support/app_fixture.h"
#include "ui/bridge/selection.h"

namespace wb::test {

enum class EndpointTab : std::uint8_t { Single, Continuous, Meter };
enum class SettingsPage : std::uint8_t { Queue, Data, StopWhen, OnEvents };

[[nodiscard]] ui::Selection endpointOf(const usb::DevicePtr& device, std::uint8_t address, std::uint8_t alternate = 0);
[[nodiscard]] bool showTab(QWidget& panel, EndpointTab tab);
[[nodiscard]] bool showSettings(QWidget& panel, SettingsPage page); // of the tab Continuous
[[nodiscard]] bool tick(QWidget* box); // clicks where a check box has its mark

} // namespace wb::test
