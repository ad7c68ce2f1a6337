// SPDX-License-Identifier: GPL-3.0-or-later
// "cdc-acm" fffe:0031: a serial port with a loopback plug in it (CDC abstract control model).
// Bytes sent to bulk 0x01 come back from bulk 0x81; 4096 are held, then 0x01 NAKs. A full packet that was the last is
// followed by an empty one, so that a host's longer transfer ends (USB 2.0 §5.8.3).
// DTR is wired to DCD and DSR: interrupt 0x82 sends SERIAL_STATE when they change, and when a break was sent. Dropping
// DTR hangs up: what was not read yet is gone.
// Source of truth: CDC 1.2 §5.2.3, PSTN 1.2 §5.3 (descriptors), §6.3 (requests), §6.5.4 (SERIAL_STATE).
// Thread, errors: as DeviceModel.
#pragma once

#include "core/backend/virtualbus/standard_device.h"

namespace wb::backend::virtualbus {

class CdcAcmModel : public StandardDevice {
public:
    CdcAcmModel();

private:
    void onReset(BusTime now) override;
    [[nodiscard]] ControlReply onRequest(const usb::SetupPacket& setup, ByteView data, BusTime now) override;
    void onEndpointsChanged(BusTime now) override;
    [[nodiscard]] InReply onIn(usb::EndpointAddress endpoint, BusTime now) override;
    [[nodiscard]] Handshake onOut(usb::EndpointAddress endpoint, ByteView data, BusTime now) override;

    [[nodiscard]] ControlReply setLineCoding(ByteView coding);
    [[nodiscard]] ControlReply setControlLines(std::uint16_t lines);
    [[nodiscard]] InReply serialState();
    [[nodiscard]] InReply echo();
    void hangUp();

    Bytes m_lineCoding;
    bool m_isReady = false; // DTR
    bool m_hasNews = false; // for SERIAL_STATE
    bool m_hasBreak = false; // since the last SERIAL_STATE
    Bytes m_held;
    bool m_owesEnd = false; // the last packet was full
    Bytes m_packet;
};

} // namespace wb::backend::virtualbus
