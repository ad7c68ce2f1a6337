// SPDX-License-Identifier: GPL-3.0-or-later
// The facts of the selected device as a table that can be copied: those of its snapshot at once, those of the system
// as soon as they are read, and again every two seconds while the panel is seen; those a hub tells of its ports when a
// person asks it (PortStatusStrip).
// Thread: GUI; the system is read on a thread of the pool, one look at a time, so that a device that is slow to answer
// holds up nobody. Errors: what cannot be read is left out; a device that has gone keeps what was known last.
#pragma once

#include "core/system/fact.h"
#include "ui/bridge/app_context.h"
#include "ui/bridge/selection.h"
#include "ui/models/fact_model.h"

#include <QWidget>

class QStackedWidget;
class QTableView;
class QTimer;

namespace wb::ui {

class PortStatusStrip;

class FactsPanel : public QWidget {
    Q_OBJECT

public:
    explicit FactsPanel(AppContext& context, QWidget* parent = nullptr);

    void setSubject(const Selection& subject);
    void setDeparted(bool departed); // greyed, still readable

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void readSystem();
    void take(usb::DeviceId device, const system::FactGroups& groups);
    void showFacts();

    AppContext& m_context;
    PortStatusStrip* m_ports;
    FactModel* m_model;
    QTableView* m_table;
    QStackedWidget* m_stack;
    QTimer* m_timer;
    usb::DevicePtr m_device;
    system::FactGroups m_groups; // of m_device, as read last
    bool m_hasDeparted = false;
    bool m_isReading = false;
    bool m_isStale = false; // the subject changed while the system was read
};

} // namespace wb::ui
