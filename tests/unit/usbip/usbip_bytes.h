// SPDX-License-Identifier: GPL-3.0-or-later
// The client's half of USB/IP, laid out here from the documentation alone, so that the server's half is held against
// something else than itself. Source of truth: Linux Documentation/usb/usbip_protocol.rst.
// Thread: any; pure.
#pragma once

#include "core/base/bytes.h"

#include <array>
#include <initializer_list>

namespace wb::test {

constexpr std::uint16_t kImportRequest = 0x8003, kListRequest = 0x8005, kImportReply = 3, kListReply = 5;
constexpr std::size_t kImportedSize = 320; // header and device
constexpr std::uint32_t kFirstDevice = 0x00010001; // busnum 1, devnum 1
constexpr std::uint32_t kNoPackets = 0xffffffff;

void put16(Bytes& out, std::uint32_t value);
void put32(Bytes& out, std::uint32_t value);
[[nodiscard]] std::uint32_t get16(ByteView bytes, std::size_t offset);
[[nodiscard]] std::uint32_t get32(ByteView bytes, std::size_t offset);
[[nodiscard]] Bytes joined(std::initializer_list<Bytes> parts);

[[nodiscard]] Bytes operation(std::uint16_t code, std::uint16_t version = 0x0111, std::uint32_t status = 0);
[[nodiscard]] Bytes importRequest(std::string_view busId);

struct PacketBytes {
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
    std::uint32_t actual = 0;
    std::uint32_t status = 0;

    bool operator==(const PacketBytes&) const = default;
};

struct SubmitBytes {
    std::uint32_t sequence = 1;
    std::uint8_t endpoint = 0x80; // an address; its direction goes to the header
    std::uint32_t length = 0;
    std::array<Byte, 8> setup {};
    Bytes data = {};
    std::vector<PacketBytes> packets = {};
    std::uint32_t packetCount = kNoPackets; // replaced when there are packets
    std::uint32_t flags = 0;
    std::uint32_t device = kFirstDevice;
    std::uint32_t command = 1;
};
[[nodiscard]] Bytes submitCommand(const SubmitBytes& submit);
[[nodiscard]] Bytes unlinkCommand(std::uint32_t sequence, std::uint32_t victim, std::uint32_t device = kFirstDevice);

[[nodiscard]] SubmitBytes controlIn(std::uint32_t sequence, std::array<Byte, 8> setup);
[[nodiscard]] SubmitBytes controlOut(std::uint32_t sequence, std::array<Byte, 8> setup, Bytes data = {});
[[nodiscard]] SubmitBytes dataIn(std::uint32_t sequence, std::uint8_t endpoint, std::uint32_t length);
[[nodiscard]] SubmitBytes dataOut(std::uint32_t sequence, std::uint8_t endpoint, Bytes data);
// `count` packets one behind the other.
[[nodiscard]] SubmitBytes packetsIn(
    std::uint32_t sequence, std::uint8_t endpoint, std::uint32_t count, std::uint32_t length);

constexpr std::array<Byte, 8> kGetDevice { 0x80, 6, 0, 1, 0, 0, 18, 0 };
constexpr std::array<Byte, 8> kSetConfiguration { 0x00, 9, 1, 0, 0, 0, 0, 0 };
[[nodiscard]] std::array<Byte, 8> setInterface(Byte number, Byte alternate);

struct Answer {
    std::uint32_t command = 0; // 3: of a submit, 4: of an unlink
    std::uint32_t sequence = 0;
    std::int32_t status = 0;
    std::uint32_t actual = 0;
    std::uint32_t startFrame = 0;
    std::uint32_t packetCount = 0;
    std::uint32_t errorCount = 0;
    Bytes data;
    std::vector<PacketBytes> packets;
};
constexpr std::size_t kAnswerSize = 48;
[[nodiscard]] Answer answerHead(ByteView bytes); // the first 48 bytes
[[nodiscard]] PacketBytes packetAt(ByteView bytes, std::size_t offset);

} // namespace wb::test
