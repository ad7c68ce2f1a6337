// SPDX-License-Identifier: GPL-3.0-or-later
// The camera of described_model.h: UVC 1.5 tables 3-3 to 3-18, payload specifications §3.1.
#include "core/backend/virtualbus/models/class_bytes.h"
#include "core/backend/virtualbus/models/described_model.h"

namespace wb::backend::virtualbus {

namespace {

constexpr Byte kVideoClass = 0x0e, kControl = 1, kStreaming = 2, kProtocol15 = 1;
constexpr Byte kPictureIn = 0x81, kEncodedIn = 0x82, kStatusIn = 0x83;
constexpr Byte kCamera = 1, kProcessing = 2, kExtension = 3, kEncoding = 4, kPictureOut = 5, kEncodedOut = 6;
constexpr std::uint32_t kFrameInterval = 333'333; // 30 frames a second, in 100 ns

Byte low(std::uint32_t value) { return static_cast<Byte>(value); }
Byte high(std::uint32_t value) { return static_cast<Byte>(value >> 8); }

Bytes word32(std::uint32_t value)
{
    Bytes out;
    appendLe32(out, value);
    return out;
}

Bytes controlDescriptors()
{
    constexpr std::size_t kTotalAt = 5;
    return withTotal(kTotalAt,
        {
            withLength({ kClassInterface, 0x01, 0x50, 0x01, 0, 0, 0, 0, 0, 0, 2, 1, 2 }),
            withLength({ kClassInterface, 0x02, kCamera, 0x01, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0x2e, 0x0a, 0x02 }),
            withLength({ kClassInterface, 0x05, kProcessing, kCamera, 0, 0x40, 3, 0x5b, 0x17, 0x00, 0, 0 }),
            withLength({ kClassInterface, 0x06, kExtension, 0x1e, 0x52, 0x0c, 0x47, 0x5a, 0xb1, 0x4b, 0x4b, 0x90, 0x2e,
                0x5c, 0x33, 0x85, 0x8e, 0x70, 0x4d, 4, 1, kProcessing, 1, 0x0f, 0 }),
            withLength({ kClassInterface, 0x07, kEncoding, kExtension, 0, 3, 0x6f, 0x04, 0x00, 0x64, 0x04, 0x00 }),
            withLength({ kClassInterface, 0x03, kPictureOut, 0x01, 0x01, 0, kExtension, 0 }),
            withLength({ kClassInterface, 0x03, kEncodedOut, 0x01, 0x01, 0, kEncoding, 0 }),
        });
}

// A frame of an uncompressed (0x05), MJPEG (0x07) or frame-based (0x11) format with one interval.
Bytes frame(Byte subtype, Byte index, std::uint32_t width, std::uint32_t height)
{
    constexpr Byte kFrameBased = 0x11;
    const std::uint32_t bits = width * height * 16;
    const Bytes size = subtype == kFrameBased ? Bytes {} : word32(bits / 8);
    const Bytes perLine = subtype == kFrameBased ? word32(0) : Bytes {};
    Bytes body = joined({ { kClassInterface, subtype, index, 0, low(width), high(width), low(height), high(height) },
        word32(bits), word32(bits * 30), size, word32(kFrameInterval), { 1 }, perLine, word32(kFrameInterval) });
    body.insert(body.begin(), static_cast<Byte>(body.size() + 1));
    return body;
}

Bytes pictureDescriptors()
{
    constexpr std::size_t kTotalAt = 4;
    return withTotal(kTotalAt,
        {
            withLength({ kClassInterface, 0x01, 2, 0, 0, kPictureIn, 0, kPictureOut, 0, 0, 0, 1, 0, 0 }),
            withLength({ kClassInterface, 0x06, 1, 4, 1, 3, 0, 0, 0, 0 }),
            frame(0x07, 1, 640, 480),
            frame(0x07, 2, 1280, 720),
            frame(0x07, 3, 1920, 1080),
            frame(0x07, 4, 2560, 1440),
            withLength({ kClassInterface, 0x04, 2, 2, 'Y', 'U', 'Y', '2', 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00,
                0xaa, 0x00, 0x38, 0x9b, 0x71, 16, 1, 0, 0, 0, 0 }),
            frame(0x05, 1, 640, 480),
            frame(0x05, 2, 320, 240),
            withLength({ kClassInterface, 0x0d, 1, 1, 4 }),
        });
}

Bytes encodedDescriptors()
{
    constexpr std::size_t kTotalAt = 4;
    return withTotal(kTotalAt,
        {
            withLength({ kClassInterface, 0x01, 1, 0, 0, kEncodedIn, 0, kEncodedOut, 0, 0, 0, 1, 0 }),
            withLength({ kClassInterface, 0x10, 1, 2, 'H', '2', '6', '4', 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00,
                0xaa, 0x00, 0x38, 0x9b, 0x71, 0, 1, 0, 0, 0, 0, 1 }),
            frame(0x11, 1, 1280, 720),
            frame(0x11, 2, 1920, 1080),
        });
}

InterfaceSpec control()
{
    InterfaceSpec spec;
    spec.association = withLength({ 0x0b, 0, 3, kVideoClass, 3, 0, 2 });
    spec.interfaceClass = kVideoClass;
    spec.interfaceSubClass = kControl;
    spec.interfaceProtocol = kProtocol15;
    spec.stringIndex = 2;
    spec.classDescriptors = controlDescriptors();
    spec.endpoints
        = { { kStatusIn, usb::TransferType::Interrupt, 16, 8, withLength({ kClassEndpoint, 0x03, 16, 0 }) } };
    return spec;
}

InterfaceSpec streaming(Byte number, Byte alternate, Byte endpoint, Bytes classDescriptors)
{
    InterfaceSpec spec;
    spec.number = number;
    spec.alternate = alternate;
    spec.interfaceClass = kVideoClass;
    spec.interfaceSubClass = kStreaming;
    spec.interfaceProtocol = kProtocol15;
    spec.classDescriptors = std::move(classDescriptors);
    if (alternate == 1)
        spec.endpoints = { { endpoint, usb::TransferType::Isochronous, 1024, 1 } };
    return spec;
}

DescriptorSet descriptors()
{
    DeviceSpec device;
    device.deviceClass = 0xef; // with interface associations: USB 2.0 ECN "Interface Association Descriptors"
    device.deviceSubClass = 0x02;
    device.deviceProtocol = 0x01;
    device.productId = 0x0020;
    device.serialIndex = 3;
    ConfigurationSpec configuration;
    configuration.maxPowerMilliamps = 500;
    configuration.interfaces
        = { control(), streaming(1, 0, kPictureIn, pictureDescriptors()), streaming(1, 1, kPictureIn, {}),
              streaming(2, 0, kEncodedIn, encodedDescriptors()), streaming(2, 1, kEncodedIn, {}) };
    DescriptorSet set;
    set.device = buildDevice(device, 1);
    set.configurations = { buildConfiguration(configuration) };
    set.strings = { u"USB Workbench", u"Demo camera", u"CAM0001" };
    return set;
}

} // namespace

std::unique_ptr<DeviceModel> makeDemoCamera()
{
    constexpr Byte kEndOfHeader = 0x80; // UVC 1.5 table 2-5
    return std::make_unique<DescribedModel>(
        descriptors(), Bytes { 2, kEndOfHeader }, std::vector<Byte> { kPictureIn, kEncodedIn });
}

} // namespace wb::backend::virtualbus
