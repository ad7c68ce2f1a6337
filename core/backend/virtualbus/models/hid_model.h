// SPDX-License-Identifier: GPL-3.0-or-later
// "hid" fffe:0003: a full speed keyboard (interface 0, 0x81) and mouse (interface 1, 0x82), both boot devices.
// Source of truth: HID 1.11 §6.2 (descriptors), §7.2 (requests), appendix B (boot reports).
//
// The keyboard types "usb workbench" over and over, a key down or up every 100 ms, its LEDs are an output report.
// The mouse moves in a circle, a step each 8 ms poll. The keyboard keeps the rules of SET_IDLE: a report when
// something changed, and again when the idle time has passed.
// Thread, errors: as DeviceModel.
#pragma once

#include "core/backend/virtualbus/standard_device.h"

namespace wb::backend::virtualbus {

class HidModel : public StandardDevice {
public:
    HidModel();

private:
    struct HidInterface { // what SET_IDLE and SET_PROTOCOL keep
        Byte idle = 0; // 4 ms units, 0 = only when something changed
        Byte protocol = 1; // 0 boot, 1 report
    };

    void onReset(BusTime now) override;
    [[nodiscard]] ControlReply onRequest(const usb::SetupPacket& setup, ByteView data, BusTime now) override;
    [[nodiscard]] ControlReply onInterfaceDescriptor(const usb::SetupPacket& setup) override;
    void onEndpointsChanged(BusTime now) override;
    [[nodiscard]] InReply onIn(usb::EndpointAddress endpoint, BusTime now) override;
    [[nodiscard]] Handshake onOut(usb::EndpointAddress endpoint, ByteView data, BusTime now) override;

    [[nodiscard]] ControlReply getRequest(const usb::SetupPacket& setup, BusTime now) const;
    [[nodiscard]] ControlReply setRequest(const usb::SetupPacket& setup, ByteView data);
    [[nodiscard]] InReply keyboardIn(BusTime now);
    [[nodiscard]] InReply mouseIn();
    [[nodiscard]] Bytes keyboardReport(std::uint64_t step) const;
    [[nodiscard]] Bytes mouseReport() const;
    [[nodiscard]] std::uint64_t stepAt(BusTime now) const;

    std::array<HidInterface, 2> m_interfaces;
    Byte m_leds = 0;
    BusTime m_started { 0 }; // when typing began
    BusTime m_lastSent { 0 };
    std::optional<std::uint64_t> m_lastStep; // the report sent last; none yet
    std::size_t m_mouseStep = 0;
    Bytes m_report;
};

} // namespace wb::backend::virtualbus
