// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/models/hub_model.h"

#include <algorithm>

namespace wb::backend::virtualbus {

namespace {

constexpr Byte kStatusChangeEndpoint = 0x81;
constexpr Byte kHubDescriptor = 0x29;
constexpr Byte kHubClass = 0x09;

// wPortStatus and wPortChange bits; a feature selector below 16 has the number of its status bit,
// and 16 more is the number of its change bit (USB 2.0 table 11-17).
constexpr std::uint16_t kConnection = 1U << 0;
constexpr std::uint16_t kEnable = 1U << 1;
constexpr std::uint16_t kSuspend = 1U << 2;
constexpr std::uint16_t kReset = 1U << 4;
constexpr std::uint16_t kPower = 1U << 8;
constexpr std::uint16_t kLowSpeed = 1U << 9;
constexpr std::uint16_t kHighSpeed = 1U << 10;

constexpr std::uint16_t kFeatureEnable = 1, kFeatureSuspend = 2, kFeatureReset = 4, kFeaturePower = 8;
constexpr std::uint16_t kFeatureChangeFirst = 16, kFeatureChangeLast = 20;

constexpr std::uint8_t kGetStatus = 0, kClearFeature = 1, kSetFeature = 3, kGetDescriptor = 6;

std::uint16_t speedBits(usb::Speed speed)
{
    if (speed == usb::Speed::High)
        return kHighSpeed;
    return speed == usb::Speed::Low ? kLowSpeed : std::uint16_t { 0 };
}

void setBits(std::uint16_t& word, unsigned bits) { word = static_cast<std::uint16_t>(word | bits); }
void clearBits(std::uint16_t& word, unsigned bits) { word = static_cast<std::uint16_t>(word & ~bits); }

ConfigurationSpec configuration(Byte interval, std::uint16_t bitmapBytes)
{
    InterfaceSpec interface;
    interface.interfaceClass = kHubClass;
    interface.endpoints = { { kStatusChangeEndpoint, usb::TransferType::Interrupt, bitmapBytes, interval } };
    ConfigurationSpec spec;
    spec.isSelfPowered = true;
    spec.hasRemoteWakeup = true;
    spec.maxPowerMilliamps = 0;
    spec.interfaces = { interface };
    return spec;
}

DescriptorSet descriptors(HubModel::Kind kind, std::uint8_t portCount, std::u16string product, std::u16string serial)
{
    const bool isRoot = kind == HubModel::Kind::Root;
    DeviceSpec device;
    device.deviceClass = kHubClass;
    device.deviceProtocol = isRoot ? 0 : 1; // one transaction translator
    device.vendorId = isRoot ? 0x1d6b : 0xfffe;
    device.productId = isRoot ? 0x0002 : kind == HubModel::Kind::Switching ? 0x0035 : 0x0009;
    device.serialIndex = 3;
    const auto bitmapBytes = static_cast<std::uint16_t>(portCount / 8 + 1);
    DescriptorSet set;
    set.device = buildDevice(device, 1);
    set.configurations = { buildConfiguration(configuration(12, bitmapBytes)) }; // 256 ms
    if (!isRoot) {
        DeviceSpec fullSpeed = device;
        fullSpeed.deviceProtocol = 0;
        set.qualifier = buildQualifier(fullSpeed, 1);
        set.otherSpeedConfigurations = { buildConfiguration(configuration(255, bitmapBytes), kOtherSpeedDescriptor) };
    }
    set.strings = { u"USB Workbench", std::move(product), std::move(serial) };
    return set;
}

} // namespace

HubModel::HubModel(Kind kind, std::uint8_t portCount, std::u16string product, std::u16string serial)
    : StandardDevice(descriptors(kind, portCount, std::move(product), std::move(serial)))
    , m_switches(kind == Kind::Switching)
    , m_ports(portCount)
{
}

void HubModel::powerPort(Port& port)
{
    setBits(port.status, kPower);
    if (!port.device)
        return;
    setBits(port.status, kConnection | kEnable | unsigned { speedBits(*port.device) });
}

// Ports come up powered: the reset hub is brought into service in the same breath.
void HubModel::onReset(BusTime)
{
    for (std::size_t i = 0; i < m_ports.size(); ++i) {
        Port& port = m_ports[i];
        const bool wasPowered = (port.status & kPower) != 0;
        port.status = port.change = 0;
        powerPort(port);
        if (!wasPowered)
            tell(static_cast<std::uint8_t>(i + 1), PortAction::PowerOn);
    }
}

bool HubModel::isPowered(std::uint8_t number) const
{
    return number >= 1 && number <= m_ports.size() && (m_ports[number - 1U].status & kPower) != 0;
}

void HubModel::tell(std::uint8_t number, PortAction action) const
{
    if (m_switches && m_listener)
        m_listener(number, action);
}

void HubModel::setPort(std::uint8_t number, std::optional<usb::Speed> device, bool isServiced)
{
    if (number == 0 || number > m_ports.size())
        return;
    Port& port = m_ports[number - 1U];
    port.device = device;
    if ((port.status & kPower) == 0)
        return;
    port.status = kPower;
    if (device)
        setBits(port.status, kConnection | unsigned { speedBits(*device) } | (isServiced ? kEnable : 0U));
    port.change = isServiced ? std::uint16_t { 0 } : kConnection;
}

ControlReply HubModel::onRequest(const usb::SetupPacket& setup, ByteView, BusTime)
{
    if (setup.type() != usb::RequestType::Class || !isConfigured())
        return stalled();
    ControlReply reply = setup.recipient() == usb::Recipient::Device ? hubRequest(setup)
        : setup.recipient() == usb::Recipient::Other                 ? portRequest(setup)
                                                                     : stalled();
    reply.data.resize(std::min<std::size_t>(reply.data.size(), setup.wLength));
    return reply;
}

ControlReply HubModel::hubRequest(const usb::SetupPacket& setup) const
{
    if (setup.isIn() && setup.bRequest == kGetDescriptor && setup.wValue >> 8 == kHubDescriptor)
        return answer(hubDescriptor());
    if (setup.isIn() && setup.bRequest == kGetStatus)
        return answer({ 0, 0, 0, 0 }); // local power good, no over-current
    // C_HUB_LOCAL_POWER and C_HUB_OVER_CURRENT are never set, so clearing them always succeeds.
    if (!setup.isIn() && setup.bRequest == kClearFeature && setup.wValue <= 1)
        return accepted();
    return stalled();
}

// Power switching and over-current protection of each port, removable devices (USB 2.0 table 11-13).
Bytes HubModel::hubDescriptor() const
{
    const std::size_t bitmapBytes = m_ports.size() / 8 + 1;
    Bytes out { static_cast<Byte>(7 + 2 * bitmapBytes), kHubDescriptor, portCount(), 0x09, 0x00, 50, 100 };
    out.insert(out.end(), bitmapBytes, 0x00); // DeviceRemovable
    out.insert(out.end(), bitmapBytes, 0xff); // PortPwrCtrlMask, for compatibility with USB 1.0
    return out;
}

ControlReply HubModel::portRequest(const usb::SetupPacket& setup)
{
    const auto number = static_cast<std::uint8_t>(setup.wIndex); // the high byte selects a port indicator
    if (number == 0 || number > m_ports.size())
        return stalled();
    Port& port = m_ports[number - 1U];
    if (setup.isIn()) {
        if (setup.bRequest != kGetStatus)
            return stalled();
        Bytes status;
        appendLe16(status, port.status);
        appendLe16(status, port.change);
        return answer(std::move(status));
    }
    const bool wasPowered = isPowered(number);
    const bool isDone = (setup.bRequest == kSetFeature && setPortFeature(port, setup.wValue))
        || (setup.bRequest == kClearFeature && clearPortFeature(port, setup.wValue));
    if (!isDone)
        return stalled();
    if (isPowered(number) != wasPowered)
        tell(number, wasPowered ? PortAction::PowerOff : PortAction::PowerOn);
    else if (setup.bRequest == kSetFeature && setup.wValue == kFeatureReset && (port.status & kConnection) != 0)
        tell(number, PortAction::Reset);
    return accepted();
}

bool HubModel::setPortFeature(Port& port, std::uint16_t feature)
{
    switch (feature) {
    case kFeaturePower:
        if ((port.status & kPower) == 0) {
            setBits(port.status, kPower);
            if (port.device) {
                setBits(port.status, kConnection | unsigned { speedBits(*port.device) });
                setBits(port.change, kConnection);
            }
        }
        return true;
    case kFeatureReset: // over at once: C_PORT_RESET tells
        if ((port.status & kConnection) != 0) {
            setBits(port.status, kEnable);
            clearBits(port.status, kSuspend);
            setBits(port.change, kReset);
        }
        return true;
    case kFeatureSuspend:
        if ((port.status & kEnable) != 0)
            setBits(port.status, kSuspend);
        return true;
    default:
        return false;
    }
}

bool HubModel::clearPortFeature(Port& port, std::uint16_t feature)
{
    if (feature >= kFeatureChangeFirst && feature <= kFeatureChangeLast) {
        clearBits(port.change, 1U << (feature - kFeatureChangeFirst));
        return true;
    }
    switch (feature) {
    case kFeatureEnable:
        clearBits(port.status, kEnable | kSuspend);
        return true;
    case kFeatureSuspend:
        if ((port.status & kSuspend) != 0) {
            clearBits(port.status, kSuspend);
            setBits(port.change, kSuspend); // C_PORT_SUSPEND: resume is complete
        }
        return true;
    case kFeaturePower:
        port.status = port.change = 0;
        return true;
    default:
        return false;
    }
}

// Bit 0 is the hub, bit n is port n (USB 2.0 §11.12.4). The host clears the change bits, reading does not.
InReply HubModel::onIn(usb::EndpointAddress, BusTime)
{
    m_changeBitmap.assign(m_ports.size() / 8 + 1, 0);
    bool isChanged = false;
    for (std::size_t i = 0; i < m_ports.size(); ++i) {
        if (m_ports[i].change == 0)
            continue;
        const std::size_t bit = i + 1;
        m_changeBitmap[bit / 8] = static_cast<Byte>(m_changeBitmap[bit / 8] | (1U << (bit % 8)));
        isChanged = true;
    }
    if (!isChanged)
        return {};
    return { Handshake::Ack, m_changeBitmap };
}

Handshake HubModel::onOut(usb::EndpointAddress, ByteView, BusTime) { return Handshake::None; }

} // namespace wb::backend::virtualbus
