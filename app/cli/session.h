// SPDX-License-Identifier: GPL-3.0-or-later
// The engine as a command sees it: one backend, one log at most, answers waited for one after the other.
// Waiting runs the event loop until the answer is there or the person interrupts; nothing here polls or blocks.
// Thread: that of the QCoreApplication. Ownership: owns the service and shares the log; finish() or the destructor
// closes devices and gives drivers back.
// Errors: Result; an interruption is ErrorKind::Cancelled. Notices of the engine go to stderr as notes.
#pragma once

#include "app/cli/interrupt.h"
#include "app/cli/library_log.h"
#include "app/cli/messages.h"
#include "app/cli/options.h"
#include "app/cli/output.h"
#include "core/base/mailbox.h"
#include "core/engine/usb_service.h"

#include <QEventLoop>

#include <functional>

namespace wb::cli {

// Where runs of this person note the kernel drivers they have taken off.
[[nodiscard]] std::string driverLedgerDirectory();

class Session : public QObject {
    Q_OBJECT

public:
    Session(GlobalOptions options, Output& out, const Messages& messages);
    ~Session() override;

    // Creates the log when one is asked for, which empties a file that exists: to be called when nothing stands in the
    // way of a transfer any more, and before open(). Its failure is a file error.
    [[nodiscard]] Status openLog();
    // Waits for the backend's first device list. A backend that fails or does not answer is an error (P69).
    [[nodiscard]] Status start(std::unique_ptr<backend::Backend> backend);
    [[nodiscard]] Result<usb::DevicePtr> findDevice(const DeviceSelector& selector) const;

    // Opens the device and applies what the options say about automatic acts.
    [[nodiscard]] Status open(const usb::DevicePtr& device, const TargetOptions& target);
    // Claims the interface of the endpoint and selects the alternate setting of --alt, if there is one.
    [[nodiscard]] Status prepareEndpoint(
        const usb::DevicePtr& device, const TargetOptions& target, usb::EndpointAddress endpoint);
    // NotFound, Disconnected: the port was reset, and what comes back there is another device (P46).
    [[nodiscard]] Status reset(usb::DeviceId device);
    // An interruption cancels the transfer; what it had moved is still in the result.
    [[nodiscard]] Result<usb::TransferResult> transfer(usb::DeviceId device, usb::TransferRequest request);

    // Runs the event loop until `isDone`, which is asked again after every signal of the service and every poke().
    // False: interrupted (unless Patience::Always), or `limit` has passed.
    enum class Patience : std::uint8_t { UntilInterrupted, Always };
    using Limit = std::optional<std::chrono::milliseconds>;
    bool waitUntil(
        const std::function<bool()>& isDone, Patience patience = Patience::UntilInterrupted, Limit limit = {});
    void poke();

    // Closes what is open, gives drivers back, hears the backends out, completes the log. The exit code is the
    // command's, or File when the command went well but its log or its output could not be written.
    [[nodiscard]] ExitCode finish(ExitCode code);

    // Everything logged so far is in the file, and its failures are told; without a log there is nothing to do.
    void flushLog();

    [[nodiscard]] engine::UsbService& service() { return *m_service; }
    [[nodiscard]] const std::shared_ptr<engine::DriverLedger>& driverLedger() const { return m_ledger; }
    [[nodiscard]] std::optional<capture::LiveLogCounters> logCounters() const;
    // By Ctrl+C, or because the log failed and the command is not to go on without it.
    [[nodiscard]] bool isInterrupted() const
    {
        return m_interrupt.isRequested() || (m_hasLogFailed && m_options.stopWithoutLog);
    }
    [[nodiscard]] Output& out() { return m_out; }
    [[nodiscard]] const Messages& messages() const { return m_messages; }
    [[nodiscard]] const GlobalOptions& options() const { return m_options; }

private:
    void connectService();
    void listenToLibrary();
    [[nodiscard]] Status operate(engine::RequestId request);
    [[nodiscard]] std::optional<Error> backendFailure() const;
    void tellLogFailures();
    void closeDevices();
    void closeBackends();

    const GlobalOptions m_options;
    Output& m_out;
    const Messages& m_messages;
    Interrupt m_interrupt;
    std::shared_ptr<capture::LiveLog> m_log;
    std::shared_ptr<engine::DriverLedger> m_ledger;
    std::unique_ptr<LibraryLog> m_libraryLog; // null: nobody asked for it
    std::unique_ptr<engine::UsbService> m_service;
    std::function<void()> m_recheck; // of the innermost waitUntil
    bool m_hasDevices = false;
    bool m_hasLogFailed = false;
    // Filled by the log's writer thread, which may outlive this session when a device hangs.
    std::shared_ptr<Mailbox<Error>> m_logFailures = std::make_shared<Mailbox<Error>>(16);
    std::vector<usb::DeviceId> m_opened;
    // One request at a time is waited for here; a player's many answers pass by without being kept.
    engine::RequestId m_awaited;
    std::optional<Status> m_operation;
    std::optional<engine::FinishedTransfer> m_transfer;
};

} // namespace wb::cli
