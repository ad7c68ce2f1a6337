// SPDX-License-Identifier: GPL-3.0-or-later
// The status bar: how many devices, how many of them are open, what streams, how large the log is and where, and
// whether anything was lost.
// Thread: GUI; asks the log twice a second. Ownership: `context` outlives it.
#pragma once

#include "ui/bridge/app_context.h"

#include <QStatusBar>
#include <QTimer>

class QLabel;
class QToolButton;

namespace wb::ui {

class StatusLine : public QStatusBar {
    Q_OBJECT

public:
    explicit StatusLine(AppContext& context, QWidget* parent = nullptr);

Q_SIGNALS:
    void sessionsRequested(); // the number of open devices was clicked

private:
    void updateDevices();
    void updateSessions();
    void updateStreams();
    void updateLog();
    void updateReadOnly(bool on);
    [[nodiscard]] QLabel* addLabel(const QString& objectName, int stretch);
    [[nodiscard]] QToolButton* addSessions();

    AppContext& m_context;
    QLabel* m_readOnly;
    QLabel* m_devices;
    QToolButton* m_sessions;
    QLabel* m_streams;
    QLabel* m_log;
    QLabel* m_losses;
    QTimer m_poll;
};

} // namespace wb::ui
