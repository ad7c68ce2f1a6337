// SPDX-License-Identifier: GPL-3.0-or-later
// The configuration of a device, and another one, or none, in its place: chosen in a list, set with Apply after a
// question that names the device. What stands in the way (transfers, claims, kernel drivers) is said before it is tried
// (P55).
// Source of truth: the device's facts and its session. Thread: GUI. Ownership: `context` outlives it. Errors: none;
// whoever carries out what was agreed to tells them.
#pragma once

#include "ui/bridge/app_context.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;

namespace wb::ui {

class RiskGate;

class ConfigurationEdit : public QWidget {
    Q_OBJECT

public:
    explicit ConfigurationEdit(AppContext& context, QWidget* parent = nullptr);

    void setDevice(const usb::DevicePtr& device); // null: none; newer facts of the same one keep the choice
    void refresh(); // its session has changed

Q_SIGNALS:
    void agreed(std::optional<std::uint8_t> value); // of the device that is shown; none: unconfigure

private:
    void fill();
    void ask();
    [[nodiscard]] std::optional<std::uint8_t> chosen() const;
    [[nodiscard]] bool isActive() const; // what is chosen
    [[nodiscard]] QString obstacle(const engine::SessionState& session) const;

    AppContext& m_context;
    RiskGate* m_gate;
    QComboBox* m_choice;
    QPushButton* m_apply;
    QLabel* m_reason;
    usb::DevicePtr m_device;
};

} // namespace wb::ui
