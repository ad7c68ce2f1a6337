// SPDX-License-Identifier: GPL-3.0-or-later
// Finds out which control requests a device answers, by sending one bRequest after the other.
//
// Sent is what the risk policy calls harmless (core/usb/risk.h) and reads; an armed scan sends the rest, too, but never
// what is forbidden. A device may hang on a request that its maker did not think of: after kMostSilences in a row
// without an answer the scan ends.
// Source of truth: USB 2.0 §9.3 (setup packet), §9.2.7 (what is not supported is stalled).
// The device is opened, and an interface claimed, by the first request, as the policy says. One request at a time; each
// goes to the log as any other transfer.
// Thread: that of the service. Ownership: the service outlives the scan. Errors: what becomes of a request is its
// answer; error() is what ended the scan early: the device went, it hangs, there is no access, or cancel() (Cancelled).
#pragma once

#include "core/engine/scan_types.h"
#include "core/engine/usb_service.h"

#include <QTimer>

namespace wb::engine {

class RequestScan : public QObject {
    Q_OBJECT

public:
    static constexpr int kMostSilences = 16;

    RequestScan(UsbService& service, usb::DevicePtr device, ScanPlan plan, QObject* parent = nullptr);

    void start(); // REQUIRES: not started before
    void cancel(); // finished() still comes
    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    [[nodiscard]] const ScanPlan& plan() const { return m_plan; }
    [[nodiscard]] const std::vector<ScanAnswer>& answers() const { return m_answers; } // so far, ascending
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

Q_SIGNALS:
    void answered(const wb::engine::ScanAnswer& answer);
    void finished();

private:
    void advance();
    void send(const usb::SetupPacket& setup);
    void takeTransfer(const FinishedTransfer& finished);
    void takeResult(const usb::TransferResult& result);
    void take(ScanAnswer answer);
    void end(std::optional<Error> error);
    [[nodiscard]] bool isAttached() const;
    [[nodiscard]] usb::SetupPacket nextSetup() const;
    [[nodiscard]] std::string reasonToSkip(const usb::SetupPacket& setup) const; // empty: it is sent
    [[nodiscard]] Error errorOf(ErrorKind kind, const std::string& detail) const;

    UsbService& m_service;
    const usb::DevicePtr m_device;
    const ScanPlan m_plan;
    std::vector<ScanAnswer> m_answers;
    std::optional<Error> m_error;
    QTimer m_pause; // until the next request is due
    Nanoseconds m_due { 0 };
    RequestId m_pending;
    int m_silences = 0; // in a row
    bool m_hasSent = false; // a request reached the device
    bool m_isRunning = false;
    bool m_isCancelled = false;
};

} // namespace wb::engine
