// SPDX-License-Identifier: GPL-3.0-or-later
// Builds one control request, sends it to the selected device and shows what came back; a page beside it scans for the
// requests that a device answers.
// Source of truth: USB 2.0 §9.3 (setup packet), usb::describe and usb::assessRisk (words, P74).
// Thread: GUI; talks to the device through UsbService only. Ownership: `context` outlives the panel.
// Errors: wrong input is marked at its field and disables Send with the reason; a failed request is shown in the
// result area with advice until it is dismissed or repeated.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/bridge/selection.h"

#include <QWidget>

namespace wb::ui {

class ControlPanel : public QWidget {
    Q_OBJECT

public:
    explicit ControlPanel(AppContext& context, QWidget* parent = nullptr);
    ~ControlPanel() override;

    void setSubject(const Selection& subject);
    // Puts a request into the editor without sending it.
    void editRequest(const wb::usb::SetupPacket& setup, const QByteArray& payload);

public Q_SLOTS:
    void sendNow(); // does nothing while Send is disabled
    void stopNow(); // cancels the request under way

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace wb::ui
