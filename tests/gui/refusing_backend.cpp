// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/refusing_backend.h"

namespace wb::test {

namespace {

// clang-format off
constexpr std::array<Byte, 18> kDevice {
    0x12, 0x01, 0x00, 0x02, 0x00, 0x00, 0x00, 0x40, 0x34, 0x12, 0x78, 0x56, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01 };
constexpr std::array<Byte, 25> kConfiguration {
    0x09, 0x02, 0x19, 0x00, 0x01, 0x01, 0x00, 0x80, 0x32, // configuration 1
    0x09, 0x04, 0x00, 0x00, 0x01, 0x03, 0x00, 0x00, 0x00, // interface 0, HID
    0x07, 0x05, 0x81, 0x03, 0x08, 0x00, 0x0a };           // 0x81 interrupt
constexpr std::array<Byte, 25> kDiskConfiguration {
    0x09, 0x02, 0x19, 0x00, 0x01, 0x01, 0x00, 0x80, 0x32,
    0x09, 0x04, 0x00, 0x00, 0x01, 0x08, 0x06, 0x50, 0x00, // mass storage, SCSI, bulk-only
    0x07, 0x05, 0x02, 0x02, 0x40, 0x00, 0x00 };           // 0x02 bulk
constexpr std::array<Byte, 57> kCameraConfiguration {
    0x09, 0x02, 0x39, 0x00, 0x01, 0x01, 0x00, 0x80, 0x32,
    0x09, 0x04, 0x00, 0x00, 0x01, 0x0e, 0x02, 0x00, 0x00, // video streaming
    0x07, 0x05, 0x81, 0x05, 0x00, 0x00, 0x01,             // 0x81 isochronous, no bandwidth
    0x09, 0x04, 0x00, 0x01, 0x01, 0x0e, 0x02, 0x00, 0x00, 0x07, 0x05, 0x81, 0x05, 0xc0, 0x00, 0x01,
    0x09, 0x04, 0x00, 0x02, 0x01, 0x0e, 0x02, 0x00, 0x00, 0x07, 0x05, 0x81, 0x05, 0xe8, 0x03, 0x01 };
// clang-format on

ByteView configurationOf(RefusingBackend::Device which)
{
    switch (which) {
    case RefusingBackend::Device::Disk:
        return kDiskConfiguration;
    case RefusingBackend::Device::Camera:
        return kCameraConfiguration;
    case RefusingBackend::Device::Keyboard:
        break;
    }
    return kConfiguration;
}

} // namespace

RefusingBackend::RefusingBackend(ErrorKind kind, std::string driver, Device which, std::string systemPath)
    : m_kind(kind)
{
    auto device = std::make_shared<usb::DeviceInfo>();
    device->id = usb::nextDeviceId();
    device->backend = "refusing";
    device->path = { 9, { 1 } };
    device->address = 2;
    device->speed = usb::Speed::Full;
    device->descriptor = usb::parseDeviceDescriptor(kDevice, device->problems);
    device->configurations.push_back(usb::parseConfiguration(configurationOf(which), device->problems));
    device->activeConfiguration = 1;
    device->product = "Guarded device";
    device->systemPath = std::move(systemPath);
    if (!driver.empty())
        device->drivers.emplace_back(std::uint8_t { 0 }, std::move(driver));
    m_device = std::move(device);
}

Status RefusingBackend::start(backend::Listener&) { return {}; }

void RefusingBackend::runOnce(std::chrono::milliseconds cap)
{
    std::unique_lock lock(m_mutex);
    m_woken.wait_for(lock, cap, [this] { return m_isWoken; });
    m_isWoken = false;
}

void RefusingBackend::wake() noexcept
{
    const std::lock_guard lock(m_mutex);
    m_isWoken = true;
    m_woken.notify_one();
}

Result<std::vector<usb::DevicePtr>> RefusingBackend::devices() { return std::vector<usb::DevicePtr> { m_device }; }

Result<std::unique_ptr<backend::DeviceHandle>> RefusingBackend::open(usb::DeviceId)
{
    return fail(m_kind, "open 9-1", "1234:5678 at 9-1");
}

} // namespace wb::test
