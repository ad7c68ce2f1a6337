// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sysfs_tree.h"

#include "core/system/sysfs_names.h"

#include <filesystem>
#include <fstream>

namespace wb::test {

namespace {

namespace fs = std::filesystem;

const std::string kController = "/sys/devices/pci0000:00/0000:00:14.0";
const std::string kUsbDevices { system::kUsbDevices };

std::string deviceOfInterface(const std::string& interface)
{
    const std::string device = interface.substr(0, interface.find(':'));
    const bool isRoot = device.size() > 2 && device.substr(device.size() - 2) == "-0";
    return isRoot ? "usb" + device.substr(0, device.size() - 2) : device;
}

} // namespace

SysfsTree::SysfsTree()
{
    if (!m_directory.isValid())
        qFatal("no temporary directory");
    write(kController + "/vendor", "0x8086\n");
    write(kController + "/device", "0x9d2f\n");
    link(kController + "/driver", "../../../bus/pci/drivers/xhci_hcd");
    write("/proc/self/mountinfo", "");
}

std::string SysfsTree::directoryOf(const std::string& name)
{
    if (const std::size_t colon = name.find(':'); colon != std::string::npos)
        return directoryOf(deviceOfInterface(name)) + "/" + name;
    const auto path = usb::parsePortPath(name).value_or(usb::PortPath {});
    if (path.isRootHub())
        return kController + "/" + name;
    return directoryOf(usb::toString(path.parent())) + "/" + name;
}

void SysfsTree::makeDirectory(const std::string& path)
{
    std::error_code error;
    fs::create_directories(onDisk(path), error);
    if (error)
        qFatal("cannot create %s: %s", path.c_str(), error.message().c_str());
}

void SysfsTree::write(const std::string& path, const std::string& bytes)
{
    makeDirectory(path.substr(0, path.rfind('/')));
    std::ofstream file(onDisk(path), std::ios::binary);
    file << bytes;
    if (!file.flush())
        qFatal("cannot write %s", path.c_str());
}

void SysfsTree::link(const std::string& path, const std::string& target)
{
    makeDirectory(path.substr(0, path.rfind('/')));
    std::error_code error;
    fs::remove(onDisk(path), error);
    fs::create_symlink(target, onDisk(path), error);
    if (error)
        qFatal("cannot link %s: %s", path.c_str(), error.message().c_str());
}

void SysfsTree::set(const std::string& name, const std::string& attribute, const std::string& value)
{
    write(directoryOf(name) + "/" + attribute, value + "\n");
}

void SysfsTree::linkInBus(const std::string& name)
{
    link(kUsbDevices + name, "../../.." + directoryOf(name).substr(4));
}

void SysfsTree::addDevice(const usb::DeviceInfo& device, const std::string& megabits, const Attributes& attributes)
{
    const std::string name = usb::toString(device.path);
    set(name, "busnum", std::to_string(device.path.bus));
    set(name, "devnum", std::to_string(device.address));
    set(name, "speed", megabits);
    set(name, "idVendor", hex(device.descriptor.vendorId, 4));
    set(name, "idProduct", hex(device.descriptor.productId, 4));
    std::string bytes(device.descriptor.raw.begin(), device.descriptor.raw.end());
    for (const usb::ConfigurationInfo& configuration : device.configurations)
        bytes.append(configuration.raw.begin(), configuration.raw.end());
    write(directoryOf(name) + "/descriptors", bytes);
    for (const auto& [attribute, value] : attributes)
        set(name, attribute, value);
    linkInBus(name);
}

void SysfsTree::addInterface(const std::string& name, const std::string& driver, const Attributes& attributes)
{
    makeDirectory(directoryOf(name));
    for (const auto& [attribute, value] : attributes)
        set(name, attribute, value);
    if (!driver.empty())
        link(directoryOf(name) + "/driver", "../../../../../../bus/usb/drivers/" + driver);
    linkInBus(name);
}

void SysfsTree::addPort(const std::string& interface, const std::string& port, const Attributes& attributes)
{
    makeDirectory(directoryOf(interface) + "/" + port);
    for (const auto& [attribute, value] : attributes)
        set(interface, port + "/" + attribute, value);
    usb::PortPath child = usb::parsePortPath(deviceOfInterface(interface)).value_or(usb::PortPath {});
    child.ports.push_back(system::parsePortNumber(port).value_or(0));
    if (fs::exists(onDisk(directoryOf(usb::toString(child)))))
        link(directoryOf(usb::toString(child)) + "/port", "../" + interface + "/" + port);
}

void SysfsTree::linkPeers(const std::string& portPath, const std::string& otherPath)
{
    const auto place = [](const std::string& path) {
        return directoryOf(path.substr(0, path.find('/'))) + path.substr(path.find('/'));
    };
    link(place(portPath) + "/peer", "../../.." + place(otherPath).substr(kController.size()));
    link(place(otherPath) + "/peer", "../../.." + place(portPath).substr(kController.size()));
}

void SysfsTree::removeDevice(const std::string& name)
{
    std::error_code error;
    fs::remove_all(onDisk(directoryOf(name)), error);
    fs::remove(onDisk(kUsbDevices + name), error);
}

void SysfsTree::addNode(const std::string& interface, const std::string& place, const std::string& subsystem,
    const std::string& uevent, const Attributes& attributes)
{
    const std::string directory = directoryOf(interface) + "/" + place;
    write(directory + "/uevent", uevent);
    link(directory + "/subsystem", "/sys/class/" + subsystem);
    for (const auto& [attribute, value] : attributes)
        write(directory + "/" + attribute, value + "\n");
}

usb::DeviceInfo deviceOf(const TreeDevice& sketch)
{
    const auto low = [](std::uint16_t value) { return static_cast<Byte>(value & 0xff); };
    const Byte unit = sketch.speed >= usb::Speed::Super ? 8 : 2;
    // clang-format off
    const Bytes bytes {
        0x12, 0x01, low(sketch.bcdUsb), static_cast<Byte>(sketch.bcdUsb >> 8), sketch.classCode, 0, 0, 0x40,
        0xfe, 0xff, sketch.address, 0x00, 0x00, 0x01, 0, 0, 0, 1,                                    // device
        0x09, 0x02, 0x12, 0x00, 1, 1, 0, sketch.attributes, static_cast<Byte>(sketch.milliamps / unit), // configuration 1
        0x09, 0x04, 0, 0, 0, sketch.classCode == 9 ? Byte { 9 } : sketch.interfaceClass, 0, 0, 0,    // interface 0
    };
    // clang-format on
    usb::DescriptorBlob blob = usb::parseDescriptorBlob(bytes);
    usb::DeviceInfo device;
    device.id = usb::nextDeviceId();
    device.backend = "libusb1";
    device.path = usb::parsePortPath(sketch.name).value_or(usb::PortPath {});
    device.address = sketch.address;
    device.speed = sketch.speed;
    device.descriptor = std::move(blob.device);
    device.configurations = std::move(blob.configurations);
    device.activeConfiguration = 1;
    device.systemPath = kUsbDevices + sketch.name;
    return device;
}

} // namespace wb::test
