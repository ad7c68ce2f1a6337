// SPDX-License-Identifier: GPL-3.0-or-later
// Learns from a capture which devices are in it: from our own interface blocks and their descriptor preamble, and in
// foreign files from the GET_DESCRIPTOR traffic of each bus and address. An address whose device descriptor changes
// belongs to another device from then on (P47).
// Thread: one; used during a scan. Errors: none; what cannot be understood is left out. Descriptors are hostile.
#pragma once

#include "core/capture/record.h"

#include <unordered_map>

namespace wb::capture {

class DeviceTracker {
public:
    explicit DeviceTracker(std::vector<LoggedDevice>& devices)
        : m_devices(devices)
    {
    }

    // A device that an interface block of ours stands for; nullopt when the index is full.
    [[nodiscard]] std::optional<std::size_t> addOwn(LoggedDevice device);
    // The device at a bus address of a foreign file, made on first sight.
    [[nodiscard]] std::size_t deviceAt(std::uint16_t bus, std::uint8_t address);

    // A descriptor as told by our preamble.
    void onPreamble(std::size_t device, const usb::SetupPacket& setup, ByteView data);
    // A descriptor as read by somebody from the device at bus and address.
    void onAnswer(std::uint16_t bus, std::uint8_t address, const usb::SetupPacket& setup, ByteView data);

private:
    [[nodiscard]] std::size_t add(LoggedDevice device);
    void learnDevice(std::uint16_t bus, std::uint8_t address, ByteView data);
    static void learnConfiguration(LoggedDevice& device, ByteView data);
    static void learnString(LoggedDevice& device, std::uint8_t index, ByteView data);

    std::vector<LoggedDevice>& m_devices;
    std::unordered_map<std::uint32_t, std::size_t> m_current; // bus and address to the device that is there now
};

} // namespace wb::capture
