// SPDX-License-Identifier: GPL-3.0-or-later
// What the periodic endpoints of the devices on one bus reserve of it.
// Source of truth: USB 2.0 §5.11.3 (bus time of a transaction, bit stuffing at its worst; Hub_LS_Setup is its least,
// Host_Delay, which each host has its own of, is left out), §5.6.4 and §5.7.4 (what periodic transfers may take),
// §11.14.1 and §11.23.1 (transaction translators); USB 3.2 §4.4.7, §4.4.8 (90 %) and §6.3 (line coding).
// An endpoint that is served in every n-th frame counts one n-th of its time; split transactions are not counted.
// Units: nanoseconds; shares of the bus' time, or, at SuperSpeed, of the bytes it carries one way: 1 is all of it.
// Thread: any; pure functions. Errors: none; an endpoint with an invalid interval reserves nothing.
#pragma once

#include "core/usb/device_info.h"

namespace wb::usb {

// 0 for control and bulk, and where no formula is given: SuperSpeed, unknown speeds.
[[nodiscard]] double transactionNanoseconds(TransferType type, Direction direction, Speed speed, std::uint32_t bytes);

[[nodiscard]] double periodicShare(const EndpointInfo& endpoint, Speed speed);

struct BusMember {
    DevicePtr device;
    std::vector<std::pair<std::uint8_t, std::uint8_t>> selectedAlternates; // as findEndpoint() takes them
};

struct PeriodicLoad {
    struct Reservation {
        DeviceId device;
        EndpointAddress endpoint;
        double share = 0;
    };
    std::vector<Reservation> reservations; // in the order of the members
    double limit = 0; // the most that hosts grant; 0: the subject's speed is unknown
    bool isDuplex = false; // SuperSpeed: IN and OUT have a bus each

    [[nodiscard]] double share(Direction direction) const;
    [[nodiscard]] double used() const; // of the fuller direction when duplex
};

// Of the bus that `subject` shares with others: devices of its kind of speed on the same root hub; Low and Full Speed
// devices share the bus behind their transaction translator.
[[nodiscard]] PeriodicLoad periodicLoad(const DeviceInfo& subject, std::span<const BusMember> members);

} // namespace wb::usb
