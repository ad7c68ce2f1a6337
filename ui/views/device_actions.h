// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done to the selected device as a whole: open, close, reset, compare, copy its names. The same actions
// serve the menu bar, the context menu of the tree and the header. Source of truth: the device's session. Thread: GUI.
// Ownership: `context` and `window` outlive it. Errors: an operation that failed is reported by failed(), with the
// device it was meant for.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/bridge/selection.h"

#include <QAction>

#include <set>

namespace wb::ui {

class RiskGate;

class DeviceActions : public QObject {
    Q_OBJECT

public:
    DeviceActions(AppContext& context, QWidget* window);

    void setSubject(const Selection& subject, bool hasDeparted);
    // Open or Close, whichever is possible; says so in its text.
    [[nodiscard]] QAction* openOrClose() const { return m_openOrClose; }
    [[nodiscard]] QAction* reset() const { return m_reset; }
    [[nodiscard]] QAction* compare() const { return m_compare; }
    [[nodiscard]] QList<QAction*> subjectActions() const; // for menus, separators included
    void retryOpen();

Q_SIGNALS:
    void failed(const wb::usb::DevicePtr& device, const wb::Error& error);
    void succeeded(const wb::usb::DevicePtr& device);
    void compareRequested(const wb::usb::DevicePtr& device); // null: none is selected

private:
    QAction* add(const QString& words, const QString& objectName, const QString& icon);
    void addCopy(const QString& words, const QString& objectName, QString (*textOf)(const usb::DeviceInfo&));
    void toggleOpen();
    void askToReset();
    void follow(const std::vector<engine::FinishedOperation>& finished);
    void updateActions();

    AppContext& m_context;
    RiskGate* m_resetGate;
    QAction* m_openOrClose;
    QAction* m_reset;
    QAction* m_compare;
    QList<QAction*> m_copyActions;
    usb::DevicePtr m_device;
    bool m_hasDeparted = false;
    std::set<engine::RequestId> m_requests; // ours: others' failures are shown where they were asked for
};

} // namespace wb::ui
