// SPDX-License-Identifier: GPL-3.0-or-later
// A kernel with mocked USB devices for the real libusb: sysfs, device nodes, uevents and URBs, through
// umockdev's preload library, which every program of this ring links.
// Make one before the backend starts and destroy it after the backend has stopped; one at a time.
// Thread: one thread drives it; answers are given on umockdev's thread (mock_usbfs.h).
// Errors: a description umockdev refuses ends the test program with its message (g_error).
#pragma once

#include "tests/umockdev/support/mock_usbfs.h"

#include <filesystem>
#include <memory>

struct _UMockdevTestbed;

namespace wb::mock {

struct MockDevice {
    std::string name = "1-1"; // its sysfs name; the tree above it follows from it ("usb1" is a root hub)
    std::uint8_t address = 2; // unique on its bus
    std::string speed = "480"; // megabits per second, as sysfs writes it
    Bytes descriptors; // the device's, then every configuration's
    std::string manufacturer; // empty: no such attribute
    std::string product;
    std::string serial;
    std::string configuration = "1"; // bConfigurationValue; empty: unconfigured
    std::vector<std::pair<std::uint8_t, std::string>> interfaces; // number and driver; an empty driver: none
    bool hasNode = true; // false: createNode() makes it later, as a slow udev does
};

class MockBus {
public:
    MockBus();
    ~MockBus();
    MockBus(const MockBus&) = delete;
    MockBus& operator=(const MockBus&) = delete;

    // Plugs it in, with its uevents; `onUrb` is in place before anybody can open it.
    MockUsbfs& add(const MockDevice& device, UrbHandler onUrb = {});
    void createNode(const std::string& name);
    // The file behind the device node: what is mapped of the node is mapped of this.
    [[nodiscard]] std::filesystem::path nodeFile(const std::string& name) const;
    // The file behind any path of the mocked system. A plain file below /dev is seen as a device node without a number.
    [[nodiscard]] std::filesystem::path fileOf(const std::string& path) const;
    // Adds every device of a umockdev description file; their nodes answer no ioctl.
    [[nodiscard]] bool addDescription(const std::string& file);
    // Unplugs it: the kernel's order, URBs first, then the uevent.
    void remove(const std::string& name);
    // Lets the device fail without a uevent, as in the moment before one arrives.
    void breakOff(const std::string& name);

    // Any bytes, exactly as given: the kernel ends its text with a line feed.
    void setAttribute(const std::string& name, const std::string& attribute, const std::string& value);
    void setDriver(const std::string& name, std::uint8_t interface, const std::string& driver); // empty: none

    [[nodiscard]] MockUsbfs& device(const std::string& name);

private:
    struct Plugged {
        std::string path; // in sysfs
        std::string node; // in /dev
        std::string configuration;
        std::vector<std::string> interfaces; // in sysfs
        std::unique_ptr<MockUsbfs> usbfs;
    };

    void setDriverLink(const std::string& interfacePath, const std::string& driver) const;

    _UMockdevTestbed* const m_testbed;
    std::map<std::string, Plugged> m_devices;
    std::vector<std::unique_ptr<MockUsbfs>> m_departed; // handles may still be open on them
};

} // namespace wb::mock
