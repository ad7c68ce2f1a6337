// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of a stream on one endpoint in four pages, checked before it starts, its start and stop, and the
// loopback check with a partner endpoint.
// Thread: GUI. Ownership: `context` and `gate` outlive the form.
// While a stream runs its settings stay as they were when it started; what is changed here is for the next one.
// Errors: wrong input marks its page and disables Start with the reason; a stream that fails is shown in its row.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/bridge/endpoint_choice.h"
#include "ui/text/transfer_text.h"

#include <QWidget>

#include <functional>

class QComboBox;
class QLabel;
class QPushButton;
class QTabWidget;

namespace wb::ui {

class LoopbackCheck;
class RiskGate;
class StreamDataPage;
class StreamEventsPage;
class StreamQueuePage;
class StreamStopPage;

class StreamForm : public QWidget {
    Q_OBJECT

public:
    StreamForm(AppContext& context, RiskGate& gate, QWidget* parent = nullptr);

    void setEndpoint(
        const usb::DevicePtr& device, const std::optional<EndpointChoice>& choice, const QString& obstacle);
    void setActive(const std::vector<usb::EndpointAddress>& endpoints); // of this device: streams run on them
    void setMemory(const engine::TransferMemory& memory);
    void startNow();
    void stopNow();

Q_SIGNALS:
    void stopRequested();
    void started(wb::engine::StreamId stream);
    void refused(const QString& why); // the payload cannot be had
    void told(wb::ui::text::Tone tone, const QString& words); // what came of a loopback check

private:
    void build();
    void refresh();
    void fillPartners();
    void showProblems();
    void checkLoopback();
    void tellVerdict(const engine::StreamStatus& out, const engine::StreamStatus& in);
    // Hands over what is sent or expected once it has been read, or tells why it cannot be had.
    void withPayload(std::function<void(const stream::PayloadSpec& payload)> use);
    void withLeave(const usb::DevicePtr& device, usb::EndpointAddress out, std::function<void()> agreed);
    [[nodiscard]] engine::StreamConfig config() const; // without the payload
    [[nodiscard]] QString reasonNotToStart() const;
    [[nodiscard]] QString reasonNotToCheck() const;
    [[nodiscard]] QString commonReason() const; // holds for both
    [[nodiscard]] std::optional<usb::EndpointAddress> partner() const;
    [[nodiscard]] bool isActive(usb::EndpointAddress endpoint) const;

    AppContext& m_context;
    RiskGate& m_gate;
    LoopbackCheck* m_check;
    usb::DevicePtr m_device;
    std::optional<EndpointChoice> m_choice;
    QString m_obstacle;
    std::vector<usb::EndpointAddress> m_active;
    engine::TransferMemory m_memory;
    QTabWidget* m_pages;
    StreamQueuePage* m_queue;
    StreamDataPage* m_data;
    StreamStopPage* m_limits;
    StreamEventsPage* m_events;
    QLabel* m_plan;
    QPushButton* m_start;
    QPushButton* m_stop;
    QPushButton* m_loopback;
    QComboBox* m_partner;
    QLabel* m_reason;
};

} // namespace wb::ui
