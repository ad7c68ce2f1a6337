// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/usb/udev_rule.h"

namespace wb::usb {

UdevRule udevRule(std::uint16_t vendorId, std::uint16_t productId)
{
    const std::string vendor = hex(vendorId, 4);
    const std::string product = hex(productId, 4);

    UdevRule rule;
    rule.fileName = "70-usb-workbench-" + vendor + "-" + product + ".rules";
    rule.directory = "/etc/udev/rules.d";
    const std::string line = R"(SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ATTR{idVendor}==")" + vendor
        + R"(", ATTR{idProduct}==")" + product + R"(", MODE="0660", GROUP="plugdev", TAG+="uaccess")";
    rule.text = "# Lets the person at this seat open the USB device " + vendor + ":" + product + ".\n" + line + "\n";
    rule.commands = {
        "echo '" + line + "' | sudo tee " + rule.directory + "/" + rule.fileName,
        "sudo udevadm control --reload",
        "sudo udevadm trigger --subsystem-match=usb --attr-match=idVendor=" + vendor
            + " --attr-match=idProduct=" + product,
    };
    return rule;
}

} // namespace wb::usb
