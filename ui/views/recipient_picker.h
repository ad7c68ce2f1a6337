// SPDX-License-Identifier: GPL-3.0-or-later
// Which interface or endpoint of the device a setup packet is addressed to, by name instead of by number.
// Source of truth: USB 2.0 §9.3.4: the low byte of wIndex; the device's descriptors. Thread: GUI. Errors: a number that
// the device does not have is shown as such.
#pragma once

#include "core/requests/targets.h"

#include <QComboBox>

namespace wb::ui {

class RecipientPicker : public QComboBox {
    Q_OBJECT

public:
    explicit RecipientPicker(QWidget* parent = nullptr);

    void setTargets(const requests::Targets& targets);
    // False when there is nothing to pick: the recipient is no interface or endpoint, or the device has none.
    [[nodiscard]] bool show(usb::Recipient recipient, std::uint8_t number);

Q_SIGNALS:
    void picked(std::uint8_t number); // by the person

private:
    void fill(usb::Recipient recipient);

    requests::Targets m_targets;
    std::optional<usb::Recipient> m_filledFor;
};

} // namespace wb::ui
