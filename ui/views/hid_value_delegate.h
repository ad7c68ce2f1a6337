// SPDX-License-Identifier: GPL-3.0-or-later
// The line in which a HID field's value is typed, in its cell of the table.
// Source of truth: the model's edit role; it also checks what was typed. Thread: GUI. Errors: the model's.
#pragma once

#include <QStyledItemDelegate>

namespace wb::ui {

class HidValueDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QWidget* createEditor(
        QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace wb::ui
