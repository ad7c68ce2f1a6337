// SPDX-License-Identifier: GPL-3.0-or-later
// The event history: arrivals, departures and notices with their time; filter, copy, clear; rules that mark some.
// Follows the newest event until the person scrolls up.
// Thread: GUI. Ownership: `context` outlives the panel.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/models/event_model.h"

#include <QSortFilterProxyModel>
#include <QWidget>

class QLabel;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace wb::ui {

class EmptyState;
class FilterEdit;
class HotplugRuleModel;
class HotplugRulesPane;

class EventHistoryPanel : public QWidget {
    Q_OBJECT

public:
    explicit EventHistoryPanel(AppContext& context, QWidget* parent = nullptr);

public Q_SLOTS:
    void focusFilter();
    void clearEvents();

private:
    void buildTable(AppContext& context);
    void buildRules();
    void updateState();

    EventModel* m_model;
    QSortFilterProxyModel* m_filtered;
    FilterEdit* m_filter;
    QTableView* m_table;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    QLabel* m_count;
    QToolButton* m_clear;
    QToolButton* m_showRules;
    HotplugRuleModel* m_rules;
    HotplugRulesPane* m_rulesPane;
    bool m_isAtEnd = true;
};

} // namespace wb::ui
