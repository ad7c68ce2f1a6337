// SPDX-License-Identifier: GPL-3.0-or-later
// The values that cross between the engine and everything above it.
// Units: bytes, milliseconds for timeouts (0 = none), nanoseconds since the epoch for times.
// Thread: any; plain values sent by signal, never shared mutable state.
#pragma once

#include "core/engine/stream_types.h"
#include "core/usb/event_loop_facts.h"
#include "core/usb/library_facts.h"

namespace wb::engine {

using RequestId = StrongId<struct RequestIdTag>;

struct DeviceChanges {
    std::vector<usb::DevicePtr> arrived;
    std::vector<usb::DevicePtr> departed;
    std::vector<usb::DevicePtr> updated; // same id, new facts (driver, configuration)
    bool isInitial = false; // the list at start: not news for the event history
    Nanoseconds time { 0 };
    struct Return {
        usb::DeviceId before;
        usb::DeviceId now; // one of those that have arrived
    };
    std::vector<Return> returned {}; // from a reset that made another device of it (P46)
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
    std::uint32_t bulkStreams = 0; // allocated on each endpoint of the setting that offers some
    std::uint32_t bulkStreamsAsked = 0; // which may be more (P29)

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
    // logged. Or given up while it was in flight, at the end of a backend that hangs: result.id is valid then, nothing
    // more is known, and its record says so.
    std::optional<Error> error;
    usb::TransferResult result; // meaningful when error is empty
};

struct EventLoopState {
    std::string backend;
    usb::EventLoopFacts facts;
};

struct BackendState {
    enum class Phase : std::uint8_t { Starting, Ready, Failed, Stopped };
    std::string name;
    std::string version; // empty until Ready
    Phase phase = Phase::Starting;
    bool isSlow = false; // has not answered for five seconds (P69): offer to quit
    bool hasHotplug = true;
    std::optional<usb::LibraryFacts> library; // none until Ready, or when it stands on none
    std::optional<std::uint64_t> transferMemoryLimit; // as last looked at (Backend::transferMemoryLimit)
    std::optional<Error> error;
};

} // namespace wb::engine
