// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/hid_value_delegate.h"

#include <QLineEdit>

namespace wb::ui {

QWidget* HidValueDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const
{
    auto* edit = new QLineEdit(parent);
    edit->setObjectName(QStringLiteral("hidValueEdit"));
    edit->setAccessibleName(tr("Value"));
    edit->setToolTip(index.data(Qt::ToolTipRole).toString());
    edit->setFrame(false);
    return edit;
}

} // namespace wb::ui
