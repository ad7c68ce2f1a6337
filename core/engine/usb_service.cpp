// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/left_behind.h"
#include "core/engine/usb_service_private.h"

#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <cassert>

namespace wb::engine {
namespace {

constexpr std::chrono::seconds kSlowStart { 5 };
constexpr std::chrono::milliseconds kExtraStopPatience { 500 };

} // namespace

UsbService::UsbService(std::shared_ptr<capture::LiveLog> log, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, std::move(log)))
{
}

UsbService::~UsbService()
{
    for (auto& worker : d->workers)
        worker->thread->requestStop();
    for (auto& worker : d->workers) {
        disconnect(worker->thread.get(), nullptr, this, nullptr);
        if (!worker->thread->waitForEnd(UsbThread::kStopPatience + kExtraStopPatience))
            leaveBehind(std::move(worker->thread)); // it, or a device, hangs inside the operating system (P10, P69)
    }
}

void UsbService::addBackend(std::unique_ptr<backend::Backend> backend)
{
    auto worker = std::make_unique<UsbServiceWorker>();
    worker->state.name = backend->name();
    backend->setLogLevel(d->logLevel);
    worker->thread = std::make_unique<UsbThread>(std::move(backend), d->log, d->ledger);
    UsbThread* thread = worker->thread.get();
    connect(
        thread, &UsbThread::messagesAvailable, this, [this, thread] { d->drain(thread); }, Qt::QueuedConnection);
    QTimer::singleShot(kSlowStart, this, [this, guard = QPointer<UsbThread>(thread)] {
        for (auto& entry : d->workers)
            if (guard && entry->thread.get() == guard && entry->state.phase == BackendState::Phase::Starting) {
                entry->state.isSlow = true;
                Q_EMIT backendChanged(entry->state);
            }
    });
    const BackendState state = worker->state;
    d->workers.push_back(std::move(worker));
    thread->start();
    Q_EMIT backendChanged(state);
}

void UsbService::removeBackend(const std::string& name)
{
    const auto isIt = [&](const auto& worker) {
        return worker->state.name == name && worker->state.phase != BackendState::Phase::Stopped;
    };
    const auto found = std::find_if(d->workers.begin(), d->workers.end(), isIt);
    if (found == d->workers.end())
        return;
    if ((*found)->state.phase == BackendState::Phase::Failed)
        d->answerLater(
            [this, name] { d->dropFailed(name); }); // its thread's messages may be on their way to the caller
    else
        (*found)->thread->requestStop(); // it says Stopped when all is closed, and is dropped then
}

std::vector<BackendState> UsbService::backends() const
{
    std::vector<BackendState> states;
    for (const auto& worker : d->workers)
        states.push_back(worker->state);
    return states;
}

std::vector<usb::DevicePtr> UsbService::devices() const
{
    std::vector<usb::DevicePtr> list;
    for (const auto& [id, device] : d->devices)
        list.push_back(device);
    return list;
}

usb::DevicePtr UsbService::device(usb::DeviceId id) const
{
    if (const auto found = d->devices.find(id); found != d->devices.end())
        return found->second;
    const auto departed = d->departedWithSession.find(id);
    return departed == d->departedWithSession.end() ? nullptr : departed->second;
}

SessionState UsbService::session(usb::DeviceId id) const
{
    if (const auto found = d->sessions.find(id); found != d->sessions.end())
        return found->second;
    SessionState state;
    state.device = id;
    state.policy = d->chosenPolicy(id);
    return state;
}

std::vector<SessionState> UsbService::sessions() const
{
    std::vector<SessionState> list;
    for (const auto& [id, state] : d->sessions)
        list.push_back(state);
    return list;
}

std::vector<StreamStatus> UsbService::streams() const
{
    std::vector<StreamStatus> list;
    for (const auto& [id, status] : d->streams)
        list.push_back(status);
    return list;
}

TransferMemory UsbService::transferMemory(usb::DeviceId id) const
{
    const auto owner = d->owners.find(id);
    if (owner == d->owners.end())
        return {};
    TransferMemory memory;
    for (const auto& worker : d->workers)
        if (worker->thread.get() == owner->second)
            memory.limit = worker->state.transferMemoryLimit;
    for (const auto& [stream, status] : d->streams) {
        const auto other = d->owners.find(status.device);
        if (status.isActive() && other != d->owners.end() && other->second == owner->second)
            memory.inUse += engine::transferMemory(status.config);
    }
    return memory;
}

std::shared_ptr<capture::LiveLog> UsbService::log() const { return d->log; }

void UsbService::setLog(std::shared_ptr<capture::LiveLog> log)
{
    d->log = std::move(log);
    for (auto& worker : d->workers)
        worker->thread->setLog(d->log);
}

void UsbService::setDriverLedger(std::shared_ptr<DriverLedger> ledger)
{
    d->ledger = std::move(ledger);
    for (auto& worker : d->workers)
        worker->thread->setDriverLedger(d->ledger);
}

void UsbService::refresh()
{
    for (auto& worker : d->workers)
        worker->thread->post([](UsbThread& thread) { thread.refresh(); });
}

void UsbService::askEventLoops()
{
    for (auto& worker : d->workers)
        worker->thread->post([](UsbThread& thread) { thread.tellEventLoop(); });
}

void UsbService::setLogLevel(usb::LogLevel level)
{
    d->logLevel = level;
    for (auto& worker : d->workers)
        worker->thread->post([level](UsbThread& thread) { thread.setLogLevel(level); });
}

usb::LogLevel UsbService::logLevel() const { return d->logLevel; }

void UsbService::Private::post(usb::DeviceId device, UsbThread::Command command, const std::function<void()>& ifUnknown)
{
    const auto owner = owners.find(device);
    if (owner == owners.end() || !owner->second->post(std::move(command)))
        answerLater(ifUnknown);
}

RequestId UsbService::Private::runOperation(usb::DeviceId device, Operation operation)
{
    const RequestId request = requestIds.next();
    auto shared = std::make_shared<Operation>(std::move(operation));
    const std::string name = shared->name;
    post(
        device, [device, request, shared](UsbThread& thread) { thread.run(device, request, std::move(*shared)); },
        [this, request, device, name] {
            const Error error { ErrorKind::NotFound, 0, name, "no such device is attached" };
            Q_EMIT q.operationsFinished({ { request, device, tl::unexpected(error) } });
        });
    return request;
}

void UsbService::Private::answerLater(std::function<void()> answer)
{
    QMetaObject::invokeMethod(&q, std::move(answer), Qt::QueuedConnection);
}

void UsbService::Private::drain(UsbThread* thread)
{
    const auto isIt = [thread](const auto& worker) { return worker->thread.get() == thread; };
    const auto found = std::find_if(workers.begin(), workers.end(), isIt);
    if (found == workers.end())
        return;
    UsbServiceWorker& worker = **found;
    Batch batch;
    for (Message& message : thread->drain()) {
        if (auto* state = std::get_if<BackendState>(&message)) {
            handle(worker, std::move(*state));
        } else if (auto* changes = std::get_if<DeviceChanges>(&message)) {
            handle(worker, *changes);
        } else if (auto* session = std::get_if<SessionState>(&message)) {
            handle(std::move(*session));
        } else if (auto* notice = std::get_if<Notice>(&message)) {
            Q_EMIT q.noticePosted(*notice);
        } else if (auto* loop = std::get_if<EventLoopState>(&message)) {
            Q_EMIT q.eventLoopTold(*loop);
        } else if (auto* said = std::get_if<usb::LibraryMessage>(&message)) {
            batch.said.push_back(std::move(*said));
        } else if (auto* operation = std::get_if<FinishedOperation>(&message)) {
            batch.operations.push_back(std::move(*operation));
        } else if (auto* transfer = std::get_if<FinishedTransfer>(&message)) {
            batch.transfers.push_back(std::move(*transfer));
        } else if (auto* statuses = std::get_if<std::vector<StreamStatus>>(&message)) {
            for (StreamStatus& status : *statuses)
                batch.streams.insert_or_assign(status.id, std::move(status));
        }
    }
    deliver(batch);
    // A slot may have changed the list of workers, so look again.
    const auto again = std::find_if(workers.begin(), workers.end(), isIt);
    if (again == workers.end() || (*again)->state.phase != BackendState::Phase::Stopped)
        return;
    std::unique_ptr<UsbThread> ended = std::move((*again)->thread);
    workers.erase(again);
    retire(std::move(ended));
}

void UsbService::Private::dropFailed(const std::string& name)
{
    const auto isIt = [&](const auto& worker) {
        return worker->state.name == name && worker->state.phase == BackendState::Phase::Failed;
    };
    const auto found = std::find_if(workers.begin(), workers.end(), isIt);
    if (found == workers.end())
        return;
    BackendState state = (*found)->state;
    state.phase = BackendState::Phase::Stopped;
    std::unique_ptr<UsbThread> ended = std::move((*found)->thread);
    workers.erase(found);
    retire(std::move(ended));
    Q_EMIT q.backendChanged(state);
}

void UsbService::Private::retire(std::unique_ptr<UsbThread> thread)
{
    QObject::disconnect(thread.get(), nullptr, &q, nullptr);
    if (!thread->waitForEnd(kExtraStopPatience)) // it has said Stopped, its last message: it returns, or a device hangs
        leaveBehind(std::move(thread));
    else
        thread.release()->deleteLater(); // we are in a slot of its signal
}

void UsbService::Private::deliver(const Batch& batch)
{
    if (!batch.said.empty())
        Q_EMIT q.libraryMessagesPosted(batch.said);
    if (!batch.operations.empty())
        Q_EMIT q.operationsFinished(batch.operations);
    for (const FinishedTransfer& finished : batch.transfers)
        pendingTransfers.erase(finished.request);
    if (!batch.transfers.empty())
        Q_EMIT q.transfersFinished(batch.transfers);
    if (batch.streams.empty())
        return;
    std::vector<StreamStatus> changed;
    for (const auto& [id, status] : batch.streams) {
        streams.insert_or_assign(id, status);
        changed.push_back(status);
    }
    Q_EMIT q.streamsChanged(changed);
}

void UsbService::Private::handle(UsbServiceWorker& worker, BackendState state)
{
    worker.state = std::move(state);
    const BackendState copy = worker.state;
    Q_EMIT q.backendChanged(copy);
}

void UsbService::Private::handle(UsbServiceWorker& worker, const DeviceChanges& changes)
{
    for (const usb::DevicePtr& device : changes.arrived) {
        devices.insert_or_assign(device->id, device);
        owners.insert_or_assign(device->id, worker.thread.get());
        if (isReadOnly)
            postPolicy(device->id);
    }
    for (const usb::DevicePtr& device : changes.updated)
        devices.insert_or_assign(device->id, device);
    for (const usb::DevicePtr& device : changes.departed) {
        devices.erase(device->id);
        owners.erase(device->id);
        policies.erase(device->id);
        defaultTimeouts.erase(device->id);
        if (sessions.contains(device->id))
            departedWithSession.insert_or_assign(device->id, device);
    }
    Q_EMIT q.devicesChanged(changes);
}

void UsbService::Private::handle(SessionState state)
{
    state.policy = chosenPolicy(state.device); // what the person chose is not what a read-only service makes of it
    if (state.phase == SessionPhase::Closed) {
        sessions.erase(state.device);
        departedWithSession.erase(state.device);
    } else {
        sessions.insert_or_assign(state.device, state);
    }
    Q_EMIT q.sessionChanged(state);
}

} // namespace wb::engine
