// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/gui_driver.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSpinBox>
#include <QTimer>

namespace wb::test {

namespace {

constexpr int kDialogMs = 8000;

// Menu texts carry mnemonics and an ellipsis that a person does not read.
QString plain(QString text)
{
    text.remove(QLatin1Char('&'));
    while (text.endsWith(QStringLiteral("...")) || text.endsWith(QChar(0x2026)))
        text.chop(text.endsWith(QChar(0x2026)) ? 1 : 3);
    return text.trimmed();
}

QAction* entry(const QList<QAction*>& actions, const QString& text)
{
    for (QAction* action : actions)
        if (plain(action->text()) == text)
            return action;
    qWarning("no menu entry \"%s\"", qPrintable(text));
    return nullptr;
}

void appendRows(
    QString& out, const QAbstractItemModel& model, const QModelIndex& parent, int depth, const QList<int>& columns)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        QStringList cells;
        for (const int column : columns)
            cells.append(model.index(row, column, parent).data().toString());
        while (!cells.isEmpty() && cells.back().isEmpty())
            cells.removeLast();
        out += QString(2 * depth, QLatin1Char(' ')) + cells.join(QStringLiteral(" | ")) + QLatin1Char('\n');
        appendRows(out, model, model.index(row, 0, parent), depth + 1, columns);
    }
}

} // namespace

QWidget* findWidget(QWidget& root, const char* objectName)
{
    const QString name = QString::fromLatin1(objectName);
    if (root.objectName() == name)
        return &root;
    return root.findChild<QWidget*>(name);
}

bool showAndWait(QWidget& window)
{
    window.show();
    window.activateWindow();
    return QTest::qWaitForWindowExposed(&window) && QTest::qWaitForWindowActive(&window);
}

bool click(QWidget* widget)
{
    if (!widget || !widget->isVisible() || !widget->isEnabled())
        return false;
    QTest::mouseClick(widget, Qt::LeftButton);
    return true;
}

bool typeInto(QWidget* editor, const QString& text)
{
    if (!click(editor))
        return false;
    QTest::keySequence(editor, QKeySequence(QKeySequence::SelectAll));
    if (text.isEmpty())
        QTest::keyClick(editor, Qt::Key_Delete);
    else
        QTest::keyClicks(editor, text);
    return true;
}

bool choose(QComboBox* box, const QString& text)
{
    if (!box || !box->isVisible() || !box->isEnabled())
        return false;
    const int wanted = box->findText(text);
    if (wanted < 0) {
        qWarning("no entry \"%s\" in %s", qPrintable(text), qPrintable(box->objectName()));
        return false;
    }
    box->setFocus(Qt::TabFocusReason);
    QTest::keyClick(box, Qt::Key_Home);
    // One key at a time: separators and disabled entries are skipped by the box itself.
    for (int steps = 0; box->currentIndex() != wanted && steps < box->count(); ++steps)
        QTest::keyClick(box, Qt::Key_Down);
    return box->currentIndex() == wanted;
}

bool clickItem(QAbstractItemView* view, const QModelIndex& index)
{
    if (!view || !index.isValid() || !view->isVisible())
        return false;
    view->scrollTo(index);
    const QRect area = view->visualRect(index);
    if (area.isEmpty())
        return false;
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, QPoint(area.left() + 4, area.center().y()));
    return true;
}

bool doubleClickItem(QAbstractItemView* view, const QModelIndex& index)
{
    if (!clickItem(view, index))
        return false;
    const QRect area = view->visualRect(index);
    QTest::mouseDClick(view->viewport(), Qt::LeftButton, {}, QPoint(area.left() + 4, area.center().y()));
    return true;
}

bool clickContextMenu(QWidget* widget, QPoint place, const QString& entry)
{
    bool isClicked = false;
    // Some menus run a loop of their own: the click must be on its way before the menu opens.
    QTimer::singleShot(0, widget, [&] {
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        if (!menu)
            return;
        for (QAction* action : menu->actions()) {
            if (action->text().remove(QLatin1Char('&')) != entry || !action->isEnabled())
                continue;
            isClicked = true;
            QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
            return;
        }
        menu->close();
    });
    QContextMenuEvent event(QContextMenuEvent::Mouse, place, widget->mapToGlobal(place));
    QApplication::sendEvent(widget, &event);
    return isClicked || QTest::qWaitFor([&] { return isClicked; });
}

bool chooseFile(QWidget& root, const char* dialogName, const QString& path, const QString& filter)
{
    const auto dialogOf = [&] { return root.findChild<QFileDialog*>(QLatin1String(dialogName)); };
    if (!QTest::qWaitFor([&] { return dialogOf() && dialogOf()->isVisible(); }, kDialogMs)) {
        qWarning("no file dialog named \"%s\" came", dialogName);
        return false;
    }
    QFileDialog* dialog = dialogOf();
    auto* filters = dialog->findChild<QComboBox*>(QStringLiteral("fileTypeCombo"));
    if (!filter.isEmpty() && !choose(filters, filter))
        return false;
    auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
    if (!click(name))
        return false;
    QApplication::clipboard()->setText(path);
    QTest::keySequence(name, QKeySequence(QKeySequence::SelectAll));
    QTest::keySequence(name, QKeySequence(QKeySequence::Paste));
    auto* box = dialog->findChild<QDialogButtonBox*>();
    for (QAbstractButton* button : box->buttons())
        if (box->buttonRole(button) == QDialogButtonBox::AcceptRole)
            return click(button);
    return false;
}

QAction* findMenuAction(QMainWindow& window, const QStringList& path)
{
    QList<QAction*> actions = window.menuBar()->actions();
    QAction* found = nullptr;
    for (const QString& text : path) {
        found = entry(actions, text);
        if (!found)
            return nullptr;
        actions = found->menu() ? found->menu()->actions() : QList<QAction*> {};
    }
    return found;
}

bool clickMenu(QMainWindow& window, const QStringList& path)
{
    QWidget* bar = window.menuBar();
    for (const QString& text : path) {
        QAction* action = entry(bar->actions(), text);
        if (!action || !action->isEnabled())
            return false;
        auto* menu = qobject_cast<QMenu*>(bar);
        const QRect area = menu ? menu->actionGeometry(action) : window.menuBar()->actionGeometry(action);
        QTest::mouseClick(bar, Qt::LeftButton, {}, area.center());
        if (!action->menu())
            return true;
        if (!QTest::qWaitFor([action] { return action->menu()->isVisible(); }))
            return false;
        bar = action->menu();
    }
    return true;
}

QModelIndex findItem(const QAbstractItemModel& model, const QString& text, int column)
{
    if (model.rowCount() == 0)
        return {};
    const QModelIndexList found = model.match(model.index(0, column), Qt::DisplayRole, text, 1,
        Qt::MatchContains | Qt::MatchRecursive | Qt::MatchCaseSensitive);
    return found.isEmpty() ? QModelIndex() : found.front();
}

QString dumpModel(const QAbstractItemModel& model, const QList<int>& columns)
{
    QList<int> all = columns;
    for (int column = 0; columns.isEmpty() && column < model.columnCount(); ++column)
        all.append(column);
    QString out;
    appendRows(out, model, {}, 0, all);
    return out;
}

} // namespace wb::test
