// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/device_attributes.h"

namespace wb::descriptors {
namespace {

void addNumber(std::vector<DeviceAttribute>& attributes, std::string_view name, std::uint64_t number)
{
    attributes.push_back({ std::string(name), std::to_string(number), number });
}

void addText(std::vector<DeviceAttribute>& attributes, std::string_view name, std::string_view text)
{
    if (!text.empty())
        attributes.push_back({ std::string(name), escapeForDisplay(text), std::nullopt });
}

std::string joined(const std::vector<std::uint8_t>& ports)
{
    std::string text;
    for (const std::uint8_t port : ports)
        text += (text.empty() ? "" : ".") + std::to_string(port);
    return text;
}

} // namespace

std::vector<DeviceAttribute> attributesOf(const usb::DeviceInfo& device)
{
    std::vector<DeviceAttribute> attributes;
    if (device.path.bus != 0)
        addNumber(attributes, "bus", device.path.bus);
    if (device.address != 0)
        addNumber(attributes, "address", device.address);
    if (!device.path.isRootHub())
        addNumber(attributes, "port_number", device.path.ports.back());
    addText(attributes, "port_numbers", joined(device.path.ports));
    if (device.speed != usb::Speed::Unknown)
        attributes.push_back(
            { "speed", std::string(usb::shortName(device.speed)), static_cast<std::uint64_t>(device.speed) });
    addText(attributes, "manufacturer", device.manufacturer);
    addText(attributes, "product", device.product);
    addText(attributes, "serial_number", device.serial);
    return attributes;
}

} // namespace wb::descriptors
