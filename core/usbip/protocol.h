// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of USB/IP 1.1.1, the server's half: what clients send is decoded, what they are answered is encoded.
// Source of truth: Linux Documentation/usb/usbip_protocol.rst (messages, offsets), tools/usb/usbip (status words),
// drivers/usb/usbip/usbip_common.c (isochronous data and descriptors). All numbers are big-endian, but for the setup
// packet, which is as on the wire of USB.
// Thread: any; pure. Units: bytes. Errors: nullopt when the bytes are not such a message; a decoder is given exactly
// the bytes of its message, the constants below say how many.
#pragma once

#include "core/usb/device_info.h"
#include "core/usb/transfer.h"

#include <variant>

namespace wb::usbip {

inline constexpr std::uint16_t kVersion = 0x0111;
inline constexpr std::uint16_t kDefaultPort = 3240;

inline constexpr std::size_t kOperationSize = 8;
inline constexpr std::size_t kPathSize = 256;
inline constexpr std::size_t kBusIdSize = 32;
inline constexpr std::size_t kDeviceSize = 312;
inline constexpr std::size_t kCommandSize = 48;
inline constexpr std::size_t kPacketSize = 16;
inline constexpr std::uint32_t kMaxPackets = 1024; // USBIP_MAX_ISO_PACKETS

// Before a device is imported: operations.
enum class Operation : std::uint16_t { Import = 0x0003, DeviceList = 0x0005 }; // requests have 0x8000 added
enum class OperationStatus : std::uint32_t { // ST_*
    Ok = 0,
    NotAvailable = 1,
    DeviceBusy = 2,
    DeviceError = 3,
    NoDevice = 4,
    Error = 5
};

// nullopt: another version, not a request, or a status that is not 0.
[[nodiscard]] std::optional<Operation> decodeRequest(ByteView bytes);
[[nodiscard]] std::optional<std::string> decodeBusId(ByteView bytes); // nullopt: no zero byte closes it

struct Device {
    std::string path;
    std::string busId;
    std::uint32_t busNumber = 0;
    std::uint32_t deviceNumber = 0;
    usb::DevicePtr info;
};

// How requests name the device once it is imported.
[[nodiscard]] inline std::uint32_t deviceId(const Device& device)
{
    return device.busNumber << 16 | device.deviceNumber;
}
[[nodiscard]] std::uint32_t speedNumber(usb::Speed speed); // enum usb_device_speed of Linux

void appendDeviceList(Bytes& out, std::span<const Device> devices);
void appendImported(Bytes& out, const Device& device);
void appendImportFailed(Bytes& out, OperationStatus status); // REQUIRES: not Ok

// Afterwards: commands.
struct Submit { // USBIP_CMD_SUBMIT
    std::uint32_t sequence = 0;
    std::uint32_t device = 0;
    usb::EndpointAddress endpoint; // the direction is the header's: it says whether data follows
    std::uint32_t flags = 0; // URB_*
    std::uint32_t length = 0;
    std::uint32_t packetCount = 0; // as it was sent: only of an isochronous endpoint it counts packets
    std::array<Byte, 8> setup {};

    [[nodiscard]] bool isIn() const { return endpoint.isIn(); }
};

inline constexpr std::uint32_t kShortNotOk = 0x0001; // URB_SHORT_NOT_OK
inline constexpr std::uint32_t kZeroPacket = 0x0040; // URB_ZERO_PACKET

struct Unlink { // USBIP_CMD_UNLINK
    std::uint32_t sequence = 0;
    std::uint32_t device = 0;
    std::uint32_t victim = 0; // the sequence number of what is to be cancelled
};

using Command = std::variant<Submit, Unlink>;
// nullopt: no such command, a direction that is neither, an endpoint above 15.
[[nodiscard]] std::optional<Command> decodeCommand(ByteView bytes);

struct Packet { // usbip_iso_packet_descriptor
    std::uint32_t offset = 0; // in the buffer of the client
    std::uint32_t length = 0;
    std::uint32_t actual = 0;
    std::int32_t status = 0; // 0 or a negative errno of Linux

    bool operator==(const Packet&) const = default;
};
[[nodiscard]] std::vector<Packet> decodePackets(ByteView bytes); // REQUIRES: a whole number of them

struct Submitted { // USBIP_RET_SUBMIT
    std::uint32_t sequence = 0;
    std::int32_t status = 0;
    std::uint32_t actual = 0;
    std::uint32_t startFrame = 0;
    std::uint32_t packetCount = 0;
    std::uint32_t errorCount = 0;
};
// Followed by the data (IN: exactly `actual` bytes, isochronous without gaps), then by the packets.
void appendSubmitted(Bytes& out, const Submitted& answer);
void appendPacket(Bytes& out, const Packet& packet);
void appendUnlinked(Bytes& out, std::uint32_t sequence, std::int32_t status);

// The numbers of Linux on the wire, whatever system this is.
inline constexpr std::int32_t kNoMemory = -12, kInvalid = -22, kProtocolError = -71, kUnlinked = -104, kShutDown = -108,
                              kShort = -121;
// Of what was not unlinked: an endpoint or device that went away is -ESHUTDOWN, as Linux tells its drivers.
[[nodiscard]] std::int32_t statusNumber(usb::TransferStatus status);

} // namespace wb::usbip
