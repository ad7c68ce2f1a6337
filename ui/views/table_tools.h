// SPDX-License-Identifier: GPL-3.0-or-later
// What every table of ours does alike: fixed row heights, columns that can be hidden and remember their width,
// tab-separated copying.
// Thread: GUI. Units: column widths are kept as the header's own state, in `settings` under `key`.
#pragma once

#include <QSettings>
#include <QTableView>

#include <functional>
#include <vector>

namespace wb::ui {

// Rows of one height, whole-row selection, columns with a menu to hide them. REQUIRES: the view has its model.
void prepareTable(QTableView& view, QSettings& settings, const QString& key);

// "Copy" with its shortcut and in the context menu: the selected rows, as they are shown.
void addCopyAction(QTableView& view);
// What Enter and a double click do with a row; also in the context menu, under these words.
void addRowAction(QTableView& view, const QString& words, std::function<void(const QModelIndex&)> act);

// Ascending, at most `most`. Cheap however much is selected: "select all" of a long log is one range.
[[nodiscard]] std::vector<int> selectedRows(const QTableView& view, int most);
[[nodiscard]] int selectedRowCount(const QTableView& view);

// The visible cells of these rows, in view order, with a header line.
[[nodiscard]] QString rowsAsText(const QTableView& view, const std::vector<int>& rows);
// The selected ones, the first `most` of them.
[[nodiscard]] QString selectedAsText(const QTableView& view, int most);

} // namespace wb::ui
