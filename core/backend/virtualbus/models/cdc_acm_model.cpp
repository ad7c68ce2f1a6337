// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/models/cdc_acm_model.h"

#include "core/backend/virtualbus/models/class_bytes.h"

#include <algorithm>
#include <iterator>

namespace wb::backend::virtualbus {

namespace {

constexpr Byte kDataIn = 0x81, kDataOut = 0x01, kNotification = 0x82;
constexpr Byte kControlInterface = 0, kDataInterface = 1;
constexpr std::size_t kPacketSize = 512, kHeldBytes = 4096;
constexpr std::uint16_t kNotificationSize = 16;

constexpr Byte kSetLineCoding = 0x20, kGetLineCoding = 0x21, kSetControlLineState = 0x22, kSendBreak = 0x23;
constexpr Byte kSerialState = 0x20; // a notification
constexpr unsigned kCarrier = 0x01, kDataSetReady = 0x02, kBreak = 0x04; // PSTN 1.2 table 31

// 115200 bit/s, one stop bit, no parity, eight data bits.
Bytes usualLineCoding() { return { 0x00, 0xc2, 0x01, 0x00, 0, 0, 8 }; }

struct Sizes {
    std::uint16_t bulk;
    Byte notificationInterval; // 16 ms
};
constexpr Sizes kHighSpeed { kPacketSize, 8 };
constexpr Sizes kFullSpeed { 64, 16 };

ConfigurationSpec configuration(const Sizes& sizes)
{
    InterfaceSpec control;
    control.number = kControlInterface;
    control.interfaceClass = 0x02;
    control.interfaceSubClass = 0x02; // abstract control model; protocol 0: it takes no AT commands
    control.classDescriptors = joined({
        withLength({ kClassInterface, 0x00, 0x20, 0x01 }),
        withLength({ kClassInterface, 0x01, 0x00, kDataInterface }), // call management: none
        withLength({ kClassInterface, 0x02, 0x06 }), // line coding and state; break
        withLength({ kClassInterface, 0x06, kControlInterface, kDataInterface }),
    });
    control.endpoints
        = { { kNotification, usb::TransferType::Interrupt, kNotificationSize, sizes.notificationInterval } };
    InterfaceSpec data;
    data.number = kDataInterface;
    data.interfaceClass = 0x0a;
    data.endpoints = {
        { kDataIn, usb::TransferType::Bulk, sizes.bulk, 0 },
        { kDataOut, usb::TransferType::Bulk, sizes.bulk, 0 },
    };
    ConfigurationSpec spec;
    spec.interfaces = { control, data };
    return spec;
}

DescriptorSet descriptors()
{
    DeviceSpec device;
    device.deviceClass = 0x02;
    device.productId = 0x0031;
    device.serialIndex = 3;
    DescriptorSet set;
    set.device = buildDevice(device, 1);
    set.configurations = { buildConfiguration(configuration(kHighSpeed)) };
    set.qualifier = buildQualifier(device, 1);
    set.otherSpeedConfigurations = { buildConfiguration(configuration(kFullSpeed), kOtherSpeedDescriptor) };
    set.strings = { u"USB Workbench", u"Demo serial port", u"ACM0001" };
    return set;
}

} // namespace

CdcAcmModel::CdcAcmModel()
    : StandardDevice(descriptors())
{
}

void CdcAcmModel::onReset(BusTime)
{
    m_lineCoding = usualLineCoding();
    m_isReady = m_hasNews = m_hasBreak = false;
    hangUp();
}

void CdcAcmModel::onEndpointsChanged(BusTime) { hangUp(); }

void CdcAcmModel::hangUp()
{
    m_held.clear();
    m_owesEnd = false;
}

ControlReply CdcAcmModel::onRequest(const usb::SetupPacket& setup, ByteView data, BusTime)
{
    const bool isForUs = setup.type() == usb::RequestType::Class && setup.recipient() == usb::Recipient::Interface
        && setup.wIndex == kControlInterface && isConfigured();
    if (!isForUs)
        return stalled();
    if (setup.isIn())
        return setup.bRequest == kGetLineCoding && setup.wValue == 0
            ? answer(toBytes(slice(m_lineCoding, 0, setup.wLength)))
            : stalled();
    if (setup.bRequest == kSetLineCoding && setup.wValue == 0)
        return setLineCoding(data);
    if (setup.bRequest == kSetControlLineState && data.empty())
        return setControlLines(setup.wValue);
    if (setup.bRequest != kSendBreak || !data.empty())
        return stalled();
    m_hasBreak = m_hasBreak || setup.wValue != 0; // 0 ends one
    m_hasNews = m_hasNews || m_hasBreak;
    return accepted();
}

// PSTN 1.2 table 17.
ControlReply CdcAcmModel::setLineCoding(ByteView coding)
{
    if (coding.size() != m_lineCoding.size())
        return stalled();
    const Byte stopBits = coding[4], parity = coding[5], dataBits = coding[6];
    const bool isPossible = stopBits <= 2 && parity <= 4 && ((dataBits >= 5 && dataBits <= 8) || dataBits == 16);
    if (!isPossible)
        return stalled();
    m_lineCoding = toBytes(coding);
    return accepted();
}

ControlReply CdcAcmModel::setControlLines(std::uint16_t lines)
{
    const bool isReady = (lines & 1) != 0;
    if (m_isReady && !isReady)
        hangUp();
    m_hasNews = m_hasNews || isReady != m_isReady;
    m_isReady = isReady;
    return accepted();
}

InReply CdcAcmModel::onIn(usb::EndpointAddress endpoint, BusTime)
{
    return endpoint.value == kNotification ? serialState() : echo();
}

InReply CdcAcmModel::serialState()
{
    if (!m_hasNews)
        return {};
    const auto state = static_cast<Byte>((m_isReady ? kCarrier | kDataSetReady : 0U) | (m_hasBreak ? kBreak : 0U));
    m_packet = { 0xa1, kSerialState, 0, 0, kControlInterface, 0, 2, 0, state, 0 };
    m_hasNews = m_hasBreak = false;
    return { Handshake::Ack, m_packet };
}

InReply CdcAcmModel::echo()
{
    if (m_held.empty() && !m_owesEnd)
        return {};
    m_packet = toBytes(slice(m_held, 0, kPacketSize));
    m_held.erase(m_held.begin(), std::next(m_held.begin(), static_cast<std::ptrdiff_t>(m_packet.size())));
    m_owesEnd = m_packet.size() == kPacketSize;
    return { Handshake::Ack, m_packet };
}

Handshake CdcAcmModel::onOut(usb::EndpointAddress, ByteView data, BusTime)
{
    if (m_held.size() + data.size() > kHeldBytes)
        return Handshake::Nak;
    m_held.insert(m_held.end(), data.begin(), data.end());
    return Handshake::Ack;
}

} // namespace wb::backend::virtualbus
