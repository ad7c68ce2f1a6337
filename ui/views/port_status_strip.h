// SPDX-License-Identifier: GPL-3.0-or-later
// Above the facts of a hub: asks the hub for the status of its ports, once or every second. It sends requests, which
// opens the hub, therefore only when a person wants it; it stops when it is hidden, when the hub is closed, goes or
// refuses, and when another device is shown.
// Source of truth: engine::HubPortReader. Thread: GUI; nothing here waits. Hidden while the device is no hub.
// Errors: told in the strip, with what to do; what was read before stays.
#pragma once

#include "core/engine/hub_port_reader.h"
#include "ui/bridge/app_context.h"
#include "ui/models/fact_model.h"

#include <QWidget>

class QCheckBox;
class QPushButton;
class QTimer;

namespace wb::ui {

class AccessHelp;
class InlineMessage;

class PortStatusStrip : public QWidget {
    Q_OBJECT

public:
    explicit PortStatusStrip(AppContext& context, QWidget* parent = nullptr);

    void setDevice(const usb::DevicePtr& device); // may be null or no hub
    void setDeparted(bool departed);
    [[nodiscard]] const std::vector<Fact>& facts() const { return m_facts; } // empty: nothing was read yet

Q_SIGNALS:
    void changed(bool isFirst); // facts() are others; `isFirst`: there were none before

protected:
    void hideEvent(QHideEvent* event) override;

private:
    void build();
    void read();
    void take();
    void tell(const Error& error);
    void stopRepeating();
    void updateButtons();
    [[nodiscard]] usb::DevicePtr withKnownSections() const;

    AppContext& m_context;
    QPushButton* m_read;
    QCheckBox* m_repeat;
    InlineMessage* m_message;
    AccessHelp* m_help;
    QTimer* m_timer;
    usb::DevicePtr m_device; // null: no hub is shown
    std::unique_ptr<engine::HubPortReader> m_reader; // of m_device, once it was asked
    std::vector<Fact> m_facts;
    bool m_hasDeparted = false;
};

} // namespace wb::ui
