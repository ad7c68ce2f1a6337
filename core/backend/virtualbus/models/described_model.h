// SPDX-License-Identifier: GPL-3.0-or-later
// Devices that are there to be looked at: descriptors and strings as the real ones have them, and nothing behind them.
// "camera" fffe:0020: a high speed camera (UVC 1.5) with two streams, an extension unit and an encoding unit.
// "audio" fffe:0021: a high speed audio interface (Audio 2.0) with two clock sources and a clock selector.
// "gamepad" fffe:0022: a game controller with report IDs, a hat switch and feature reports.
// "billboard" fffe:0023: what a dock shows when its alternate mode could not be entered, with a BOS of everything.
// Source of truth: UVC 1.5 §3, Audio 2.0 §4, HID 1.11 §6.2, Billboard 1.2.1 §3, WebUSB §4, Microsoft OS 2.0.
// Class requests stall, but the gamepad keeps the reports it is given. Isochronous IN: the camera sends payloads of a
// header alone, the audio interface silence; the gamepad's interrupt IN sends a report of a controller nobody touches;
// OUT takes anything; other endpoints have nothing to say. Thread, errors: as DeviceModel.
#pragma once

#include "core/backend/virtualbus/standard_device.h"

namespace wb::backend::virtualbus {

// A request to the device, or for a descriptor of an interface, that has always the same answer.
struct FixedAnswer {
    Byte requestType = 0;
    Byte request = 0;
    std::uint16_t value = 0;
    std::uint16_t index = 0;
    Bytes data;
};

class DescribedModel : public StandardDevice {
public:
    // `packet` is what every endpoint of `streams` sends in each service interval.
    DescribedModel(
        DescriptorSet descriptors, Bytes packet, std::vector<Byte> streams, std::vector<FixedAnswer> answers = {});

private:
    void onReset(BusTime now) override;
    [[nodiscard]] ControlReply onRequest(const usb::SetupPacket& setup, ByteView data, BusTime now) override;
    [[nodiscard]] ControlReply onInterfaceDescriptor(const usb::SetupPacket& setup) override;
    [[nodiscard]] ControlReply answerTo(const usb::SetupPacket& setup) const;
    [[nodiscard]] InReply onIn(usb::EndpointAddress endpoint, BusTime now) override;
    [[nodiscard]] Handshake onOut(usb::EndpointAddress endpoint, ByteView data, BusTime now) override;

    Bytes m_packet;
    std::vector<Byte> m_streams; // endpoint addresses
    std::vector<FixedAnswer> m_answers;
};

[[nodiscard]] std::unique_ptr<DeviceModel> makeDemoCamera();
[[nodiscard]] std::unique_ptr<DeviceModel> makeDemoAudioInterface();
[[nodiscard]] std::unique_ptr<DeviceModel> makeDemoGamepad();
[[nodiscard]] std::unique_ptr<DeviceModel> makeDemoBillboard();

} // namespace wb::backend::virtualbus
