// SPDX-License-Identifier: GPL-3.0-or-later
// Devices that are there to be looked at: descriptors and strings as the real ones have them, and nothing behind them.
// "camera" fffe:0020: a high speed camera (UVC 1.5) with two streams, an extension unit and an encoding unit.
// "audio" fffe:0021: a high speed audio interface (Audio 2.0) with two clock sources and a clock selector.
// Source of truth: UVC 1.5 §3, Audio 2.0 §4. Class requests stall. Isochronous IN: the camera sends payloads of a
// header alone, the audio interface silence; OUT takes anything; interrupt and feedback endpoints have nothing to say.
// Thread, errors: as DeviceModel.
#pragma once

#include "core/backend/virtualbus/standard_device.h"

namespace wb::backend::virtualbus {

class DescribedModel : public StandardDevice {
public:
    // `packet` is what every endpoint of `streams` sends in each service interval.
    DescribedModel(DescriptorSet descriptors, Bytes packet, std::vector<Byte> streams);

private:
    void onReset(BusTime now) override;
    [[nodiscard]] ControlReply onRequest(const usb::SetupPacket& setup, ByteView data, BusTime now) override;
    [[nodiscard]] InReply onIn(usb::EndpointAddress endpoint, BusTime now) override;
    [[nodiscard]] Handshake onOut(usb::EndpointAddress endpoint, ByteView data, BusTime now) override;

    Bytes m_packet;
    std::vector<Byte> m_streams; // endpoint addresses
};

[[nodiscard]] std::unique_ptr<DeviceModel> makeDemoCamera();
[[nodiscard]] std::unique_ptr<DeviceModel> makeDemoAudioInterface();

} // namespace wb::backend::virtualbus
