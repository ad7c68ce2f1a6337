// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/device_memory.h"

#include <libusb.h>

#include <utility>

namespace wb::backend {

DeviceMemory::DeviceMemory(libusb_device_handle* handle, std::size_t size)
    : m_handle(handle)
    , m_data(libusb_dev_mem_alloc(handle, size))
    , m_size(m_data == nullptr ? 0 : size)
{
}

DeviceMemory::DeviceMemory(DeviceMemory&& other) noexcept
    : m_handle(std::exchange(other.m_handle, nullptr))
    , m_data(std::exchange(other.m_data, nullptr))
    , m_size(std::exchange(other.m_size, 0))
{
}

DeviceMemory& DeviceMemory::operator=(DeviceMemory&& other) noexcept
{
    std::swap(m_handle, other.m_handle);
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    return *this;
}

DeviceMemory::~DeviceMemory()
{
    if (m_data != nullptr)
        libusb_dev_mem_free(m_handle, m_data, m_size);
}

} // namespace wb::backend
