// SPDX-License-Identifier: GPL-3.0-or-later
// A continuous queue on one endpoint: N transfers in flight, resubmitted from their completions.
// Thread: USB. Ownership: owns its transfers; it may be destroyed only when inFlight() is zero (P11), so one that was
// abandoned may be never.
// Life: Starting -> Running -> (Recovering -> Running)* -> Stopping -> Stopped. A stop or a recovery cancels everything
// and drains (P12, P15); a recovery then waits until its session has cleared the halt, for all streams of the endpoint
// at once. Limits are exact: no transfer is submitted that a limit does not need, so what is left in flight at the end
// is only taken back when the device sent less than was asked for, or in the end by hand. Errors: a stream that cannot
// go on stops itself with a reason (P17); stall and departure are reasons. Transfers of a device that leaves fail
// before the news of it comes, so a stream that ends in errors waits for that news (P15). NO_DEVICE without the news is
// a reset by another program: so ends what was in flight under xhci_hcd, as seen with Linux 6.1.
#pragma once

#include "core/engine/session_log.h"
#include "core/engine/stream_observer.h"
#include "core/stream/pacer.h"

namespace wb::engine {

// For this long after NO_DEVICE nobody knows whether the device has left or has been reset.
inline constexpr Nanoseconds kDoubt = std::chrono::milliseconds(800);

// Why a device, or what was claimed of it, may be lost.
enum class Loss : std::uint8_t {
    NoDevice, // said so
    Refused // a transfer for which everything had been prepared
};

// The loss that a refused submit tells of; none: the transfer was at fault.
[[nodiscard]] std::optional<Loss> lossIn(const Error& refusal);

class EndpointStream {
public:
    EndpointStream(StreamId id, const usb::DeviceInfo& device, StreamPlan plan, SessionLog& log, BufferPool& pool);
    ~EndpointStream();
    EndpointStream(const EndpointStream&) = delete;
    EndpointStream& operator=(const EndpointStream&) = delete;

    void start(backend::DeviceHandle& handle);
    void stop(std::string reason, std::optional<Error> error = {});
    void abandon(Error error); // Stopped at once, whatever is in flight; completions that come after all change nothing
    void tick(Nanoseconds time); // checks the time limit, submits what has become due, renews the rates
    [[nodiscard]] std::optional<Nanoseconds> nextDue() const; // paced: when to tick again
    [[nodiscard]] bool takeNews() { return std::exchange(m_hasNews, false); } // status changed since last asked

    // Drained and waiting for the endpoint's halt to be cleared; until that has been asked for.
    [[nodiscard]] bool wishesRecovery() const;
    void joinRecovery(); // of another stream on the endpoint; does nothing unless it runs
    void recoveryAsked() { m_wishesRecovery = false; }
    void recovered(const Status& outcome); // does nothing when it was stopped meanwhile

    [[nodiscard]] std::uint32_t inFlight() const { return m_status.inFlight; }
    [[nodiscard]] bool isStopped() const { return m_status.phase == StreamPhase::Stopped; }
    // The device answered, or refused, as one that has left: who asks finds out whether it has (P15, P46).
    [[nodiscard]] std::optional<Loss> takeLoss() { return std::exchange(m_loss, std::nullopt); }
    [[nodiscard]] const StreamStatus& status(); // with the figures as of now
    [[nodiscard]] const StreamConfig& config() const { return m_plan.config; }
    [[nodiscard]] usb::EndpointAddress endpoint() const { return m_plan.config.endpoint; }
    [[nodiscard]] const Needs& needs() const { return m_plan.endpoint.needs; }

private:
    struct Slot {
        std::unique_ptr<backend::Transfer> transfer;
        capture::LogTicket ticket;
        Nanoseconds submitted { 0 };
        bool isInFlight = false;
    };

    void prepareSlot(Slot& slot, backend::DeviceHandle& handle);
    void fillQueue(Nanoseconds time);
    [[nodiscard]] bool maySubmit(Nanoseconds time) const;
    [[nodiscard]] bool isAllAsked() const; // nothing more is to be submitted, ever
    [[nodiscard]] std::uint32_t nextSize() const;
    bool refill(Slot& slot);
    void layOutPackets(backend::TransferOrder& order) const;
    bool submit(Slot& slot, Nanoseconds time);
    void completed(Slot& slot);
    void decideAfter(usb::TransferStatus outcome);
    void decideAfterError(StreamEvent event, usb::TransferStatus outcome);
    void submitFailed(const Error& error);
    void lost();
    void beginRecovery();
    void cancelAll();
    [[nodiscard]] Error failure(ErrorKind kind, std::string detail) const;
    [[nodiscard]] bool reachedLimit() const;
    void endWaitForNews(std::string reason, std::optional<Error> error);
    void stopIfAllAnswered();
    void finishIfDrained();
    void takeRates(Nanoseconds time);

    StreamPlan m_plan;
    SessionLog& m_log;
    BufferPool& m_pool;
    StreamStatus m_status;
    StreamObserver m_observer;
    stream::PayloadGenerator m_payload;
    stream::StreamMeter m_meter;
    stream::Pacer m_pacer;
    std::vector<Slot> m_slots;
    std::shared_ptr<Buffer> m_same; // what every transfer sends, when they all send the same: for the log, not to copy
    std::uint64_t m_submitted = 0; // transfers
    std::uint64_t m_bytesInFlight = 0; // asked for, or sent, and not answered
    std::uint64_t m_consecutiveErrors = 0;
    std::optional<Loss> m_loss;
    bool m_hasNews = true;
    bool m_wishesRecovery = false;
    Nanoseconds m_newsDue { 0 }; // until then a stream that ended in errors may turn out to be unplugged
    // Rates are taken over the time since the last tick that renewed them.
    Nanoseconds m_rateSince { 0 };
    std::uint64_t m_rateBytes = 0;
    std::uint64_t m_rateTransfers = 0;
};

} // namespace wb::engine
