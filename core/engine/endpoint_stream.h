// SPDX-License-Identifier: GPL-3.0-or-later
// A continuous queue on one endpoint: N transfers in flight, resubmitted from their completions.
// Thread: USB. Ownership: owns its transfers; it may be destroyed only when inFlight() is zero (P11).
// Life: Starting -> Running -> Stopping -> Stopped; a stop cancels everything and drains (P12, P15).
// Errors: a stream that cannot go on stops itself with a reason (P17); stall and departure are reasons. Transfers of a
// device that leaves fail before the news of it comes, so a stream that ends in errors waits for that news (P15).
#pragma once

#include "core/engine/session_log.h"
#include "core/engine/transfer_rules.h"

namespace wb::engine {

class EndpointStream {
public:
    EndpointStream(StreamId id, const usb::DeviceInfo& device, StreamPlan plan, SessionLog& log, BufferPool& pool);
    ~EndpointStream();
    EndpointStream(const EndpointStream&) = delete;
    EndpointStream& operator=(const EndpointStream&) = delete;

    void start(backend::DeviceHandle& handle);
    void stop(std::string reason, std::optional<Error> error = {});
    void tick(Nanoseconds time); // checks the time limit and renews the rates
    [[nodiscard]] bool takeNews() { return std::exchange(m_hasNews, false); } // status changed since last asked

    [[nodiscard]] std::uint32_t inFlight() const { return m_status.inFlight; }
    [[nodiscard]] bool isStopped() const { return m_status.phase == StreamPhase::Stopped; }
    [[nodiscard]] bool sawDeparture() const { return m_sawDeparture; }
    [[nodiscard]] const StreamStatus& status() const { return m_status; }
    [[nodiscard]] const Needs& needs() const { return m_plan.endpoint.needs; }

private:
    struct Slot {
        std::unique_ptr<backend::Transfer> transfer;
        capture::LogTicket ticket;
    };

    void prepareSlot(Slot& slot, backend::DeviceHandle& handle);
    bool submit(Slot& slot);
    void refill(Slot& slot);
    void completed(Slot& slot);
    void count(const backend::Transfer& transfer);
    void countPackets(const backend::Transfer& transfer);
    void decideAfter(const backend::Transfer& transfer);
    [[nodiscard]] Error failure(ErrorKind kind, std::string detail) const;
    [[nodiscard]] bool reachedLimit() const;
    void endWaitForNews(std::string reason, std::optional<Error> error);
    void finishIfDrained();

    StreamPlan m_plan;
    SessionLog& m_log;
    BufferPool& m_pool;
    StreamStatus m_status;
    std::vector<Slot> m_slots;
    std::uint32_t m_consecutiveErrors = 0;
    bool m_sawDeparture = false;
    bool m_hasNews = true;
    Nanoseconds m_newsDue { 0 }; // until then a stream that ended in errors may turn out to be unplugged
    // Rates are taken over the time since the last tick that renewed them.
    Nanoseconds m_rateSince { 0 };
    std::uint64_t m_rateBytes = 0;
    std::uint64_t m_rateTransfers = 0;
};

} // namespace wb::engine
