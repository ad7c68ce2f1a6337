// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/usbip/socket.h"

#include "core/base/errno_kind.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace wb::usbip {

namespace {

constexpr int kBacklog = 32;

// What bind() and getsockname() take for either family.
struct Storage {
    sockaddr_storage bytes {};
    socklen_t size = sizeof(sockaddr_storage);

    [[nodiscard]] sockaddr* generic() { return static_cast<sockaddr*>(static_cast<void*>(&bytes)); }
    [[nodiscard]] sockaddr_in& four() { return *static_cast<sockaddr_in*>(static_cast<void*>(&bytes)); }
    [[nodiscard]] sockaddr_in6& six() { return *static_cast<sockaddr_in6*>(static_cast<void*>(&bytes)); }
};

Storage storageOf(const ListenAddress& address)
{
    Storage storage;
    if (address.isIpv6) {
        storage.six().sin6_family = AF_INET6;
        storage.six().sin6_port = htons(address.port);
        inet_pton(AF_INET6, address.host.c_str(), &storage.six().sin6_addr);
        storage.size = sizeof(sockaddr_in6);
    } else {
        storage.four().sin_family = AF_INET;
        storage.four().sin_port = htons(address.port);
        inet_pton(AF_INET, address.host.c_str(), &storage.four().sin_addr);
        storage.size = sizeof(sockaddr_in);
    }
    return storage;
}

ListenAddress addressOf(Storage& storage)
{
    std::array<char, INET6_ADDRSTRLEN> text {};
    if (storage.bytes.ss_family == AF_INET6) {
        inet_ntop(AF_INET6, &storage.six().sin6_addr, text.data(), text.size());
        return { text.data(), ntohs(storage.six().sin6_port), true };
    }
    inet_ntop(AF_INET, &storage.four().sin_addr, text.data(), text.size());
    return { text.data(), ntohs(storage.four().sin_port), false };
}

tl::unexpected<Error> systemFailure(const std::string& operation)
{
    const int code = errno;
    const ErrorKind kind = code == EADDRINUSE ? ErrorKind::Busy : errorKindOf(code);
    return fail(kind, operation, std::generic_category().message(code), code);
}

void setOption(int socket, int level, int option, int value)
{
    setsockopt(socket, level, option, &value, sizeof(value)); // a server without it works, too
}

bool isForLater(int code) { return code == EAGAIN || code == EINTR; }

} // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept
{
    std::swap(m_number, other.m_number);
    return *this;
}

FileDescriptor::~FileDescriptor()
{
    if (m_number >= 0)
        ::close(m_number);
}

Result<FileDescriptor> listenOn(const ListenAddress& address)
{
    const std::string operation = "listen on " + toString(address);
    FileDescriptor socket(::socket(address.isIpv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket.isOpen())
        return systemFailure(operation);
    setOption(socket.number(), SOL_SOCKET, SO_REUSEADDR, 1);
    if (address.isIpv6)
        setOption(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY, 1);
    Storage storage = storageOf(address);
    if (::bind(socket.number(), storage.generic(), storage.size) != 0 || ::listen(socket.number(), kBacklog) != 0)
        return systemFailure(operation);
    return socket;
}

ListenAddress localAddress(const FileDescriptor& socket)
{
    Storage storage;
    if (::getsockname(socket.number(), storage.generic(), &storage.size) != 0)
        return {};
    return addressOf(storage);
}

Result<Accepted> acceptFrom(const FileDescriptor& listener)
{
    Storage storage;
    FileDescriptor socket(::accept4(listener.number(), storage.generic(), &storage.size, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket.isOpen()) {
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            return systemFailure("accept a connection");
        return Accepted {};
    }
    setOption(socket.number(), IPPROTO_TCP, TCP_NODELAY, 1);
    setOption(socket.number(), SOL_SOCKET, SO_KEEPALIVE, 1);
    setOption(socket.number(), IPPROTO_TCP, TCP_KEEPIDLE, 30);
    setOption(socket.number(), IPPROTO_TCP, TCP_KEEPINTVL, 10);
    setOption(socket.number(), IPPROTO_TCP, TCP_KEEPCNT, 3);
    return Accepted { std::move(socket), addressOf(storage) };
}

Moved readSome(const FileDescriptor& socket, MutableByteView room)
{
    const ssize_t count = ::recv(socket.number(), room.data(), room.size(), 0);
    if (count > 0)
        return { static_cast<std::size_t>(count), Stream::Open };
    if (count == 0)
        return { 0, Stream::Ended };
    return { 0, isForLater(errno) ? Stream::Open : Stream::Broken };
}

Moved writeSome(const FileDescriptor& socket, ByteView bytes)
{
    const ssize_t count = ::send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count >= 0)
        return { static_cast<std::size_t>(count), Stream::Open };
    return { 0, isForLater(errno) ? Stream::Open : Stream::Broken };
}

Result<std::pair<FileDescriptor, FileDescriptor>> makeWakePipe()
{
    std::array<int, 2> ends { -1, -1 };
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return systemFailure("make a pipe");
    return std::pair { FileDescriptor(ends[0]), FileDescriptor(ends[1]) };
}

} // namespace wb::usbip
