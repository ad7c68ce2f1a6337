// SPDX-License-Identifier: GPL-3.0-or-later
// One transfer on one endpoint: how much to read or what to write, and what came of it.
// Units: bytes, milliseconds. Thread: GUI. Ownership: `context` and `gate` outlive the form.
// Errors: wrong input disables the button with the reason; failures are reported by failed().
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/bridge/endpoint_choice.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;

namespace wb::ui {

class DataEdit;
class DefaultTimeout;
class NumberEdit;
class ProblemLabel;
class RiskGate;
class TransferResultView;

class SingleTransferForm : public QWidget {
    Q_OBJECT

public:
    SingleTransferForm(AppContext& context, RiskGate& gate, QWidget* parent = nullptr);

    // Null device or no choice: nothing to send to. `obstacle` is why it cannot be sent to now.
    void setEndpoint(
        const usb::DevicePtr& device, const std::optional<EndpointChoice>& choice, const QString& obstacle);
    void sendNow();
    void stopNow();
    [[nodiscard]] bool isWaiting() const; // for the device, or for a file

Q_SIGNALS:
    void failed(const wb::Error& error); // before it became a transfer
    void refused(const QString& why); // by this program: the data cannot be had or does not fit
    void succeeded();
    void recoverNeeded(); // the endpoint stalled

private:
    struct Pending {
        engine::RequestId request;
        usb::TransferRequest sent;
        usb::DevicePtr device;
    };

    void build();
    void refresh();
    void showSize();
    [[nodiscard]] QString reasonNotToSend() const;
    [[nodiscard]] usb::TransferRequest request() const; // without the data of an OUT transfer
    [[nodiscard]] std::uint32_t packetBytes() const; // of one isochronous packet
    [[nodiscard]] std::uint64_t room() const; // most that fits into an OUT transfer
    [[nodiscard]] static QString tooLong(std::uint64_t room);
    void ask(const usb::DevicePtr& device, const usb::TransferRequest& wanted);
    void send(const usb::DevicePtr& device, const usb::TransferRequest& wanted);
    void finish(const std::vector<engine::FinishedTransfer>& finished);

    AppContext& m_context;
    RiskGate& m_gate;
    DefaultTimeout* m_defaultTimeout;
    usb::DevicePtr m_device;
    std::optional<EndpointChoice> m_choice;
    QString m_obstacle;
    std::optional<Pending> m_pending;
    NumberEdit* m_length;
    NumberEdit* m_packets;
    NumberEdit* m_timeout;
    QLabel* m_lengthLabel;
    QLabel* m_packetsLabel;
    QCheckBox* m_round;
    QCheckBox* m_shortIsError;
    QCheckBox* m_zeroPacket;
    DataEdit* m_data;
    QLabel* m_size;
    ProblemLabel* m_problem;
    QPushButton* m_send;
    QPushButton* m_cancel;
    QLabel* m_reason;
    TransferResultView* m_result;
};

} // namespace wb::ui
