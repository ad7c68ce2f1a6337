// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window_parts.h"

#include <QApplication>
#include <QDockWidget>
#include <QMainWindow>
#include <QStackedWidget>
#include <QTabWidget>

namespace wb::ui {

WindowParts::WindowParts(QMainWindow& window, AppContext& context)
    : actions(new DeviceActions(context, &window))
    , devices(new DeviceTreePanel(context, &window))
    , banner(new SystemBanner(context, &window))
    , drivers(new DriverBanner(context, &window))
    , snapshots(new SnapshotFiles(context, &window))
    , reports(new ReportFiles(context, &window))
    , centre(new QStackedWidget(&window))
    , welcome(new WelcomePanel(context, &window))
    , header(new DeviceHeader(context, *actions, &window))
    , tabs(new QTabWidget(&window))
    , descriptors(new DescriptorsPanel(context, &window))
    , control(new ControlPanel(context, &window))
    , endpoints(new EndpointPanel(context, &window))
    , hid(new HidPanel(context, &window))
    , checks(new ChecksPanel(context, &window))
    , facts(new FactsPanel(context, &window))
    , log(new LogPanel(context, &window))
    , events(new EventHistoryPanel(context, &window))
    , find(new FindPanel(context, &window))
    , status(new StatusLine(context, &window))
{
}

QList<QWidget*> WindowParts::visiblePanels() const
{
    QList<QWidget*> panels;
    const QList<QWidget*> all { devices, tabs->currentWidget(), log, events, find };
    for (QWidget* panel : all)
        if (panel->isVisible() && !panel->visibleRegion().isEmpty())
            panels.append(panel);
    return panels;
}

QWidget* WindowParts::panelInFocus() const
{
    const QWidget* focus = QApplication::focusWidget();
    const QList<QWidget*> panels = visiblePanels();
    for (QWidget* panel : panels)
        if (focus && (panel == focus || panel->isAncestorOf(focus)))
            return panel;
    return nullptr;
}

void focusPanel(QWidget& panel)
{
    const QWidget* proxy = panel.focusProxy();
    if (proxy && proxy->isVisible()) {
        panel.setFocus(Qt::TabFocusReason);
        return;
    }
    for (QWidget* next = panel.nextInFocusChain(); next && next != &panel; next = next->nextInFocusChain())
        if (panel.isAncestorOf(next) && next->isVisible() && next->isEnabled()
            && (next->focusPolicy() & Qt::TabFocus) == Qt::TabFocus) {
            next->setFocus(Qt::TabFocusReason);
            return;
        }
}

} // namespace wb::ui
