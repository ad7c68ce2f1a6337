// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/system/read_device.h"

#include "core/system/node_walk.h"
#include "core/system/port_reader.h"
#include "core/system/sysfs_names.h"

#include <algorithm>

namespace wb::system {

namespace {

constexpr std::size_t kMaxMountinfoBytes = std::size_t { 1 } << 20;
constexpr std::size_t kMaxInterfaces = 32; // USB_MAXINTERFACES of the kernel

constexpr auto kAttributes = std::to_array<const char*>(
    { "authorized", "removable", "rx_lanes", "tx_lanes", "ltm_capable", "quirks", "avoid_reset_quirk", "urbnum",
        "power/control", "power/runtime_status", "power/autosuspend_delay_ms", "power/wakeup", "power/active_duration",
        "power/connected_duration", "power/usb2_hardware_lpm", "power/usb2_lpm_l1_timeout", "power/usb2_lpm_besl" });
constexpr auto kLockedAttributes
    = std::to_array<const char*>({ "power/usb3_hardware_lpm_u1", "power/usb3_hardware_lpm_u2" });
constexpr auto kBusAttributes = std::to_array<const char*>({ "authorized_default", "interface_authorized_default" });

using Attributes = std::map<std::string, std::string, std::less<>>;

void readInto(
    Attributes& out, const SystemReader& reader, const std::string& directory, std::span<const char* const> names)
{
    for (const char* name : names)
        if (auto text = reader.text(directory + "/" + name))
            out.emplace(name, std::move(*text));
}

std::optional<bool> readFlag(const SystemReader& reader, const std::string& path)
{
    const auto number = parseDecimal(reader.text(path).value_or(std::string()), 1);
    return number ? std::optional(*number != 0) : std::nullopt;
}

void readInterfaces(DeviceReadings& readings, const SystemReader& reader, const usb::DeviceInfo& device)
{
    const MountTable mounts([&] {
        const Bytes bytes = reader.bytes("/proc/self/mountinfo", kMaxMountinfoBytes).value_or(Bytes {});
        return std::string(bytes.begin(), bytes.end());
    }());
    NodeWalk walk(reader, mounts);
    std::vector<std::string> names = interfaceNames(reader, device.path);
    names.resize(std::min(names.size(), kMaxInterfaces));
    for (const std::string& name : names) {
        const std::string directory = std::string(kUsbDevices) + name;
        InterfaceReading interface;
        interface.number = parseInterfaceName(name).value_or(InterfaceName {}).number;
        interface.driver = driverAt(reader, directory);
        interface.isAuthorized = readFlag(reader, directory + "/authorized");
        interface.wirelessStatus = reader.text(directory + "/wireless_status").value_or(std::string());
        interface.nodes = walk.below(directory);
        readings.interfaces.push_back(std::move(interface));
    }
    std::sort(readings.interfaces.begin(), readings.interfaces.end(),
        [](const InterfaceReading& a, const InterfaceReading& b) { return a.number < b.number; });
    // What hangs on the device itself; its interfaces are done, and the devices behind a hub are their own.
    for (const DirectoryEntry& entry : reader.entries(device.systemPath))
        if (entry.isDirectory && entry.name.find('-') == std::string::npos && entry.name != "power")
            for (NodeReading& node : walk.below(device.systemPath + "/" + entry.name))
                readings.nodes.push_back(std::move(node));
    readings.hasMoreNodes = walk.hasReachedLimit();
}

// The controller is the directory above its root hub: "../../../devices/pci0000:00/0000:00:14.0/usb1".
std::optional<ControllerReading> readController(const SystemReader& reader, const usb::DeviceInfo& device)
{
    const std::string target = reader.linkTarget(device.systemPath);
    const std::size_t end = target.rfind('/');
    if (!device.path.isRootHub() || end == std::string::npos || end == 0)
        return std::nullopt;
    const std::string above = device.systemPath + "/..";
    const auto number
        = [&](const char* name) { return parseHexadecimal(reader.text(above + name).value_or(std::string())); };
    ControllerReading controller;
    controller.address = target.substr(target.rfind('/', end - 1) + 1, end - target.rfind('/', end - 1) - 1);
    controller.vendorId = number("/vendor");
    controller.deviceId = number("/device");
    controller.driver = driverAt(reader, above);
    return controller.vendorId || !controller.driver.empty() ? std::optional(controller) : std::nullopt;
}

} // namespace

std::string driverAt(const SystemReader& reader, const std::string& directory)
{
    return reader.linkName(directory + "/driver");
}

Bytes readBos(const SystemReader& reader, const usb::DeviceInfo& device)
{
    if (device.systemPath.empty())
        return {};
    return reader.bytes(device.systemPath + "/bos_descriptors", kMaxBosBytes).value_or(Bytes {});
}

DeviceReadings readDevice(const SystemReader& reader, const usb::DeviceInfo& device)
{
    DeviceReadings readings;
    readings.isAvailable = reader.isAvailable();
    if (!readings.isAvailable || device.systemPath.empty())
        return readings;
    // Of what used to be here another device may be the owner by now.
    const auto address = parseDecimal(reader.text(device.systemPath + "/devnum").value_or(std::string()), 0xff);
    readings.isPresent = address && *address == device.address;
    if (!readings.isPresent)
        return readings;
    readInto(readings.attributes, reader, device.systemPath, kAttributes);
    readInto(readings.busAttributes, reader, std::string(kUsbDevices) + usb::toString({ device.path.bus, {} }),
        kBusAttributes);
    readInterfaces(readings, reader, device);
    readings.port = readPortOf(reader, device.path);
    if (device.isHub())
        readings.hubPorts = readHubPorts(reader, device.path);
    readings.controller = readController(reader, device);
    readInto(readings.attributes, reader, device.systemPath, kLockedAttributes);
    readings.bos = readBos(reader, device);
    return readings;
}

} // namespace wb::system
