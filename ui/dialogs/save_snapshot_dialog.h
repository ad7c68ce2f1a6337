// SPDX-License-Identifier: GPL-3.0-or-later
// Asks what of this machine's devices goes into a snapshot, and whether it may be told whose devices they are.
// Thread: GUI. The dialog shows no file chooser; what was chosen is in accepted().
#pragma once

#include "core/usb/device_info.h"

#include <QDialog>

class QCheckBox;
class QRadioButton;

namespace wb::ui {

class SaveSnapshotDialog : public QDialog {
    Q_OBJECT

public:
    // `selected` may be null; `selectedName` is shown for it. `all`: what is attached.
    SaveSnapshotDialog(
        usb::DevicePtr selected, const QString& selectedName, std::vector<usb::DevicePtr> all, QWidget* parent);

    [[nodiscard]] std::vector<usb::DevicePtr> devices() const;
    [[nodiscard]] bool isMasked() const;

private:
    usb::DevicePtr m_selected;
    std::vector<usb::DevicePtr> m_all;
    QRadioButton* m_one;
    QRadioButton* m_every;
    QCheckBox* m_mask;
};

} // namespace wb::ui
