// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/host_requests.h"

#include "core/backend/virtualbus/descriptor_builder.h"
#include "core/usb/names.h"

namespace wb::backend::virtualbus {

namespace {

constexpr std::uint16_t kFeatureEndpointHalt = 0;
constexpr std::uint8_t kHidReportDescriptor = static_cast<std::uint8_t>(usb::DescriptorType::HidReport);

usb::SetupPacket standardOut(
    usb::Recipient recipient, usb::StandardRequest request, std::uint16_t value, std::uint16_t index)
{
    return { usb::makeRequestType(usb::Direction::Out, usb::RequestType::Standard, recipient),
        static_cast<std::uint8_t>(request), value, index, 0 };
}

Bytes read(DeviceModel& model, const usb::SetupPacket& setup, BusTime time)
{
    return model.control(setup, {}, time).data;
}

std::string readString(DeviceModel& model, std::uint8_t index, BusTime time)
{
    if (index == 0)
        return {};
    const Bytes raw = read(model, getDescriptorRequest(kStringDescriptor, index, kEnglish, 255), time);
    return raw.size() < 2 ? std::string() : utf16LeToUtf8(ByteView(raw).subspan(2));
}

// As the kernel keeps them: the device descriptor, then every configuration.
Bytes readDescriptors(DeviceModel& model, BusTime time)
{
    Bytes blob = read(model, getDescriptorRequest(kDeviceDescriptor, 0, 0, 18), time);
    const std::size_t configurationCount = blob.empty() ? 0 : blob.back();
    for (std::size_t i = 0; i < configurationCount; ++i) {
        const auto index = static_cast<std::uint8_t>(i);
        const Bytes head = read(model, getDescriptorRequest(kConfigurationDescriptor, index, 0, 9), time);
        const auto total = static_cast<std::uint16_t>(readLe(head, 2, 2).value_or(0));
        const Bytes raw = read(model, getDescriptorRequest(kConfigurationDescriptor, index, 0, total), time);
        blob.insert(blob.end(), raw.begin(), raw.end());
    }
    return blob;
}

// The report descriptors that a HID driver reads when it binds, which a system then knows without asking again.
void readHidReports(DeviceModel& model, usb::DeviceInfo& info, BusTime time)
{
    constexpr std::uint8_t kHidClass = 0x03;
    constexpr std::uint16_t kMostBytes = 4096;
    const usb::ConfigurationInfo* active = info.active();
    if (active == nullptr)
        return;
    for (const usb::InterfaceInfo& interface : active->interfaces) {
        if (interface.alternates.front().interfaceClass != kHidClass)
            continue;
        usb::SetupPacket setup = getDescriptorRequest(kHidReportDescriptor, 0, interface.number, kMostBytes);
        setup.bmRequestType
            = usb::makeRequestType(usb::Direction::In, usb::RequestType::Standard, usb::Recipient::Interface);
        if (Bytes report = read(model, setup, time); !report.empty())
            info.sections.push_back({ usb::SectionKind::HidReport, interface.number, 0, std::move(report) });
    }
}

} // namespace

usb::SetupPacket setAddressRequest(std::uint8_t address)
{
    return standardOut(usb::Recipient::Device, usb::StandardRequest::SetAddress, address, 0);
}

usb::SetupPacket setConfigurationRequest(std::uint8_t value)
{
    return standardOut(usb::Recipient::Device, usb::StandardRequest::SetConfiguration, value, 0);
}

usb::SetupPacket setInterfaceRequest(std::uint8_t number, std::uint8_t alternate)
{
    return standardOut(usb::Recipient::Interface, usb::StandardRequest::SetInterface, alternate, number);
}

usb::SetupPacket clearHaltRequest(usb::EndpointAddress endpoint)
{
    return standardOut(
        usb::Recipient::Endpoint, usb::StandardRequest::ClearFeature, kFeatureEndpointHalt, endpoint.value);
}

usb::SetupPacket getDescriptorRequest(
    std::uint8_t type, std::uint8_t index, std::uint16_t language, std::uint16_t length)
{
    return { usb::makeRequestType(usb::Direction::In, usb::RequestType::Standard, usb::Recipient::Device),
        static_cast<std::uint8_t>(usb::StandardRequest::GetDescriptor), static_cast<std::uint16_t>(type << 8 | index),
        language, length };
}

usb::DeviceInfo enumerate(DeviceModel& model, usb::PortPath path, std::uint8_t address, BusTime time)
{
    model.busReset(time);
    usb::DeviceInfo info;
    if (model.control(setAddressRequest(address), {}, time).handshake != Handshake::Ack)
        info.problems.emplace_back("The device did not accept an address.");
    usb::DescriptorBlob parsed = usb::parseDescriptorBlob(readDescriptors(model, time));
    info.id = usb::nextDeviceId();
    info.backend = "virtualbus";
    info.path = std::move(path);
    info.address = address;
    info.speed = model.speed();
    info.descriptor = std::move(parsed.device);
    info.configurations = std::move(parsed.configurations);
    info.problems.insert(info.problems.end(), parsed.problems.begin(), parsed.problems.end());
    info.manufacturer = readString(model, info.descriptor.manufacturerIndex, time);
    info.product = readString(model, info.descriptor.productIndex, time);
    info.serial = readString(model, info.descriptor.serialIndex, time);
    if (!info.configurations.empty()) {
        const std::uint8_t first = info.configurations.front().value;
        if (model.control(setConfigurationRequest(first), {}, time).handshake == Handshake::Ack)
            info.activeConfiguration = first;
    }
    readHidReports(model, info, time);
    return info;
}

} // namespace wb::backend::virtualbus
