// SPDX-License-Identifier: GPL-3.0-or-later
// The menu bar: every action of the window, with its shortcut. Nothing is in a context menu alone.
// Thread: GUI. Ownership: the window owns it; `parts` belongs to the window too.
#pragma once

#include "ui/main_window_parts.h"

#include <QObject>
#include <QPointer>

class QMenu;

namespace wb::ui {

class DeviceNodes;
class LibraryDialog;
class LibraryMessageModel;
class SessionsDialog;

class WindowMenus : public QObject {
    Q_OBJECT

public:
    WindowMenus(QMainWindow& window, AppContext& context, WindowParts& parts);

    void setTravel(bool canGoBack, bool canGoForward);

Q_SIGNALS:
    void travelRequested(bool forward);
    void resetLayoutRequested();

private:
    QAction* add(QMenu& menu, const QString& words, const QString& objectName, const QKeySequence& shortcut = {});
    void buildFile();
    void buildSnapshots(QMenu& menu);
    void fillClose();
    void buildDevice();
    void showSessions();
    void buildNodes(QMenu& parent);
    void fillNodes();
    void buildReadOnly(QMenu& parent);
    void buildDemo(QMenu& parent);
    void fillDemo();
    void buildTransfer();
    void buildLog();
    void buildView();
    void buildAppearance(QMenu& parent);
    void buildHelp();
    void cyclePanels(bool forward);
    void focusFilter();
    void send();
    void stop();
    void showAbout();

    QMainWindow& m_window;
    AppContext& m_context;
    WindowParts& m_parts;
    QMenu* m_demo = nullptr;
    QMenu* m_closeSnapshot = nullptr;
    QMenu* m_closeNode = nullptr;
    DeviceNodes* m_nodes;
    QAction* m_back = nullptr;
    QAction* m_forward = nullptr;
    QPointer<LibraryDialog> m_library; // while it is open
    QPointer<SessionsDialog> m_sessions; // the same
    LibraryMessageModel* m_libraryMessages = nullptr; // gathered from the start, shown when asked for
};

} // namespace wb::ui
