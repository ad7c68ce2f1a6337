// SPDX-License-Identifier: GPL-3.0-or-later
// A small USB/IP client over a real socket, which blocks with a limit, and a server with a record of what it told.
// Thread: the test's; the server tells on its own. Errors: nullopt when the far end closed or the limit passed.
#pragma once

#include "core/usbip/server.h"
#include "tests/unit/usbip/usbip_bytes.h"

#include <condition_variable>
#include <mutex>
#include <set>

namespace wb::test {

inline constexpr std::chrono::seconds kPatience { 20 }; // nothing correct takes this long

class ServerRig {
public:
    explicit ServerRig(const std::vector<std::string>& keys, const usbip::Limits& limits = {});

    [[nodiscard]] std::uint16_t port() const { return m_server->address().port; }
    [[nodiscard]] usbip::Server& server() { return *m_server; }
    void stop() { m_server.reset(); }
    // Waits until `count` events of this kind were told, and gives them.
    [[nodiscard]] std::vector<usbip::ServerEvent> events(usbip::ClientEvent kind, std::size_t count = 1);
    [[nodiscard]] std::vector<usbip::ServerEvent> eventsSoFar(usbip::ClientEvent kind) { return events(kind, 0); }

private:
    std::mutex m_mutex;
    std::condition_variable m_told;
    std::vector<usbip::ServerEvent> m_events;
    std::unique_ptr<usbip::Server> m_server; // dies first
};

class Client {
public:
    explicit Client(std::uint16_t port, int receiveBuffer = 0);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    bool send(ByteView bytes); // false: the far end does not take it
    [[nodiscard]] std::size_t sendAtOnce(ByteView bytes); // what the socket takes without waiting
    [[nodiscard]] std::optional<Bytes> receive(std::size_t size);
    [[nodiscard]] bool isClosed(); // the far end closes before it sends anything
    void finishSending();
    void close();
    [[nodiscard]] int descriptor() const { return m_socket; }

    // The status of OP_REP_IMPORT, its device in imported(); nullopt: closed instead.
    [[nodiscard]] std::optional<std::uint32_t> import(std::string_view busId);
    [[nodiscard]] const Bytes& imported() const { return m_imported; }

    bool submit(const SubmitBytes& submit); // remembers how its answer is to be read
    [[nodiscard]] std::optional<Answer> answer();
    [[nodiscard]] std::optional<Answer> run(const SubmitBytes& command); // submit() and answer()

private:
    int m_socket = -1;
    Bytes m_imported;
    std::set<std::uint32_t> m_reading; // sequence numbers whose answers carry data
    std::set<std::uint32_t> m_isochronous; // whose answers carry packets
};

} // namespace wb::test
