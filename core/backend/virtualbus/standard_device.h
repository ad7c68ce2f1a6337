// SPDX-License-Identifier: GPL-3.0-or-later
// The part every device has in common: the device states and all standard requests.
// Source of truth: USB 2.0 §9.1 (states), §9.4 (requests), USB 3.2 §9.4 for devices at SuperSpeed; what is optional and
// not supported stalls.
// A model derives from this and adds its class or vendor requests and what its endpoints do.
// Thread, ownership, errors: as DeviceModel.
#pragma once

#include "core/backend/virtualbus/descriptor_builder.h"
#include "core/backend/virtualbus/device_model.h"

#include <map>
#include <set>

namespace wb::backend::virtualbus {

class StandardDevice : public DeviceModel {
public:
    explicit StandardDevice(DescriptorSet descriptors);

    [[nodiscard]] usb::Speed speed() const final { return m_descriptors.speed; }
    void busReset(BusTime now) final;
    [[nodiscard]] ControlReply control(const usb::SetupPacket& setup, ByteView data, BusTime now) final;
    [[nodiscard]] InReply packetIn(usb::EndpointAddress endpoint, BusTime now) final;
    [[nodiscard]] Handshake packetOut(usb::EndpointAddress endpoint, ByteView data, BusTime now) final;
    [[nodiscard]] InReply streamIn(usb::EndpointAddress endpoint, std::uint32_t stream, BusTime now) final;
    [[nodiscard]] Handshake streamOut(
        usb::EndpointAddress endpoint, std::uint32_t stream, ByteView data, BusTime now) final;

protected:
    [[nodiscard]] static ControlReply stalled() { return {}; }
    [[nodiscard]] static ControlReply accepted() { return { Handshake::Ack, {} }; }
    [[nodiscard]] static ControlReply answer(Bytes data) { return { Handshake::Ack, std::move(data) }; }

    [[nodiscard]] bool isSuperSpeed() const { return m_descriptors.speed >= usb::Speed::Super; }
    [[nodiscard]] bool isConfigured() const { return m_active != nullptr; }
    void leave() { m_hasLeft = true; } // nothing is answered any more, whatever it is
    void halt(usb::EndpointAddress endpoint) { m_halted.insert(endpoint.value); } // until the host clears it

    // All of the model's own state goes back to power-on.
    virtual void onReset(BusTime now) = 0;
    // Class and vendor requests; answers longer than wLength are cut unless the model babbles on purpose.
    [[nodiscard]] virtual ControlReply onRequest(const usb::SetupPacket& setup, ByteView data, BusTime now) = 0;
    // GET_DESCRIPTOR with recipient interface: class descriptors.
    [[nodiscard]] virtual ControlReply onInterfaceDescriptor(const usb::SetupPacket& setup);
    // Configuration or alternate setting selected anew: endpoints start afresh.
    virtual void onEndpointsChanged(BusTime now);
    // Called for endpoints of the active alternate settings that are not halted.
    [[nodiscard]] virtual InReply onIn(usb::EndpointAddress endpoint, BusTime now) = 0;
    [[nodiscard]] virtual Handshake onOut(usb::EndpointAddress endpoint, ByteView data, BusTime now) = 0;
    // The same for a packet of a bulk stream; as onIn() and onOut() unless the model tells its streams apart.
    [[nodiscard]] virtual InReply onStreamIn(usb::EndpointAddress endpoint, std::uint32_t stream, BusTime now);
    [[nodiscard]] virtual Handshake onStreamOut(
        usb::EndpointAddress endpoint, std::uint32_t stream, ByteView data, BusTime now);

private:
    [[nodiscard]] Handshake readiness(usb::EndpointAddress endpoint) const; // Ack: a packet may be moved
    [[nodiscard]] ControlReply standardRequest(const usb::SetupPacket& setup, BusTime now);
    [[nodiscard]] ControlReply deviceRequest(const usb::SetupPacket& setup, BusTime now);
    [[nodiscard]] ControlReply interfaceRequest(const usb::SetupPacket& setup, BusTime now);
    [[nodiscard]] ControlReply endpointRequest(const usb::SetupPacket& setup);
    [[nodiscard]] ControlReply getDescriptor(const usb::SetupPacket& setup) const;
    [[nodiscard]] ControlReply getString(std::uint8_t index, std::uint16_t language) const;
    [[nodiscard]] ControlReply setConfiguration(std::uint16_t value, BusTime now);
    [[nodiscard]] ControlReply deviceStatus() const;
    [[nodiscard]] ControlReply setDeviceFeature(const usb::SetupPacket& setup, bool enabled);
    [[nodiscard]] bool hasEndpoint(usb::EndpointAddress endpoint) const;
    [[nodiscard]] std::uint8_t alternateOf(std::uint8_t interfaceNumber) const;
    void selectEndpoints();

    const DescriptorSet m_descriptors;
    std::vector<usb::ConfigurationInfo> m_configurations;
    const usb::ConfigurationInfo* m_active = nullptr; // into m_configurations; none: Default or Address state
    std::map<std::uint8_t, std::uint8_t> m_alternates; // by interface number; absent = 0
    std::set<std::uint8_t> m_halted;
    std::array<bool, 32> m_hasEndpoint {}; // of the active alternate settings, see endpointSlot()
    bool m_hasLeft = false;
    bool m_remoteWakeup = false;
    Byte m_linkStates = 0; // U1 and U2 enabled, as GET_STATUS tells them
};

// 0..15 for OUT, 16..31 for IN: a dense index for tables by endpoint.
[[nodiscard]] inline std::size_t endpointSlot(usb::EndpointAddress endpoint)
{
    return std::size_t { endpoint.number() } + (endpoint.isIn() ? 16 : 0);
}

} // namespace wb::backend::virtualbus
