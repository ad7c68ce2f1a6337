// SPDX-License-Identifier: GPL-3.0-or-later
// What was read of a device from the system, before anybody makes sense of it.
// Text is raw, hence hostile: the device chose some of it. Numbers that were no numbers are absent.
// Thread: any; plain values.
#pragma once

#include "core/usb/types.h"

#include <map>
#include <optional>

namespace wb::system {

struct HolderReading { // what sits on a block device: an encrypted or logical volume
    std::string name; // "/dev/mapper/luks-1"
    std::vector<std::string> mountPoints;
};

struct NodeReading {
    std::string subsystem; // "tty", "input", "block", "net"
    std::string type; // DEVTYPE: "disk", "partition"; often empty
    std::string name; // "/dev/sda1"; of a network interface "eth0"
    std::vector<std::string> mountPoints;
    std::vector<HolderReading> holders;
};

struct InterfaceReading {
    std::uint8_t number = 0;
    std::string driver; // empty: none
    std::optional<bool> isAuthorized;
    std::string wirelessStatus; // of a receiver: "connected", "disconnected"; usually empty
    std::vector<NodeReading> nodes;
};

struct PluggedReading { // the device on a port
    std::string name; // "1-1.2"
    std::uint16_t vendorId = 0;
    std::uint16_t productId = 0;
    std::string megabitsPerSecond; // as sysfs writes it: "480", "1.5"
    std::optional<std::uint32_t> milliamps; // bMaxPower of its active configuration; none: unconfigured
};

struct PortReading {
    std::string name; // "3-1-port1"
    std::uint8_t number = 0;
    std::string connectType;
    std::string location;
    std::string state;
    std::string quirks;
    std::string lpmPermit; // of SuperSpeed ports
    std::optional<std::uint32_t> overCurrentCount;
    std::optional<PluggedReading> plugged;
    std::string peer; // the port of the other speeds in the same connector: "usb4-port1"; empty: none known
    std::optional<PluggedReading> peerPlugged;
};

struct ControllerReading {
    std::string address; // "0000:00:14.0", or a platform device's name
    std::optional<std::uint32_t> vendorId; // of PCI
    std::optional<std::uint32_t> deviceId;
    std::string driver;
};

struct DeviceReadings {
    bool isAvailable = false; // false: nothing of this can be known on this system
    bool isPresent = false; // the device has its directory
    std::map<std::string, std::string, std::less<>> attributes; // by file name: "power/control"
    std::map<std::string, std::string, std::less<>> busAttributes; // of its root hub
    Bytes bos; // empty: not told
    std::vector<NodeReading> nodes; // of the device, not of an interface
    std::vector<InterfaceReading> interfaces;
    bool hasMoreNodes = false; // the walk ended at a limit
    std::optional<PortReading> port;
    std::vector<PortReading> hubPorts;
    std::optional<ControllerReading> controller;

    [[nodiscard]] std::string attribute(std::string_view name) const // empty: absent
    {
        const auto found = attributes.find(name);
        return found == attributes.end() ? std::string() : found->second;
    }
};

} // namespace wb::system
