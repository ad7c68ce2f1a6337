// SPDX-License-Identifier: GPL-3.0-or-later
// Talks to bulk, interrupt and isochronous endpoints: one transfer or a continuous queue, and the session
// switches (open, claim, alternate setting, kernel driver) that they need.
// Source of truth: UsbService (sessions, streams); the device's descriptors (P31, P32).
// Thread: GUI. Ownership: `context` outlives the panel.
// Errors: shown beside the action that caused them, with advice, until dismissed or repeated.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/bridge/selection.h"

#include <QWidget>

namespace wb::ui {

class EndpointPanel : public QWidget {
    Q_OBJECT

public:
    explicit EndpointPanel(AppContext& context, QWidget* parent = nullptr);
    ~EndpointPanel() override;

    void setSubject(const Selection& subject);

public Q_SLOTS:
    void sendNow(); // the page in front: one transfer, or start of the queue
    void stopNow(); // cancels the single transfer, else stops the streams of the endpoint shown

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace wb::ui
