// SPDX-License-Identifier: GPL-3.0-or-later
// Sends through an OUT endpoint and compares what comes back through an IN endpoint: two streams that begin and end
// together. A difference ends both; when OUT has ended, IN goes on until everything has come back or nothing more does.
// Source of truth: UsbService::streamsChanged. Thread: GUI. Ownership: the service outlives it.
// Errors: a stream's own are in its status; the verdict says that it ended.
#pragma once

#include "core/engine/usb_service.h"

#include <QTimer>

namespace wb::ui {

class LoopbackCheck : public QObject {
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds kPatience { 1000 }; // with bytes that do not come back

    explicit LoopbackCheck(engine::UsbService& service, QObject* parent = nullptr);

    // Both with the settings of `base` that apply to them. REQUIRES: !isRunning(), a checked payload.
    struct Streams {
        engine::StreamConfig out;
        engine::StreamConfig in;
    };
    [[nodiscard]] static Streams streamsFor(const engine::StreamConfig& base, usb::EndpointAddress out,
        usb::EndpointAddress in, const stream::PayloadSpec& payload);
    void start(usb::DeviceId device, const Streams& streams);
    void stop(); // both
    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    [[nodiscard]] bool uses(usb::DeviceId device, usb::EndpointAddress endpoint) const; // while it runs

Q_SIGNALS:
    void started(wb::engine::StreamId stream); // once for each
    void finished(const wb::engine::StreamStatus& out, const wb::engine::StreamStatus& in);

private:
    void take(const std::vector<engine::StreamStatus>& changed);
    void bringToAnEnd();

    engine::UsbService& m_service;
    bool m_isRunning = false;
    usb::DeviceId m_device;
    Streams m_streams;
    engine::StreamStatus m_out;
    engine::StreamStatus m_in;
    QTimer m_patience; // runs once OUT has ended, anew whenever bytes come back
};

} // namespace wb::ui
