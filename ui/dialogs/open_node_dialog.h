// SPDX-License-Identifier: GPL-3.0-or-later
// Asks for the device node of a device that is in no list, and stays until it is open or the person gives up: why it
// cannot be opened is told here.
// Thread: GUI. Ownership: deletes itself when closed; `nodes` outlives it.
#pragma once

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace wb::ui {

class DeviceNodes;
class InlineMessage;

class OpenNodeDialog : public QDialog {
    Q_OBJECT

public:
    explicit OpenNodeDialog(DeviceNodes& nodes, QWidget* parent = nullptr);

private:
    void browse();
    void openNode();
    void updateState();
    [[nodiscard]] QString node() const;

    DeviceNodes& m_nodes;
    QLineEdit* m_path;
    InlineMessage* m_message;
    QPushButton* m_open = nullptr;
    QString m_asked; // being opened; empty: none is
};

} // namespace wb::ui
