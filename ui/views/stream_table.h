// SPDX-License-Identifier: GPL-3.0-or-later
// All streams of this run with live numbers, and what can be done to the selected ones.
// Thread: GUI. Ownership: `model` outlives the table.
#pragma once

#include "ui/models/stream_model.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;

namespace wb::ui {

class StreamTable : public QWidget {
    Q_OBJECT

public:
    StreamTable(AppContext& context, StreamModel& model, QWidget* parent = nullptr);

private:
    void build();
    void refresh();
    void stopSelected();
    void forgetEnded();
    [[nodiscard]] std::vector<int> selectedRows() const;

    AppContext& m_context;
    StreamModel& m_model;
    QTableView* m_view;
    QLabel* m_empty;
    QPushButton* m_stop;
    QPushButton* m_forget;
};

} // namespace wb::ui
