// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/device_match.h"

namespace wb::ui {

std::vector<usb::DevicePtr> attachedOf(std::vector<usb::DevicePtr> devices)
{
    std::erase_if(devices, [](const usb::DevicePtr& device) { return device->isOffline(); });
    return devices;
}

bool isSameKind(const capture::LoggedDevice& logged, const usb::DeviceInfo& device)
{
    return logged.descriptor.vendorId == device.descriptor.vendorId
        && logged.descriptor.productId == device.descriptor.productId;
}

usb::DevicePtr matchDevice(const capture::LoggedDevice& logged, const std::vector<usb::DevicePtr>& attached)
{
    usb::DevicePtr best;
    int bestScore = 0;
    for (const usb::DevicePtr& device : attached) {
        if (!isSameKind(logged, *device))
            continue;
        int score = 1;
        if (!logged.interfaceName.empty() && logged.interfaceName == usb::toString(device->path))
            score += 1;
        if (!logged.serial.empty() && logged.serial == device->serial)
            score += 2;
        if (score > bestScore) {
            best = device;
            bestScore = score;
        }
    }
    return best;
}

} // namespace wb::ui
