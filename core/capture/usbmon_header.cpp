// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/usbmon_header.h"

#include <algorithm>

namespace wb::capture {
namespace {

// struct mon_bin_hdr, byte for byte.
namespace field {
constexpr std::size_t kId = 0;
constexpr std::size_t kEvent = 8;
constexpr std::size_t kTransferType = 9;
constexpr std::size_t kEpnum = 10;
constexpr std::size_t kDevnum = 11;
constexpr std::size_t kBusnum = 12;
constexpr std::size_t kFlagSetup = 14;
constexpr std::size_t kFlagData = 15;
constexpr std::size_t kSeconds = 16;
constexpr std::size_t kMicroseconds = 24;
constexpr std::size_t kStatus = 28;
constexpr std::size_t kLength = 32;
constexpr std::size_t kCapturedLength = 36;
constexpr std::size_t kSetup = 40;
constexpr std::size_t kIsoErrorCount = 40;
constexpr std::size_t kIsoPacketCount = 44;
constexpr std::size_t kInterval = 48;
constexpr std::size_t kStartFrame = 52;
constexpr std::size_t kTransferFlags = 56;
constexpr std::size_t kDescriptorCount = 60;
}

void storeSigned(MutableByteView out, std::size_t offset, std::int32_t value)
{
    storeLe(out, offset, 4, static_cast<std::uint32_t>(value));
}

} // namespace

std::uint8_t toUsbmonType(usb::TransferType type)
{
    switch (type) {
    case usb::TransferType::Isochronous:
        return 0;
    case usb::TransferType::Interrupt:
        return 1;
    case usb::TransferType::Control:
        return 2;
    case usb::TransferType::Bulk:
        return 3;
    }
    return 2;
}

std::optional<usb::TransferType> fromUsbmonType(std::uint8_t type)
{
    constexpr std::array<usb::TransferType, 4> kTypes { usb::TransferType::Isochronous, usb::TransferType::Interrupt,
        usb::TransferType::Control, usb::TransferType::Bulk };
    if (type >= kTypes.size())
        return std::nullopt;
    return kTypes[type];
}

std::optional<UsbmonHeader> decodeUsbmonHeader(ByteView bytes, ByteOrder order, std::size_t size)
{
    if (bytes.size() < size)
        return std::nullopt;
    const FieldReader in(bytes.first(size), order);
    UsbmonHeader header;
    header.id = in.u64(field::kId);
    header.event = static_cast<char>(in.u8(field::kEvent));
    header.transferType = in.u8(field::kTransferType);
    header.epnum = in.u8(field::kEpnum);
    header.devnum = in.u8(field::kDevnum);
    header.busnum = in.u16(field::kBusnum);
    header.flagSetup = static_cast<char>(in.u8(field::kFlagSetup));
    header.flagData = static_cast<char>(in.u8(field::kFlagData));
    header.seconds = in.s64(field::kSeconds);
    header.microseconds = in.s32(field::kMicroseconds);
    header.status = in.s32(field::kStatus);
    header.length = in.u32(field::kLength);
    header.capturedLength = in.u32(field::kCapturedLength);
    std::copy_n(bytes.begin() + field::kSetup, header.setup.size(), header.setup.begin());
    if (header.isIsochronous()) {
        header.isoErrorCount = in.s32(field::kIsoErrorCount);
        header.isoPacketCount = in.s32(field::kIsoPacketCount);
    }
    header.interval = in.s32(field::kInterval); // 0 in a short header: past its end
    header.startFrame = in.s32(field::kStartFrame);
    header.transferFlags = in.u32(field::kTransferFlags);
    header.descriptorCount = in.u32(field::kDescriptorCount);
    return header;
}

void storeUsbmonHeader(std::span<Byte, UsbmonHeader::kSize> out, const UsbmonHeader& header)
{
    storeLe(out, field::kId, 8, header.id);
    out[field::kEvent] = static_cast<Byte>(header.event);
    out[field::kTransferType] = header.transferType;
    out[field::kEpnum] = header.epnum;
    out[field::kDevnum] = header.devnum;
    storeLe(out, field::kBusnum, 2, header.busnum);
    out[field::kFlagSetup] = static_cast<Byte>(header.flagSetup);
    out[field::kFlagData] = static_cast<Byte>(header.flagData);
    storeLe(out, field::kSeconds, 8, static_cast<std::uint64_t>(header.seconds));
    storeSigned(out, field::kMicroseconds, header.microseconds);
    storeSigned(out, field::kStatus, header.status);
    storeLe(out, field::kLength, 4, header.length);
    storeLe(out, field::kCapturedLength, 4, header.capturedLength);
    if (header.isIsochronous()) {
        storeSigned(out, field::kIsoErrorCount, header.isoErrorCount);
        storeSigned(out, field::kIsoPacketCount, header.isoPacketCount);
    } else {
        std::copy(header.setup.begin(), header.setup.end(), out.begin() + field::kSetup);
    }
    storeSigned(out, field::kInterval, header.interval);
    storeSigned(out, field::kStartFrame, header.startFrame);
    storeLe(out, field::kTransferFlags, 4, header.transferFlags);
    storeLe(out, field::kDescriptorCount, 4, header.descriptorCount);
}

std::vector<IsoDescriptor> decodeIsoDescriptors(ByteView bytes, ByteOrder order, std::size_t count)
{
    const std::size_t present = std::min(count, bytes.size() / IsoDescriptor::kSize);
    const FieldReader in(bytes, order);
    std::vector<IsoDescriptor> descriptors(present);
    for (std::size_t i = 0; i < present; ++i) {
        const std::size_t at = i * IsoDescriptor::kSize;
        descriptors[i] = { in.s32(at), in.u32(at + 4), in.u32(at + 8) };
    }
    return descriptors;
}

void storeIsoDescriptor(std::span<Byte, IsoDescriptor::kSize> out, const IsoDescriptor& descriptor)
{
    storeSigned(out, 0, descriptor.status);
    storeLe(out, 4, 4, descriptor.offset);
    storeLe(out, 8, 4, descriptor.length);
}

} // namespace wb::capture
