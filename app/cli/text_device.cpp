// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/device_match.h"
#include "app/cli/text.h"
#include "core/descriptors/usb_ids.h"

#include <algorithm>
#include <array>

namespace wb::cli {
namespace {

std::string drivers(const usb::DeviceInfo& device)
{
    std::vector<std::string> names;
    for (const auto& [number, driver] : device.drivers)
        if (!driver.empty() && std::find(names.begin(), names.end(), driver) == names.end())
            names.push_back(driver);
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : " ") + escapeForDisplay(name);
    return text.empty() ? text : "  [" + text + "]";
}

using Columns = std::array<std::string, 3>;

Columns columns(const usb::DeviceInfo& device)
{
    return { usb::toString(device.path), usb::formatVidPid(device.descriptor.vendorId, device.descriptor.productId),
        std::string(usb::shortName(device.speed)) };
}

std::string row(const usb::DeviceInfo& device, const std::array<std::size_t, 3>& widths)
{
    std::string text;
    const Columns cells = columns(device);
    for (std::size_t i = 0; i < cells.size(); ++i)
        text += cells[i] + std::string(std::max(widths[i], cells[i].size()) - cells[i].size() + 2, ' ');
    return text + readableName(device) + drivers(device);
}

void append(Bytes& bytes, const Bytes& more) { bytes.insert(bytes.end(), more.begin(), more.end()); }

} // namespace

// The device's own words first; the distribution's list is read only when it has none.
std::string readableName(const usb::DeviceInfo& device)
{
    if (!device.product.empty())
        return escapeForDisplay(device.product);
    const auto& ids = descriptors::UsbIds::system();
    std::string name = ids.product(device.descriptor.vendorId, device.descriptor.productId);
    if (name.empty())
        name = ids.vendor(device.descriptor.vendorId);
    return name.empty() ? std::string("(no name)") : name;
}

std::string deviceTable(std::span<const usb::DevicePtr> devices)
{
    const std::vector<usb::DevicePtr> sorted = sortedByPath({ devices.begin(), devices.end() });
    std::array<std::size_t, 3> widths {};
    for (const usb::DevicePtr& device : sorted) {
        const Columns cells = columns(*device);
        for (std::size_t i = 0; i < cells.size(); ++i)
            widths[i] = std::max(widths[i], cells[i].size());
    }
    std::string text;
    for (const usb::DevicePtr& device : sorted)
        text += row(*device, widths) + "\n";
    return text;
}

std::string deviceLine(const usb::DeviceInfo& device) { return row(device, {}); }

std::string deviceHeading(const usb::DeviceInfo& device)
{
    std::string text = nameOf(device) + " " + readableName(device) + "\n";
    const auto add = [&text](std::string_view name, const std::string& value) {
        if (!value.empty())
            text.append("  ").append(name).append(": ").append(value).append("\n");
    };
    add("speed", std::string(usb::toString(device.speed)));
    add("address", std::to_string(device.path.bus) + "." + std::to_string(device.address));
    add("manufacturer", escapeForDisplay(device.manufacturer));
    add("serial", escapeForDisplay(device.serial));
    add("active configuration",
        device.activeConfiguration ? std::to_string(*device.activeConfiguration) : std::string("none"));
    for (const auto& [number, driver] : device.drivers)
        if (!driver.empty())
            add("driver of interface " + std::to_string(number), escapeForDisplay(driver));
    for (const std::string& problem : device.problems)
        add("problem", escapeForDisplay(problem));
    return text;
}

std::string factsText(const usb::DeviceInfo& device, const system::FactGroups& groups)
{
    std::string text = nameOf(device) + " " + readableName(device) + "\n";
    if (groups.empty())
        return text + "  the system has no facts of this device\n";
    for (const system::FactGroup& group : groups) {
        text += "\n" + group.title + "\n";
        for (const system::Fact& fact : group.facts)
            text.append(fact.tone == system::Tone::Attention ? "! " : "  ")
                .append(fact.name)
                .append(": ")
                .append(fact.value)
                .append("\n");
    }
    return text;
}

std::string fileHeading(const usb::DeviceInfo& device, std::string_view path)
{
    const usb::DeviceDescriptorInfo& descriptor = device.descriptor;
    std::string text = usb::formatVidPid(descriptor.vendorId, descriptor.productId) + " " + readableName(device)
        + "\n  file: " + escapeForDisplay(std::string(path)) + "\n";
    for (const std::string& problem : device.problems)
        text += "  problem: " + escapeForDisplay(problem) + "\n";
    return text;
}

Bytes descriptorBytes(const usb::DeviceInfo& device)
{
    Bytes bytes = device.descriptor.raw;
    for (const usb::ConfigurationInfo& configuration : device.configurations)
        append(bytes, configuration.raw);
    return bytes;
}

} // namespace wb::cli
