// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/cli/sample_device.h"

namespace wb::test {
namespace {

// clang-format off
const Bytes kDescriptors {
    0x12, 0x01, 0x00, 0x02, 0xef, 0x02, 0x01, 0x40, 0x09, 0x12, 0xef, 0xbe, 0x10, 0x01, 0x01, 0x02, 0x03, 0x01, // device
    0x09, 0x02, 0x37, 0x00, 0x01, 0x01, 0x00, 0xa0, 0x32, // configuration 1: 55 bytes, 100 mA
    0x09, 0x04, 0x00, 0x00, 0x02, 0x03, 0x00, 0x00, 0x00, // interface 0, alternate setting 0: HID
    0x07, 0x05, 0x81, 0x03, 0x08, 0x00, 0x0a,             // EP1 IN interrupt, 8 bytes
    0x07, 0x05, 0x02, 0x02, 0x00, 0x02, 0x00,             // EP2 OUT bulk, 512 bytes
    0x09, 0x04, 0x00, 0x01, 0x02, 0xff, 0x00, 0x00, 0x00, // interface 0, alternate setting 1: vendor
    0x07, 0x05, 0x83, 0x01, 0x00, 0x04, 0x01,             // EP3 IN isochronous, 1024 bytes
    0x07, 0x05, 0x04, 0x02, 0x00, 0x02, 0x00,             // EP4 OUT bulk, 512 bytes
};
// clang-format on

} // namespace

usb::DeviceInfo sampleDevice()
{
    usb::DescriptorBlob blob = usb::parseDescriptorBlob(kDescriptors);
    usb::DeviceInfo device;
    device.id = usb::nextDeviceId();
    device.path = { 1, { 1, 2 } };
    device.address = 7;
    device.speed = usb::Speed::High;
    device.descriptor = std::move(blob.device);
    device.configurations = std::move(blob.configurations);
    device.problems = std::move(blob.problems);
    device.activeConfiguration = 1;
    device.manufacturer = "Maker";
    device.product = "Sample \x1b[31m";
    device.serial = "S1";
    device.drivers = { { std::uint8_t { 0 }, "usbhid" } };
    return device;
}

usb::DevicePtr sampleAt(const char* path, std::uint16_t product, const char* serial)
{
    usb::DeviceInfo device = sampleDevice();
    device.path = usb::parsePortPath(path).value_or(usb::PortPath {});
    device.descriptor.productId = product;
    device.product = "Plain";
    device.serial = serial;
    return std::make_shared<const usb::DeviceInfo>(std::move(device));
}

} // namespace wb::test
