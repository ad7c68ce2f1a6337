// SPDX-License-Identifier: GPL-3.0-or-later
// Which rules of the specifications the selected device breaks, or all devices do: a list that leads to the bytes.
// Source of truth: DescriptorStore. Thread: GUI. Errors: what could not be read from a device is told in the panel.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/bridge/selection.h"
#include "ui/models/finding_model.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace wb::ui {

class EmptyState;
class InlineMessage;

class ChecksPanel : public QWidget {
    Q_OBJECT

public:
    explicit ChecksPanel(AppContext& context, QWidget* parent = nullptr);

    void setSubject(const Selection& subject);
    void setDeparted(bool departed); // nothing more can be read

Q_SIGNALS:
    void jumpRequested(const wb::ui::DescriptorPlace& place);
    void titleChanged(const QString& title); // "Checks", "Checks (3)"

private:
    void buildBar();
    void buildTable();
    void refresh();
    void tellReading();
    void jump(const QModelIndex& index);
    void showDetail();
    [[nodiscard]] std::vector<FindingModel::Subject> subjects() const;
    [[nodiscard]] descriptors::Severity leastSeverity() const;
    void updateWords();

    AppContext& m_context;
    FindingModel* m_model;
    QComboBox* m_least;
    QCheckBox* m_all;
    QPushButton* m_read;
    QLabel* m_summary;
    InlineMessage* m_problems;
    QTableView* m_table;
    QLabel* m_detail; // the selected finding in full
    EmptyState* m_empty;
    QStackedWidget* m_stack;
    usb::DevicePtr m_device;
    bool m_hasDeparted = false;
};

} // namespace wb::ui
