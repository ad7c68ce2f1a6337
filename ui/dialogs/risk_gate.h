// SPDX-License-Identifier: GPL-3.0-or-later
// Asks before something that can do harm is done (P74), unless the person said that this gate need not ask again
// for this reason and this device while it stays plugged in. In read-only mode nothing is asked: the service refuses
// what could do harm, and says so where the action was.
// Thread: GUI; never blocks: the answer comes by calling `agreed`. Ownership: `service` outlives the gate.
#pragma once

#include "core/engine/usb_service.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <set>
#include <utility>

class QMessageBox;
class QWidget;

namespace wb::ui {

class RiskGate : public QObject {
    Q_OBJECT

public:
    // `question` is the title, `verb` the button that agrees.
    RiskGate(const engine::UsbService& service, const QString& question, const QString& verb, QWidget* window);

    // Calls `agreed` at once when nothing has to be asked. A question that is open is not asked twice.
    // REQUIRES: what `agreed` asks for is refused in read-only mode, and does not outlast it.
    void pass(usb::DeviceId device, const QString& deviceName, const QString& reason, std::function<void()> agreed);

private:
    const engine::UsbService& m_service;
    QString m_title;
    QString m_verb;
    QWidget* m_window;
    QPointer<QMessageBox> m_question;
    std::set<std::pair<usb::DeviceId, QString>> m_trusted; // with the reason that was shown
};

} // namespace wb::ui
