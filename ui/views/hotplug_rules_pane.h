// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of the event history: what is to be marked when it comes or goes, added and removed here.
// Thread: GUI. Ownership: `context` and `rules` outlive the pane.
#pragma once

#include "ui/bridge/app_context.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLineEdit;
class QPushButton;
class QTableView;

namespace wb::ui {

class HotplugRuleModel;

class HotplugRulesPane : public QWidget {
    Q_OBJECT

public:
    HotplugRulesPane(AppContext& context, HotplugRuleModel& rules, QWidget* parent = nullptr);

private:
    QLineEdit* addNumber(QHBoxLayout& row, const QString& name, const QString& words, int digits);
    void buildTable();
    void addRule();
    void removeSelected();
    void updateState();

    AppContext& m_context;
    HotplugRuleModel& m_rules;
    QComboBox* m_events;
    QLineEdit* m_vendor = nullptr;
    QLineEdit* m_product = nullptr;
    QLineEdit* m_class = nullptr;
    QCheckBox* m_once = nullptr;
    QCheckBox* m_attached = nullptr;
    QPushButton* m_add = nullptr;
    QPushButton* m_remove = nullptr;
    QTableView* m_table = nullptr;
};

} // namespace wb::ui
