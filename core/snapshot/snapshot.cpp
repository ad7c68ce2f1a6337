// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/snapshot/snapshot.h"

#include "core/usb/names.h"

namespace wb::snapshot {

using usb::DescriptorSection;
using usb::SectionKind;

namespace {

constexpr std::size_t kDeviceDescriptorLength = 18;

// A configuration that was kept alone is found behind a blank device descriptor, which is taken away again.
void readDescriptors(ByteView bytes, usb::DeviceInfo& info)
{
    const bool isAlone = bytes.size() >= 2 && bytes[1] == static_cast<std::uint8_t>(usb::DescriptorType::Configuration);
    Bytes padded;
    if (isAlone) {
        padded.resize(kDeviceDescriptorLength);
        padded.insert(padded.end(), bytes.begin(), bytes.end());
    }
    usb::DescriptorBlob blob = usb::parseDescriptorBlob(isAlone ? ByteView(padded) : bytes);
    if (!isAlone)
        info.descriptor = std::move(blob.device);
    info.configurations = std::move(blob.configurations);
}

} // namespace

Device toDevice(const usb::DeviceInfo& info, std::span<const DescriptorSection> sections)
{
    Device device;
    device.backend = info.backend;
    device.path = info.path;
    device.address = info.address;
    device.speed = info.speed;
    device.activeConfiguration = info.activeConfiguration;
    device.manufacturer = info.manufacturer;
    device.product = info.product;
    device.serial = info.serial;
    device.drivers = info.drivers;
    device.systemPath = info.systemPath;
    device.deviceNode = info.deviceNode;
    device.problems = info.problems;
    DescriptorSection own { SectionKind::Device, 0, 0, info.descriptor.raw };
    for (const usb::ConfigurationInfo& configuration : info.configurations)
        own.bytes.insert(own.bytes.end(), configuration.raw.begin(), configuration.raw.end());
    if (!own.bytes.empty())
        device.sections.push_back(std::move(own));
    for (const DescriptorSection& section : sections)
        if (section.kind != SectionKind::Device)
            device.sections.push_back(section);
    return device;
}

Snapshot takeSnapshot(std::span<const Source> sources, const Circumstances& circumstances)
{
    Snapshot snapshot;
    snapshot.program = circumstances.program;
    snapshot.time = circumstances.time;
    snapshot.system = circumstances.system;
    snapshot.devices.reserve(sources.size());
    for (const Source& source : sources)
        snapshot.devices.push_back(toDevice(*source.device, source.sections));
    return snapshot;
}

std::vector<Source> sourcesOf(std::span<const usb::DevicePtr> devices)
{
    std::vector<Source> sources;
    sources.reserve(devices.size());
    for (const usb::DevicePtr& device : devices)
        sources.push_back({ device, device->sections });
    return sources;
}

usb::DeviceInfo toDeviceInfo(const Device& device)
{
    usb::DeviceInfo info;
    info.backend = device.backend;
    info.path = device.path;
    info.address = device.address;
    info.speed = device.speed;
    info.activeConfiguration = device.activeConfiguration;
    info.manufacturer = device.manufacturer;
    info.product = device.product;
    info.serial = device.serial;
    info.drivers = device.drivers;
    info.systemPath = device.systemPath;
    info.deviceNode = device.deviceNode;
    info.problems = device.problems;
    bool hasDescriptors = false;
    for (const DescriptorSection& section : device.sections) {
        if (section.kind != SectionKind::Device) {
            info.sections.push_back(section);
        } else if (!hasDescriptors) {
            hasDescriptors = true;
            readDescriptors(section.bytes, info);
        }
    }
    return info;
}

descriptors::DescriptorSet descriptorSetOf(const Device& device)
{
    return { device.speed, device.sections, descriptors::systemStrings(toDeviceInfo(device)) };
}

std::string titleOf(const Device& device)
{
    const usb::DeviceInfo info = toDeviceInfo(device);
    const std::string ids = usb::formatVidPid(info.descriptor.vendorId, info.descriptor.productId);
    const std::string name = info.displayName();
    return (device.isImported() ? std::string() : usb::toString(device.path) + " ") + ids
        + (name == ids ? std::string() : " " + name);
}

} // namespace wb::snapshot
