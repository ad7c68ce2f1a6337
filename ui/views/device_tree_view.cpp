// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/device_tree_view.h"

#include "ui/models/device_tree_model.h"
#include "ui/views/device_tree_delegate.h"

#include <QHeaderView>
#include <QPainter>

namespace wb::ui {

DeviceTreeView::DeviceTreeView(QWidget* parent)
    : QTreeView(parent)
{
    setItemDelegate(new DeviceTreeDelegate(this));
}

QRect DeviceTreeView::nameRect(const QModelIndex& index) const
{
    QRect rect = visualRect(index.siblingAtColumn(DeviceTreeModel::NameColumn));
    for (int place = header()->visualIndex(DeviceTreeModel::NameColumn) + 1; place < header()->count(); ++place) {
        const int column = header()->logicalIndex(place);
        if (isColumnHidden(column))
            continue;
        if (!index.siblingAtColumn(column).data().toString().isEmpty())
            break;
        rect.setRight(columnViewportPosition(column) + columnWidth(column) - 1);
    }
    return rect;
}

// The cells first, each with its background; then the name over them, which its own cell leaves out (the delegate).
void DeviceTreeView::drawRow(QPainter* painter, const QStyleOptionViewItem& options, const QModelIndex& index) const
{
    QTreeView::drawRow(painter, options, index);
    const QModelIndex name = index.siblingAtColumn(DeviceTreeModel::NameColumn);
    QStyleOptionViewItem cell = options;
    cell.widget = this;
    cell.rect = nameRect(index);
    cell.state.setFlag(QStyle::State_Selected, selectionModel()->isSelected(name));
    static_cast<const DeviceTreeDelegate*>(itemDelegate())->paintName(painter, cell, name);
}

} // namespace wb::ui
