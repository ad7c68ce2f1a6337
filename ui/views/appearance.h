// SPDX-License-Identifier: GPL-3.0-or-later
// Light, dark, or as the desktop has it. Everything else takes its colours from the palette set here.
// Thread: GUI. Changes the application's style and palette; the desktop's own are remembered on first use.
#pragma once

#include <QPalette>

namespace wb::ui {

enum class Appearance : std::uint8_t { System, Light, Dark };

void applyAppearance(Appearance appearance);
[[nodiscard]] QPalette appearancePalette(Appearance appearance); // System: the desktop's

} // namespace wb::ui
