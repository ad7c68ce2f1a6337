// SPDX-License-Identifier: GPL-3.0-or-later
// All streams of this run with live numbers, and what can be done to the selected ones: stop, start again with the same
// settings, remove.
// Thread: GUI. Ownership: `context`, `model` and `gate` outlive the table.
#pragma once

#include "ui/models/stream_model.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;

namespace wb::ui {

class RiskGate;

class StreamTable : public QWidget {
    Q_OBJECT

public:
    StreamTable(AppContext& context, StreamModel& model, RiskGate& gate, QWidget* parent = nullptr);

Q_SIGNALS:
    void started(wb::engine::StreamId stream);
    void chosen(wb::engine::StreamId stream); // the row that is current

private:
    struct Restart {
        usb::DevicePtr device;
        std::vector<engine::StreamConfig> configs;
        QString risk;
    };

    void build();
    void refresh();
    void stopSelected();
    void startSelectedAgain();
    void startAgain(const std::vector<Restart>& restarts, std::size_t place);
    [[nodiscard]] std::vector<Restart> restarts() const; // of the selection: what has ended, on devices that are there
    void forgetEnded();
    [[nodiscard]] std::vector<int> selectedRows() const;
    [[nodiscard]] QString reasonNotToStartAgain() const;

    AppContext& m_context;
    StreamModel& m_model;
    RiskGate& m_gate;
    QTableView* m_view;
    QLabel* m_empty;
    QPushButton* m_stop;
    QPushButton* m_again;
    QPushButton* m_forget;
};

} // namespace wb::ui
