// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of a stream's queue: how many transfers of what kind are in flight, and how fast they follow.
// Units: bytes, milliseconds, transfers a second. Thread: GUI. Errors: problem() says what is wrong.
#pragma once

#include "core/engine/transfer_memory.h"
#include "ui/bridge/endpoint_choice.h"

#include <QWidget>

class QCheckBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;

namespace wb::ui {

class NumberEdit;

class StreamQueuePage : public QWidget {
    Q_OBJECT

public:
    explicit StreamQueuePage(QWidget* parent = nullptr);

    // `isOther`: sizes start anew with what suits the endpoint.
    void setEndpoint(const usb::DevicePtr& device, const std::optional<EndpointChoice>& choice, bool isOther);
    [[nodiscard]] QString problem() const; // one sentence; empty: there is none. REQUIRES: an endpoint
    void fill(engine::StreamConfig& config) const; // REQUIRES: no problem()
    [[nodiscard]] bool usesBulkStream() const; // others may then run on the same endpoint
    // What will be in flight (P23, P25, P31), and what to do when there is no memory for it; empty while unknown.
    [[nodiscard]] QString plan(const engine::TransferMemory& memory) const;

Q_SIGNALS:
    void changed();

private:
    void build();
    void showPossible();
    void showBulkStreams();
    [[nodiscard]] QString bulkStreamProblem() const;
    [[nodiscard]] std::uint32_t bulkStreamsOffered() const { return m_choice ? maxBulkStreams(m_choice->endpoint) : 0; }
    [[nodiscard]] bool isIsochronous() const { return m_choice && m_choice->isIsochronous(); }
    [[nodiscard]] std::uint64_t transferBytes() const; // 0 while unknown
    [[nodiscard]] static QString memoryPlan(const engine::StreamConfig& config, const engine::TransferMemory& memory);
    [[nodiscard]] std::uint64_t intervalBytes() const; // most that an isochronous packet holds (P31, P32)
    [[nodiscard]] Result<std::vector<std::uint32_t>> packetLengths() const;

    usb::DevicePtr m_device;
    std::optional<EndpointChoice> m_choice;
    NumberEdit* m_depth;
    NumberEdit* m_timeout;
    QDoubleSpinBox* m_pacing;
    NumberEdit* m_size;
    NumberEdit* m_packets;
    QLineEdit* m_lengths;
    NumberEdit* m_bulkStream;
    NumberEdit* m_bulkStreams;
    QCheckBox* m_zeroCopy;
    QCheckBox* m_shortIsError;
    QCheckBox* m_zeroPacket;
    QLabel* m_sizeLabel = nullptr;
    QLabel* m_packetsLabel = nullptr;
    QLabel* m_lengthsLabel = nullptr;
    QLabel* m_bulkStreamLabel = nullptr;
    QLabel* m_bulkStreamsLabel = nullptr;
};

} // namespace wb::ui
