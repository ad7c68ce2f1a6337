// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/form_fields.h"

namespace wb::ui {

QLabel* addField(
    QGridLayout& grid, int row, int pair, const QString& words, QWidget* field, const QString& toolTip, int span)
{
    auto* label = new QLabel(words, field->parentWidget());
    label->setBuddy(field);
    label->setToolTip(toolTip);
    if (field->toolTip().isEmpty())
        field->setToolTip(toolTip);
    if (field->accessibleName().isEmpty())
        field->setAccessibleName(words);
    grid.addWidget(label, row, 2 * pair);
    grid.addWidget(field, row, 2 * pair + 1, 1, span);
    return label;
}

void setPossible(QWidget& widget, bool isPossible, const QString& toolTip, const QString& whyNot)
{
    widget.setEnabled(isPossible);
    widget.setToolTip(isPossible ? toolTip : whyNot);
}

} // namespace wb::ui
