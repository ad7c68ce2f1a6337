// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/device_tree_delegate.h"

#include "ui/models/device_tree_model.h"
#include "ui/views/themed_icon.h"
#include "ui/views/tone_colors.h"

#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QTreeView>

namespace wb::ui {

namespace {

void showColumnMenu(QTreeView& view, QPoint position)
{
    auto* menu = new QMenu(&view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int column = 1; column < view.model()->columnCount(); ++column) { // the name is always there
        QAction* action = menu->addAction(view.model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!view.isColumnHidden(column));
        QObject::connect(action, &QAction::toggled, &view,
            [&view, column](bool isShown) { view.setColumnHidden(column, !isShown); });
    }
    menu->popup(view.header()->viewport()->mapToGlobal(position));
}

} // namespace

void DeviceTreeDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    if (index.column() == DeviceTreeModel::NameColumn)
        cell.text.clear();
    cell.widget->style()->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
}

void DeviceTreeDelegate::paintName(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QStyle& style = *cell.widget->style();
    const int margin = style.pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, cell.widget) + 1;
    const QRect rect = style.subElementRect(QStyle::SE_ItemViewItemText, &cell, cell.widget);
    const QRect room(
        rect.left() + margin, cell.rect.top(), cell.rect.right() - rect.left() - 2 * margin, cell.rect.height());
    const bool isSelected = cell.state.testFlag(QStyle::State_Selected);
    if (!cell.state.testFlag(QStyle::State_Active))
        cell.palette.setCurrentColorGroup(QPalette::Inactive);
    painter->save();
    painter->setFont(cell.font);
    const QString badge = index.data(DeviceTreeModel::BadgeRole).toString();
    const int badgeWidth = badge.isEmpty() ? 0 : cell.fontMetrics.horizontalAdvance(badge) + 2 * margin;
    const QString name = cell.fontMetrics.elidedText(cell.text, Qt::ElideRight, room.width() - badgeWidth);
    style.drawItemText(painter, room, static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft), cell.palette, true, name,
        isSelected ? QPalette::HighlightedText : QPalette::Text);
    if (!badge.isEmpty()) {
        const bool isError = index.data(DeviceTreeModel::BadgeIsErrorRole).toBool();
        if (!isSelected)
            cell.palette.setColor(
                QPalette::Text, toneColor(isError ? text::Tone::Bad : text::Tone::Warning, option.palette));
        const QRect place = room.adjusted(cell.fontMetrics.horizontalAdvance(name) + 2 * margin, 0, 0, 0);
        style.drawItemText(painter, place, static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft), cell.palette, true,
            badge, isSelected ? QPalette::HighlightedText : QPalette::Text);
    }
    painter->restore();
}

void DeviceTreeDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.column() == DeviceTreeModel::NameColumn) {
        option->icon = themedIcon(index.data(DeviceTreeModel::IconRole).toString(), QPalette::Text);
        option->features |= QStyleOptionViewItem::HasDecoration;
        const int extent = option->widget->style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, option->widget);
        option->decorationSize = QSize(extent, extent);
    }
    switch (static_cast<TreeMark>(index.data(DeviceTreeModel::MarkRole).toInt())) {
    case TreeMark::None:
        break;
    case TreeMark::New:
        if (index.column() == DeviceTreeModel::NameColumn) {
            const auto kind = static_cast<TreeKind>(index.data(DeviceTreeModel::KindRole).toInt());
            if (kind == TreeKind::Bus || kind == TreeKind::Device)
                option->palette.setColor(QPalette::Text, toneColor(text::Tone::Good, option->palette));
        }
        break;
    case TreeMark::Departed:
        option->palette.setColor(QPalette::Text, toneColor(text::Tone::Muted, option->palette));
        option->font.setItalic(true);
        break;
    }
}

void prepareTreeHeader(QTreeView& view, QSettings& settings, const QString& key)
{
    QHeaderView* header = view.header();
    header->setStretchLastSection(true);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    QObject::connect(header, &QHeaderView::customContextMenuRequested, &view,
        [&view](QPoint position) { showColumnMenu(view, position); });
    const QFontMetrics metrics = view.fontMetrics();
    header->setMinimumSectionSize(metrics.averageCharWidth() * 5);
    header->restoreState(settings.value(key).toByteArray());
}

} // namespace wb::ui
