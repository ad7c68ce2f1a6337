// SPDX-License-Identifier: GPL-3.0-or-later
// A piece of memory that the kernel shares with the device's driver: libusb_dev_mem_alloc (P38).
// Thread: USB. Lifetime: dies before its handle is closed, on which it depends.
// Errors: none; a system that has no such memory gives an empty one.
#pragma once

#include "core/base/bytes.h"

struct libusb_device_handle;

namespace wb::backend {

class DeviceMemory {
public:
    DeviceMemory() = default;
    DeviceMemory(libusb_device_handle* handle, std::size_t size);
    DeviceMemory(DeviceMemory&& other) noexcept;
    DeviceMemory& operator=(DeviceMemory&& other) noexcept;
    DeviceMemory(const DeviceMemory&) = delete;
    DeviceMemory& operator=(const DeviceMemory&) = delete;
    ~DeviceMemory();

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool isEmpty() const { return m_size == 0; }
    [[nodiscard]] Byte* data() { return m_data; }

private:
    libusb_device_handle* m_handle = nullptr;
    Byte* m_data = nullptr;
    std::size_t m_size = 0;
};

} // namespace wb::backend
