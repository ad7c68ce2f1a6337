// SPDX-License-Identifier: GPL-3.0-or-later
// The whole engine with a log over the real libusb and one mocked device, whose answers can be changed at any time.
// Thread: the one that made it. Errors: what does not come within the patience of qWaitFor is false.
#pragma once

#include "core/capture/live_log.h"
#include "tests/umockdev/fault_matrix/fault_rows.h"
#include "tests/umockdev/support/mock_bus.h"
#include "tests/unit/engine/service_watcher.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <algorithm>
#include <mutex>

namespace wb::mock {

// Answers well until it is told otherwise.
class FaultyDevice {
public:
    void arm(const Answer& answer);
    void behave();
    [[nodiscard]] UrbHandler handler();
    [[nodiscard]] std::size_t garbled() const; // of what it was sent

private:
    mutable std::mutex m_mutex;
    std::optional<Answer> m_answer;
    std::size_t m_garbled = 0;
};

class FaultBench {
public:
    FaultBench();
    ~FaultBench();
    FaultBench(const FaultBench&) = delete;
    FaultBench& operator=(const FaultBench&) = delete;

    [[nodiscard]] bool start(); // the device is there
    // Sends one and waits for its end; null: none came.
    [[nodiscard]] const engine::FinishedTransfer* run(const usb::TransferRequest& request);
    // So many at once, in this order.
    [[nodiscard]] std::vector<engine::RequestId> send(std::size_t count, const usb::TransferRequest& request);
    [[nodiscard]] bool areAnswered(const std::vector<engine::RequestId>& requests);
    [[nodiscard]] bool isClosed(); // waits for it
    // One device more, which always behaves; invalid when it does not come.
    [[nodiscard]] usb::DeviceId plugAnother();
    void unplug();
    void quit(); // the program's end

    // Runs a call of the service, and remembers how long the slowest one took.
    template <class Call> auto timed(Call call)
    {
        struct Measure {
            ~Measure() { bench.m_slowestMs = std::max(bench.m_slowestMs, clock.elapsed()); }
            FaultBench& bench;
            QElapsedTimer clock;
        };
        Measure measure { *this, {} };
        measure.clock.start();
        return call();
    }
    [[nodiscard]] qint64 slowestMs() const { return m_slowestMs; }

    [[nodiscard]] engine::UsbService& service() { return *m_service; }
    [[nodiscard]] test::ServiceWatcher& watch() { return *m_watch; }
    [[nodiscard]] capture::LiveLog& log() { return *m_log; }
    [[nodiscard]] MockUsbfs& usbfs() { return m_usbfs; }
    [[nodiscard]] FaultyDevice& wire() { return m_wire; }
    [[nodiscard]] usb::DeviceId device() const { return m_device; }

private:
    FaultyDevice m_wire; // outlives the bus that asks it
    QTemporaryDir m_directory;
    MockBus m_bus;
    MockUsbfs& m_usbfs;
    std::shared_ptr<capture::LiveLog> m_log;
    std::unique_ptr<engine::UsbService> m_service;
    std::unique_ptr<test::ServiceWatcher> m_watch;
    usb::DeviceId m_device;
    qint64 m_slowestMs = 0;
};

} // namespace wb::mock
