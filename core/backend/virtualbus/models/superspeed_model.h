// SPDX-License-Identifier: GPL-3.0-or-later
// "superspeed" fffe:0034: a device at 5 Gbit/s to test what only SuperSpeed has.
// Interface 0, alternate settings 0 and 1:
//   0x81 / 0x01   bulk source / sink of 1024-byte packets, bursts of 16, 16 bulk streams each (bmAttributes 4);
//                 byte i of each packet of the source is i mod 63
//   0x82          interrupt, 1 ms: a 64-bit count of its packets
// Alternate setting 1 only:
//   0x83 / 0x03   isochronous, two packets of 1024 bytes every 125 us; what 0x83 sends begins with its 32-bit number
// On a bulk stream a packet of the source begins with the stream's number and the number of that packet within the
// stream, 32 bits each; whoever names no stream is served as if there were none.
// Vendor request 0x5f IN to the device (others stall), little-endian counts of 64 bits since reset: with wValue 0 bytes
// taken by 0x01, service intervals of 0x03 with data, bytes in them; with wValue 1 to 16 bytes that 0x01 took on that
// stream.
// Source of truth: USB 3.2 §9.6.2 (BOS), §9.6.7 (companions). Thread, errors: as DeviceModel.
#pragma once

#include "core/backend/virtualbus/standard_device.h"

namespace wb::backend::virtualbus {

class SuperSpeedModel : public StandardDevice {
public:
    SuperSpeedModel();

private:
    void onReset(BusTime now) override;
    [[nodiscard]] ControlReply onRequest(const usb::SetupPacket& setup, ByteView data, BusTime now) override;
    [[nodiscard]] InReply onIn(usb::EndpointAddress endpoint, BusTime now) override;
    [[nodiscard]] Handshake onOut(usb::EndpointAddress endpoint, ByteView data, BusTime now) override;
    [[nodiscard]] InReply onStreamIn(usb::EndpointAddress endpoint, std::uint32_t stream, BusTime now) override;
    [[nodiscard]] Handshake onStreamOut(
        usb::EndpointAddress endpoint, std::uint32_t stream, ByteView data, BusTime now) override;

    static constexpr std::size_t kStreams = 16;
    struct BulkStream {
        std::uint32_t packets = 0; // sent
        std::uint64_t bytes = 0; // taken
    };

    const Bytes m_pattern;
    Bytes m_streamPacket;
    std::array<BulkStream, kStreams + 1> m_streams; // by number; there is no stream 0
    Bytes m_isoData;
    Bytes m_countPacket;
    std::uint64_t m_interruptPackets = 0;
    std::uint32_t m_isoNumber = 0;
    std::uint64_t m_sunkBytes = 0;
    std::uint64_t m_isoOutIntervals = 0;
    std::uint64_t m_isoOutBytes = 0;
};

} // namespace wb::backend::virtualbus
