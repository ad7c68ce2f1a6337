// SPDX-License-Identifier: GPL-3.0-or-later
// Icons and the colours of arrival and departure for device rows, and what our tree headers do alike. The text of a
// name is left to DeviceTreeView, which knows how far it may run. Colour always stands beside the words the model
// writes ("new", "unplugged ..."). Thread: GUI.
#pragma once

#include <QSettings>
#include <QStyledItemDelegate>

class QTreeView;

namespace wb::ui {

class DeviceTreeDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    // The text alone, cut to option.rect, which starts where the cell of the name does.
    void paintName(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

// Columns that can be moved and hidden (menu on the header) and come back as they were left.
void prepareTreeHeader(QTreeView& view, QSettings& settings, const QString& key);

} // namespace wb::ui
