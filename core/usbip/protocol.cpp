// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/usbip/protocol.h"

#include <algorithm>
#include <cassert>

namespace wb::usbip {

namespace {

constexpr std::uint16_t kRequest = 0x8000;
constexpr std::uint32_t kSubmit = 1, kUnlink = 2, kSubmitted = 3, kUnlinkedReply = 4;
constexpr std::uint32_t kDirectionIn = 1;
constexpr std::uint32_t kMaxEndpoint = 15;

// Offsets in a command.
constexpr std::size_t kSequenceAt = 4, kDeviceAt = 8, kDirectionAt = 12, kEndpointAt = 16;
constexpr std::size_t kFlagsAt = 20, kLengthAt = 24, kPacketCountAt = 32, kSetupAt = 40;
constexpr std::size_t kVictimAt = 20;

// REQUIRES: the bytes exist.
std::uint32_t readBe32(ByteView bytes, std::size_t offset)
{
    std::uint32_t value = 0;
    for (const Byte byte : bytes.subspan(offset, 4))
        value = value << 8 | byte;
    return value;
}

void appendBe16(Bytes& out, std::uint16_t value)
{
    out.push_back(static_cast<Byte>(value >> 8));
    out.push_back(static_cast<Byte>(value));
}

void appendBe32(Bytes& out, std::uint32_t value)
{
    appendBe16(out, static_cast<std::uint16_t>(value >> 16));
    appendBe16(out, static_cast<std::uint16_t>(value));
}

// Closed with a zero byte, and filled with them.
void appendText(Bytes& out, std::string_view text, std::size_t size)
{
    const ByteView bytes = asBytes(text.substr(0, size - 1));
    out.insert(out.end(), bytes.begin(), bytes.end());
    out.resize(out.size() + size - bytes.size());
}

void appendOperation(Bytes& out, Operation operation, OperationStatus status)
{
    appendBe16(out, kVersion);
    appendBe16(out, static_cast<std::uint16_t>(operation));
    appendBe32(out, static_cast<std::uint32_t>(status));
}

std::size_t interfaceCount(const usb::DeviceInfo& info)
{
    const usb::ConfigurationInfo* active = info.active();
    return active ? std::min<std::size_t>(active->interfaces.size(), 0xff) : 0;
}

void appendDevice(Bytes& out, const Device& device)
{
    const usb::DeviceDescriptorInfo& facts = device.info->descriptor;
    appendText(out, device.path, kPathSize);
    appendText(out, device.busId, kBusIdSize);
    appendBe32(out, device.busNumber);
    appendBe32(out, device.deviceNumber);
    appendBe32(out, speedNumber(device.info->speed));
    appendBe16(out, facts.vendorId);
    appendBe16(out, facts.productId);
    appendBe16(out, facts.bcdDevice);
    out.insert(out.end(),
        { facts.deviceClass, facts.deviceSubClass, facts.deviceProtocol, device.info->activeConfiguration.value_or(0),
            facts.configurationCount, static_cast<Byte>(interfaceCount(*device.info)) });
}

void appendInterfaces(Bytes& out, const usb::DeviceInfo& info)
{
    for (std::size_t i = 0; i < interfaceCount(info); ++i) {
        const usb::AlternateSetting& first = info.active()->interfaces[i].alternates.front();
        out.insert(out.end(), { first.interfaceClass, first.interfaceSubClass, first.interfaceProtocol, 0 });
    }
}

// What every answer begins with; device, direction and endpoint are the client's own and stay 0.
void appendAnswer(Bytes& out, std::uint32_t command, std::uint32_t sequence, std::int32_t status)
{
    appendBe32(out, command);
    appendBe32(out, sequence);
    for (int i = 0; i < 3; ++i)
        appendBe32(out, 0);
    appendBe32(out, static_cast<std::uint32_t>(status));
}

Submit decodeSubmit(ByteView bytes)
{
    Submit submit;
    submit.sequence = readBe32(bytes, kSequenceAt);
    submit.device = readBe32(bytes, kDeviceAt);
    const bool isIn = readBe32(bytes, kDirectionAt) == kDirectionIn;
    submit.endpoint.value = static_cast<std::uint8_t>(readBe32(bytes, kEndpointAt) | (isIn ? 0x80U : 0U));
    submit.flags = readBe32(bytes, kFlagsAt);
    submit.length = readBe32(bytes, kLengthAt);
    submit.packetCount = readBe32(bytes, kPacketCountAt);
    std::copy_n(bytes.begin() + kSetupAt, submit.setup.size(), submit.setup.begin());
    return submit;
}

} // namespace

std::optional<Operation> decodeRequest(ByteView bytes)
{
    assert(bytes.size() == kOperationSize);
    const std::uint32_t head = readBe32(bytes, 0);
    if (head >> 16 != kVersion || readBe32(bytes, 4) != 0)
        return std::nullopt;
    for (const Operation operation : { Operation::Import, Operation::DeviceList })
        if ((head & 0xffff) == (kRequest | static_cast<std::uint32_t>(operation)))
            return operation;
    return std::nullopt;
}

std::optional<std::string> decodeBusId(ByteView bytes)
{
    assert(bytes.size() == kBusIdSize);
    const auto end = std::find(bytes.begin(), bytes.end(), Byte { 0 });
    if (end == bytes.end())
        return std::nullopt;
    return std::string(bytes.begin(), end);
}

std::uint32_t speedNumber(usb::Speed speed)
{
    switch (speed) {
    case usb::Speed::Low:
        return 1;
    case usb::Speed::Full:
        return 2;
    case usb::Speed::High:
        return 3; // 4 is wireless USB
    case usb::Speed::Super:
        return 5;
    case usb::Speed::SuperPlus:
    case usb::Speed::SuperPlusX2:
        return 6;
    case usb::Speed::Unknown:
        break;
    }
    return 0;
}

void appendDeviceList(Bytes& out, std::span<const Device> devices)
{
    appendOperation(out, Operation::DeviceList, OperationStatus::Ok);
    appendBe32(out, static_cast<std::uint32_t>(devices.size()));
    for (const Device& device : devices) {
        appendDevice(out, device);
        appendInterfaces(out, *device.info);
    }
}

void appendImported(Bytes& out, const Device& device)
{
    appendOperation(out, Operation::Import, OperationStatus::Ok);
    appendDevice(out, device);
}

void appendImportFailed(Bytes& out, OperationStatus status)
{
    assert(status != OperationStatus::Ok);
    appendOperation(out, Operation::Import, status);
}

std::optional<Command> decodeCommand(ByteView bytes)
{
    assert(bytes.size() == kCommandSize);
    if (readBe32(bytes, kDirectionAt) > kDirectionIn || readBe32(bytes, kEndpointAt) > kMaxEndpoint)
        return std::nullopt;
    switch (readBe32(bytes, 0)) {
    case kSubmit:
        return decodeSubmit(bytes);
    case kUnlink:
        return Unlink { readBe32(bytes, kSequenceAt), readBe32(bytes, kDeviceAt), readBe32(bytes, kVictimAt) };
    default:
        return std::nullopt;
    }
}

std::vector<Packet> decodePackets(ByteView bytes)
{
    assert(bytes.size() % kPacketSize == 0);
    std::vector<Packet> packets(bytes.size() / kPacketSize);
    for (std::size_t i = 0; i < packets.size(); ++i) {
        const ByteView own = bytes.subspan(i * kPacketSize, kPacketSize);
        packets[i]
            = { readBe32(own, 0), readBe32(own, 4), readBe32(own, 8), static_cast<std::int32_t>(readBe32(own, 12)) };
    }
    return packets;
}

void appendSubmitted(Bytes& out, const Submitted& answer)
{
    appendAnswer(out, kSubmitted, answer.sequence, answer.status);
    for (const std::uint32_t word : { answer.actual, answer.startFrame, answer.packetCount, answer.errorCount })
        appendBe32(out, word);
    out.resize(out.size() + 8);
}

void appendPacket(Bytes& out, const Packet& packet)
{
    for (const std::uint32_t word :
        { packet.offset, packet.length, packet.actual, static_cast<std::uint32_t>(packet.status) })
        appendBe32(out, word);
}

void appendUnlinked(Bytes& out, std::uint32_t sequence, std::int32_t status)
{
    appendAnswer(out, kUnlinkedReply, sequence, status);
    out.resize(out.size() + 24);
}

std::int32_t statusNumber(usb::TransferStatus status)
{
    return status == usb::TransferStatus::NoDevice ? kShutDown : usb::toUsbmonStatus(status);
}

} // namespace wb::usbip
