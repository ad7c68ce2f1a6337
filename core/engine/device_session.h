// SPDX-License-Identifier: GPL-3.0-or-later
// One device while somebody works with it: its handle, its lane, its transfers and streams in flight.
//
// Jobs (blocking operations, and transfers that need one first) run strictly in the order they were asked
// for; a transfer that needs nothing is submitted at once when no job waits. A job that disturbs transfers
// stops and drains them before it goes to the lane (P9, P28). NO_DEVICE ends the transfers of a device that leaves and
// of one that another program resets: until the news of the departure has come, or kDoubt is over, jobs wait and the
// answers concerned are held back. A device that was reset is opened again, so that the next transfer claims again.
// Thread: USB, all of it. Ownership: owns lane, transfers and streams; shares the handle with the lane.
// Errors: every request is answered exactly once, whatever happens to the device; by abandon() at the latest.
#pragma once

#include "core/engine/blocking_lane.h"
#include "core/engine/command_queue.h"
#include "core/engine/endpoint_stream.h"
#include "core/engine/messages.h"

#include <deque>
#include <map>
#include <variant>

namespace wb::engine {

// What a session needs from the thread it lives on; all outlive it.
struct SessionHost {
    std::shared_ptr<CommandQueue> commands;
    Outbox& outbox;
    backend::Backend& backend;
    std::shared_ptr<capture::LiveLog> log;
    std::shared_ptr<DriverLedger> ledger;
    BufferPool& pool;
    std::function<void()> deviceFactsChanged; // drivers or configuration: enumerate again
    std::function<void(const usb::DeviceInfo&, std::vector<InterfaceState>)> expectReturn; // after a reset (P46)
    std::function<Status(const StreamConfig&)> checkMemory; // for one stream more (P23)
};

// The transfers a blocking operation would disturb.
struct Scope {
    enum class Kind : std::uint8_t { Nothing, Endpoint, Interface, Everything };
    Kind kind = Kind::Nothing;
    std::uint8_t number = 0; // endpoint address or interface number
};

struct Operation {
    std::string name;
    Scope scope;
    std::function<Status(DeviceControl&)> work; // on the lane
    enum class Kind : std::uint8_t { Plain, Open, Close, Reset, OpenAgain };
    Kind kind = Kind::Plain;
    std::function<void(const Status&)> then {}; // on the USB thread; instead of a message when nobody asked
};

class DeviceSession {
public:
    DeviceSession(SessionHost host, usb::DevicePtr device, AccessPolicy policy);
    ~DeviceSession(); // REQUIRES: canBeDestroyed()
    DeviceSession(const DeviceSession&) = delete;
    DeviceSession& operator=(const DeviceSession&) = delete;

    void run(RequestId request, Operation operation);
    void close(RequestId request);
    void transfer(RequestId request, usb::TransferRequest what);
    void startStream(StreamId stream, StreamConfig config);
    void stopStream(StreamId id);
    void cancel(RequestId request);
    void cancelAll(); // what waits, too
    void setPolicy(const AccessPolicy& policy);
    void restore(std::vector<InterfaceState> wanted); // after a reset: claim and select as before

    void updateDevice(usb::DevicePtr device);
    void setDeparted(); // fails what waits, drains, closes (P15)

    // Housekeeping after each turn of the event loop: frees finished transfers, runs jobs that have become ready,
    // publishes what changed. `isTimeToPublish` limits what changes all the time to 30 times a second.
    void turn(Nanoseconds time, bool isTimeToPublish);

    // The end of one that hangs: answers all that it owes and completes its records. What its lane or the library holds
    // may still reach for it, so it is left behind (P10), nothing is called any more, and completions that come after
    // all change nothing.
    void abandon();

    [[nodiscard]] const usb::DevicePtr& device() const { return m_device; }
    [[nodiscard]] bool canBeDestroyed() const; // closed, nothing in flight, nothing waiting
    [[nodiscard]] bool takeDepartureSuspicion() { return std::exchange(m_suspectsDeparture, false); }
    [[nodiscard]] bool hasActiveStream() const;
    [[nodiscard]] std::uint64_t streamMemory() const; // bytes, of streams that have not stopped
    [[nodiscard]] std::optional<Nanoseconds> nextDue() const; // of paced streams: when to turn again

private:
    struct OneShot {
        RequestId request;
        std::unique_ptr<backend::Transfer> transfer;
        capture::LogTicket ticket;
        Nanoseconds submitted { 0 };
        std::uint8_t interfaceNumber = 0xff;
    };
    struct TransferJob {
        usb::TransferRequest what;
    };
    struct StreamJob {
        StreamId stream;
        StreamConfig config;
    };
    struct Job {
        RequestId request;
        std::variant<Operation, TransferJob, StreamJob> what;
        bool isTakenBack = false; // while the lane prepares it: not begun when the lane answers
    };
    struct ActiveStream {
        std::unique_ptr<EndpointStream> stream;
        std::uint8_t interfaceNumber = 0;
    };

    void enqueue(Job job);
    void takeBack(const std::deque<Job>::iterator& job);
    void pump(); // starts jobs until one has to wait
    bool startJob(Job& job); // true: done, false: waits for draining or the lane
    bool startOperation(Job& job);
    bool startTransfer(Job& job);
    bool startStreamJob(Job& job);
    [[nodiscard]] bool makesRoomFor(const Needs& needs); // false: what it disturbs is not drained yet
    void sendToLane(std::string name, std::function<Status(DeviceControl&)> work);
    void laneAnswered(LaneReport report);
    void streamPrepared(const Job& job);
    // What the interfaces were `before` the job.
    void noteAlternates(const Job& job, const Status& outcome, const std::vector<InterfaceState>& before);
    void takeReport(LaneReport& report);
    void finishOperation(Job& job, const Status& outcome);
    void handleResetOutcome(const Status& outcome);

    [[nodiscard]] bool satisfies(const Needs& needs) const;
    [[nodiscard]] const InterfaceState* stateOf(const Needs& needs) const; // null: none is needed, or it is unknown
    [[nodiscard]] bool isIdle(std::uint8_t interfaceNumber) const;
    [[nodiscard]] Status mayChangeStreams(const Needs& needs, const char* operation) const;
    void submitOneShot(RequestId request, usb::TransferRequest what, const Needs& needs);
    void oneShotCompleted(OneShot& shot);
    void beginStream(StreamId id, const StreamConfig& config, StreamPlan plan);
    [[nodiscard]] std::optional<Operation> asHostOperation(const usb::TransferRequest& what) const;
    void finishHostTransfer(RequestId request, const Status& outcome);

    void stopInScope(const Scope& scope, const std::string& reason, const std::optional<Error>& error = {});
    [[nodiscard]] bool isDrained(const Scope& scope) const;
    [[nodiscard]] static bool touches(const Scope& scope, std::uint8_t interfaceNumber, usb::EndpointAddress endpoint);
    [[nodiscard]] std::uint32_t inFlight() const;
    void suspectLoss(Loss loss);
    [[nodiscard]] bool isInDoubt() const { return m_doubtEnds.count() > 0; }
    [[nodiscard]] bool isClosing() const;
    void endDoubt(); // it has left, or is closed
    void survived(); // it is still attached
    void openAgain();
    void answer(FinishedTransfer finished); // at once, or when the doubt ends
    void tellHeld(bool isReset);
    void publishStreams(bool isTime);
    void recoverStreams();
    [[nodiscard]] bool drainToRecover(usb::EndpointAddress endpoint); // false: something is still in flight there
    void recoverEndpoint(usb::EndpointAddress endpoint);
    void reapStreams();
    void payBandwidth();
    void freeUnusedStreams();
    void publishState();
    [[nodiscard]] static Error disconnected(std::string operation);
    [[nodiscard]] static Error takenBack(const Job& job);
    void failJob(const Job& job, const Error& error);
    void failTransfer(RequestId request, Error error);
    void failStream(StreamId stream, const StreamConfig& config, Error error);
    void notify(Notice::Kind kind, std::string text);
    [[nodiscard]] static std::string nameOf(const Job& job);
    [[nodiscard]] Error givenUp(std::string operation) const;
    void abandonOneShot(const OneShot& shot);

    SessionHost m_host;
    usb::DevicePtr m_device;
    SessionLog m_log;
    AccessPolicy m_policy;
    std::unique_ptr<BlockingLane> m_lane;
    std::shared_ptr<DeviceControl> m_control; // touched by lane tasks only
    std::shared_ptr<backend::DeviceHandle> m_handle;
    std::vector<InterfaceState> m_interfaces;
    std::optional<std::uint8_t> m_configuration;
    std::deque<Job> m_jobs;
    bool m_isHeadOnLane = false;
    bool m_isPumping = false;
    std::map<RequestId, std::unique_ptr<OneShot>> m_oneShots;
    std::vector<std::unique_ptr<OneShot>> m_finishedShots;
    std::map<StreamId, ActiveStream> m_streams;
    std::map<std::uint8_t, std::uint8_t> m_alternatesOwed; // by interface: what was selected before a stream's (P36)
    std::map<RequestId, Nanoseconds> m_hostTransfers; // transfers carried out as operations, and since when
    SessionState m_published;
    Nanoseconds m_doubtEnds { 0 }; // 0: there is none
    Loss m_loss = Loss::Refused;
    std::vector<FinishedTransfer> m_held; // that ended in NO_DEVICE
    bool m_isStateStale = true;
    bool m_hasDeparted = false;
    bool m_suspectsDeparture = false;
    bool m_isAbandoned = false;
};

} // namespace wb::engine
