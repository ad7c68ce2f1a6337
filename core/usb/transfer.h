// SPDX-License-Identifier: GPL-3.0-or-later
// What can be asked of an endpoint, and what came of it.
// Source of truth: USB 2.0 §5 (transfer types), libusb's enum libusb_transfer_status (meanings).
// Units: bytes, milliseconds (timeouts, 0 = none), nanoseconds since the epoch (times).
// Thread: any; plain values. A bad status is data, not an Error.
#pragma once

#include "core/base/buffer.h"
#include "core/base/time.h"
#include "core/usb/setup_packet.h"

namespace wb::usb {

enum class TransferStatus : std::uint8_t {
    Completed,
    Error, // protocol error on the bus; for isochronous: see the packets (P30)
    TimedOut, // may still carry data (P13)
    Cancelled, // may still carry data (P12)
    Stall,
    NoDevice,
    Overflow, // babble
    SubmitFailed, // never reached the bus; `detail` says why
    Pending // submitted, not completed
};

[[nodiscard]] std::string_view toString(TransferStatus status); // "completed", "stall", ... stable words for JSON
[[nodiscard]] std::optional<TransferStatus> parseTransferStatus(std::string_view word);

// The negative Linux errno a usbmon record carries for a status, and back. Pending is -EINPROGRESS.
// SubmitFailed is -EIO and does not come back from its number, because hardware reports -EIO too: a record
// of type 'E' is what says that the submit failed. Numbers without a status of their own are Error.
[[nodiscard]] std::int32_t toUsbmonStatus(TransferStatus status);
[[nodiscard]] TransferStatus fromUsbmonStatus(std::int32_t status);

struct IsoPacket {
    std::uint32_t offset = 0; // of its data in the buffer: the sum of earlier *requested* lengths (P30)
    std::uint32_t requested = 0;
    std::uint32_t actual = 0;
    TransferStatus status = TransferStatus::Pending;

    bool operator==(const IsoPacket&) const = default;
};

inline constexpr std::uint32_t kDefaultTimeoutMs = 1000;

struct TransferRequest {
    EndpointAddress endpoint; // 0 for control; the direction of control is in `setup`
    TransferType type = TransferType::Control;
    SetupPacket setup; // control only; wLength must equal data.size() or `length`
    Bytes data; // OUT payload
    std::uint32_t length = 0; // IN: bytes wanted
    std::vector<std::uint32_t> isoPacketLengths; // isochronous only; sum <= data.size() or length
    std::uint32_t timeoutMs = kDefaultTimeoutMs; // 0 = wait for ever
    bool shortIsError = false;
    bool addZeroPacket = false;

    [[nodiscard]] bool isIn() const { return type == TransferType::Control ? setup.isIn() : endpoint.isIn(); }
    [[nodiscard]] std::uint32_t requestedBytes() const
    {
        return isIn() ? length : static_cast<std::uint32_t>(data.size());
    }
};

struct TransferResult {
    TransferId id; // find it in the log by this
    TransferStatus status = TransferStatus::Pending;
    std::uint32_t actualLength = 0; // isochronous: the sum over packets
    Bytes data; // IN payload; for isochronous the whole sparse buffer
    std::vector<IsoPacket> isoPackets;
    Nanoseconds submitted { 0 };
    Nanoseconds completed { 0 };
    std::string detail; // why a submit failed, a reset, hints (P33); empty when all is well
    bool isReset = false; // NoDevice, and the device is still attached: another program, or the kernel, has reset it

    [[nodiscard]] Nanoseconds latency() const { return completed - submitted; }
};

} // namespace wb::usb
