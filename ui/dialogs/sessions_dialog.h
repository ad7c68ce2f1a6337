// SPDX-License-Identifier: GPL-3.0-or-later
// What is open, of all devices: the sessions in a list, to be closed or gone to.
// Source of truth: SessionModel. Thread: GUI. Ownership: deletes itself when closed; `context` outlives it.
// Errors: closing has none of its own; one that hangs is told in its row.
#pragma once

#include "ui/bridge/app_context.h"

#include <QDialog>

class QDialogButtonBox;
class QLabel;
class QPushButton;
class QTableView;

namespace wb::ui {

class SessionModel;

class SessionsDialog : public QDialog {
    Q_OBJECT

public:
    explicit SessionsDialog(AppContext& context, QWidget* parent = nullptr);

Q_SIGNALS:
    void deviceRequested(const wb::usb::DevicePtr& device); // never null

private:
    void buildTable();
    [[nodiscard]] QDialogButtonBox* buildButtons();
    void refresh();
    void closeSelected();
    void goTo(int row);
    [[nodiscard]] std::vector<usb::DeviceId> selectedOpen() const;

    AppContext& m_context;
    SessionModel* m_model;
    QTableView* m_view;
    QLabel* m_words;
    QPushButton* m_show;
    QPushButton* m_close;
};

} // namespace wb::ui
