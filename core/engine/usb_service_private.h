// SPDX-License-Identifier: GPL-3.0-or-later
// What UsbService keeps; for its own source files alone.
// Thread: that which made the service.
#pragma once

#include "core/engine/usb_service.h"
#include "core/engine/usb_thread.h"

#include <map>

namespace wb::engine {

struct UsbServiceWorker {
    std::unique_ptr<UsbThread> thread;
    BackendState state;
};

class UsbService::Private {
public:
    Private(UsbService& service, std::shared_ptr<capture::LiveLog> sharedLog)
        : q(service)
        , log(std::move(sharedLog))
    {
    }

    // Answers that belong together, gathered from one drain so that they travel as one signal.
    struct Batch {
        std::vector<FinishedOperation> operations;
        std::vector<FinishedTransfer> transfers;
        std::map<StreamId, StreamStatus> streams;
        std::vector<usb::LibraryMessage> said;
    };

    void drain(UsbThread* thread);
    void deliver(const Batch& batch);
    void handle(UsbServiceWorker& worker, BackendState state);
    void handle(UsbServiceWorker& worker, const DeviceChanges& changes);
    void handle(SessionState state);
    void post(usb::DeviceId device, UsbThread::Command command, const std::function<void()>& ifUnknown);
    RequestId runOperation(usb::DeviceId device, Operation operation);
    RequestId runChange(usb::DeviceId device, Operation operation); // refused when nothing may be changed
    void refuseTransfer(RequestId request, usb::DeviceId device, const Error& error);
    void refuseStream(StreamStatus status, Error error);
    [[nodiscard]] AccessPolicy chosenPolicy(usb::DeviceId device) const;
    [[nodiscard]] AccessPolicy policyFor(usb::DeviceId device) const; // what holds now
    void postPolicy(usb::DeviceId device);
    void answerLater(std::function<void()> answer);
    void dropFailed(const std::string& name);
    void retire(std::unique_ptr<UsbThread> thread);

    UsbService& q;
    std::shared_ptr<capture::LiveLog> log;
    std::shared_ptr<DriverLedger> ledger;
    std::vector<std::unique_ptr<UsbServiceWorker>> workers;
    std::map<usb::DeviceId, usb::DevicePtr> devices;
    std::map<usb::DeviceId, usb::DevicePtr> departedWithSession;
    std::map<usb::DeviceId, UsbThread*> owners;
    std::map<usb::DeviceId, SessionState> sessions;
    std::map<usb::DeviceId, AccessPolicy> policies;
    std::map<usb::DeviceId, std::uint32_t> defaultTimeouts;
    std::map<StreamId, StreamStatus> streams;
    std::map<RequestId, usb::DeviceId> pendingTransfers;
    IdSource<RequestId> requestIds;
    IdSource<StreamId> streamIds;
    bool isReadOnly = false;
    usb::LogLevel logLevel = usb::LogLevel::Warning;
};

} // namespace wb::engine
