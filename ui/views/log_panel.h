// SPDX-License-Identifier: GPL-3.0-or-later
// The transfers of this run and of opened logs: list, filter, details, save, open, send again.
// Source of truth: capture::TransferSource; nothing is copied out of it but what is on screen.
// Thread: GUI; opening and saving run on a thread of their own. Ownership: `context` outlives the panel.
// Errors: a bad filter is marked in the filter box, a failed file in a strip above the list, a failing log
// (disk full) in a strip with the choice what to do.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/bridge/selection.h"

#include <QWidget>

class QAction;

namespace wb::ui {

class LogPanel : public QWidget {
    Q_OBJECT

public:
    explicit LogPanel(AppContext& context, QWidget* parent = nullptr);
    ~LogPanel() override;

    // The preferred target of "Send again" and of "Only the selected device".
    void setSubject(const Selection& subject);
    // For the Log menu; separators included. The panel owns them.
    [[nodiscard]] QList<QAction*> menuActions() const;
    void openFile(const QString& path);

public Q_SLOTS:
    void sendNow(); // "Send again" for the selected rows
    void stopNow(); // cancels opening or saving
    void focusFilter();

Q_SIGNALS:
    void editRequested(const wb::usb::SetupPacket& setup, const QByteArray& payload);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace wb::ui
