// SPDX-License-Identifier: GPL-3.0-or-later
// One usbmon event as a packet of a log: how the live log writes it, how a row is read back, and how a submit and its
// completion become one TransferRecord. The only place where formats.md §1 rules about data and flags are applied.
// Thread: any; pure functions. Errors: reading is Io or Malformed naming the file offset.
#pragma once

#include "core/capture/byte_source.h"
#include "core/capture/pcapng_blocks.h"
#include "core/capture/record.h"
#include "core/capture/usbmon_header.h"

namespace wb::capture {

// Packet comment of the descriptor pairs that no device ever sent.
constexpr std::string_view kSyntheticComment = "usb-workbench: synthetic descriptor";

// --- writing ---
// Where a transfer goes, as both of its events state it.
struct EventTarget {
    std::uint64_t id = 0;
    std::uint16_t bus = 0;
    std::uint8_t address = 0;
    std::uint8_t epnum = 0; // with the direction bit
    usb::TransferType type = usb::TransferType::Control;
};
[[nodiscard]] std::uint8_t toEpnum(
    usb::EndpointAddress endpoint, usb::TransferType type, const usb::SetupPacket* setup);
[[nodiscard]] UsbmonHeader submitHeader(const EventTarget& target, Nanoseconds time, const usb::SetupPacket* setup);
[[nodiscard]] UsbmonHeader completeHeader(const EventTarget& target, Nanoseconds time, std::int32_t status);
[[nodiscard]] UsbmonHeader failedHeader(const EventTarget& target, Nanoseconds time, const Error& error);

// URB interval in frames or microframes (struct urb), from bInterval.
[[nodiscard]] std::int32_t urbInterval(usb::TransferType type, usb::Speed speed, std::uint8_t bInterval);

// --- reading ---
// How packets are stored in the part of a file an offset lies in.
struct PacketFormat {
    ByteOrder order = ByteOrder::Little;
    pcapng::Clock clock { 1'000'000'000, 0, 0 };
    std::size_t headerSize = UsbmonHeader::kSize;
    bool isClassicPcap = false; // 16-byte record headers instead of blocks
};

struct PacketEvent {
    UsbmonHeader header;
    Nanoseconds time { 0 };
    std::vector<IsoDescriptor> isoDescriptors;
    Bytes data;
    std::string comment;
};
[[nodiscard]] Result<PacketEvent> readPacketEvent(
    const ByteSource& source, std::uint64_t offset, const PacketFormat& format);

// Isochronous descriptors that follow a header of `size` bytes: ndesc, never numdesc (formats.md §2).
[[nodiscard]] std::size_t isoDescriptorCount(const UsbmonHeader& header, std::size_t size);

// The endpoint with the direction the transfer really has: some writers (sigrok) leave the direction bit of control
// transfers alone, so a setup packet decides when there is one.
[[nodiscard]] std::uint8_t effectiveEpnum(const UsbmonHeader& header);

// Bytes an end event says were transferred; `dataBytes` are those it carries, for writers (sigrok) that say 0.
[[nodiscard]] std::uint32_t transferredBytes(const UsbmonHeader& end, std::size_t dataBytes);

// How an event ends a transfer; for 'E' always SubmitFailed.
[[nodiscard]] usb::TransferStatus statusOf(const UsbmonHeader& event);

// The record's deviceIndex is left 0.
[[nodiscard]] TransferRecord combineEvents(std::optional<PacketEvent> submit, std::optional<PacketEvent> complete);

} // namespace wb::capture
