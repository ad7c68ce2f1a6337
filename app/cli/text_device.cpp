// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/device_match.h"
#include "app/cli/text.h"
#include "core/descriptors/usb_ids.h"
#include "core/report/subject.h"

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
    return device.product.empty() ? report::readableName(device, &descriptors::UsbIds::system())
                                  : report::readableName(device, nullptr);
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

std::string resetLine(const usb::DeviceInfo& before, const usb::DeviceInfo& after)
{
    const std::string text = nameOf(before) + ": reset, ";
    if (before.id == after.id)
        return text + "the same device at address " + std::to_string(after.address);
    return text + "came back as another device, " + nameOf(after) + " at address " + std::to_string(after.address)
        + " instead of " + std::to_string(before.address);
}

Bytes descriptorBytes(const usb::DeviceInfo& device)
{
    Bytes bytes = device.descriptor.raw;
    for (const usb::ConfigurationInfo& configuration : device.configurations)
        append(bytes, configuration.raw);
    return bytes;
}

} // namespace wb::cli
