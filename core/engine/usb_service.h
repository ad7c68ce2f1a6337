// SPDX-License-Identifier: GPL-3.0-or-later
// The one door through which commands reach devices, and the source of all live state above the engine.
//
// Every method returns at once; work happens on the USB thread of the backend or on the device's blocking
// lane, answers come as signals. Signals are emitted on the thread that made the service (the GUI thread),
// in batches, at most 60 times a second each.
// Thread: all methods and signals on the thread that made it. Ownership: owns backends and their threads;
// shares the log.
// Errors: an unknown device or id is answered by a finished signal with NotFound, never by a crash.
#pragma once

#include "core/backend/backend.h"
#include "core/capture/live_log.h"
#include "core/engine/driver_ledger.h"
#include "core/engine/transfer_memory.h"
#include "core/engine/types.h"

#include <QObject>

#include <memory>

namespace wb::engine {

class UsbService : public QObject {
    Q_OBJECT

public:
    // `log` may be null: transfers are then not logged.
    explicit UsbService(std::shared_ptr<capture::LiveLog> log, QObject* parent = nullptr);
    // Stops streams, cancels and drains transfers, releases, re-attaches drivers, closes (P10). A device that
    // hangs is given two seconds, then its lane and handle are left behind.
    ~UsbService() override;

    // Starts the backend on a USB thread of its own; its devices arrive by signal.
    void addBackend(std::unique_ptr<backend::Backend> backend);
    // Its devices depart; does nothing when there is none of that name. One that could not start is dropped. What a
    // device that hangs for two seconds still owes is answered with ErrorKind::Timeout.
    void removeBackend(const std::string& name);
    [[nodiscard]] std::vector<BackendState> backends() const;

    [[nodiscard]] std::vector<usb::DevicePtr> devices() const; // as of the last devicesChanged
    [[nodiscard]] usb::DevicePtr device(
        usb::DeviceId id) const; // also departed ones while referenced by a session; else null
    [[nodiscard]] SessionState session(usb::DeviceId id) const;
    [[nodiscard]] std::vector<SessionState> sessions() const; // of all devices that are not closed
    [[nodiscard]] std::vector<StreamStatus> streams() const; // active and ended ones of this run
    // What the transfers of streams hold, and may hold together, of the system that this device is attached to: the
    // limit as last looked at, which startStream() does anew.
    [[nodiscard]] TransferMemory transferMemory(usb::DeviceId id) const;
    [[nodiscard]] std::shared_ptr<capture::LiveLog> log() const;
    // Logs from here on. REQUIRES: nothing has been asked of any device yet.
    void setLog(std::shared_ptr<capture::LiveLog> log);
    // Where the drivers that are taken off from here on are noted. REQUIRES: the same.
    void setDriverLedger(std::shared_ptr<DriverLedger> ledger);

    void refresh(); // enumerate again now

    // Answered by eventLoopTold, once for each backend that has one.
    void askEventLoops();

    // How much the libraries behind the backends are to say, told by libraryMessagesPosted; warnings at first.
    void setLogLevel(usb::LogLevel level);
    [[nodiscard]] usb::LogLevel logLevel() const;

    // Answered by operationsFinished.
    RequestId open(usb::DeviceId device);
    RequestId close(usb::DeviceId device); // cancels, drains, releases, gives drivers back
    RequestId claim(usb::DeviceId device, std::uint8_t interfaceNumber, bool detachKernelDriver);
    RequestId release(usb::DeviceId device, std::uint8_t interfaceNumber);
    RequestId setAlternateSetting(usb::DeviceId device, std::uint8_t interfaceNumber, std::uint8_t alternate);
    RequestId setConfiguration(usb::DeviceId device, std::optional<std::uint8_t> value);
    RequestId clearHalt(usb::DeviceId device, usb::EndpointAddress endpoint); // cancels its transfers first (P28)
    RequestId reset(usb::DeviceId device);
    RequestId detachDriver(usb::DeviceId device, std::uint8_t interfaceNumber);
    // Puts back what session() says was taken off; else lets the system look for a driver, which may write to the
    // device.
    RequestId attachDriver(usb::DeviceId device, std::uint8_t interfaceNumber);
    // The same, in read-only mode too. REQUIRES: an earlier run took the driver off and owes it (driver_offers.h).
    RequestId giveDriverBack(usb::DeviceId device, std::uint8_t interfaceNumber);
    void setPolicy(usb::DeviceId device, const AccessPolicy& policy);

    // What askers give a single transfer to this device unless they know better: milliseconds, 0 = wait for ever.
    // 1000 at first; forgotten when the device departs, ignored of one that is not there. Streams have their own (P14).
    void setDefaultTimeout(usb::DeviceId device, std::uint32_t milliseconds);
    [[nodiscard]] std::uint32_t defaultTimeout(usb::DeviceId device) const;

    // Read-only: whatever would change a device, its configuration, settings, halts or drivers, is answered with
    // ErrorKind::ReadOnly and does not reach it; streams that write or recover are stopped. Reading, opening, claiming
    // free interfaces and giving back drivers that were taken off go on. Single transfers that are under way are left
    // to end.
    void setReadOnly(bool on);
    [[nodiscard]] bool isReadOnly() const;

    // Answered by transfersFinished. Standard requests with side effects on the host (SET_CONFIGURATION, SET_INTERFACE,
    // CLEAR_FEATURE ENDPOINT_HALT) are carried out through the operations above so that the kernel's state stays right.
    RequestId transfer(usb::DeviceId device, usb::TransferRequest request);
    void cancel(RequestId request); // its finished signal still comes
    void cancelAll(usb::DeviceId device); // streams, and what waits to be sent, too

    // Reported by streamsChanged; a stream that cannot start is reported Stopped with its error.
    StreamId startStream(usb::DeviceId device, const StreamConfig& config);
    void stopStream(StreamId stream);
    void forgetStream(StreamId stream); // drop an ended one from streams()

Q_SIGNALS:
    void devicesChanged(const wb::engine::DeviceChanges& changes);
    void sessionChanged(const wb::engine::SessionState& state);
    void operationsFinished(const std::vector<wb::engine::FinishedOperation>& finished);
    void transfersFinished(const std::vector<wb::engine::FinishedTransfer>& finished);
    void streamsChanged(const std::vector<wb::engine::StreamStatus>& changed);
    void backendChanged(const wb::engine::BackendState& state);
    void readOnlyChanged(bool on);
    void defaultTimeoutChanged(wb::usb::DeviceId device);
    void eventLoopTold(const wb::engine::EventLoopState& state);
    void noticePosted(const wb::engine::Notice& notice);
    void libraryMessagesPosted(const std::vector<wb::usb::LibraryMessage>& messages);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace wb::engine
