// SPDX-License-Identifier: GPL-3.0-or-later
// Which kernel drivers this program has taken off and owes back, kept on the disk so that the promise outlives a crash:
// Linux does not put a driver back when the program that took it off dies (P56).
// One file for each run, locked while the run lives; gone when nothing is owed. Another start of the machine, which
// binds every driver anew, settles everything.
// Thread: any; lanes write it, the service's thread reads it. Both may wait for the disk.
// Errors: owe() tells when the promise could not be kept on the disk. A file that is damaged owes nothing.
#pragma once

#include "core/usb/device_info.h"

#include <QLockFile>

#include <memory>
#include <mutex>

namespace wb::engine {

struct OwedDriver {
    std::string backend;
    usb::PortPath path;
    std::uint16_t vendorId = 0;
    std::uint16_t productId = 0;
    std::uint8_t interfaceNumber = 0;
    std::string driver; // as hostile as any other input

    [[nodiscard]] bool isOf(const usb::DeviceInfo& device) const;
    bool operator==(const OwedDriver&) const = default;
};

class DriverLedger {
public:
    // The directory is made when something is owed. Reads what ended runs have left in it.
    explicit DriverLedger(std::string directory);
    ~DriverLedger(); // what is still owed stays on the disk
    DriverLedger(const DriverLedger&) = delete;
    DriverLedger& operator=(const DriverLedger&) = delete;

    // To be called before the driver is taken off.
    [[nodiscard]] Status owe(const OwedDriver& owed);
    void retract(const OwedDriver& owed); // it could not be taken off
    // The driver is back, or the device is gone: whoever owed it.
    void settle(const usb::DeviceInfo& device, std::uint8_t interfaceNumber);
    [[nodiscard]] std::vector<OwedDriver> leftBehind() const; // by runs that have ended

private:
    struct Page {
        std::string file;
        std::unique_ptr<QLockFile> lock;
        std::vector<OwedDriver> owed;
    };

    void adopt(const std::string& file);
    [[nodiscard]] Status write(const Page& page) const;

    const std::string m_directory;
    const std::string m_bootId;
    mutable std::mutex m_mutex;
    Page m_own;
    std::vector<Page> m_left;
};

} // namespace wb::engine
