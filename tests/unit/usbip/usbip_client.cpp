// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/usbip/usbip_client.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wb::test {

ServerRig::ServerRig(const std::vector<std::string>& keys, const usbip::Limits& limits)
{
    auto server = usbip::Server::create(
        { "127.0.0.1", 0, false }, keys,
        [this](const usbip::ServerEvent& event) {
            const std::lock_guard lock(m_mutex);
            m_events.push_back(event);
            m_told.notify_all();
        },
        limits);
    if (!server)
        std::abort();
    m_server = std::move(*server);
}

std::vector<usbip::ServerEvent> ServerRig::events(usbip::ClientEvent kind, std::size_t count)
{
    std::unique_lock lock(m_mutex);
    std::vector<usbip::ServerEvent> found;
    m_told.wait_for(lock, kPatience, [&] {
        found.clear();
        std::copy_if(m_events.begin(), m_events.end(), std::back_inserter(found),
            [kind](const usbip::ServerEvent& event) { return event.event == kind; });
        return found.size() >= count;
    });
    return found;
}

Client::Client(std::uint16_t port, int receiveBuffer)
    : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    const timeval patience { kPatience.count(), 0 };
    setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    const int atOnce = 1;
    setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &atOnce, sizeof(atOnce));
    if (receiveBuffer != 0)
        setsockopt(m_socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof(receiveBuffer));
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
        std::abort();
}

Client::~Client() { close(); }

void Client::close()
{
    if (m_socket >= 0)
        ::close(std::exchange(m_socket, -1));
}

bool Client::send(ByteView bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return true;
}

std::size_t Client::sendAtOnce(ByteView bytes)
{
    const ssize_t count = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

std::optional<Bytes> Client::receive(std::size_t size)
{
    Bytes bytes(size);
    std::size_t have = 0;
    while (have < size) {
        const ssize_t count = ::recv(m_socket, bytes.data() + have, size - have, 0);
        if (count <= 0)
            return std::nullopt;
        have += static_cast<std::size_t>(count);
    }
    return bytes;
}

bool Client::isClosed()
{
    Byte byte = 0;
    const ssize_t count = ::recv(m_socket, &byte, 1, 0);
    return count == 0 || (count < 0 && errno == ECONNRESET);
}

void Client::finishSending() { ::shutdown(m_socket, SHUT_WR); }

std::optional<std::uint32_t> Client::import(std::string_view busId)
{
    if (!send(importRequest(busId)))
        return std::nullopt;
    const auto head = receive(8);
    if (!head || get32(*head, 0) != (0x0111U << 16 | kImportReply))
        return std::nullopt;
    const std::uint32_t status = get32(*head, 4);
    if (status == 0)
        m_imported = receive(kImportedSize - 8).value_or(Bytes());
    return status;
}

bool Client::submit(const SubmitBytes& command)
{
    if ((command.endpoint & 0x80) != 0)
        m_reading.insert(command.sequence);
    if (!command.packets.empty())
        m_isochronous.insert(command.sequence);
    return send(submitCommand(command));
}

std::optional<Answer> Client::answer()
{
    const auto head = receive(kAnswerSize);
    if (!head)
        return std::nullopt;
    Answer answer = answerHead(*head);
    if (answer.command != 3)
        return answer;
    if (m_reading.erase(answer.sequence) != 0) {
        auto data = receive(answer.actual);
        if (!data)
            return std::nullopt;
        answer.data = std::move(*data);
    }
    if (m_isochronous.erase(answer.sequence) != 0) {
        const auto packets = receive(std::size_t { answer.packetCount } * 16);
        if (!packets)
            return std::nullopt;
        for (std::size_t i = 0; i < answer.packetCount; ++i)
            answer.packets.push_back(packetAt(*packets, i * 16));
    }
    return answer;
}

std::optional<Answer> Client::run(const SubmitBytes& command)
{
    if (!submit(command))
        return std::nullopt;
    return answer();
}

} // namespace wb::test
