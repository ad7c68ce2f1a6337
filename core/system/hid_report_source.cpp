// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/system/hid_report_source.h"

#include "core/system/read_device.h"
#include "core/system/sysfs_names.h"

#include <algorithm>

namespace wb::system {

namespace {

constexpr std::uint8_t kHidClass = 0x03;
constexpr const char* kAskDevice = " It can be read from the device with a control request instead.";

bool isHid(const usb::InterfaceInfo& interface)
{
    return std::any_of(interface.alternates.begin(), interface.alternates.end(),
        [](const usb::AlternateSetting& setting) { return setting.interfaceClass == kHidClass; });
}

// "0003:046D:C52B.0004"
bool isHidDeviceName(std::string_view name)
{
    constexpr std::size_t kIds = 14;
    if (name.size() <= kIds + 1 || name[4] != ':' || name[9] != ':' || name[kIds] != '.')
        return false;
    return parseHexadecimal(name.substr(0, 4)) && parseHexadecimal(name.substr(5, 4))
        && parseHexadecimal(name.substr(10, 4)) && parseHexadecimal(name.substr(kIds + 1));
}

std::string whyNothing(const SystemReader& reader, const std::string& directory)
{
    const std::string driver = driverAt(reader, directory);
    if (driver.empty())
        return std::string("No kernel driver is bound to this interface.") + kAskDevice;
    if (driver == "usbfs")
        return std::string("A program has claimed this interface, so the kernel's HID driver is not there.")
            + kAskDevice;
    return "The driver " + escapeForDisplay(driver) + " keeps no report descriptor." + kAskDevice;
}

HidReportDescriptor readOne(const SystemReader& reader, const usb::DeviceInfo& device, std::uint8_t number)
{
    HidReportDescriptor found { number, {}, {} };
    if (!reader.isAvailable() || device.systemPath.empty()) {
        found.whyNot = std::string("The system does not tell report descriptors of this device.") + kAskDevice;
        return found;
    }
    const std::string directory = std::string(kUsbDevices) + interfacePrefix(device.path) + ":"
        + std::to_string(device.activeConfiguration.value_or(0)) + "." + std::to_string(number);
    for (const DirectoryEntry& entry : reader.entries(directory))
        if (entry.isDirectory && isHidDeviceName(entry.name) && found.bytes.empty())
            found.bytes = reader.bytes(directory + "/" + entry.name + "/report_descriptor", kMaxReportDescriptorBytes)
                              .value_or(Bytes {});
    if (found.bytes.empty())
        found.whyNot = whyNothing(reader, directory);
    return found;
}

} // namespace

std::vector<HidReportDescriptor> readHidReportDescriptors(const SystemReader& reader, const usb::DeviceInfo& device)
{
    std::vector<HidReportDescriptor> found;
    if (const usb::ConfigurationInfo* active = device.active())
        for (const usb::InterfaceInfo& interface : active->interfaces)
            if (isHid(interface))
                found.push_back(readOne(reader, device, interface.number));
    return found;
}

} // namespace wb::system
