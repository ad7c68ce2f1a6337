// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of the fault matrix: what is asked for, what the mocked kernel makes of it, and what a person must be told.
// Source of truth: USB 2.0 §5.5 to §5.8, §8.4.5 (handshakes); Linux' usbfs and libusb's linux_usbfs.c for statuses.
// Thread: any; pure functions.
#pragma once

#include "core/usb/transfer.h"
#include "tests/umockdev/support/mock_usbfs.h"

#include <array>
#include <optional>
#include <span>
#include <string>

namespace wb::mock {

enum class Load : std::uint8_t { Idle, One, Full }; // transfers in flight when the fault comes
inline constexpr std::array kLoads { Load::Idle, Load::One, Load::Full };

enum class Fault : std::uint8_t {
    Stall,
    PartialTimeout,
    EmptyTimeout,
    Short,
    Babble,
    Cancel,
    CancelAll,
    Unplug,
    ForeignReset,
    Close,
    Exit
};
inline constexpr std::array kFaults { Fault::Stall, Fault::PartialTimeout, Fault::EmptyTimeout, Fault::Short,
    Fault::Babble, Fault::Cancel, Fault::CancelAll, Fault::Unplug, Fault::ForeignReset, Fault::Close, Fault::Exit };

struct Pipe {
    usb::TransferType type;
    usb::Direction direction;

    [[nodiscard]] bool isIn() const { return direction == usb::Direction::In; }
};
inline constexpr auto kPipes = std::to_array<Pipe>({
    { usb::TransferType::Control, usb::Direction::In },
    { usb::TransferType::Control, usb::Direction::Out },
    { usb::TransferType::Bulk, usb::Direction::In },
    { usb::TransferType::Bulk, usb::Direction::Out },
    { usb::TransferType::Interrupt, usb::Direction::In },
    { usb::TransferType::Interrupt, usb::Direction::Out },
    { usb::TransferType::Isochronous, usb::Direction::In },
    { usb::TransferType::Isochronous, usb::Direction::Out },
});

[[nodiscard]] std::string nameOf(const Pipe& pipe); // "bulk OUT"
[[nodiscard]] const char* nameOf(Load load);
[[nodiscard]] const char* nameOf(Fault fault);
[[nodiscard]] std::size_t countOf(Load load);

// By the device's answer or by the clock: nothing need be done to those in flight.
[[nodiscard]] bool endsByItself(Fault fault);

// A combination that cannot happen on a bus, and why. Its row runs all the same: it must leave everything as it is, or
// be shown as what it is.
struct Senseless {
    std::optional<usb::TransferType> type; // none: any
    std::optional<usb::Direction> direction;
    std::optional<Load> load;
    Fault fault;
    const char* reason;
};
[[nodiscard]] std::span<const Senseless> senselessRows();
[[nodiscard]] bool isMeant(const Senseless& row, const Pipe& pipe, Load load, Fault fault);

// Of the loopback device of sample_devices.h. What is sent is a pattern(), and so is what comes.
[[nodiscard]] usb::TransferRequest requestFor(const Pipe& pipe, Fault fault);
[[nodiscard]] bool isGarbled(const Urb& urb); // sent, and not as the pattern
[[nodiscard]] Answer goodAnswer(const Urb& urb);
[[nodiscard]] Answer answerFor(const Pipe& pipe, Fault fault);

struct Expected {
    usb::TransferStatus status;
    std::uint32_t bytes; // that are kept, or that the device has taken
    usb::TransferStatus lastPacket = usb::TransferStatus::Completed; // isochronous
};
[[nodiscard]] Expected expectedOf(const Pipe& pipe, Fault fault);

} // namespace wb::mock
