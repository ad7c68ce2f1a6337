// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/table_tools.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QCoreApplication>
#include <QHeaderView>
#include <QMenu>

#include <algorithm>

namespace wb::ui {

namespace {

std::vector<int> visibleColumns(const QTableView& view)
{
    std::vector<int> columns;
    const QHeaderView* header = view.horizontalHeader();
    for (int place = 0; place < header->count(); ++place)
        if (const int column = header->logicalIndex(place); !header->isSectionHidden(column))
            columns.push_back(column);
    return columns;
}

// Top and bottom rows, by top.
std::vector<std::pair<int, int>> selectedRanges(const QTableView& view)
{
    std::vector<std::pair<int, int>> ranges;
    for (const QItemSelectionRange& range : view.selectionModel()->selection())
        ranges.emplace_back(range.top(), range.bottom());
    std::sort(ranges.begin(), ranges.end());
    return ranges;
}

void showColumnMenu(QTableView& view, const QPoint& where)
{
    auto* menu = new QMenu(&view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QHeaderView* header = view.horizontalHeader();
    const std::size_t shown = visibleColumns(view).size();
    for (int column = 0; column < header->count(); ++column) {
        QAction* action = menu->addAction(view.model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(column));
        action->setEnabled(header->isSectionHidden(column) || shown > 1); // one column stays
        QObject::connect(
            action, &QAction::toggled, header, [header, column](bool on) { header->setSectionHidden(column, !on); });
    }
    menu->popup(header->viewport()->mapToGlobal(where));
}

} // namespace

void prepareTable(QTableView& view, QSettings& settings, const QString& key)
{
    view.setSelectionBehavior(QAbstractItemView::SelectRows);
    view.setSelectionMode(QAbstractItemView::ExtendedSelection);
    view.setAlternatingRowColors(true);
    view.setShowGrid(false);
    view.setWordWrap(false);
    view.setTabKeyNavigation(false);
    view.setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    view.verticalHeader()->hide();
    view.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view.verticalHeader()->setDefaultSectionSize(view.fontMetrics().height() + view.fontMetrics().leading() + 4);
    QHeaderView* header = view.horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    header->setStretchLastSection(true);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    header->restoreState(settings.value(key).toByteArray());
    QObject::connect(header, &QHeaderView::customContextMenuRequested, &view,
        [&view](const QPoint& where) { showColumnMenu(view, where); });
    const auto remember = [header, &settings, key] { settings.setValue(key, header->saveState()); };
    QObject::connect(header, &QHeaderView::sectionResized, &view, remember);
    QObject::connect(header, &QHeaderView::sectionMoved, &view, remember);
}

void addCopyAction(QTableView& view)
{
    auto* copy = new QAction(QCoreApplication::translate("wb::ui::TableTools", "Copy"), &view);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    QObject::connect(copy, &QAction::triggered, &view,
        [&view] { QApplication::clipboard()->setText(selectedAsText(view, view.model()->rowCount())); });
    view.addAction(copy);
    view.setContextMenuPolicy(Qt::ActionsContextMenu);
}

void addRowAction(QTableView& view, const QString& words, std::function<void(const QModelIndex&)> act)
{
    auto* action = new QAction(words, &view);
    action->setShortcuts({ QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter) });
    action->setShortcutContext(Qt::WidgetShortcut);
    QObject::connect(action, &QAction::triggered, &view, [&view, act] {
        if (view.currentIndex().isValid())
            act(view.currentIndex());
    });
    QObject::connect(&view, &QTableView::doubleClicked, &view, std::move(act));
    view.addAction(action);
    view.setContextMenuPolicy(Qt::ActionsContextMenu);
}

std::vector<int> selectedRows(const QTableView& view, int most)
{
    std::vector<int> rows;
    for (const auto& [top, bottom] : selectedRanges(view))
        for (int row = rows.empty() ? top : std::max(top, rows.back() + 1); row <= bottom; ++row) {
            if (rows.size() >= static_cast<std::size_t>(most))
                return rows;
            rows.push_back(row);
        }
    return rows;
}

int selectedRowCount(const QTableView& view)
{
    int count = 0;
    int next = 0;
    for (const auto& [top, bottom] : selectedRanges(view)) {
        const int first = std::max(top, next);
        if (bottom < first)
            continue;
        count += bottom - first + 1;
        next = bottom + 1;
    }
    return count;
}

QString rowsAsText(const QTableView& view, const std::vector<int>& rows)
{
    const QAbstractItemModel* model = view.model();
    const std::vector<int> columns = visibleColumns(view);
    QStringList lines;
    QStringList head;
    for (const int column : columns)
        head << model->headerData(column, Qt::Horizontal).toString();
    lines << head.join(QLatin1Char('\t'));
    for (const int row : rows) {
        QStringList cells;
        for (const int column : columns)
            cells << model->index(row, column).data().toString();
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

QString selectedAsText(const QTableView& view, int most) { return rowsAsText(view, selectedRows(view, most)); }

} // namespace wb::ui
