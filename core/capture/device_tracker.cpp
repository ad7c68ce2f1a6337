// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/device_tracker.h"

#include <algorithm>

namespace wb::capture {
namespace {

constexpr std::size_t kMaxDevices = 0xffff; // deviceIndex has 16 bits
constexpr std::uint8_t kTypeDevice = 1;
constexpr std::uint8_t kTypeConfiguration = 2;
constexpr std::uint8_t kTypeString = 3;
constexpr std::size_t kDeviceDescriptorSize = 18;
constexpr std::size_t kConfigurationHeaderSize = 9;

std::uint32_t keyOf(std::uint16_t bus, std::uint8_t address) { return (std::uint32_t { bus } << 8) | address; }

bool isGetDescriptor(const usb::SetupPacket& setup)
{
    return setup.bmRequestType == 0x80
        && setup.bRequest == static_cast<std::uint8_t>(usb::StandardRequest::GetDescriptor);
}

} // namespace

std::size_t DeviceTracker::add(LoggedDevice device)
{
    if (m_devices.size() == kMaxDevices)
        return kMaxDevices - 1; // a file with that many devices is not one that a person made
    m_devices.push_back(std::move(device));
    return m_devices.size() - 1;
}

std::optional<std::size_t> DeviceTracker::addOwn(LoggedDevice device)
{
    if (m_devices.size() == kMaxDevices)
        return std::nullopt;
    return add(std::move(device));
}

std::size_t DeviceTracker::deviceAt(std::uint16_t bus, std::uint8_t address)
{
    const auto found = m_current.find(keyOf(bus, address));
    if (found != m_current.end())
        return found->second;
    LoggedDevice device;
    device.bus = bus;
    device.address = address;
    const std::size_t index = add(std::move(device));
    m_current.emplace(keyOf(bus, address), index);
    return index;
}

void DeviceTracker::onPreamble(std::size_t device, const usb::SetupPacket& setup, ByteView data)
{
    if (!isGetDescriptor(setup))
        return;
    std::vector<std::string> problems; // the descriptor views find and show them again
    LoggedDevice& known = m_devices[device];
    if ((setup.wValue >> 8) == kTypeDevice)
        known.descriptor = usb::parseDeviceDescriptor(data, problems);
    else if ((setup.wValue >> 8) == kTypeConfiguration)
        known.configurations.push_back(usb::parseConfiguration(data, problems));
}

void DeviceTracker::onAnswer(std::uint16_t bus, std::uint8_t address, const usb::SetupPacket& setup, ByteView data)
{
    if (!isGetDescriptor(setup))
        return;
    switch (setup.wValue >> 8) {
    case kTypeDevice:
        learnDevice(bus, address, data);
        break;
    case kTypeConfiguration:
        learnConfiguration(m_devices[deviceAt(bus, address)], data);
        break;
    case kTypeString:
        if (setup.wIndex != 0)
            learnString(m_devices[deviceAt(bus, address)], static_cast<std::uint8_t>(setup.wValue & 0xff), data);
        break;
    default:
        break;
    }
}

void DeviceTracker::learnDevice(std::uint16_t bus, std::uint8_t address, ByteView data)
{
    if (data.size() < kDeviceDescriptorSize || data[0] < kDeviceDescriptorSize || data[1] != kTypeDevice)
        return; // the first eight bytes alone, as hosts ask for them before they know bMaxPacketSize0
    const ByteView raw = data.first(kDeviceDescriptorSize);
    const Bytes& known = m_devices[deviceAt(bus, address)].descriptor.raw;
    if (std::equal(raw.begin(), raw.end(), known.begin(), known.end()))
        return;
    if (!known.empty()) {
        LoggedDevice next;
        next.bus = bus;
        next.address = address;
        m_current[keyOf(bus, address)] = add(std::move(next));
    }
    std::vector<std::string> problems;
    m_devices[deviceAt(bus, address)].descriptor = usb::parseDeviceDescriptor(raw, problems);
}

void DeviceTracker::learnConfiguration(LoggedDevice& device, ByteView data)
{
    if (data.size() < kConfigurationHeaderSize || data[1] != kTypeConfiguration)
        return;
    const std::size_t total = readLe(data, 2, 2).value_or(0);
    if (total < kConfigurationHeaderSize || total > data.size())
        return;
    std::vector<std::string> problems;
    usb::ConfigurationInfo configuration = usb::parseConfiguration(data.first(total), problems);
    const auto same = std::find_if(device.configurations.begin(), device.configurations.end(),
        [&](const usb::ConfigurationInfo& known) { return known.value == configuration.value; });
    if (same == device.configurations.end())
        device.configurations.push_back(std::move(configuration));
    else if (same->raw != configuration.raw)
        *same = std::move(configuration);
}

void DeviceTracker::learnString(LoggedDevice& device, std::uint8_t index, ByteView data)
{
    if (index == 0 || data.size() < 2 || data[1] != kTypeString)
        return;
    const std::size_t length = std::min<std::size_t>(data[0], data.size());
    const std::string text = length > 2 ? utf16LeToUtf8(data.subspan(2, length - 2)) : std::string();
    if (index == device.descriptor.productIndex)
        device.product = text;
    else if (index == device.descriptor.serialIndex)
        device.serial = text;
}

} // namespace wb::capture
