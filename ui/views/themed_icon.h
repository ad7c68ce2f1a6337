// SPDX-License-Identifier: GPL-3.0-or-later
// Our own icons, drawn in the colours of the palette at the time they are painted: one set serves light, dark and
// high contrast, at any scale.
// Thread: GUI. Errors: an unknown name gives an icon that paints nothing.
#pragma once

#include <QIcon>
#include <QPalette>

namespace wb::ui {

// `name`: a file in resources/icons without extension: "hub".
[[nodiscard]] QIcon themedIcon(const QString& name, QPalette::ColorRole role = QPalette::ButtonText);

} // namespace wb::ui
