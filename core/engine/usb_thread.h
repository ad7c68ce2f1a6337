// SPDX-License-Identifier: GPL-3.0-or-later
// The USB thread of one backend: its event loop, its device list, its sessions.
// Thread: made, started and stopped on the service's thread; "USB" methods run inside commands given to post().
// Ownership: owns backend and sessions; what hangs at the end is left behind rather than crashed into (P10), after all
// that it owes has been answered.
// Errors: a backend that cannot start is told by BackendState, and the thread ends.
#pragma once

#include "core/engine/device_session.h"

#include <QThread>

#include <atomic>
#include <condition_variable>

namespace wb::engine {

class UsbThread : public QThread, private backend::Listener {
    Q_OBJECT

public:
    UsbThread(std::unique_ptr<backend::Backend> backend, std::shared_ptr<capture::LiveLog> log,
        std::shared_ptr<DriverLedger> ledger, QObject* parent = nullptr);
    ~UsbThread() override; // REQUIRES: finished

    using Command = std::function<void(UsbThread&)>;
    bool post(Command command); // any thread; false: it is at its end, and will never run it
    void requestStop(); // any thread; close everything, then finish within kStopPatience
    // Service's thread; false when the thread hangs, or has left behind what may still reach for it: leave it behind,
    // too. Its own lock, not QThread's alone, orders what the thread did before what follows: thread checkers cannot
    // see through Qt's.
    [[nodiscard]] bool waitForEnd(std::chrono::milliseconds patience);
    [[nodiscard]] std::vector<Message> drain() { return m_outbox.drain(); } // service's thread
    [[nodiscard]] const std::string& backendName() const { return m_name; }

    static constexpr std::chrono::milliseconds kStopPatience { 2000 };

    // USB thread.
    void refresh() { m_isListStale = true; }
    void run(usb::DeviceId device, RequestId request, Operation operation);
    void close(usb::DeviceId device, RequestId request);
    void transfer(usb::DeviceId device, RequestId request, usb::TransferRequest what);
    void cancel(usb::DeviceId device, RequestId request);
    void cancelAll(usb::DeviceId device);
    void startStream(usb::DeviceId device, StreamId stream, StreamConfig config);
    void stopStream(usb::DeviceId device, StreamId stream);
    void setPolicy(usb::DeviceId device, const AccessPolicy& policy);
    void setLog(std::shared_ptr<capture::LiveLog> log); // of devices of which nothing has been asked yet
    void setDriverLedger(std::shared_ptr<DriverLedger> ledger); // likewise
    void tellEventLoop();
    void setLogLevel(usb::LogLevel level) { m_backend->setLogLevel(level); }

Q_SIGNALS:
    void messagesAvailable(); // emitted on any thread; connect queued

protected:
    void run() override;

private:
    void deviceListChanged() override;
    void eventLoopDegraded(const Error& error) override;

    void serve();
    void loop();
    void runCommands();
    void runLastCommands();
    void turnSessions(Nanoseconds time);
    [[nodiscard]] std::chrono::milliseconds patience(Nanoseconds time) const;
    void reconcileIfDue(Nanoseconds time);
    void reconcile(bool isInitial);
    void deviceArrived(const usb::DevicePtr& device);
    void beginStopping();
    void dropBackend();
    [[nodiscard]] bool mustGiveUp() const;
    void abandonEverything();
    DeviceSession* sessionFor(usb::DeviceId device);
    [[nodiscard]] Status checkMemory(const StreamConfig& wanted);
    void lookAtMemoryLimit();
    void sendState(BackendState::Phase phase, std::optional<Error> error = {});

    struct ExpectedReturn {
        usb::DeviceId device; // that was reset
        usb::PortPath path;
        std::uint16_t vendorId;
        std::uint16_t productId;
        std::vector<InterfaceState> interfaces;
        Nanoseconds deadline;
    };
    [[nodiscard]] std::vector<ExpectedReturn>::iterator expectedReturnOf(const usb::DeviceInfo& device);

    std::unique_ptr<backend::Backend> m_backend;
    const std::string m_name;
    std::shared_ptr<capture::LiveLog> m_log;
    std::shared_ptr<DriverLedger> m_ledger;
    BufferPool m_pool;
    Outbox m_outbox;
    std::shared_ptr<CommandQueue> m_commands;
    std::atomic<bool> m_isStopRequested { false };
    std::atomic<bool> m_isListStale { false };

    std::map<usb::DeviceId, usb::DevicePtr> m_devices;
    std::map<usb::DeviceId, std::unique_ptr<DeviceSession>> m_sessions;
    std::map<usb::DeviceId, AccessPolicy> m_policies;
    std::vector<ExpectedReturn> m_expectedReturns;
    std::optional<Error> m_listError; // of the last look at the devices
    std::optional<std::uint64_t> m_memoryLimit; // as told last
    Nanoseconds m_nextReconcile { 0 };
    Nanoseconds m_settlesUntil { 0 };
    Nanoseconds m_nextPublish { 0 };
    std::optional<Nanoseconds> m_stopDeadline;
    std::mutex m_endMutex;
    std::condition_variable m_endChanged;
    bool m_hasEnded = false;
    bool m_hasLeftBehind = false; // before the end
};

} // namespace wb::engine
