// SPDX-License-Identifier: GPL-3.0-or-later
// What the microphone and the speaker have in common: an audio function of one stream (USB Audio 1.0) at full speed,
// with a feature unit (mute and volume of all channels) and a sampling frequency that the host chooses.
// Interface 0 controls; interface 1 streams in its alternate setting 1: 16-bit samples, one packet each millisecond.
// Source of truth: Audio 1.0 §4 (descriptors), §5.2 (requests); Formats 1.0 §2.2 (type I).
// Units: volume in 1/256 dB, rates in samples per second. Thread, errors: as DeviceModel.
#pragma once

#include "core/backend/virtualbus/standard_device.h"

namespace wb::backend::virtualbus {

struct Audio10Spec {
    std::uint16_t productId = 0;
    std::u16string product;
    std::u16string serial;
    usb::EndpointAddress endpoint; // IN: sound goes to the host
    std::uint16_t terminal = 0; // wTerminalType of the end that is not USB: Terminal Types 1.0 §2
    Byte channels = 1; // 2: left and right
};

class Audio10Model : public StandardDevice {
public:
    explicit Audio10Model(const Audio10Spec& spec);

protected:
    [[nodiscard]] std::uint32_t rate() const { return m_rate; }
    [[nodiscard]] double gain() const; // 0 when muted, 1 at full volume

    void onReset(BusTime now) override;
    // The stream starts afresh, or ends.
    virtual void onRestart() = 0;
    [[nodiscard]] virtual ControlReply onVendorRequest(const usb::SetupPacket& setup);

private:
    void onEndpointsChanged(BusTime now) final;
    [[nodiscard]] ControlReply onRequest(const usb::SetupPacket& setup, ByteView data, BusTime now) final;
    [[nodiscard]] ControlReply featureRequest(const usb::SetupPacket& setup, ByteView data);
    [[nodiscard]] ControlReply mute(const usb::SetupPacket& setup, ByteView data);
    [[nodiscard]] ControlReply volume(const usb::SetupPacket& setup, ByteView data);
    [[nodiscard]] ControlReply samplingFrequency(const usb::SetupPacket& setup, ByteView data);

    const usb::EndpointAddress m_endpoint;
    std::uint32_t m_rate = 0;
    bool m_isMuted = false;
    std::int16_t m_volume = 0;
};

} // namespace wb::backend::virtualbus
