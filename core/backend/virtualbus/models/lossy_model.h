// SPDX-License-Identifier: GPL-3.0-or-later
// "lossy" fffe:0038: isochronous streams at 8,000 packets a second that lose packets on purpose, so that software can
// be seen to find every one of them, and no other. Interface 0, alternate setting 1: 0x81 / 0x01 isochronous, 256 bytes
// every microframe.
//   What 0x81 sends begins with two 32-bit little-endian numbers: how many intervals were served before this one since
//   the stream began, and the microframe of the bus in which it is sent; byte i is i mod 63 from there.
// Of both endpoints every Nth interval is spoiled on the wire, the first after N - 1 good ones: the host sees an error
// and no data, and the interval counts as served. N is 100.
// Vendor requests to the device (others stall):
//   0x5e OUT  chooses N by wValue, 0: nothing is lost; both endpoints start counting anew
//   0x5f IN   64-bit little-endian numbers: intervals of 0x81 served, lost; of 0x01 served, lost; and of 0x01, too:
//             intervals since its first packet in which the host sent nothing, the number of the packet after the last
//             of these (0: there were none), and the Adler-32 of what was not lost
// Thread, errors: as DeviceModel.
#pragma once

#include "core/backend/virtualbus/models/adler32.h"
#include "core/backend/virtualbus/standard_device.h"

namespace wb::backend::virtualbus {

class LossyModel : public StandardDevice {
public:
    LossyModel();

private:
    struct Count {
        std::uint64_t served = 0;
        std::uint64_t lost = 0;
    };
    struct Arrivals { // of 0x01
        std::optional<std::int64_t> latest; // interval, since the bus was powered
        std::uint64_t idle = 0;
        std::uint64_t afterIdle = 0;
        Adler32 sum;
    };

    void onReset(BusTime now) override;
    [[nodiscard]] ControlReply onRequest(const usb::SetupPacket& setup, ByteView data, BusTime now) override;
    void onEndpointsChanged(BusTime now) override;
    [[nodiscard]] InReply onIn(usb::EndpointAddress endpoint, BusTime now) override;
    [[nodiscard]] Handshake onOut(usb::EndpointAddress endpoint, ByteView data, BusTime now) override;

    void startOver();
    void noteInterval(BusTime now);
    [[nodiscard]] bool isSpoiled(Count& count) const; // counts one interval

    std::uint16_t m_lossInterval = 0;
    bool m_isOver = false; // the next packet begins another stream
    Count m_in;
    Count m_out;
    Arrivals m_arrived;
    Bytes m_packet;
};

} // namespace wb::backend::virtualbus
