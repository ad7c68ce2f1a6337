// SPDX-License-Identifier: GPL-3.0-or-later
// The 64 bytes (or 48) in front of every packet of a Linux USB capture, and the isochronous descriptors after
// them. One place for both directions: the live log encodes, the readers decode.
// Source of truth: linux drivers/usb/mon/mon_bin.c struct mon_bin_hdr; link types 220 (64 bytes) and 189 (48).
// Units: bytes; status is 0 or a negative errno. Input is hostile: nothing here trusts a count or a length.
// Thread: any; plain values. Errors: decoding fails (nullopt) only when the header itself is not all there.
#pragma once

#include "core/capture/field_reader.h"
#include "core/usb/transfer.h"

namespace wb::capture {

struct UsbmonHeader {
    static constexpr std::size_t kSize = 64; // link type 220
    static constexpr std::size_t kShortSize = 48; // link type 189: no isochronous descriptors

    std::uint64_t id = 0;
    char event = 'S'; // 'S' submit, 'C' complete, 'E' submit failed
    std::uint8_t transferType = 0; // usbmon's own numbering: 0 iso, 1 interrupt, 2 control, 3 bulk
    std::uint8_t epnum = 0; // with 0x80 for IN, control included
    std::uint8_t devnum = 0;
    std::uint16_t busnum = 0;
    char flagSetup = '-'; // 0: setup is valid
    char flagData = 0; // 0: data follows (perhaps none)
    std::int64_t seconds = 0;
    std::int32_t microseconds = 0;
    std::int32_t status = 0;
    std::uint32_t length = 0; // requested on 'S', actual on 'C'
    std::uint32_t capturedLength = 0; // bytes after the header, isochronous descriptors included
    std::array<Byte, 8> setup {}; // isochronous: error count and packet count instead
    std::int32_t isoErrorCount = 0;
    std::int32_t isoPacketCount = 0;
    std::int32_t interval = 0;
    std::int32_t startFrame = 0;
    std::uint32_t transferFlags = 0;
    std::uint32_t descriptorCount = 0;

    [[nodiscard]] bool isIn() const { return (epnum & 0x80) != 0; }
    [[nodiscard]] bool isSubmit() const { return event == 'S'; }
    [[nodiscard]] bool isIsochronous() const { return transferType == 0; }
    [[nodiscard]] bool isControl() const { return transferType == 2; }
};

// URB transfer_flags of include/linux/usb.h that a log states.
constexpr std::uint32_t kUrbShortNotOk = 0x0001;
constexpr std::uint32_t kUrbIsoAsap = 0x0002;
constexpr std::uint32_t kUrbZeroPacket = 0x0040;
constexpr std::uint32_t kUrbDirIn = 0x0200;

// Negative errno values of Linux as they stand in the file, whatever this machine calls them.
constexpr std::int32_t kEinprogress = -115;
constexpr std::int32_t kExdev = -18; // an isochronous packet that has not been sent yet

struct IsoDescriptor {
    static constexpr std::size_t kSize = 16;
    std::int32_t status = 0;
    std::uint32_t offset = 0; // of the packet's data, after the last descriptor
    std::uint32_t length = 0; // requested on 'S', actual on 'C'
};

[[nodiscard]] std::uint8_t toUsbmonType(usb::TransferType type);
[[nodiscard]] std::optional<usb::TransferType> fromUsbmonType(std::uint8_t type);

// `size` is kSize or kShortSize. The two fields of an isochronous header overlay the setup packet.
[[nodiscard]] std::optional<UsbmonHeader> decodeUsbmonHeader(ByteView bytes, ByteOrder order, std::size_t size);
// `out` comes with zeros.
void storeUsbmonHeader(std::span<Byte, UsbmonHeader::kSize> out, const UsbmonHeader& header);

// As many of `count` descriptors as fit in `bytes`.
[[nodiscard]] std::vector<IsoDescriptor> decodeIsoDescriptors(ByteView bytes, ByteOrder order, std::size_t count);
void storeIsoDescriptor(std::span<Byte, IsoDescriptor::kSize> out, const IsoDescriptor& descriptor); // as above

} // namespace wb::capture
