// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/device_builder.h"

namespace wb::test {

namespace {

class TestIds : public descriptors::UsbIds {
public:
    [[nodiscard]] std::string vendor(std::uint16_t vendorId) const override
    {
        return vendorId == 0xfffe ? "Demo vendor" : "";
    }
    [[nodiscard]] std::string product(std::uint16_t vendorId, std::uint16_t productId) const override
    {
        return vendorId == 0xfffe && productId == 0x0001 ? "Loopback device" : "";
    }
    [[nodiscard]] std::string className(std::uint8_t classCode) const override
    {
        switch (classCode) {
        case 0x03:
            return "Human Interface Device";
        case 0x09:
            return "Hub";
        case 0xff:
            return "Vendor Specific Class";
        default:
            return "Class " + hex(classCode, 2);
        }
    }
    [[nodiscard]] std::string subClassName(std::uint8_t, std::uint8_t) const override { return {}; }
    [[nodiscard]] std::string protocolName(std::uint8_t, std::uint8_t, std::uint8_t) const override { return {}; }
    [[nodiscard]] std::string name(descriptors::NameTable, std::uint16_t) const override { return {}; }
    [[nodiscard]] std::string hidUsage(std::uint16_t, std::uint16_t) const override { return {}; }
    [[nodiscard]] std::string language(std::uint16_t) const override { return {}; }
};

Bytes deviceDescriptor(const DeviceSketch& sketch)
{
    Bytes bytes { 18, 1, 0x00, 0x02, sketch.isHub ? Byte { 9 } : Byte { 0 }, 0, 0, 64 };
    appendLe16(bytes, sketch.vendorId);
    appendLe16(bytes, sketch.productId);
    appendLe16(bytes, 0x0100);
    bytes.insert(bytes.end(), { 1, 2, 3, 1 });
    return bytes;
}

Bytes configuration(const DeviceSketch& sketch)
{
    const Byte interfaceClass = sketch.isHub ? Byte { 9 } : sketch.interfaceClass;
    Bytes body;
    // clang-format off
        if (interfaceClass == 0xff) {
            body = { 9, 4, 0, 0, 2, 0xff, 0, 0, 0,
                     7, 5, 0x81, 2, 0x00, 0x02, 0,
                     7, 5, 0x01, 2, 0x00, 0x02, 0,
                     9, 4, 0, 1, 1, 0xff, 0, 0, 0,
                     7, 5, 0x83, 1, 0x00, 0x04, 1 };
        } else {
            body = { 9, 4, 0, 0, 1, interfaceClass, 0, 0, 0,
                     7, 5, 0x81, 3, 0x08, 0x00, 4 };
        }
    // clang-format on
    Bytes bytes { 9, 2 };
    appendLe16(bytes, static_cast<std::uint16_t>(9 + body.size()));
    bytes.insert(bytes.end(), { 1, 1, 0, 0x80, 50 });
    bytes.insert(bytes.end(), body.begin(), body.end());
    return bytes;
}

} // namespace

std::shared_ptr<usb::DeviceInfo> makeDevice(const DeviceSketch& sketch)
{
    auto device = std::make_shared<usb::DeviceInfo>();
    device->id = usb::nextDeviceId();
    device->backend = "test";
    device->path = usb::parsePortPath(sketch.path).value();
    device->address = 1;
    device->speed = sketch.speed;
    device->descriptor = usb::parseDeviceDescriptor(deviceDescriptor(sketch), device->problems);
    device->configurations.push_back(usb::parseConfiguration(configuration(sketch), device->problems));
    device->activeConfiguration = 1;
    device->product = sketch.product;
    if (!sketch.driver.empty())
        device->drivers.emplace_back(std::uint8_t { 0 }, sketch.driver);
    return device;
}

usb::DevicePtr makeRootHub(std::uint16_t bus)
{
    DeviceSketch sketch;
    sketch.path = "usb" + std::to_string(bus);
    sketch.vendorId = 0x1d6b;
    sketch.productId = 0x0002;
    sketch.product = "xHCI Host Controller";
    sketch.driver = "hub";
    sketch.isHub = true;
    return makeDevice(sketch);
}

const descriptors::UsbIds& testIds()
{
    static const TestIds ids;
    return ids;
}

} // namespace wb::test
