// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/usb_thread.h"

#include "core/engine/left_behind.h"
#include "core/engine/transfer_memory.h"

#include <algorithm>

namespace wb::engine {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLoopCap { 1000 }; // a lost wake-up costs at most this (P1)
constexpr milliseconds kPublishPeriod { 33 };
// Drivers bind and events get lost in the moments after a plug, and nobody is told of either (P43).
constexpr milliseconds kSettlePeriod { 300 };
constexpr milliseconds kSettleTime { 2500 };
constexpr milliseconds kIdleReconcile { 10'000 };
constexpr milliseconds kPollPeriod { 1000 }; // without hotplug (P44)
constexpr std::chrono::seconds kReturnPatience { 5 }; // P46

} // namespace

UsbThread::UsbThread(std::unique_ptr<backend::Backend> backend, std::shared_ptr<capture::LiveLog> log,
    std::shared_ptr<DriverLedger> ledger, QObject* parent)
    : QThread(parent)
    , m_backend(std::move(backend))
    , m_name(m_backend->name())
    , m_log(std::move(log))
    , m_ledger(std::move(ledger))
    , m_outbox([this] { Q_EMIT messagesAvailable(); })
    , m_commands(std::make_shared<CommandQueue>([raw = m_backend.get()] { raw->wake(); }))
{
    setObjectName(QStringLiteral("usb-") + QString::fromStdString(m_name));
}

UsbThread::~UsbThread() = default;

bool UsbThread::post(Command command)
{
    return m_commands->post([this, command = std::move(command)] { command(*this); });
}

void UsbThread::requestStop()
{
    m_isStopRequested = true;
    m_commands->wake();
}

void UsbThread::deviceListChanged()
{
    m_isListStale = true;
    m_commands->wake();
}

void UsbThread::eventLoopDegraded(const Error& error)
{
    m_outbox.send(
        Message(Notice { Notice::Kind::Warning, now(), {}, m_name + ": " + escapeForDisplay(describe(error)) }));
}

void UsbThread::setLog(std::shared_ptr<capture::LiveLog> log)
{
    post([log = std::move(log)](UsbThread& thread) { thread.m_log = log; });
}

void UsbThread::setDriverLedger(std::shared_ptr<DriverLedger> ledger)
{
    post([ledger = std::move(ledger)](UsbThread& thread) { thread.m_ledger = ledger; });
}

void UsbThread::sendState(BackendState::Phase phase, std::optional<Error> error)
{
    BackendState state;
    state.name = m_name;
    state.phase = phase;
    state.error = std::move(error);
    if (phase == BackendState::Phase::Ready) {
        state.version = m_backend->version();
        state.hasHotplug = m_backend->hasHotplug();
        state.library = m_backend->library();
        state.transferMemoryLimit = m_memoryLimit;
    }
    m_outbox.send(Message(std::move(state)));
}

void UsbThread::run()
{
    serve();
    const std::lock_guard lock(m_endMutex);
    m_hasEnded = true;
    m_endChanged.notify_all();
}

bool UsbThread::waitForEnd(milliseconds patience)
{
    {
        std::unique_lock lock(m_endMutex);
        if (!m_endChanged.wait_for(lock, patience, [this] { return m_hasEnded; }))
            return false;
    }
    return wait() && !m_hasLeftBehind;
}

void UsbThread::serve()
{
    m_backend->setMessageSink([this](usb::LibraryMessage said) { m_outbox.send(std::move(said)); });
    const Status started = m_backend->start(*this); // may hang on a broken system; the service watches (P69)
    if (!started) {
        m_commands->close();
        dropBackend();
        sendState(BackendState::Phase::Failed, started.error());
        return;
    }
    m_memoryLimit = m_backend->transferMemoryLimit();
    sendState(BackendState::Phase::Ready);
    reconcile(true);
    loop();
    runLastCommands();
    if (m_backend) {
        m_backend->stop();
        dropBackend();
    }
    DeviceChanges changes;
    changes.time = now();
    for (const auto& [id, device] : m_devices)
        changes.departed.push_back(device);
    if (!changes.departed.empty())
        m_outbox.send(Message(std::move(changes)));
    sendState(BackendState::Phase::Stopped);
}

void UsbThread::loop()
{
    while (true) {
        runCommands();
        if (m_isStopRequested && !m_stopDeadline)
            beginStopping();
        if (m_stopDeadline && m_sessions.empty())
            return;
        if (mustGiveUp()) {
            abandonEverything();
            return;
        }
        m_backend->runOnce(patience(now()));
        const Nanoseconds time = now();
        if (!m_stopDeadline)
            reconcileIfDue(time);
        turnSessions(time);
    }
}

void UsbThread::runCommands()
{
    for (const CommandQueue::Command& command : m_commands->take())
        command();
}

// Who has asked before is answered; who asks later is refused by post().
void UsbThread::runLastCommands()
{
    for (const CommandQueue::Command& command : m_commands->close())
        command();
}

milliseconds UsbThread::patience(Nanoseconds time) const
{
    const bool isBusy = !m_sessions.empty();
    Nanoseconds due = std::min(m_nextReconcile, time + kLoopCap);
    if (isBusy)
        due = std::min(due, std::max(m_nextPublish, time + kPublishPeriod));
    for (const auto& [id, session] : m_sessions)
        if (const auto next = session->nextDue())
            due = std::min(due, *next);
    if (due <= time)
        return milliseconds { 0 };
    return std::chrono::duration_cast<milliseconds>(due - time) + milliseconds { 1 };
}

void UsbThread::turnSessions(Nanoseconds time)
{
    const bool isTimeToPublish = time >= m_nextPublish;
    if (isTimeToPublish)
        m_nextPublish = time + kPublishPeriod;
    for (auto it = m_sessions.begin(); it != m_sessions.end();) {
        DeviceSession& session = *it->second;
        session.turn(time, isTimeToPublish);
        if (session.takeDepartureSuspicion())
            m_isListStale = true;
        it = session.canBeDestroyed() ? m_sessions.erase(it) : std::next(it);
    }
}

void UsbThread::reconcileIfDue(Nanoseconds time)
{
    const bool isNews = m_isListStale.exchange(false);
    if (!isNews && time < m_nextReconcile)
        return;
    const auto isStreaming = [](const auto& entry) { return entry.second->hasActiveStream(); };
    const bool mayWait = !isNews && (m_backend->hasHotplug() || m_backend->hasOneDevice());
    if (mayWait && std::any_of(m_sessions.begin(), m_sessions.end(), isStreaming)) {
        m_nextReconcile = time + kPollPeriod; // reading every device's facts would leave gaps in the stream
        return;
    }
    if (isNews)
        m_settlesUntil = time + kSettleTime;
    reconcile(false);
}

void UsbThread::reconcile(bool isInitial)
{
    const Nanoseconds time = now();
    if (time < m_settlesUntil)
        m_nextReconcile = time + kSettlePeriod;
    else
        m_nextReconcile = time + (m_backend->hasHotplug() ? kIdleReconcile : kPollPeriod);
    lookAtMemoryLimit();
    auto listed = m_backend->devices();
    if (listed) {
        m_listError.reset();
    } else {
        if (m_listError != listed.error()) // asked again and again, told once
            eventLoopDegraded(listed.error());
        m_listError = listed.error();
        if (!isInitial)
            return;
        listed = std::vector<usb::DevicePtr> {};
    }
    DeviceChanges changes;
    changes.isInitial = isInitial;
    changes.time = now();
    std::map<usb::DeviceId, usb::DevicePtr> present;
    for (usb::DevicePtr& device : *listed) {
        const auto known = m_devices.find(device->id);
        if (known == m_devices.end())
            changes.arrived.push_back(device);
        else if (known->second != device)
            changes.updated.push_back(device);
        present.emplace(device->id, std::move(device));
    }
    for (const auto& [id, device] : m_devices)
        if (!present.contains(id))
            changes.departed.push_back(device);
    m_devices = std::move(present);
    if (!isInitial && changes.arrived.empty() && changes.departed.empty() && changes.updated.empty())
        return;
    for (const usb::DevicePtr& device : changes.departed) {
        m_policies.erase(device->id);
        if (const auto session = m_sessions.find(device->id); session != m_sessions.end())
            session->second->setDeparted();
    }
    for (const usb::DevicePtr& device : changes.updated)
        if (const auto session = m_sessions.find(device->id); session != m_sessions.end())
            session->second->updateDevice(device);
    const std::vector<usb::DevicePtr> arrived = changes.arrived;
    for (const usb::DevicePtr& device : arrived)
        if (const auto expected = expectedReturnOf(*device); expected != m_expectedReturns.end())
            changes.returned.push_back({ expected->device, device->id });
    m_outbox.send(Message(std::move(changes)));
    for (const usb::DevicePtr& device : arrived)
        deviceArrived(device);
}

std::vector<UsbThread::ExpectedReturn>::iterator UsbThread::expectedReturnOf(const usb::DeviceInfo& device)
{
    const Nanoseconds time = now();
    return std::find_if(m_expectedReturns.begin(), m_expectedReturns.end(), [&](const ExpectedReturn& expected) {
        return expected.deadline >= time && expected.path == device.path
            && expected.vendorId == device.descriptor.vendorId && expected.productId == device.descriptor.productId;
    });
}

void UsbThread::deviceArrived(const usb::DevicePtr& device)
{
    const auto found = expectedReturnOf(*device);
    if (found == m_expectedReturns.end())
        return;
    std::vector<InterfaceState> interfaces = std::move(found->interfaces);
    m_expectedReturns.erase(found);
    m_outbox.send(Message(Notice {
        Notice::Kind::Information, now(), device->id, "the device is back after its reset; opening it again" }));
    if (DeviceSession* session = sessionFor(device->id))
        session->restore(std::move(interfaces));
}

void UsbThread::dropBackend()
{
    m_backend->setMessageSink({}); // a lane that hangs in the library may outlive this thread, and say so
    m_backend.reset();
}

void UsbThread::beginStopping()
{
    m_stopDeadline = now() + kStopPatience;
    for (auto& [id, session] : m_sessions) {
        session->cancelAll(); // what waits would have to be prepared before it could be cancelled
        session->close({});
    }
}

bool UsbThread::mustGiveUp() const { return m_stopDeadline && now() >= *m_stopDeadline; }

void UsbThread::abandonEverything()
{
    runLastCommands();
    std::erase_if(m_sessions, [](const auto& entry) { return entry.second->canBeDestroyed(); });
    for (auto& [id, session] : m_sessions) {
        session->abandon();
        leaveBehind(std::move(session));
    }
    m_sessions.clear();
    m_hasLeftBehind = true;
    m_backend->setMessageSink({});
    leaveBehind(std::move(m_backend)); // a hanging lane is still inside it (P10)
}

DeviceSession* UsbThread::sessionFor(usb::DeviceId device)
{
    if (const auto found = m_sessions.find(device); found != m_sessions.end())
        return found->second.get();
    const auto known = m_devices.find(device);
    if (known == m_devices.end() || m_stopDeadline)
        return nullptr;
    SessionHost host { m_commands, m_outbox, *m_backend, m_log, m_ledger, m_pool, [this] { m_isListStale = true; },
        [this](const usb::DeviceInfo& gone, std::vector<InterfaceState> interfaces) {
            m_expectedReturns.push_back({ gone.id, gone.path, gone.descriptor.vendorId, gone.descriptor.productId,
                std::move(interfaces), now() + kReturnPatience });
            m_isListStale = true;
        },
        [this](const StreamConfig& wanted) { return checkMemory(wanted); } };
    auto session = std::make_unique<DeviceSession>(std::move(host), known->second, m_policies[device]);
    return m_sessions.emplace(device, std::move(session)).first->second.get();
}

Status UsbThread::checkMemory(const StreamConfig& wanted)
{
    lookAtMemoryLimit();
    TransferMemory memory { 0, m_memoryLimit };
    for (const auto& [id, session] : m_sessions)
        memory.inUse += session->streamMemory();
    return checkTransferMemory(wanted, memory);
}

// A person may raise it at any time.
void UsbThread::lookAtMemoryLimit()
{
    const auto limit = m_backend->transferMemoryLimit();
    if (limit == m_memoryLimit)
        return;
    m_memoryLimit = limit;
    sendState(BackendState::Phase::Ready);
}

namespace {

Error unknownDevice() { return { ErrorKind::Disconnected, 0, "send", "the device is not attached any more" }; }

} // namespace

void UsbThread::tellEventLoop()
{
    if (auto facts = m_backend->eventLoop())
        m_outbox.send(Message(EventLoopState { m_name, std::move(*facts) }));
}

void UsbThread::run(usb::DeviceId device, RequestId request, Operation operation)
{
    if (DeviceSession* session = sessionFor(device))
        session->run(request, std::move(operation));
    else
        m_outbox.send(Message(FinishedOperation { request, device, tl::unexpected(unknownDevice()) }));
}

void UsbThread::close(usb::DeviceId device, RequestId request)
{
    if (const auto found = m_sessions.find(device); found != m_sessions.end())
        found->second->close(request);
    else
        m_outbox.send(Message(FinishedOperation { request, device, {} }));
}

void UsbThread::transfer(usb::DeviceId device, RequestId request, usb::TransferRequest what)
{
    if (DeviceSession* session = sessionFor(device))
        session->transfer(request, std::move(what));
    else
        m_outbox.send(FinishedTransfer { request, device, unknownDevice(), {} });
}

void UsbThread::cancel(usb::DeviceId device, RequestId request)
{
    if (const auto found = m_sessions.find(device); found != m_sessions.end())
        found->second->cancel(request);
}

void UsbThread::cancelAll(usb::DeviceId device)
{
    if (const auto found = m_sessions.find(device); found != m_sessions.end())
        found->second->cancelAll();
}

void UsbThread::startStream(usb::DeviceId device, StreamId stream, StreamConfig config)
{
    if (DeviceSession* session = sessionFor(device)) {
        session->startStream(stream, std::move(config));
        return;
    }
    StreamStatus status;
    status.id = stream;
    status.device = device;
    status.config = std::move(config);
    status.phase = StreamPhase::Stopped;
    status.stopReason = "could not start";
    status.error = unknownDevice();
    m_outbox.send(Message(std::vector<StreamStatus> { std::move(status) }));
}

void UsbThread::stopStream(usb::DeviceId device, StreamId stream)
{
    if (const auto found = m_sessions.find(device); found != m_sessions.end())
        found->second->stopStream(stream);
}

void UsbThread::setPolicy(usb::DeviceId device, const AccessPolicy& policy)
{
    if (!m_devices.contains(device))
        return;
    m_policies[device] = policy;
    if (const auto found = m_sessions.find(device); found != m_sessions.end())
        found->second->setPolicy(policy);
}

} // namespace wb::engine
