// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of a continuous queue on one endpoint, checked before it starts, and its start and stop.
// Units: bytes, milliseconds. Thread: GUI. Ownership: `context` and `gate` outlive the form.
// Errors: wrong input disables Start with the reason; a stream that fails is shown in its row of the table.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/bridge/endpoint_choice.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;

namespace wb::ui {

class DataEdit;
class NumberEdit;
class ProblemLabel;
class RiskGate;

class StreamForm : public QWidget {
    Q_OBJECT

public:
    StreamForm(AppContext& context, RiskGate& gate, QWidget* parent = nullptr);

    void setEndpoint(
        const usb::DevicePtr& device, const std::optional<EndpointChoice>& choice, const QString& obstacle);
    void setActive(bool isActive); // a stream runs on this endpoint
    void startNow();
    void stopNow();

Q_SIGNALS:
    void stopRequested();
    void started(wb::engine::StreamId stream);
    void refused(const QString& why); // the pattern cannot be had

private:
    void build();
    void refresh();
    [[nodiscard]] engine::StreamConfig config() const; // without the pattern of an OUT endpoint
    void ask(const usb::DevicePtr& device, const engine::StreamConfig& wanted);
    void start(const usb::DevicePtr& device, const engine::StreamConfig& wanted);
    [[nodiscard]] QString reasonNotToStart() const;
    [[nodiscard]] QString plan() const; // what will be in flight (P23, P25, P31)
    [[nodiscard]] std::uint64_t transferBytes() const;
    [[nodiscard]] std::uint64_t intervalBytes() const; // most that an isochronous packet holds (P31, P32)

    AppContext& m_context;
    RiskGate& m_gate;
    usb::DevicePtr m_device;
    std::optional<EndpointChoice> m_choice;
    QString m_obstacle;
    bool m_isActive = false;
    NumberEdit* m_depth;
    NumberEdit* m_size;
    NumberEdit* m_packets;
    NumberEdit* m_timeout;
    QLabel* m_sizeLabel;
    QLabel* m_packetsLabel;
    QLabel* m_patternLabel;
    QCheckBox* m_round;
    DataEdit* m_pattern;
    ProblemLabel* m_problem;
    QLabel* m_plan;
    QPushButton* m_start;
    QPushButton* m_stop;
    QLabel* m_reason;
};

} // namespace wb::ui
