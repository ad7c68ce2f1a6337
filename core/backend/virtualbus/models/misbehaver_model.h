// SPDX-License-Identifier: GPL-3.0-or-later
// "misbehaver" fffe:0bad: a high speed device that does wrong what it is told to, to see how software takes it.
//
// Bulk 0x81 / 0x01; in alternate setting 1 also interrupt 0x83 / 0x03, 64 bytes every millisecond, and isochronous
// 0x84 / 0x04, 256 bytes every microframe. Left alone, IN endpoints send full packets (byte i is i mod 63) and OUT
// endpoints take everything.
// Vendor requests to the device, OUT, without data. wIndex: which endpoint is meant (0x0081, 0x0001...; 0 = any),
// wValue: how many packets go well first. The next packet after those...
//   0x01  stalls, and the endpoint stays halted until CLEAR_FEATURE(ENDPOINT_HALT)
//   0x02  is short: IN sends 7 bytes; OUT, where the host decides the length, stalls instead
//   0x03  is never answered: NAK until request 0x00 or a bus reset
//   0x04  babbles: IN sends 64 bytes more than wMaxPacketSize; OUT stalls instead
//   0x05  is not seen: the device has left the bus, and stays away until it is plugged in again
// Isochronous endpoints have no handshakes (USB 2.0 §5.6.5): where others stall or are silent, the packet is missing.
//   0x00  forgets all this
// Vendor requests to the device, IN or OUT, that misbehave themselves:
//   0x11  stalls
//   0x12  IN: answers half of what was asked; OUT: accepted
//   0x13  is never answered, until the host gives up
//   0x14  IN: answers 64 bytes more than were asked; OUT: accepted
//   0x15  makes the device leave the bus
// The interface string says where to find this list.
// Thread, errors: as DeviceModel.
#pragma once

#include "core/backend/virtualbus/standard_device.h"

namespace wb::backend::virtualbus {

class MisbehaverModel : public StandardDevice {
public:
    MisbehaverModel();

private:
    enum class Mischief : std::uint8_t { None = 0, Stall = 1, Short = 2, Silence = 3, Babble = 4, Leave = 5 };

    void onReset(BusTime now) override;
    [[nodiscard]] ControlReply onRequest(const usb::SetupPacket& setup, ByteView data, BusTime now) override;
    [[nodiscard]] InReply onIn(usb::EndpointAddress endpoint, BusTime now) override;
    [[nodiscard]] Handshake onOut(usb::EndpointAddress endpoint, ByteView data, BusTime now) override;

    [[nodiscard]] ControlReply arm(const usb::SetupPacket& setup);
    [[nodiscard]] ControlReply misbehaveNow(const usb::SetupPacket& setup);
    [[nodiscard]] Mischief next(usb::EndpointAddress endpoint);

    const Bytes m_packet; // longer than a packet may be: what a babble sends
    Mischief m_mischief = Mischief::None;
    std::uint8_t m_endpoint = 0; // 0: any
    std::uint32_t m_goodPackets = 0; // still to go well
    bool m_hasLeft = false;
};

} // namespace wb::backend::virtualbus
