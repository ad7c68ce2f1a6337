// SPDX-License-Identifier: GPL-3.0-or-later
// The audio interface of described_model.h: Audio 2.0 tables 4-5 to 4-34.
#include "core/backend/virtualbus/models/class_bytes.h"
#include "core/backend/virtualbus/models/described_model.h"

namespace wb::backend::virtualbus {

namespace {

constexpr Byte kAudioClass = 0x01, kControl = 1, kStreaming = 2, kProtocol20 = 0x20;
constexpr Byte kPlaybackOut = 0x01, kFeedbackIn = 0x81, kRecordingIn = 0x82;
// Entities.
constexpr Byte kFromHost = 1, kOutputVolume = 2, kLineOut = 3, kHeadphones = 4;
constexpr Byte kMicrophone = 5, kDigitalIn = 6, kInputChoice = 7, kInputVolume = 8, kToHost = 9;
constexpr Byte kCrystal = 16, kDigitalClock = 17, kClockChoice = 18;
constexpr std::uint16_t kPacket = 56; // 7 frames of two 4-byte samples: 48 kHz in 125 µs, and one to spare

Bytes inputTerminal(Byte id, Byte typeLow, Byte typeHigh, Byte clock)
{
    return withLength(
        { kClassInterface, 0x02, id, typeLow, typeHigh, 0, clock, 2, 0x03, 0, 0, 0, 0, 0, 0, 0 }); // left and right
}

Bytes outputTerminal(Byte id, Byte typeLow, Byte typeHigh, Byte source)
{
    return withLength({ kClassInterface, 0x03, id, typeLow, typeHigh, 0, source, kClockChoice, 0, 0, 0 });
}

// Mute for all channels, volume for each.
Bytes featureUnit(Byte id, Byte source)
{
    return withLength({ kClassInterface, 0x06, id, source, 0x03, 0, 0, 0, 0x0c, 0, 0, 0, 0x0c, 0, 0, 0, 0 });
}

Bytes controlDescriptors()
{
    constexpr std::size_t kTotalAt = 6;
    constexpr Byte kIoBox = 0x08;
    return withTotal(kTotalAt,
        {
            withLength({ kClassInterface, 0x01, 0x00, 0x02, kIoBox, 0, 0, 0 }),
            withLength({ kClassInterface, 0x0a, kCrystal, 0x03, 0x07, 0, 0 }), // internal, programmable
            withLength({ kClassInterface, 0x0a, kDigitalClock, 0x00, 0x05, kDigitalIn, 0 }), // external
            withLength({ kClassInterface, 0x0b, kClockChoice, 2, kCrystal, kDigitalClock, 0x03, 0 }),
            inputTerminal(kFromHost, 0x01, 0x01, kClockChoice),
            featureUnit(kOutputVolume, kFromHost),
            outputTerminal(kLineOut, 0x03, 0x06, kOutputVolume),
            outputTerminal(kHeadphones, 0x02, 0x03, kOutputVolume),
            inputTerminal(kMicrophone, 0x01, 0x02, kClockChoice),
            inputTerminal(kDigitalIn, 0x05, 0x06, kDigitalClock),
            withLength({ kClassInterface, 0x05, kInputChoice, 2, kMicrophone, kDigitalIn, 0x03, 0 }),
            featureUnit(kInputVolume, kInputChoice),
            outputTerminal(kToHost, 0x01, 0x01, kInputVolume),
        });
}

InterfaceSpec control()
{
    InterfaceSpec spec;
    spec.association = withLength({ 0x0b, 0, 3, kAudioClass, 0, kProtocol20, 2 });
    spec.interfaceClass = kAudioClass;
    spec.interfaceSubClass = kControl;
    spec.interfaceProtocol = kProtocol20;
    spec.stringIndex = 2;
    spec.classDescriptors = controlDescriptors();
    return spec;
}

InterfaceSpec streaming(Byte number, Byte alternate, Byte terminal, std::vector<EndpointSpec> endpoints)
{
    InterfaceSpec spec;
    spec.number = number;
    spec.alternate = alternate;
    spec.interfaceClass = kAudioClass;
    spec.interfaceSubClass = kStreaming;
    spec.interfaceProtocol = kProtocol20;
    if (alternate == 1) {
        spec.classDescriptors = joined({
            withLength({ kClassInterface, 0x01, terminal, 0, 1, 0x01, 0, 0, 0, 2, 0x03, 0, 0, 0, 0 }), // PCM, stereo
            withLength({ kClassInterface, 0x02, 1, 4, 24 }), // type I, 24 bits in 4 bytes
        });
        spec.endpoints = std::move(endpoints);
    }
    return spec;
}

EndpointSpec dataEndpoint(Byte address)
{
    return { address, usb::TransferType::Isochronous, kPacket, 1, withLength({ kClassEndpoint, 0x01, 0, 0, 0, 0, 0 }) };
}

DescriptorSet descriptors()
{
    DeviceSpec device;
    device.deviceClass = 0xef; // with interface associations: USB 2.0 ECN "Interface Association Descriptors"
    device.deviceSubClass = 0x02;
    device.deviceProtocol = 0x01;
    device.productId = 0x0021;
    device.serialIndex = 3;
    const EndpointSpec feedback { kFeedbackIn, usb::TransferType::Isochronous, 4, 4 };
    ConfigurationSpec configuration;
    configuration.isSelfPowered = true;
    configuration.maxPowerMilliamps = 100;
    configuration.interfaces = { control(), streaming(1, 0, kFromHost, {}),
        streaming(1, 1, kFromHost, { dataEndpoint(kPlaybackOut), feedback }), streaming(2, 0, kToHost, {}),
        streaming(2, 1, kToHost, { dataEndpoint(kRecordingIn) }) };
    DescriptorSet set;
    set.device = buildDevice(device, 1);
    set.configurations = { buildConfiguration(configuration) };
    set.strings = { u"USB Workbench", u"Demo audio interface", u"AUDIO0001" };
    return set;
}

} // namespace

std::unique_ptr<DeviceModel> makeDemoAudioInterface()
{
    constexpr std::size_t kSilence = 48; // six frames
    return std::make_unique<DescribedModel>(descriptors(), Bytes(kSilence), std::vector<Byte> { kRecordingIn });
}

} // namespace wb::backend::virtualbus
