// SPDX-License-Identifier: GPL-3.0-or-later
// The switches of one device's session: open, configuration, claim, alternate setting, kernel driver, what may be done
// without asking, and the timeout that its transfers begin with. They show the session's real state, never a wish: a
// switch moves back when the action failed.
// Source of truth: UsbService::session, sessionChanged, defaultTimeout. Thread: GUI. Ownership: `context` outlives the
// switches. Errors: reported by failed(); succeeded() ends them.
#pragma once

#include "ui/bridge/app_context.h"

#include <QWidget>

class QCheckBox;
class QGridLayout;
class QLabel;
class QLayout;

namespace wb::ui {

class ConfigurationEdit;
class NumberEdit;
class ProblemLabel;
class RiskGate;

class SessionSwitches : public QWidget {
    Q_OBJECT

public:
    explicit SessionSwitches(AppContext& context, QWidget* parent = nullptr);

    void setDevice(const usb::DevicePtr& device); // null: nothing selected
    void setUnplugged(const QString& words); // "unplugged 12:31:05"; empty: attached
    void openNow();

Q_SIGNALS:
    void failed(const wb::Error& error, std::optional<std::uint8_t> interfaceNumber);
    void succeeded();

private:
    void build();
    [[nodiscard]] QLayout* buildTimeout();
    void rebuildInterfaces();
    void addInterfaceRow(QGridLayout& grid, const usb::InterfaceInfo& interface);
    void refresh();
    void refreshInterface(const engine::SessionState& state, const usb::InterfaceInfo& interface);
    void refreshDriver(const engine::SessionState& state, std::uint8_t interfaceNumber);
    void refreshPolicy(const engine::SessionState& state, bool isUsable);
    void finish(const std::vector<engine::FinishedOperation>& finished);
    void expect(engine::RequestId request, std::optional<std::uint8_t> interfaceNumber);
    void moveDriver(std::uint8_t interfaceNumber);
    void takeTimeout();
    void showTimeout();
    void setPolicy(bool engine::AccessPolicy::*flag, bool on);
    [[nodiscard]] std::string boundDriver(const engine::SessionState& state, std::uint8_t interfaceNumber) const;
    [[nodiscard]] QString driverWords(const engine::SessionState& state, std::uint8_t interfaceNumber) const;

    AppContext& m_context;
    usb::DevicePtr m_device;
    QString m_unplugged;
    std::map<engine::RequestId, std::optional<std::uint8_t>> m_expected;
    RiskGate* m_detachGate;
    QCheckBox* m_open;
    QLabel* m_state;
    ConfigurationEdit* m_configuration;
    QWidget* m_interfaces;
    QCheckBox* m_automatic;
    QCheckBox* m_detachPolicy;
    NumberEdit* m_timeout;
    ProblemLabel* m_timeoutProblem;
};

} // namespace wb::ui
