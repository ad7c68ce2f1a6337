// SPDX-License-Identifier: GPL-3.0-or-later
// A high speed hub: class requests, per-port status that follows what is plugged, status change endpoint.
// Source of truth: USB 2.0 §11.23 (descriptors), §11.24 (class requests; tables 11-19 to 11-22).
// Used for the demo hub (fffe:0009), the power hub (fffe:0035), and for the root hubs (1d6b:0002).
// The power hub switches its ports: it tells its listener that a port was turned on, off or reset, who sees to the
// device below it. Of the others, turning a port off or suspending it changes what the hub reports, not the device: in
// this bus the device hangs on its path. Thread, errors: as DeviceModel.
#pragma once

#include "core/backend/virtualbus/standard_device.h"

#include <functional>

namespace wb::backend::virtualbus {

class HubModel : public StandardDevice {
public:
    enum class Kind : std::uint8_t { Root, External, Switching };
    enum class PortAction : std::uint8_t { PowerOff, PowerOn, Reset };
    // Called in the middle of a request: note it, and act when that is over. Ports are counted from 1.
    using PortListener = std::function<void(std::uint8_t port, PortAction action)>;

    HubModel(Kind kind, std::uint8_t portCount, std::u16string product, std::u16string serial);

    [[nodiscard]] std::uint8_t portCount() const { return static_cast<std::uint8_t>(m_ports.size()); }

    void setListener(PortListener listener) { m_listener = std::move(listener); } // Switching only
    [[nodiscard]] bool isSwitchedOff(std::uint8_t number) const { return m_switches && !isPowered(number); }

    // The wire's side of a port, 1-based: nullopt = nothing there. `isServiced`: a hub driver is at work, enables
    // the port and takes note of the change at once.
    void setPort(std::uint8_t number, std::optional<usb::Speed> device, bool isServiced);

private:
    struct Port {
        std::uint16_t status = 0; // USB 2.0 table 11-21
        std::uint16_t change = 0; // table 11-22
        std::optional<usb::Speed> device;
    };

    void onReset(BusTime now) override;
    [[nodiscard]] ControlReply onRequest(const usb::SetupPacket& setup, ByteView data, BusTime now) override;
    [[nodiscard]] InReply onIn(usb::EndpointAddress endpoint, BusTime now) override;
    [[nodiscard]] Handshake onOut(usb::EndpointAddress endpoint, ByteView data, BusTime now) override;

    [[nodiscard]] ControlReply hubRequest(const usb::SetupPacket& setup) const;
    [[nodiscard]] ControlReply portRequest(const usb::SetupPacket& setup);
    [[nodiscard]] static bool setPortFeature(Port& port, std::uint16_t feature);
    [[nodiscard]] static bool clearPortFeature(Port& port, std::uint16_t feature);
    [[nodiscard]] Bytes hubDescriptor() const;
    static void powerPort(Port& port);
    [[nodiscard]] bool isPowered(std::uint8_t number) const; // 1-based; false: there is no such port
    void tell(std::uint8_t number, PortAction action) const;

    const bool m_switches;
    PortListener m_listener;
    std::vector<Port> m_ports;
    Bytes m_changeBitmap;
};

} // namespace wb::backend::virtualbus
