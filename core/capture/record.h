// SPDX-License-Identifier: GPL-3.0-or-later
// One transfer as the log knows it: what was submitted, what came back, and where its bytes are.
// Source of truth: the pair of usbmon records (64-byte header, link type 220) in a pcapng file.
// Units: bytes; nanoseconds since the epoch. Thread: any; plain values.
#pragma once

#include "core/usb/device_info.h"
#include "core/usb/transfer.h"

namespace wb::capture {

// A device as a log names it; made from a DeviceInfo when we write, from the descriptor preamble (or any
// GET_DESCRIPTOR traffic) when we read. `index` is its position in TransferSource::devices().
struct LoggedDevice {
    std::uint16_t bus = 0;
    std::uint8_t address = 0;
    std::string interfaceName; // pcapng if_name, "1-1.2" in our files; empty in foreign ones
    std::string product; // may be empty
    std::string serial; // may be empty
    usb::Speed speed = usb::Speed::Unknown; // Unknown when the file does not say
    usb::DeviceDescriptorInfo descriptor; // raw empty when the file has none
    std::vector<usb::ConfigurationInfo> configurations;
};

// 24 bytes a transfer, kept in memory for every transfer; all that filters and statistics need.
struct IndexEntry {
    static constexpr std::uint64_t kNoRecord = (std::uint64_t { 1 } << 48) - 1;

    std::uint64_t submitOffset : 48; // of the pcapng block in the file; kNoRecord = not in the file
    std::uint64_t deviceIndex : 16;
    std::uint64_t completeOffset : 48; // kNoRecord while pending, or when the capture lacks it
    std::uint64_t endpoint : 8; // with the direction bit; control IN is 0x80
    std::uint64_t type : 4; // usb::TransferType
    std::uint64_t status : 4; // usb::TransferStatus
    std::uint32_t actualLength;
    std::uint32_t latencyMicroseconds; // saturates at 2^32 - 1

    [[nodiscard]] usb::EndpointAddress endpointAddress() const { return { static_cast<std::uint8_t>(endpoint) }; }
    [[nodiscard]] usb::TransferType transferType() const { return static_cast<usb::TransferType>(type); }
    [[nodiscard]] usb::TransferStatus transferStatus() const { return static_cast<usb::TransferStatus>(status); }
};
static_assert(sizeof(IndexEntry) == 24);

// One row, decoded on demand.
struct TransferRecord {
    std::uint64_t urbId = 0; // the usbmon id, unique in our files
    std::size_t deviceIndex = 0;
    usb::EndpointAddress endpoint;
    usb::TransferType type = usb::TransferType::Control;
    std::optional<usb::SetupPacket> setup;
    usb::TransferStatus status = usb::TransferStatus::Pending;
    Nanoseconds submitted { 0 };
    Nanoseconds completed { 0 };
    std::uint32_t requestedLength = 0;
    std::uint32_t actualLength = 0;
    Bytes data; // OUT: what was sent, IN: what came (isochronous: the sparse buffer); may be cut
    std::uint32_t fullDataLength = 0; // what data.size() would be had nothing been cut
    std::vector<usb::IsoPacket> isoPackets;
    bool shortIsError = false; // URB_SHORT_NOT_OK was asked for
    bool addZeroPacket = false; // URB_ZERO_PACKET was asked for
    std::string comment; // our reason beside the errno, or a foreign packet comment; hostile text
    bool isSynthetic = false; // descriptor preamble: told, not seen on the wire

    [[nodiscard]] bool isIn() const
    {
        return type == usb::TransferType::Control && setup ? setup->isIn() : endpoint.isIn();
    }
    [[nodiscard]] bool isCut() const { return data.size() < fullDataLength; }
};

} // namespace wb::capture
