// SPDX-License-Identifier: GPL-3.0-or-later
// Colours that carry meaning, made readable on the palette at hand: at least 4.5:1 against the background
// (WCAG 2.1 §1.4.3) in light, dark and high contrast themes. Always used beside words or a shape.
// Thread: any; pure functions.
#pragma once

#include "ui/text/transfer_text.h"

#include <QColor>
#include <QPalette>

namespace wb::ui {

[[nodiscard]] double contrastRatio(const QColor& one, const QColor& other); // 1..21
// `hue` made lighter or darker until it reads on `background`.
[[nodiscard]] QColor readableOn(const QColor& background, const QColor& hue);

[[nodiscard]] QColor toneColor(text::Tone tone, const QPalette& palette);
[[nodiscard]] QColor directionColor(bool isIn, const QPalette& palette);
[[nodiscard]] QString toneMark(text::Tone tone); // "✓", "▲", "✗", "": the shape beside the colour

} // namespace wb::ui
