// SPDX-License-Identifier: GPL-3.0-or-later
// The window: devices on the left, what the selected one is and what to do with it in the centre, what happened at
// the bottom. The selection in the tree is the subject of everything in the centre.
// Layout, appearance and sizes are kept in the settings and survive a restart.
// Thread: GUI. Ownership: `context` outlives the window; the window owns its panels.
#pragma once

#include "ui/bridge/app_context.h"

#include <QMainWindow>

namespace wb::ui {

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(AppContext& context, QWidget* parent = nullptr);
    ~MainWindow() override;

    void openLog(const QString& path); // shows a saved log beside the one of this run
    void openSnapshot(const QString& path); // its devices come below those of this machine
    void openFile(const QString& path); // a snapshot or a log, by its first bytes

protected:
    void closeEvent(QCloseEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override; // of files: opens each

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace wb::ui
