// SPDX-License-Identifier: GPL-3.0-or-later
// The facts of the selected device as a table that can be copied.
// Thread: GUI.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/bridge/selection.h"
#include "ui/models/fact_model.h"

#include <QWidget>

class QStackedWidget;
class QTableView;

namespace wb::ui {

class FactsPanel : public QWidget {
    Q_OBJECT

public:
    explicit FactsPanel(AppContext& context, QWidget* parent = nullptr);

    void setSubject(const Selection& subject);
    void setDeparted(bool departed); // greyed, still readable

private:
    AppContext& m_context;
    FactModel* m_model;
    QTableView* m_table;
    QStackedWidget* m_stack;
    usb::DevicePtr m_device;
};

} // namespace wb::ui
