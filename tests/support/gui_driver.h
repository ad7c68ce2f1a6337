// SPDX-License-Identifier: GPL-3.0-or-later
// Drives widgets as a person would: finds them by object name, moves the mouse, presses keys.
// Thread: GUI. Errors: a missing widget, item or menu entry is named in a warning, and
// the call returns null or false: callers check with QVERIFY.
#pragma once

#include <QAbstractItemView>
#include <QComboBox>
#include <QMainWindow>
#include <QTest>

namespace wb::test {

[[nodiscard]] QWidget* findWidget(QWidget& root, const char* objectName);
template <class Widget> [[nodiscard]] Widget* find(QWidget& root, const char* objectName)
{
    auto* widget = qobject_cast<Widget*>(findWidget(root, objectName));
    if (!widget)
        qWarning("no %s named \"%s\"", Widget::staticMetaObject.className(), objectName);
    return widget;
}

// Shows the window and waits until it is exposed and active.
[[nodiscard]] bool showAndWait(QWidget& window);

[[nodiscard]] bool click(QWidget* widget); // false: missing, hidden or disabled
[[nodiscard]] bool typeInto(QWidget* editor, const QString& text); // click, select all, type
[[nodiscard]] bool choose(QComboBox* box, const QString& entry); // by keyboard
[[nodiscard]] bool clickItem(QAbstractItemView* view, const QModelIndex& index); // scrolls to it first
[[nodiscard]] bool doubleClickItem(QAbstractItemView* view, const QModelIndex& index);
// Opens each menu and clicks its entry: clickMenu(window, {"View", "Appearance", "Dark"}).
[[nodiscard]] bool clickMenu(QMainWindow& window, const QStringList& path);
// Opens the context menu of the widget at the place and clicks the entry.
[[nodiscard]] bool clickContextMenu(QWidget* widget, QPoint place, const QString& entry);
// Waits for the file dialog, picks the filter unless it is empty, pastes the path and confirms.
[[nodiscard]] bool chooseFile(QWidget& root, const char* dialogName, const QString& path, const QString& filter = {});
[[nodiscard]] QAction* findMenuAction(QMainWindow& window, const QStringList& path);

// First row anywhere in the model whose first column contains the text.
[[nodiscard]] QModelIndex findItem(const QAbstractItemModel& model, const QString& text, int column = 0);
// One line per row, indented two spaces per level, columns joined by " | ", empty trailing ones left out.
[[nodiscard]] QString dumpModel(const QAbstractItemModel& model, const QList<int>& columns = {});

} // namespace wb::test
