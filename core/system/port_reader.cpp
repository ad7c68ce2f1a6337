// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/system/port_reader.h"

#include "core/system/sysfs_names.h"
#include "core/usb/device_info.h"

#include <algorithm>

namespace wb::system {

namespace {

constexpr std::size_t kMaxDescriptorBytes = std::size_t { 64 } << 10; // the first configurations of a neighbour

std::string directoryOf(const usb::PortPath& path) { return std::string(kUsbDevices) + usb::toString(path); }

usb::PortPath childOf(usb::PortPath hub, std::uint8_t port)
{
    hub.ports.push_back(port);
    return hub;
}

usb::Speed speedOf(std::string_view megabits)
{
    const auto rate = parseDecimal(megabits, 1'000'000).value_or(0);
    return rate >= 5000 ? usb::Speed::Super : usb::Speed::High;
}

// From the descriptors and the interfaces' names: the attributes bMaxPower and bConfigurationValue would wait for the
// device's lock.
std::optional<std::uint32_t> milliampsOf(
    const SystemReader& reader, const usb::PortPath& path, std::string_view megabits)
{
    const std::vector<std::string> interfaces = interfaceNames(reader, path);
    const auto name = interfaces.empty() ? std::nullopt : parseInterfaceName(interfaces.front());
    const auto bytes = reader.bytes(directoryOf(path) + "/descriptors", kMaxDescriptorBytes);
    if (!name || !bytes)
        return std::nullopt;
    for (const usb::ConfigurationInfo& configuration : usb::parseDescriptorBlob(*bytes).configurations)
        if (configuration.value == name->configuration)
            return usb::maxPowerMilliamps(configuration, speedOf(megabits));
    return std::nullopt;
}

std::optional<PluggedReading> readPlugged(const SystemReader& reader, const usb::PortPath& path)
{
    const std::string directory = directoryOf(path);
    const auto vendor = reader.text(directory + "/idVendor");
    const auto product = reader.text(directory + "/idProduct");
    if (!vendor || !product)
        return std::nullopt;
    PluggedReading plugged;
    plugged.name = usb::toString(path);
    plugged.vendorId = static_cast<std::uint16_t>(parseHexadecimal(*vendor).value_or(0));
    plugged.productId = static_cast<std::uint16_t>(parseHexadecimal(*product).value_or(0));
    plugged.megabitsPerSecond = reader.text(directory + "/speed").value_or(std::string());
    plugged.milliamps = milliampsOf(reader, path, plugged.megabitsPerSecond);
    return plugged;
}

std::optional<PluggedReading> readPluggedAt(const SystemReader& reader, const PortLink& link)
{
    const auto hub = hubOf(link);
    const auto number = parsePortNumber(link.portName);
    return hub && number ? readPlugged(reader, childOf(*hub, *number)) : std::nullopt;
}

PortReading readPort(const SystemReader& reader, const PortLink& link)
{
    const std::string directory = std::string(kUsbDevices) + link.interfaceName + "/" + link.portName + "/";
    const auto text = [&](const char* name) { return reader.text(directory + name).value_or(std::string()); };
    PortReading port;
    port.name = link.portName;
    port.number = parsePortNumber(link.portName).value_or(0);
    port.connectType = text("connect_type");
    port.location = text("location");
    port.state = text("state");
    port.quirks = text("quirks");
    port.lpmPermit = text("usb3_lpm_permit");
    port.overCurrentCount = parseDecimal(text("over_current_count"), 0xffffffff);
    port.plugged = readPluggedAt(reader, link);
    if (const auto peer = parsePortLink(reader.linkTarget(directory + "peer"))) {
        port.peer = peer->portName;
        port.peerPlugged = readPluggedAt(reader, *peer);
    }
    return port;
}

} // namespace

std::vector<std::string> interfaceNames(const SystemReader& reader, const usb::PortPath& path)
{
    const std::string prefix = interfacePrefix(path);
    std::vector<std::string> names;
    for (const DirectoryEntry& entry : reader.entries(directoryOf(path))) {
        const auto parsed = parseInterfaceName(entry.name);
        if (entry.isDirectory && parsed && parsed->device == prefix)
            names.push_back(entry.name);
    }
    return names;
}

std::optional<PortReading> readPortOf(const SystemReader& reader, const usb::PortPath& path)
{
    const auto link = parsePortLink(reader.linkTarget(directoryOf(path) + "/port"));
    const bool isOurs = link && !path.isRootHub() && hubOf(*link) == path.parent()
        && parsePortNumber(link->portName) == path.ports.back();
    return isOurs ? std::optional(readPort(reader, *link)) : std::nullopt;
}

std::vector<PortReading> readHubPorts(const SystemReader& reader, const usb::PortPath& path)
{
    std::vector<PortReading> ports;
    for (const std::string& interface : interfaceNames(reader, path))
        for (const DirectoryEntry& entry : reader.entries(std::string(kUsbDevices) + interface))
            if (entry.isDirectory && parsePortNumber(entry.name) && ports.size() < 255)
                ports.push_back(readPort(reader, { interface, entry.name }));
    std::sort(ports.begin(), ports.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
    return ports;
}

} // namespace wb::system
