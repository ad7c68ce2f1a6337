// SPDX-License-Identifier: GPL-3.0-or-later
// Labelled fields in a grid of settings, each with its name for the keyboard and for screen readers.
// Thread: GUI. Ownership: the label becomes a child of the field's parent.
#pragma once

#include <QGridLayout>
#include <QLabel>

namespace wb::ui {

// The label in column 2 x `pair`, the field beside it, `span` columns wide. `toolTip` is the label's, and the field's
// unless it has its own.
QLabel* addField(QGridLayout& grid, int row, int pair, const QString& words, QWidget* field,
    const QString& toolTip = {}, int span = 1);

// Disabled things say why.
void setPossible(QWidget& widget, bool isPossible, const QString& toolTip, const QString& whyNot);

} // namespace wb::ui
