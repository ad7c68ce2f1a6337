// SPDX-License-Identifier: GPL-3.0-or-later
// The panels of the window and where they live; made once, owned by the window.
// Thread: GUI.
#pragma once

#include "ui/bridge/selection_history.h"
#include "ui/views/checks_panel.h"
#include "ui/views/control_panel.h"
#include "ui/views/descriptors_panel.h"
#include "ui/views/device_actions.h"
#include "ui/views/device_header.h"
#include "ui/views/device_tree_panel.h"
#include "ui/views/driver_banner.h"
#include "ui/views/endpoint_panel.h"
#include "ui/views/event_history_panel.h"
#include "ui/views/facts_panel.h"
#include "ui/views/find_panel.h"
#include "ui/views/hid_panel.h"
#include "ui/views/log_panel.h"
#include "ui/views/report_files.h"
#include "ui/views/snapshot_files.h"
#include "ui/views/status_line.h"
#include "ui/views/system_banner.h"
#include "ui/views/welcome_panel.h"

class QDockWidget;
class QMainWindow;
class QStackedWidget;
class QTabWidget;

namespace wb::ui {

struct WindowParts {
    WindowParts(QMainWindow& window, AppContext& context);

    DeviceActions* actions;
    DeviceTreePanel* devices;
    SystemBanner* banner;
    DriverBanner* drivers;
    SnapshotFiles* snapshots;
    ReportFiles* reports;
    QStackedWidget* centre; // the welcome, or the panels of the selected device
    WelcomePanel* welcome;
    DeviceHeader* header;
    QTabWidget* tabs;
    DescriptorsPanel* descriptors;
    ControlPanel* control;
    EndpointPanel* endpoints;
    HidPanel* hid;
    ChecksPanel* checks;
    FactsPanel* facts;
    LogPanel* log;
    EventHistoryPanel* events;
    FindPanel* find;
    StatusLine* status;
    QDockWidget* devicesDock = nullptr;
    QDockWidget* logDock = nullptr;
    QDockWidget* eventsDock = nullptr;
    QDockWidget* findDock = nullptr;

    // The panels in the order F6 visits them; hidden ones left out.
    [[nodiscard]] QList<QWidget*> visiblePanels() const;
    [[nodiscard]] QWidget* panelInFocus() const; // null when the focus is elsewhere
};

// Puts the keyboard into the panel: where it wants it, else on its first control.
void focusPanel(QWidget& panel);

} // namespace wb::ui
