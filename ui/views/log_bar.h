// SPDX-License-Identifier: GPL-3.0-or-later
// The row above a log: which log, the filter, follow-tail, and how much is shown.
// A filter is compiled while it is typed; a wrong one is marked in place with its column, and the last good one
// stays in force.
// Thread: GUI.
#pragma once

#include "core/capture/filter.h"

#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QTimer;
class QToolButton;

namespace wb::ui {

class ProblemLabel;

class LogBar : public QWidget {
    Q_OBJECT

public:
    explicit LogBar(QWidget* parent = nullptr);

    void setSources(const QStringList& names, int current);
    void setClosable(bool on);
    void setCount(const QString& words, const QString& details);
    void setFollowing(bool on, int newRows);
    void setFilterText(const QString& expression);
    void addFilterTerm(const QString& term); // and-ed to what is there
    [[nodiscard]] QString filterText() const;
    void focusFilter();
    void addAction(QAction* action); // as a button at the end

Q_SIGNALS:
    void filterChanged(const wb::capture::Filter& filter);
    void sourceChosen(int index);
    void closeRequested();
    void followRequested(bool on);

private:
    void build();
    void compile();

    QComboBox* m_sources;
    QToolButton* m_close;
    QLineEdit* m_filter;
    ProblemLabel* m_problem;
    QToolButton* m_follow;
    QPushButton* m_newRows;
    QLabel* m_count;
    QHBoxLayout* m_row;
    QTimer* m_typing;
};

} // namespace wb::ui
