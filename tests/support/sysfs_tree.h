// SPDX-License-Identifier: GPL-3.0-or-later
// A directory laid out like a Linux system's /sys and /proc, with USB devices as the kernel places them: real
// directories below /sys/devices, links to them in /sys/bus/usb/devices.
// Paths are those of the system ("/sys/..."); names are sysfs names ("usb1", "1-1.2", "1-1:1.0").
// Thread: any, one at a time. Ownership: the directory goes with the object. Errors: what cannot be written aborts the
// test program.
#pragma once

#include "core/usb/device_info.h"

#include <QTemporaryDir>

#include <map>

namespace wb::test {

using Attributes = std::map<std::string, std::string>; // value without the line feed

class SysfsTree {
public:
    SysfsTree();

    [[nodiscard]] std::string root() const { return m_directory.path().toStdString(); }
    [[nodiscard]] std::string onDisk(const std::string& path) const { return root() + path; }

    // With busnum, devnum (`address`), speed and `descriptors`; others as given, which may be empty ones.
    void addDevice(const usb::DeviceInfo& device, const std::string& megabits, const Attributes& attributes = {});
    void addInterface(const std::string& name, const std::string& driver, const Attributes& attributes = {});
    // "usb1-port1" in the hub's interface, linked from the device on it if there is one.
    void addPort(const std::string& interface, const std::string& port, const Attributes& attributes = {});
    void linkPeers(const std::string& portPath, const std::string& otherPath); // "1-0:1.0/usb1-port1"
    void removeDevice(const std::string& name);

    // Of a device or interface: set("1-1", "power/control", "auto").
    void set(const std::string& name, const std::string& attribute, const std::string& value);
    // What has a node: a directory with `uevent` and `subsystem` at this path below the interface.
    void addNode(const std::string& interface, const std::string& place, const std::string& subsystem,
        const std::string& uevent, const Attributes& attributes = {});

    void write(const std::string& path, const std::string& bytes); // exactly these bytes
    void link(const std::string& path, const std::string& target);
    void makeDirectory(const std::string& path);
    [[nodiscard]] static std::string directoryOf(const std::string& name); // the real one, "/sys/devices/..."

private:
    void linkInBus(const std::string& name);

    QTemporaryDir m_directory;
};

// A device that a tree can have: a device descriptor and one configuration of one interface that draws `milliamps`.
struct TreeDevice {
    std::string name = "1-1";
    std::uint8_t address = 2;
    std::uint16_t bcdUsb = 0x0200;
    std::uint8_t classCode = 0; // 9: a hub
    std::uint8_t interfaceClass = 0x03;
    std::uint8_t attributes = 0x80; // 0xc0: self-powered
    std::uint8_t milliamps = 100;
    usb::Speed speed = usb::Speed::High;
};
[[nodiscard]] usb::DeviceInfo deviceOf(const TreeDevice& sketch);

} // namespace wb::test
