// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/umockdev/support/mock_bus.h"

#include <umockdev.h>

#include <cassert>
#include <fstream>

namespace wb::mock {

namespace {

std::string threeDigits(unsigned number)
{
    const std::string digits = std::to_string(number);
    return std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits;
}

bool isRootHub(const std::string& name) { return name.rfind("usb", 0) == 0; }

std::string busOf(const std::string& name) { return isRootHub(name) ? name.substr(3) : name.substr(0, name.find('-')); }

// "1-1.2" sits in /devices/mock/usb1/1-1/1-1.2.
std::string devicePath(const std::string& name)
{
    std::string path = "/devices/mock/usb" + busOf(name);
    if (isRootHub(name))
        return path;
    for (std::size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1))
        path += "/" + name.substr(0, dot);
    return path + "/" + name;
}

std::string interfaceName(const std::string& device, const std::string& configuration, unsigned number)
{
    const std::string prefix = isRootHub(device) ? busOf(device) + "-0" : device;
    return prefix + ":" + configuration + "." + std::to_string(number);
}

std::string nodeOf(const MockDevice& device)
{
    return "bus/usb/" + threeDigits(static_cast<unsigned>(std::stoul(busOf(device.name)))) + "/"
        + threeDigits(device.address);
}

// Major and minor, as Linux numbers the nodes of USB devices.
std::string numberOf(const MockDevice& device)
{
    const auto bus = static_cast<unsigned>(std::stoul(busOf(device.name)));
    const unsigned address = device.address;
    return "189:" + std::to_string((bus - 1) * 128 + address - 1);
}

std::string attribute(const std::string& name, const std::string& value)
{
    std::string line = "A: " + name + "=";
    for (const char c : value) {
        if (c == '\\')
            line += "\\\\";
        else if (c == '\n')
            line += "\\n";
        else
            line += c;
    }
    return line + "\\n\n";
}

std::string describeInterfaces(const MockDevice& device)
{
    std::string text;
    for (const auto& [number, driver] : device.interfaces) {
        text += "P: " + devicePath(device.name) + "/" + interfaceName(device.name, device.configuration, number) + "\n";
        text += "E: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\n";
        text += attribute("bInterfaceNumber", hex(number, 2));
        if (!driver.empty())
            text += "L: driver=/sys/bus/usb/drivers/" + driver + "\n";
        text += "\n";
    }
    return text;
}

std::string describeDevice(const MockDevice& device)
{
    const std::string node = nodeOf(device);
    std::string text = "P: " + devicePath(device.name) + "\n";
    if (device.hasNode)
        text += "N: " + node + "\n";
    text += "E: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\nE: DRIVER=usb\n";
    text += "E: BUSNUM=" + threeDigits(static_cast<unsigned>(std::stoul(busOf(device.name)))) + "\n";
    text += "E: DEVNUM=" + threeDigits(device.address) + "\nE: DEVNAME=/dev/" + node + "\n";
    text += attribute("busnum", busOf(device.name)) + attribute("devnum", std::to_string(device.address));
    text += attribute("dev", numberOf(device)) + attribute("speed", device.speed);
    text += device.configuration.empty() ? "A: bConfigurationValue=\n"
                                         : attribute("bConfigurationValue", device.configuration);
    if (!device.manufacturer.empty())
        text += attribute("manufacturer", device.manufacturer);
    if (!device.product.empty())
        text += attribute("product", device.product);
    if (!device.serial.empty())
        text += attribute("serial", device.serial);
    return text + "H: descriptors=" + formatHex(device.descriptors, "") + "\n";
}

} // namespace

MockBus::MockBus()
    : m_testbed(umockdev_testbed_new())
{
}

MockBus::~MockBus()
{
    // The handlers go with the testbed, so nothing can call into a MockUsbfs while it is destroyed.
    g_object_unref(m_testbed);
}

MockUsbfs& MockBus::add(const MockDevice& device, UrbHandler onUrb)
{
    std::map<std::uint8_t, std::string> drivers;
    for (const auto& [number, driver] : device.interfaces) {
        if (!driver.empty())
            drivers[number] = driver;
    }
    const std::string path = "/sys" + devicePath(device.name);
    auto changed = [this, path, name = device.name, configuration = device.configuration](
                       std::uint8_t number, const std::string& driver) {
        setDriverLink(path + "/" + interfaceName(name, configuration, number), driver);
    };
    const std::string node = "/dev/" + nodeOf(device);
    Plugged plugged { path, node, device.configuration, {},
        std::make_unique<MockUsbfs>(std::move(drivers), std::move(changed)) };
    for (const auto& entry : device.interfaces)
        plugged.interfaces.push_back(path + "/" + interfaceName(device.name, device.configuration, entry.first));
    MockUsbfs& usbfs = *plugged.usbfs;
    usbfs.onUrb(std::move(onUrb));
    // Before the uevent: whoever hears of the device may open it at once.
    if (device.hasNode)
        umockdev_testbed_attach_ioctl(m_testbed, node.c_str(), usbfs.handler(), nullptr);
    m_devices.insert_or_assign(device.name, std::move(plugged));
    GError* error = nullptr;
    const std::string text = describeInterfaces(device) + describeDevice(device);
    if (umockdev_testbed_add_from_string(m_testbed, text.c_str(), &error) == FALSE)
        g_error("cannot add %s: %s", device.name.c_str(), error->message);
    return usbfs;
}

std::filesystem::path MockBus::nodeFile(const std::string& name) const { return fileOf(m_devices.at(name).node); }

std::filesystem::path MockBus::fileOf(const std::string& path) const
{
    const std::unique_ptr<char, decltype(&g_free)> root(umockdev_testbed_get_root_dir(m_testbed), g_free);
    return root.get() + path;
}

void MockBus::createNode(const std::string& name)
{
    const Plugged& plugged = m_devices.at(name);
    umockdev_testbed_attach_ioctl(m_testbed, plugged.node.c_str(), plugged.usbfs->handler(), nullptr);
    const std::filesystem::path file = nodeFile(name);
    std::error_code error;
    std::filesystem::create_directories(file.parent_path(), error);
    const std::ofstream node(file);
}

bool MockBus::addDescription(const std::string& file)
{
    return umockdev_testbed_add_from_file(m_testbed, file.c_str(), nullptr) != FALSE;
}

void MockBus::remove(const std::string& name)
{
    auto node = m_devices.extract(name);
    assert(!node.empty());
    Plugged& plugged = node.mapped();
    plugged.usbfs->disconnect();
    plugged.interfaces.push_back(plugged.path); // the device goes last
    for (const std::string& path : plugged.interfaces) {
        umockdev_testbed_uevent(m_testbed, path.c_str(), "remove");
        umockdev_testbed_remove_device(m_testbed, path.c_str());
    }
    umockdev_testbed_detach_ioctl(m_testbed, plugged.node.c_str(), nullptr);
    m_departed.push_back(std::move(plugged.usbfs));
}

void MockBus::breakOff(const std::string& name) { device(name).disconnect(); }

void MockBus::setAttribute(const std::string& name, const std::string& attributeName, const std::string& value)
{
    Bytes bytes = toBytes(asBytes(value));
    umockdev_testbed_set_attribute_binary(m_testbed, m_devices.at(name).path.c_str(), attributeName.c_str(),
        bytes.data(), static_cast<gint>(bytes.size()));
}

void MockBus::setDriver(const std::string& name, std::uint8_t interface, const std::string& driver)
{
    const Plugged& plugged = m_devices.at(name);
    setDriverLink(plugged.path + "/" + interfaceName(name, plugged.configuration, interface), driver);
}

void MockBus::setDriverLink(const std::string& interfacePath, const std::string& driver) const
{
    const std::unique_ptr<char, decltype(&g_free)> root(umockdev_testbed_get_root_dir(m_testbed), g_free);
    const std::filesystem::path link = std::string(root.get()) + interfacePath + "/driver";
    std::error_code error;
    std::filesystem::remove(link, error);
    if (!driver.empty())
        std::filesystem::create_symlink("/sys/bus/usb/drivers/" + driver, link, error);
}

MockUsbfs& MockBus::device(const std::string& name) { return *m_devices.at(name).usbfs; }

} // namespace wb::mock
