// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/usbip/server.h"

#include "core/usbip/socket.h"

#include <algorithm>
#include <atomic>
#include <list>
#include <poll.h>
#include <thread>
#include <unistd.h>

namespace wb::usbip {

namespace {

constexpr std::size_t kPieceSize = std::size_t { 128 } << 10; // taken from a client in one turn
constexpr int kAcceptsInTurn = 16;
constexpr std::chrono::milliseconds kAcceptPause { 200 }; // when the system has no more descriptors to give

struct Client {
    Client(FileDescriptor descriptor, std::string name, Nanoseconds time, ExportTable& exports, const Limits& limits,
        Connection::Tell tell)
        : socket(std::move(descriptor))
        , peer(std::move(name))
        , since(time)
        , connection(exports, limits, std::move(tell))
    {
    }

    FileDescriptor socket;
    std::string peer;
    Nanoseconds since; // it is connected; then: it is waited for
    bool isWaitedFor = true;
    bool isBroken = false; // nothing can be sent any more
    Connection connection;
};

timespec toTimespec(Nanoseconds duration)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(duration);
    return { static_cast<time_t>(seconds.count()), static_cast<long>((duration - seconds).count()) };
}

class PollServer final : public Server {
public:
    PollServer(FileDescriptor listener, std::pair<FileDescriptor, FileDescriptor> wake, ExportTable exports, Tell tell,
        const Limits& limits);
    ~PollServer() override;

    [[nodiscard]] const ListenAddress& address() const override { return m_address; }
    [[nodiscard]] const std::vector<Offer>& offers() const override { return m_offers; }

private:
    void run();
    void turn();
    [[nodiscard]] Nanoseconds nextDue() const;
    [[nodiscard]] Nanoseconds deadlineOf(const Client& client) const;
    void wait();
    void acceptClients();
    void makeRoom();
    void tell(const std::string& peer, ClientEvent event, const Export* device, const std::string& detail);
    void receiveFrom(Client& client);
    void sendTo(Client& client);
    void judge(Client& client, bool hasProgressed);

    const FileDescriptor m_listener;
    const std::pair<FileDescriptor, FileDescriptor> m_wake;
    const ListenAddress m_address;
    ExportTable m_exports;
    const Tell m_tell;
    const Limits m_limits;
    std::vector<Offer> m_offers;

    // Of the thread.
    std::list<Client> m_clients;
    std::vector<pollfd> m_polled; // wake, listener, then a line for each client
    Nanoseconds m_now { 0 };
    Nanoseconds m_acceptAgain { 0 };
    Bytes m_piece = Bytes(kPieceSize);

    std::atomic<bool> m_isStopping { false };
    std::thread m_thread;
};

PollServer::PollServer(FileDescriptor listener, std::pair<FileDescriptor, FileDescriptor> wake, ExportTable exports,
    Tell tell, const Limits& limits)
    : m_listener(std::move(listener))
    , m_wake(std::move(wake))
    , m_address(localAddress(m_listener))
    , m_exports(std::move(exports))
    , m_tell(std::move(tell))
    , m_limits(limits)
{
    for (const Export& device : m_exports.all())
        m_offers.push_back({ device.key, device.title, device.busId, device.device->info() });
    m_thread = std::thread([this] { run(); });
}

PollServer::~PollServer()
{
    m_isStopping = true;
    [[maybe_unused]] const ssize_t written = ::write(m_wake.second.number(), "", 1); // a full pipe wakes, too
    m_thread.join();
}

void PollServer::run()
{
    while (!m_isStopping) {
        turn();
        wait();
    }
    for (Client& client : m_clients)
        client.connection.end("the server ends");
    m_clients.clear();
}

// Everything that is due; afterwards each client is waiting for something, or has gone.
void PollServer::turn()
{
    m_now = now();
    for (Export& device : m_exports.all())
        device.device->advance(m_now);
    for (Client& client : m_clients) {
        client.connection.lookAfterDevice();
        sendTo(client);
    }
    m_clients.remove_if([](const Client& client) {
        return client.isBroken || (client.connection.isEnded() && client.connection.output().empty());
    });
}

void PollServer::tell(const std::string& peer, ClientEvent event, const Export* device, const std::string& detail)
{
    if (m_tell)
        m_tell({ event, now(), peer, device ? device->busId : std::string(), device ? device->key : std::string(),
            detail });
}

void PollServer::sendTo(Client& client)
{
    bool hasProgressed = false;
    while (!client.isBroken && !client.connection.output().empty()) {
        const Moved moved = writeSome(client.socket, client.connection.output());
        client.connection.sent(moved.bytes);
        hasProgressed = hasProgressed || moved.bytes > 0;
        if (moved.state != Stream::Open) {
            client.isBroken = true;
            client.connection.end("the connection broke");
        } else if (moved.bytes == 0) {
            break;
        }
    }
    judge(client, hasProgressed);
}

void PollServer::receiveFrom(Client& client)
{
    const Moved moved = readSome(client.socket, m_piece);
    if (moved.bytes > 0)
        client.connection.receive(ByteView(m_piece).first(moved.bytes));
    if (moved.state == Stream::Ended)
        client.connection.endOfInput();
    else if (moved.state == Stream::Broken)
        client.connection.end("the connection broke");
    client.isBroken = client.isBroken || moved.state == Stream::Broken;
    judge(client, moved.bytes > 0);
}

// Keeps the clock of what the client owes: a first request, the rest of one, or reading its answers.
void PollServer::judge(Client& client, bool hasProgressed)
{
    const Connection& connection = client.connection;
    const bool isGreeting = !connection.hasDevice() && !connection.isEnded();
    const bool owes = isGreeting || connection.isInRequest() || !connection.output().empty();
    if (owes && (!client.isWaitedFor || (hasProgressed && !isGreeting)))
        client.since = m_now;
    client.isWaitedFor = owes;
    if (m_now < deadlineOf(client))
        return;
    client.connection.end(isGreeting      ? "it made no request in time"
            : connection.output().empty() ? "it did not finish its request"
                                          : "it does not read its answers");
    client.isBroken = true;
}

Nanoseconds PollServer::deadlineOf(const Client& client) const
{
    if (!client.isWaitedFor)
        return Nanoseconds::max();
    const bool isGreeting = !client.connection.hasDevice() && !client.connection.isEnded();
    return client.since + (isGreeting ? m_limits.handshakeTime : m_limits.stallTime);
}

Nanoseconds PollServer::nextDue() const
{
    Nanoseconds due = m_acceptAgain > m_now ? m_acceptAgain : Nanoseconds::max();
    for (const Export& device : m_exports.all())
        due = std::min(due, device.device->nextDue());
    for (const Client& client : m_clients)
        due = std::min(due, deadlineOf(client));
    return due;
}

void PollServer::wait()
{
    const bool isAccepting = m_acceptAgain <= m_now;
    m_polled.assign({ { m_wake.first.number(), POLLIN, 0 }, { isAccepting ? m_listener.number() : -1, POLLIN, 0 } });
    for (const Client& client : m_clients) {
        const int wanted
            = (client.connection.wantsInput() ? POLLIN : 0) | (client.connection.output().empty() ? 0 : POLLOUT);
        m_polled.push_back({ client.socket.number(), static_cast<short>(wanted), 0 });
    }
    const Nanoseconds due = nextDue();
    const timespec patience = toTimespec(std::max(due - now(), Nanoseconds { 0 }));
    if (::ppoll(m_polled.data(), m_polled.size(), due == Nanoseconds::max() ? nullptr : &patience, nullptr) <= 0)
        return;
    m_now = now();
    auto line = m_polled.begin() + 2;
    for (Client& client : m_clients) {
        const short seen = (line++)->revents;
        if ((seen & POLLIN) != 0 || ((seen & (POLLHUP | POLLERR)) != 0 && (seen & POLLOUT) == 0))
            receiveFrom(client);
    }
    if (m_polled[1].revents != 0)
        acceptClients();
}

void PollServer::acceptClients()
{
    for (int i = 0; i < kAcceptsInTurn; ++i) {
        Result<Accepted> accepted = acceptFrom(m_listener);
        if (!accepted) {
            m_acceptAgain = m_now + kAcceptPause;
            return;
        }
        if (!accepted->socket.isOpen())
            return;
        makeRoom();
        std::string peer = toString(accepted->peer);
        m_clients.emplace_back(std::move(accepted->socket), peer, m_now, m_exports, m_limits,
            [this, peer](ClientEvent event, const Export* device, const std::string& detail) {
                tell(peer, event, device, detail);
            });
    }
}

// A crowd that connects and asks for nothing keeps nobody out: the oldest of them has to go.
void PollServer::makeRoom()
{
    const auto isIdle = [](const Client& client) { return !client.connection.hasDevice(); };
    if (static_cast<std::size_t>(std::count_if(m_clients.begin(), m_clients.end(), isIdle)) < m_limits.maxHandshakes)
        return;
    const auto oldest = std::find_if(m_clients.begin(), m_clients.end(), isIdle);
    oldest->connection.end("too many connect at once");
    m_clients.erase(oldest);
}

} // namespace

Result<std::unique_ptr<Server>> Server::create(
    const ListenAddress& address, std::span<const std::string> keys, Tell tell, const Limits& limits)
{
    auto exports = ExportTable::create(keys);
    if (!exports)
        return tl::unexpected(exports.error());
    auto listener = listenOn(address);
    if (!listener)
        return tl::unexpected(listener.error());
    auto wake = makeWakePipe();
    if (!wake)
        return tl::unexpected(wake.error());
    return std::make_unique<PollServer>(
        std::move(*listener), std::move(*wake), std::move(*exports), std::move(tell), limits);
}

} // namespace wb::usbip
