// SPDX-License-Identifier: GPL-3.0-or-later
// The billboard of described_model.h: Billboard 1.2.1 §3.1, USB 3.2 §9.6.2, WebUSB §4, Microsoft OS 2.0 Descriptors.
#include "core/backend/virtualbus/models/class_bytes.h"
#include "core/backend/virtualbus/models/described_model.h"

namespace wb::backend::virtualbus {

namespace {

constexpr Byte kBillboardClass = 0x11, kCapability = 0x10;
constexpr Byte kUrlRequest = 0x21, kWindowsRequest = 0x22;
constexpr Byte kProductUrl = 3, kDisplayMode = 4, kVendorMode = 5; // strings

// Header, compatible ID "WINUSB".
Bytes windowsSet()
{
    return withTotal(8,
        {
            { 10, 0, 0, 0, 0, 0, 3, 6, 0, 0 },
            { 20, 0, 3, 0, 'W', 'I', 'N', 'U', 'S', 'B', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
        });
}

Bytes url()
{
    constexpr Byte kHttps = 1;
    return withLength({ 3, kHttps, 'e', 'x', 'a', 'm', 'p', 'l', 'e', '.', 'c', 'o', 'm', '/', 'd', 'o', 'c', 'k' });
}

// DisplayPort was tried without success, the vendor's mode not at all.
Bytes billboard()
{
    constexpr std::size_t kOtherModes = 31; // of bmConfigured
    const Bytes head { kCapability, 0x0d, kProductUrl, 2, 0, 0x00, 0x80, 0x06 };
    const Bytes tail { 0x21, 0x01, 0, 0, 0x01, 0xff, 0, kDisplayMode, 0xfe, 0xff, 0, kVendorMode };
    const auto length = static_cast<Byte>(1 + head.size() + kOtherModes + tail.size());
    return joined({ { length }, head, Bytes(kOtherModes, 0), tail });
}

Bytes bos()
{
    return withTotal(2,
        {
            { 5, kBosDescriptor, 0, 0, 7 },
            withLength({ kCapability, 0x02, 0x02, 0, 0, 0 }),
            withLength({ kCapability, 0x04, 0, 0x6a, 0x1c, 0x9d, 0x3e, 0x55, 0x2b, 0x4f, 0x47, 0x8d, 0x11, 0x20, 0xc4,
                0x7e, 0x90, 0x33, 0x08 }),
            billboard(),
            withLength({ kCapability, 0x0f, 0, 0x05, 0x0c, 0x00, 0x00 }),
            withLength({ kCapability, 0x0f, 1, 0x01, 0x00, 0x00, 0x00 }),
            withLength({ kCapability, 0x05, 0, 0x38, 0xb6, 0x08, 0x34, 0xa9, 0x09, 0xa0, 0x47, 0x8b, 0xfd, 0xa0, 0x76,
                0x88, 0x15, 0xb6, 0x65, 0x00, 0x01, kUrlRequest, 1 }),
            withLength({ kCapability, 0x05, 0, 0xdf, 0x60, 0xdd, 0xd8, 0x89, 0x45, 0xc7, 0x4c, 0x9c, 0xd2, 0x65, 0x9d,
                0x9e, 0x64, 0x8a, 0x9f, 0, 0, 3, 6, static_cast<Byte>(windowsSet().size()), 0, kWindowsRequest, 0 }),
        });
}

DescriptorSet descriptors()
{
    DeviceSpec device;
    device.bcdUsb = 0x0201;
    device.deviceClass = kBillboardClass;
    device.productId = 0x0023;
    InterfaceSpec interface;
    interface.interfaceClass = kBillboardClass;
    ConfigurationSpec configuration;
    configuration.interfaces = { interface };
    DescriptorSet set;
    set.speed = usb::Speed::Full;
    set.device = buildDevice(device, 1);
    set.configurations = { buildConfiguration(configuration) };
    set.bos = bos();
    set.strings = { u"USB Workbench", u"Demo billboard", u"https://example.com/dock", u"DisplayPort", u"Vendor mode" };
    return set;
}

} // namespace

std::unique_ptr<DeviceModel> makeDemoBillboard()
{
    return std::make_unique<DescribedModel>(descriptors(), Bytes {}, std::vector<Byte> {},
        std::vector<FixedAnswer> { { 0xc0, kUrlRequest, 1, 2, url() }, { 0xc0, kWindowsRequest, 0, 7, windowsSet() } });
}

} // namespace wb::backend::virtualbus
