// SPDX-License-Identifier: GPL-3.0-or-later
// The two ends of a sound (audio10_model.h has what they share):
// "microphone" fffe:0032: isochronous IN 0x81, asynchronous, one channel: a sine of 1 kHz at half of full scale, as
// loud
//   as the feature unit says.
// "speaker" fffe:0033: isochronous OUT 0x01, adaptive, two channels: counts what arrives and remembers the last of it.
//   Vendor requests to the speaker, IN: 0x5c reads the last 4096 bytes that arrived, oldest first; 0x5f four 64-bit
//   little-endian numbers: packets, empty packets, bytes, and the Adler-32 of what sounded, which is all from the first
//   byte that is not 0 to the last one. Both are of the stream that runs, or of the last one.
// Thread, errors: as DeviceModel.
#pragma once

#include "core/backend/virtualbus/models/adler32.h"
#include "core/backend/virtualbus/models/audio10_model.h"

namespace wb::backend::virtualbus {

class MicrophoneModel : public Audio10Model {
public:
    MicrophoneModel();

private:
    void onRestart() override;
    [[nodiscard]] InReply onIn(usb::EndpointAddress endpoint, BusTime now) override;
    [[nodiscard]] Handshake onOut(usb::EndpointAddress endpoint, ByteView data, BusTime now) override;

    double m_turn = 0; // of the sine: 0 to 1
    std::uint32_t m_owed = 0; // thousandths of a sample that no packet had room for
    Bytes m_packet;
};

class SpeakerModel : public Audio10Model {
public:
    SpeakerModel();

private:
    void onReset(BusTime now) override;
    void onRestart() override { m_isOver = true; }
    void forget();
    void sound(ByteView data);
    [[nodiscard]] ControlReply onVendorRequest(const usb::SetupPacket& setup) override;
    [[nodiscard]] InReply onIn(usb::EndpointAddress endpoint, BusTime now) override;
    [[nodiscard]] Handshake onOut(usb::EndpointAddress endpoint, ByteView data, BusTime now) override;

    bool m_isOver = false; // the next packet begins another stream
    std::uint64_t m_packets = 0;
    std::uint64_t m_emptyPackets = 0;
    std::uint64_t m_bytes = 0;
    Bytes m_last;
    bool m_hasSounded = false;
    std::uint64_t m_zeros = 0; // since the last byte that was none
    Adler32 m_sum;
};

} // namespace wb::backend::virtualbus
