// SPDX-License-Identifier: GPL-3.0-or-later
// "superspeed" fffe:0034: a device at 5 Gbit/s to test what only SuperSpeed has.
// Interface 0, alternate settings 0 and 1:
//   0x81 / 0x01   bulk source / sink of 1024-byte packets, bursts of 16, 16 bulk streams each (bmAttributes 4);
//                 byte i of each packet of the source is i mod 63
//   0x82          interrupt, 1 ms: a 64-bit count of its packets
// Alternate setting 1 only:
//   0x83 / 0x03   isochronous, two packets of 1024 bytes every 125 us; what 0x83 sends begins with its 32-bit number
// Vendor request 0x5f IN to the device (others stall): three 64-bit little-endian counts since reset: bytes taken by
// 0x01, service intervals of 0x03 with data, bytes in them.
// Streams are declared only: whoever moves packets without naming a stream is served as if there were none.
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

    const Bytes m_pattern;
    Bytes m_isoData;
    Bytes m_countPacket;
    std::uint64_t m_interruptPackets = 0;
    std::uint32_t m_isoNumber = 0;
    std::uint64_t m_sunkBytes = 0;
    std::uint64_t m_isoOutIntervals = 0;
    std::uint64_t m_isoOutBytes = 0;
};

} // namespace wb::backend::virtualbus
