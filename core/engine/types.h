// SPDX-License-Identifier: GPL-3.0-or-later
// The values that cross between the engine and everything above it.
// Units: bytes, milliseconds for timeouts (0 = none), nanoseconds since the epoch for times.
// Thread: any; plain values sent by signal, never shared mutable state.
#pragma once

#include "core/usb/device_info.h"
#include "core/usb/transfer.h"

namespace wb::engine {

using RequestId = StrongId<struct RequestIdTag>;
using StreamId = StrongId<struct StreamIdTag>;

struct DeviceChanges {
    std::vector<usb::DevicePtr> arrived;
    std::vector<usb::DevicePtr> departed;
    std::vector<usb::DevicePtr> updated; // same id, new facts (driver, configuration)
    bool isInitial = false; // the list at start: not news for the event history
    Nanoseconds time { 0 };
};

// What may be done to a device without asking each time; every automatic act is told by a Notice (P73).
struct AccessPolicy {
    bool openAutomatically = true; // when a transfer is asked for
    bool claimAutomatically = true; // the interface an endpoint belongs to
    bool selectAlternateAutomatically = true; // when the endpoint exists only in another alternate setting (P36)
    bool detachKernelDriver = false; // and put it back on release (P56)

    bool operator==(const AccessPolicy&) const = default;
};

struct InterfaceState {
    std::uint8_t number = 0;
    bool isClaimed = false;
    std::uint8_t alternate = 0;
    std::string driver; // bound to it now; empty = none
    std::string detachedDriver; // what we took off and owe back

    bool operator==(const InterfaceState&) const = default;
};

enum class SessionPhase : std::uint8_t { Closed, Opening, Open, Closing };

struct SessionState {
    usb::DeviceId device;
    SessionPhase phase = SessionPhase::Closed;
    std::vector<InterfaceState> interfaces; // of the active configuration
    std::optional<std::uint8_t> configuration;
    std::uint32_t inFlight = 0; // transfers submitted and not completed
    bool isBlocked = false; // a blocking call has not returned for over a second
    std::string blockedOperation; // which
    bool isQuarantined = false; // handle given up, not closed (P48)
    AccessPolicy policy;

    [[nodiscard]] bool isOpen() const { return phase == SessionPhase::Open; }
    [[nodiscard]] const InterfaceState* find(std::uint8_t interfaceNumber) const
    {
        for (const InterfaceState& state : interfaces)
            if (state.number == interfaceNumber)
                return &state;
        return nullptr;
    }
};

// Something the program did, or saw, that the person should know of; kept in the event history.
struct Notice {
    enum class Kind : std::uint8_t { Information, Warning, Error };
    Kind kind = Kind::Information;
    Nanoseconds time { 0 };
    usb::DeviceId device; // none: the program itself
    std::string text; // one sentence, safe to show
};

struct FinishedOperation {
    RequestId request;
    usb::DeviceId device;
    Status outcome;
};

struct FinishedTransfer {
    RequestId request;
    usb::DeviceId device;
    // Failed before it became a transfer (not open, no such endpoint, claim refused, invalid request): nothing was
    // logged.
    std::optional<Error> error;
    usb::TransferResult result; // meaningful when error is empty
};

struct StreamConfig {
    usb::EndpointAddress endpoint;
    std::uint32_t depth = 8; // transfers kept in flight, 1..1024
    std::uint32_t transferBytes = 65536; // bulk, interrupt; isochronous: 0 = packets x bytes per interval
    std::uint32_t packetsPerTransfer = 0; // isochronous; 0 = what covers 8 ms, at most 128
    std::uint32_t timeoutMs = 0; // per transfer (P14: short timeouts lose data)
    Bytes outPattern; // OUT: repeated through each transfer; empty = zeros
    std::uint64_t stopAfterBytes = 0; // 0 = no limit; likewise below
    std::uint64_t stopAfterTransfers = 0;
    Nanoseconds stopAfter { 0 };
    std::uint32_t maxConsecutiveErrors = 8; // P17
};

enum class StreamPhase : std::uint8_t { Starting, Running, Stopping, Stopped };

struct StreamStatus {
    StreamId id;
    usb::DeviceId device;
    StreamConfig config; // as started, with defaults filled in
    usb::TransferType type = usb::TransferType::Bulk;
    StreamPhase phase = StreamPhase::Starting;
    std::string stopReason; // phase Stopped: "stopped", "limit reached", "endpoint stalled", "unplugged"...
    std::optional<Error> error; // stopped because of this
    std::uint64_t transfers = 0; // completed, whatever their status
    std::uint64_t bytes = 0; // actual
    std::uint64_t cancelled = 0; // of them, what the stop itself took back
    std::uint64_t errors = 0; // transfers not Completed (cancelled by stop excluded)
    std::uint64_t shortTransfers = 0;
    std::uint64_t packets = 0; // isochronous
    std::uint64_t packetErrors = 0;
    std::uint32_t inFlight = 0;
    Nanoseconds started { 0 }; // first submit
    Nanoseconds ended { 0 }; // last completion, or the last look at a stream that still runs
    double bytesPerSecond = 0; // over the last update period; after the end: over the whole run
    double transfersPerSecond = 0; // without the cancelled

    [[nodiscard]] bool isActive() const { return phase != StreamPhase::Stopped; }
    [[nodiscard]] double seconds() const { return std::chrono::duration<double>(ended - started).count(); }
};

struct BackendState {
    enum class Phase : std::uint8_t { Starting, Ready, Failed, Stopped };
    std::string name;
    std::string version; // empty until Ready
    Phase phase = Phase::Starting;
    bool isSlow = false; // has not answered for five seconds (P69): offer to quit
    bool hasHotplug = true;
    std::optional<Error> error;
};

} // namespace wb::engine
