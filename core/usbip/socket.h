// SPDX-License-Identifier: GPL-3.0-or-later
// The few things a server does with TCP sockets, none of which blocks.
// Source of truth: POSIX.1-2017 <sys/socket.h>, tcp(7).
// Thread: any, one at a time for each socket. Ownership: a FileDescriptor closes what it holds.
// Errors: Result with the errno in code; what a full or empty socket would do later is not an error.
#pragma once

#include "core/base/bytes.h"
#include "core/usbip/listen_address.h"

#include <utility>

namespace wb::usbip {

class FileDescriptor {
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int number)
        : m_number(number)
    {
    }
    FileDescriptor(FileDescriptor&& other) noexcept
        : m_number(std::exchange(other.m_number, -1))
    {
    }
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    ~FileDescriptor();

    [[nodiscard]] int number() const { return m_number; }
    [[nodiscard]] bool isOpen() const { return m_number >= 0; }

private:
    int m_number = -1;
};

[[nodiscard]] Result<FileDescriptor> listenOn(const ListenAddress& address);
[[nodiscard]] ListenAddress localAddress(const FileDescriptor& socket);

struct Accepted {
    FileDescriptor socket;
    ListenAddress peer;
};
// Not open: nobody is there, or who was there has gone again. Sends small answers at once, and notices within a
// minute that the far end has vanished without a word.
[[nodiscard]] Result<Accepted> acceptFrom(const FileDescriptor& listener);

enum class Stream : std::uint8_t { Open, Ended, Broken };
struct Moved {
    std::size_t bytes = 0;
    Stream state = Stream::Open;
};
[[nodiscard]] Moved readSome(const FileDescriptor& socket, MutableByteView room);
[[nodiscard]] Moved writeSome(const FileDescriptor& socket, ByteView bytes);

// A pipe whose reading end becomes readable when somebody writes: wakes a poll(). [0] reads, [1] writes.
[[nodiscard]] Result<std::pair<FileDescriptor, FileDescriptor>> makeWakePipe();

} // namespace wb::usbip
