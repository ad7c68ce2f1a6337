// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/models/audio10_model.h"

#include "core/backend/virtualbus/models/class_bytes.h"

#include <algorithm>
#include <cmath>

namespace wb::backend::virtualbus {

namespace {

constexpr Byte kAudioClass = 0x01, kControl = 1, kStreaming = 2;
constexpr Byte kInput = 1, kFeature = 2, kOutput = 3; // entities
constexpr std::uint16_t kUsbStreaming = 0x0101; // a terminal type
constexpr std::array<std::uint32_t, 3> kRates { 16'000, 44'100, 48'000 };
constexpr std::uint32_t kUsualRate = 48'000;
constexpr std::uint16_t kSampleSize = 2;

constexpr Byte kSetCurrent = 0x01, kGetCurrent = 0x81, kGetMinimum = 0x82, kGetMaximum = 0x83, kGetResolution = 0x84;
constexpr std::uint16_t kMute = 0x0100, kVolume = 0x0200; // selector in the high byte, channel 0: all of them
constexpr std::uint16_t kSamplingFrequency = 0x0100;
constexpr std::int16_t kQuietest = -60 * 256, kLoudest = 0, kStep = 256;

Byte low(std::uint16_t value) { return static_cast<Byte>(value); }
Byte high(std::uint16_t value) { return static_cast<Byte>(value >> 8); }

InterfaceSpec controlInterface(const Audio10Spec& spec)
{
    constexpr std::size_t kTotalAt = 5;
    const bool isIn = spec.endpoint.isIn();
    const std::uint16_t source = isIn ? spec.terminal : kUsbStreaming;
    const std::uint16_t sink = isIn ? kUsbStreaming : spec.terminal;
    const Byte leftAndRight = spec.channels == 2 ? 0x03 : 0x00;
    Bytes feature { kClassInterface, 0x06, kFeature, kInput, 1, 0x03 }; // mute and volume of the master
    feature.resize(feature.size() + spec.channels + 1, 0); // of each channel nothing; no name
    feature.insert(feature.begin(), static_cast<Byte>(feature.size() + 1));
    InterfaceSpec interface;
    interface.interfaceClass = kAudioClass;
    interface.interfaceSubClass = kControl;
    interface.classDescriptors = withTotal(kTotalAt,
        {
            withLength({ kClassInterface, 0x01, 0x00, 0x01, 0, 0, 1, 1 }),
            withLength(
                { kClassInterface, 0x02, kInput, low(source), high(source), 0, spec.channels, leftAndRight, 0, 0, 0 }),
            feature,
            withLength({ kClassInterface, 0x03, kOutput, low(sink), high(sink), 0, kFeature, 0 }),
        });
    return interface;
}

InterfaceSpec streamingInterface(const Audio10Spec& spec, Byte alternate)
{
    InterfaceSpec interface;
    interface.number = 1;
    interface.alternate = alternate;
    interface.interfaceClass = kAudioClass;
    interface.interfaceSubClass = kStreaming;
    if (alternate == 0)
        return interface;
    const bool isIn = spec.endpoint.isIn();
    Bytes format { kClassInterface, 0x02, 0x01, spec.channels, kSampleSize, 16, static_cast<Byte>(kRates.size()) };
    for (const std::uint32_t rate : kRates)
        format.insert(
            format.end(), { static_cast<Byte>(rate), static_cast<Byte>(rate >> 8), static_cast<Byte>(rate >> 16) });
    format.insert(format.begin(), static_cast<Byte>(format.size() + 1));
    interface.classDescriptors
        = joined({ withLength({ kClassInterface, 0x01, isIn ? kOutput : kInput, 1, 0x01, 0x00 }), format }); // PCM
    constexpr Byte kAsynchronous = 0x04, kAdaptive = 0x08;
    const auto largest = static_cast<std::uint16_t>((kUsualRate / 1000 + 1) * kSampleSize * spec.channels);
    interface.endpoints = { { spec.endpoint.value, usb::TransferType::Isochronous, largest, 1,
        withLength({ kClassEndpoint, 0x01, 0x01, 0, 0, 0 }), isIn ? kAsynchronous : kAdaptive, true } };
    return interface;
}

DescriptorSet descriptors(const Audio10Spec& spec)
{
    DeviceSpec device;
    device.productId = spec.productId;
    device.serialIndex = 3;
    ConfigurationSpec configuration;
    configuration.interfaces = { controlInterface(spec), streamingInterface(spec, 0), streamingInterface(spec, 1) };
    DescriptorSet set;
    set.speed = usb::Speed::Full;
    set.device = buildDevice(device, 1);
    set.configurations = { buildConfiguration(configuration) };
    set.strings = { u"USB Workbench", spec.product, spec.serial };
    return set;
}

} // namespace

Audio10Model::Audio10Model(const Audio10Spec& spec)
    : StandardDevice(descriptors(spec))
    , m_endpoint(spec.endpoint)
{
}

void Audio10Model::onReset(BusTime)
{
    m_rate = kUsualRate;
    m_isMuted = false;
    m_volume = kLoudest;
    onRestart();
}

void Audio10Model::onEndpointsChanged(BusTime) { onRestart(); }

double Audio10Model::gain() const
{
    return m_isMuted ? 0.0 : std::pow(10.0, static_cast<double>(m_volume) / 256.0 / 20.0);
}

ControlReply Audio10Model::onVendorRequest(const usb::SetupPacket&) { return stalled(); }

ControlReply Audio10Model::onRequest(const usb::SetupPacket& setup, ByteView data, BusTime)
{
    if (setup.type() == usb::RequestType::Vendor)
        return onVendorRequest(setup);
    if (setup.type() != usb::RequestType::Class || !isConfigured())
        return stalled();
    if (setup.recipient() == usb::Recipient::Interface && setup.wIndex == kFeature << 8)
        return featureRequest(setup, data);
    if (setup.recipient() == usb::Recipient::Endpoint && setup.wIndex == m_endpoint.value)
        return samplingFrequency(setup, data);
    return stalled();
}

ControlReply Audio10Model::featureRequest(const usb::SetupPacket& setup, ByteView data)
{
    if (setup.wValue == kMute)
        return mute(setup, data);
    return setup.wValue == kVolume ? volume(setup, data) : stalled();
}

ControlReply Audio10Model::mute(const usb::SetupPacket& setup, ByteView data)
{
    if (setup.wLength != 1)
        return stalled();
    if (setup.isIn())
        return setup.bRequest == kGetCurrent ? answer({ static_cast<Byte>(m_isMuted ? 1 : 0) }) : stalled();
    if (setup.bRequest != kSetCurrent || data[0] > 1)
        return stalled();
    m_isMuted = data[0] == 1;
    return accepted();
}

// A volume out of range is taken for the nearest in range (Audio 1.0 §5.2.2.4.3.2 asks for one that is supported).
ControlReply Audio10Model::volume(const usb::SetupPacket& setup, ByteView data)
{
    if (setup.wLength != 2)
        return stalled();
    if (!setup.isIn()) {
        if (setup.bRequest != kSetCurrent)
            return stalled();
        m_volume = std::clamp(static_cast<std::int16_t>(*readLe(data, 0, 2)), kQuietest, kLoudest);
        return accepted();
    }
    const auto told = [](std::int16_t value) {
        return answer({ low(static_cast<std::uint16_t>(value)), high(static_cast<std::uint16_t>(value)) });
    };
    switch (setup.bRequest) {
    case kGetCurrent:
        return told(m_volume);
    case kGetMinimum:
        return told(kQuietest);
    case kGetMaximum:
        return told(kLoudest);
    case kGetResolution:
        return told(kStep);
    default:
        return stalled();
    }
}

ControlReply Audio10Model::samplingFrequency(const usb::SetupPacket& setup, ByteView data)
{
    if (setup.wValue != kSamplingFrequency || setup.wLength != 3)
        return stalled();
    if (setup.isIn())
        return setup.bRequest == kGetCurrent
            ? answer({ static_cast<Byte>(m_rate), static_cast<Byte>(m_rate >> 8), static_cast<Byte>(m_rate >> 16) })
            : stalled();
    const auto wanted = static_cast<std::uint32_t>(*readLe(data, 0, 3));
    const bool isKnown = std::find(kRates.begin(), kRates.end(), wanted) != kRates.end();
    if (setup.bRequest != kSetCurrent || !isKnown)
        return stalled();
    m_rate = wanted;
    return accepted();
}

} // namespace wb::backend::virtualbus
