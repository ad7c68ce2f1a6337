// SPDX-License-Identifier: GPL-3.0-or-later
// A file descriptor that is closed with its owner, and what is read through one. Thread: any; not shared while it
// moves. Errors: readFully names the path and the offset.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <string>
#include <unistd.h>
#include <utility>

namespace wb::capture {

class Descriptor {
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {
    }
    Descriptor(Descriptor&& other) noexcept
        : m_fd(std::exchange(other.m_fd, -1))
    {
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }

private:
    int m_fd;
};

// As much as there is, up to the size of `out`.
[[nodiscard]] Result<std::size_t> readFully(int fd, std::uint64_t offset, MutableByteView out, const std::string& path);

} // namespace wb::capture
