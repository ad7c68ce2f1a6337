// SPDX-License-Identifier: GPL-3.0-or-later
// "loopback" fffe:0001: a high speed device to test transfers of every type against.
//
// Vendor requests to the device (others stall):
//   0x5b OUT  writes up to 4096 bytes into a buffer, wValue and wIndex 0 (numbers and rules of Linux' g_zero)
//   0x5c IN   reads that buffer back
//   0x5e OUT  chooses the pattern of the sources by wValue: 0 zeros, 1 byte i of each packet is i mod 63 (default)
//   0x5f IN   three 64-bit little-endian counts since reset: bytes taken by 0x02, packets by 0x03, packets by 0x04
// Interface 0, alternate settings 0 and 1:
//   0x01 -> 0x81  bulk loopback: packets come back one by one as they were sent; 64 packets are held, then 0x01 NAKs
//   0x82 / 0x02   bulk source of full packets / bulk sink
//   0x03 -> 0x83  interrupt, 1 ms: packets come back; when there are none, 0x83 sends a 64-bit count of its packets
// Alternate setting 1 only:
//   0x84 / 0x04   isochronous, 512 bytes every microframe; each IN packet begins with its 32-bit number, the pattern
//                 follows; OUT packets are counted
#pragma once

#include "core/backend/virtualbus/models/packet_fifo.h"
#include "core/backend/virtualbus/standard_device.h"

namespace wb::backend::virtualbus {

class LoopbackModel : public StandardDevice {
public:
    LoopbackModel();

private:
    void onReset(BusTime now) override;
    [[nodiscard]] ControlReply onRequest(const usb::SetupPacket& setup, ByteView data, BusTime now) override;
    void onEndpointsChanged(BusTime now) override;
    [[nodiscard]] InReply onIn(usb::EndpointAddress endpoint, BusTime now) override;
    [[nodiscard]] Handshake onOut(usb::EndpointAddress endpoint, ByteView data, BusTime now) override;

    [[nodiscard]] ControlReply vendorOut(const usb::SetupPacket& setup, ByteView data);
    [[nodiscard]] ControlReply vendorIn(const usb::SetupPacket& setup) const;
    void choosePattern(bool isCounting);
    [[nodiscard]] InReply interruptIn();
    [[nodiscard]] InReply isochronousIn();

    Bytes m_buffer; // of requests 0x5b and 0x5c
    Bytes m_sourcePacket;
    Bytes m_isoPacket;
    Bytes m_countPacket;
    PacketFifo m_bulkFifo;
    PacketFifo m_interruptFifo;
    std::uint64_t m_sunkBytes = 0;
    std::uint64_t m_interruptOutPackets = 0;
    std::uint64_t m_isoOutPackets = 0;
    std::uint64_t m_interruptInPackets = 0;
    std::uint32_t m_isoInPackets = 0;
};

} // namespace wb::backend::virtualbus
