// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/device_match.h"

#include <algorithm>
#include <set>

namespace wb::cli {
namespace {

bool matches(const usb::DeviceInfo& device, const DeviceSelector& selector)
{
    if (selector.path)
        return device.path == *selector.path;
    return device.descriptor.vendorId == selector.vendorId && device.descriptor.productId == selector.productId
        && (!selector.serial || device.serial == *selector.serial);
}

std::string describeCandidate(const usb::DeviceInfo& device)
{
    const std::string serial = device.serial.empty() ? std::string() : " serial " + escapeForDisplay(device.serial);
    return usb::toString(device.path) + " " + device.displayName() + serial;
}

std::string countOf(std::size_t count, const std::string& what)
{
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string describeEndpoints(const usb::ConfigurationInfo& configuration)
{
    std::set<std::uint8_t> addresses;
    for (const usb::InterfaceInfo& interface : configuration.interfaces)
        for (const usb::AlternateSetting& setting : interface.alternates)
            for (const usb::EndpointInfo& endpoint : setting.endpoints)
                addresses.insert(endpoint.address.value);
    std::string text;
    for (const std::uint8_t address : addresses)
        text += (text.empty() ? " has 0x" : ", 0x") + hex(address, 2);
    return text.empty() ? " has no endpoints" : text;
}

} // namespace

Result<usb::DevicePtr> matchDevice(std::span<const usb::DevicePtr> devices, const DeviceSelector& selector)
{
    const std::string operation = "find device " + escapeForDisplay(selector.text);
    std::vector<usb::DevicePtr> candidates;
    for (const usb::DevicePtr& device : devices)
        if (matches(*device, selector))
            candidates.push_back(device);
    if (candidates.size() == 1)
        return candidates.front();
    if (candidates.empty())
        return fail(ErrorKind::NotFound, operation, countOf(devices.size(), "device") + " attached, none is this");
    std::string list;
    for (const usb::DevicePtr& device : sortedByPath(std::move(candidates)))
        list += (list.empty() ? "" : "; ") + describeCandidate(*device);
    return fail(ErrorKind::InvalidArgument, operation, "several devices match: " + list);
}

std::vector<usb::DevicePtr> sortedByPath(std::vector<usb::DevicePtr> devices)
{
    std::stable_sort(devices.begin(), devices.end(),
        [](const usb::DevicePtr& a, const usb::DevicePtr& b) { return a->path < b->path; });
    return devices;
}

Result<EndpointPlace> locateEndpoint(
    const usb::DeviceInfo& device, usb::EndpointAddress address, std::optional<std::uint8_t> alternate)
{
    const std::string operation = "find endpoint 0x" + hex(address.value, 2) + " of " + nameOf(device);
    const usb::ConfigurationInfo* configuration = device.active();
    if (configuration == nullptr)
        return fail(ErrorKind::NotFound, operation, "the device is not configured");
    for (const usb::InterfaceInfo& interface : configuration->interfaces)
        for (const usb::AlternateSetting& setting : interface.alternates)
            for (const usb::EndpointInfo& endpoint : setting.endpoints)
                if (endpoint.address == address && (!alternate || *alternate == setting.number))
                    return EndpointPlace { &setting, &endpoint };
    const std::string where = alternate ? "not in alternate setting " + std::to_string(*alternate) + "; " : "";
    return fail(ErrorKind::NotFound, operation, where + "the device" + describeEndpoints(*configuration));
}

std::string nameOf(const usb::DeviceInfo& device)
{
    return usb::toString(device.path) + " "
        + usb::formatVidPid(device.descriptor.vendorId, device.descriptor.productId);
}

} // namespace wb::cli
