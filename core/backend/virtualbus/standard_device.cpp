// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/standard_device.h"

#include <algorithm>

namespace wb::backend::virtualbus {

namespace {

constexpr std::uint16_t kFeatureEndpointHalt = 0;
constexpr std::uint16_t kFeatureRemoteWakeup = 1;
constexpr std::uint16_t kFeatureU1 = 48, kFeatureU2 = 49; // USB 3.2 table 9-7
constexpr std::uint16_t kFeatureFunctionSuspend = 0; // of an interface
constexpr std::uint16_t kSystemExitLatencies = 6; // bytes of SET_SEL
constexpr Byte kSelfPowered = 0x40;
constexpr Byte kRemoteWakeup = 0x20;

ControlReply reply(Bytes data) { return { Handshake::Ack, std::move(data) }; }

usb::StandardRequest requestOf(const usb::SetupPacket& setup)
{
    return static_cast<usb::StandardRequest>(setup.bRequest);
}

} // namespace

StandardDevice::StandardDevice(DescriptorSet descriptors)
    : m_descriptors(std::move(descriptors))
{
    std::vector<std::string> problems;
    for (const Bytes& raw : m_descriptors.configurations)
        m_configurations.push_back(usb::parseConfiguration(raw, problems));
}

void StandardDevice::busReset(BusTime now)
{
    m_active = nullptr;
    m_remoteWakeup = false;
    m_linkStates = 0;
    selectEndpoints();
    onReset(now);
}

std::uint8_t StandardDevice::alternateOf(std::uint8_t interfaceNumber) const
{
    const auto found = m_alternates.find(interfaceNumber);
    return found == m_alternates.end() ? std::uint8_t { 0 } : found->second;
}

ControlReply StandardDevice::onInterfaceDescriptor(const usb::SetupPacket&) { return stalled(); }

void StandardDevice::onEndpointsChanged(BusTime) { }

// Halts and data toggles do not survive a new configuration or alternate setting (USB 2.0 §9.1.1.5).
void StandardDevice::selectEndpoints()
{
    m_hasEndpoint.fill(false);
    if (!m_active) {
        m_alternates.clear();
        m_halted.clear();
        return;
    }
    for (const usb::InterfaceInfo& interface : m_active->interfaces)
        for (const usb::AlternateSetting& alternate : interface.alternates)
            if (alternate.number == alternateOf(interface.number))
                for (const usb::EndpointInfo& endpoint : alternate.endpoints)
                    m_hasEndpoint[endpointSlot(endpoint.address)] = true;
}

bool StandardDevice::hasEndpoint(usb::EndpointAddress endpoint) const
{
    return (endpoint.value & 0x70) == 0 && m_hasEndpoint[endpointSlot(endpoint)];
}

ControlReply StandardDevice::control(const usb::SetupPacket& setup, ByteView data, BusTime now)
{
    if (m_hasLeft)
        return { Handshake::Gone, {} };
    if (setup.type() != usb::RequestType::Standard)
        return onRequest(setup, data, now);
    ControlReply result = standardRequest(setup, now);
    if (result.data.size() > setup.wLength)
        result.data.resize(setup.wLength);
    return result;
}

Handshake StandardDevice::readiness(usb::EndpointAddress endpoint) const
{
    if (m_hasLeft)
        return Handshake::Gone;
    if (!hasEndpoint(endpoint))
        return Handshake::None;
    return m_halted.contains(endpoint.value) ? Handshake::Stall : Handshake::Ack;
}

InReply StandardDevice::packetIn(usb::EndpointAddress endpoint, BusTime now)
{
    const Handshake ready = readiness(endpoint);
    return ready == Handshake::Ack ? onIn(endpoint, now) : InReply { ready, {}, kUntilDisturbed };
}

Handshake StandardDevice::packetOut(usb::EndpointAddress endpoint, ByteView data, BusTime now)
{
    const Handshake ready = readiness(endpoint);
    return ready == Handshake::Ack ? onOut(endpoint, data, now) : ready;
}

InReply StandardDevice::streamIn(usb::EndpointAddress endpoint, std::uint32_t stream, BusTime now)
{
    const Handshake ready = readiness(endpoint);
    return ready == Handshake::Ack ? onStreamIn(endpoint, stream, now) : InReply { ready, {}, kUntilDisturbed };
}

Handshake StandardDevice::streamOut(usb::EndpointAddress endpoint, std::uint32_t stream, ByteView data, BusTime now)
{
    const Handshake ready = readiness(endpoint);
    return ready == Handshake::Ack ? onStreamOut(endpoint, stream, data, now) : ready;
}

InReply StandardDevice::onStreamIn(usb::EndpointAddress endpoint, std::uint32_t, BusTime now)
{
    return onIn(endpoint, now);
}

Handshake StandardDevice::onStreamOut(usb::EndpointAddress endpoint, std::uint32_t, ByteView data, BusTime now)
{
    return onOut(endpoint, data, now);
}

ControlReply StandardDevice::standardRequest(const usb::SetupPacket& setup, BusTime now)
{
    switch (setup.recipient()) {
    case usb::Recipient::Device:
        return deviceRequest(setup, now);
    case usb::Recipient::Interface:
        return interfaceRequest(setup, now);
    case usb::Recipient::Endpoint:
        return endpointRequest(setup);
    case usb::Recipient::Other:
        break;
    }
    return stalled();
}

ControlReply StandardDevice::deviceRequest(const usb::SetupPacket& setup, BusTime now)
{
    const usb::StandardRequest request = requestOf(setup);
    if (setup.isIn()) {
        if (request == usb::StandardRequest::GetDescriptor)
            return getDescriptor(setup);
        if (request == usb::StandardRequest::GetConfiguration)
            return reply({ m_active ? m_active->value : Byte { 0 } });
        return request == usb::StandardRequest::GetStatus ? deviceStatus() : stalled();
    }
    if (request == usb::StandardRequest::SetAddress)
        return setup.wValue < 128 && setup.wIndex == 0 && setup.wLength == 0 ? accepted() : stalled();
    if (request == usb::StandardRequest::SetConfiguration)
        return setConfiguration(setup.wValue, now);
    if (request == usb::StandardRequest::SetFeature || request == usb::StandardRequest::ClearFeature)
        return setDeviceFeature(setup, request == usb::StandardRequest::SetFeature);
    // What the host tells of the way to the device, which changes nothing here.
    const bool isAboutTheLink = (request == usb::StandardRequest::SetSel && setup.wLength == kSystemExitLatencies)
        || (request == usb::StandardRequest::SetIsochDelay && setup.wLength == 0);
    return isAboutTheLink && isSuperSpeed() ? accepted() : stalled();
}

ControlReply StandardDevice::deviceStatus() const
{
    const usb::ConfigurationInfo* facts = m_active ? m_active : m_configurations.data();
    const bool isSelfPowered = (facts->attributes & kSelfPowered) != 0;
    return reply({ static_cast<Byte>((isSelfPowered ? 1 : 0) | (m_remoteWakeup ? 2 : 0) | m_linkStates), 0 });
}

ControlReply StandardDevice::setDeviceFeature(const usb::SetupPacket& setup, bool enabled)
{
    const bool isLinkState = setup.wValue == kFeatureU1 || setup.wValue == kFeatureU2;
    if (isLinkState && isSuperSpeed() && m_active) {
        const unsigned bit = setup.wValue == kFeatureU1 ? 4U : 8U;
        m_linkStates = static_cast<Byte>(enabled ? m_linkStates | bit : m_linkStates & ~bit);
        return accepted();
    }
    if (setup.wValue != kFeatureRemoteWakeup || !m_active || (m_active->attributes & kRemoteWakeup) == 0)
        return stalled();
    m_remoteWakeup = enabled;
    return accepted();
}

ControlReply StandardDevice::setConfiguration(std::uint16_t value, BusTime now)
{
    const auto chosen = std::find_if(m_configurations.begin(), m_configurations.end(),
        [value](const usb::ConfigurationInfo& configuration) { return configuration.value == value; });
    if (value != 0 && chosen == m_configurations.end())
        return stalled();
    m_active = value == 0 ? nullptr : &*chosen;
    m_alternates.clear();
    m_halted.clear();
    selectEndpoints();
    onEndpointsChanged(now);
    return accepted();
}

ControlReply StandardDevice::interfaceRequest(const usb::SetupPacket& setup, BusTime now)
{
    const auto number = static_cast<std::uint8_t>(setup.wIndex);
    const usb::InterfaceInfo* interface = m_active ? m_active->findInterface(number) : nullptr;
    if (!interface || setup.wIndex > 0xff)
        return stalled();
    const usb::StandardRequest request = requestOf(setup);
    if (setup.isIn()) {
        if (request == usb::StandardRequest::GetStatus)
            return reply({ 0, 0 });
        if (request == usb::StandardRequest::GetInterface)
            return reply({ alternateOf(number) });
        return request == usb::StandardRequest::GetDescriptor ? onInterfaceDescriptor(setup) : stalled();
    }
    if (request == usb::StandardRequest::SetFeature && setup.wValue == kFeatureFunctionSuspend && isSuperSpeed())
        return accepted(); // there is nothing to save
    if (request != usb::StandardRequest::SetInterface)
        return stalled();
    const auto chosen = std::find_if(interface->alternates.begin(), interface->alternates.end(),
        [&setup](const usb::AlternateSetting& alternate) { return alternate.number == setup.wValue; });
    if (chosen == interface->alternates.end())
        return stalled();
    m_alternates[number] = chosen->number;
    for (const usb::AlternateSetting& alternate : interface->alternates)
        for (const usb::EndpointInfo& endpoint : alternate.endpoints)
            m_halted.erase(endpoint.address.value);
    selectEndpoints();
    onEndpointsChanged(now);
    return accepted();
}

ControlReply StandardDevice::endpointRequest(const usb::SetupPacket& setup)
{
    const usb::EndpointAddress endpoint { static_cast<std::uint8_t>(setup.wIndex) };
    const bool isDefaultPipe = endpoint.number() == 0;
    if (setup.wIndex > 0xff || (!isDefaultPipe && !hasEndpoint(endpoint)))
        return stalled();
    const usb::StandardRequest request = requestOf(setup);
    if (setup.isIn()) {
        const Byte halted = m_halted.contains(endpoint.value) ? 1 : 0;
        return request == usb::StandardRequest::GetStatus ? reply({ halted, 0 }) : stalled();
    }
    if (setup.wValue != kFeatureEndpointHalt)
        return stalled();
    if (request == usb::StandardRequest::ClearFeature) {
        m_halted.erase(endpoint.value);
        return accepted();
    }
    // Halting the default pipe is neither required nor wise (USB 2.0 §9.4.5).
    if (request != usb::StandardRequest::SetFeature || isDefaultPipe)
        return stalled();
    halt(endpoint);
    return accepted();
}

ControlReply StandardDevice::getDescriptor(const usb::SetupPacket& setup) const
{
    const auto type = static_cast<Byte>(setup.wValue >> 8);
    const auto index = static_cast<std::uint8_t>(setup.wValue);
    if (type == kStringDescriptor)
        return getString(index, setup.wIndex);
    if (type == kDeviceDescriptor && index == 0)
        return reply(m_descriptors.device);
    if (type == kConfigurationDescriptor && index < m_descriptors.configurations.size())
        return reply(m_descriptors.configurations[index]);
    if (type == kDeviceQualifierDescriptor && index == 0 && !m_descriptors.qualifier.empty())
        return reply(m_descriptors.qualifier);
    if (type == kOtherSpeedDescriptor && index < m_descriptors.otherSpeedConfigurations.size())
        return reply(m_descriptors.otherSpeedConfigurations[index]);
    if (type == kBosDescriptor && index == 0 && !m_descriptors.bos.empty())
        return reply(m_descriptors.bos);
    return stalled();
}

ControlReply StandardDevice::getString(std::uint8_t index, std::uint16_t language) const
{
    if (index == 0)
        return reply(buildLanguageTable());
    if (language != kEnglish || index > m_descriptors.strings.size())
        return stalled();
    return reply(buildString(m_descriptors.strings[index - 1U]));
}

} // namespace wb::backend::virtualbus
