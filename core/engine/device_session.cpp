// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/device_session.h"

#include "core/engine/transfer_memory.h"

#include <algorithm>
#include <cassert>

namespace wb::engine {
namespace {

constexpr auto kBlockedAfter = std::chrono::seconds(1);

} // namespace

DeviceSession::DeviceSession(SessionHost host, usb::DevicePtr device, AccessPolicy policy)
    : m_host(std::move(host))
    , m_device(std::move(device))
    , m_log(m_host.log, m_device)
    , m_policy(policy)
    , m_lane(std::make_unique<BlockingLane>())
    , m_control(std::make_shared<DeviceControl>(m_host.backend, m_device, m_host.ledger))
{
    m_published.device = m_device->id;
    m_published.policy = policy;
}

Error DeviceSession::disconnected(std::string operation)
{
    return { ErrorKind::Disconnected, 0, std::move(operation), "the device was unplugged" };
}

DeviceSession::~DeviceSession() { assert(canBeDestroyed()); }

void DeviceSession::enqueue(Job job)
{
    if (m_hasDeparted) {
        failJob(job, disconnected("send"));
        return;
    }
    m_jobs.push_back(std::move(job));
    pump();
}

void DeviceSession::run(RequestId request, Operation operation) { enqueue({ request, std::move(operation) }); }

void DeviceSession::close(RequestId request)
{
    endDoubt();
    Operation operation;
    operation.name = "close";
    operation.scope.kind = Scope::Kind::Everything;
    operation.kind = Operation::Kind::Close;
    enqueue({ request, std::move(operation) });
}

void DeviceSession::transfer(RequestId request, usb::TransferRequest what)
{
    if (auto operation = asHostOperation(what)) {
        m_hostTransfers.emplace(request, now());
        enqueue({ request, std::move(*operation) });
        return;
    }
    enqueue({ request, TransferJob { std::move(what) } });
}

void DeviceSession::startStream(StreamId stream, StreamConfig config)
{
    enqueue({ RequestId {}, StreamJob { stream, std::move(config) } });
}

void DeviceSession::stopStream(StreamId id)
{
    if (const auto found = m_streams.find(id); found != m_streams.end()) {
        found->second.stream->stop("stopped");
        return;
    }
    const auto isIt = [&](const Job& job) {
        const auto* waiting = std::get_if<StreamJob>(&job.what);
        return waiting && waiting->stream == id;
    };
    if (const auto waiting = std::find_if(m_jobs.begin(), m_jobs.end(), isIt); waiting != m_jobs.end())
        takeBack(waiting);
}

Error DeviceSession::takenBack(const Job& job)
{
    if (std::holds_alternative<StreamJob>(job.what))
        return { ErrorKind::Cancelled, 0, "start stream", "stopped before it began" };
    return { ErrorKind::Cancelled, 0, "send", "cancelled before it was sent" };
}

// What is on the lane cannot be recalled (P9); a transfer or a stream that the lane only prepares is given up then.
void DeviceSession::takeBack(const std::deque<Job>::iterator& job)
{
    if (m_isHeadOnLane && job == m_jobs.begin()) {
        job->isTakenBack = true;
        return;
    }
    const Job taken = std::move(*job);
    m_jobs.erase(job);
    failJob(taken, takenBack(taken));
}

void DeviceSession::cancel(RequestId request)
{
    if (const auto found = m_oneShots.find(request); found != m_oneShots.end()) {
        found->second->transfer->cancel();
        return;
    }
    const auto isIt = [&](const Job& job) { return job.request == request; };
    if (const auto waiting = std::find_if(m_jobs.begin(), m_jobs.end(), isIt); waiting != m_jobs.end())
        takeBack(waiting);
}

void DeviceSession::cancelAll()
{
    stopInScope({ Scope::Kind::Everything, 0 }, "stopped");
    const auto isTraffic = [this](const Job& job) {
        return !job.isTakenBack
            && (!std::holds_alternative<Operation>(job.what) || m_hostTransfers.contains(job.request));
    };
    const auto next = [&] { return std::find_if(m_jobs.begin(), m_jobs.end(), isTraffic); };
    for (auto it = next(); it != m_jobs.end(); it = next())
        takeBack(it);
}

void DeviceSession::setPolicy(const AccessPolicy& policy)
{
    m_policy = policy;
    m_isStateStale = true;
}

void DeviceSession::restore(std::vector<InterfaceState> wanted)
{
    Operation operation;
    operation.name = "restore after reset";
    operation.kind = Operation::Kind::Open;
    operation.work = [wanted = std::move(wanted)](DeviceControl& control) {
        Status outcome = control.open();
        for (const InterfaceState& state : wanted) {
            if (!outcome || !state.isClaimed)
                continue;
            outcome = control.claim(state.number, !state.detachedDriver.empty());
            if (outcome && state.alternate != 0)
                outcome = control.setAlternateSetting(state.number, state.alternate);
        }
        return outcome;
    };
    run({}, std::move(operation));
}

void DeviceSession::updateDevice(usb::DevicePtr device)
{
    m_device = std::move(device);
    m_isStateStale = true;
}

void DeviceSession::setDeparted()
{
    if (m_hasDeparted)
        return;
    endDoubt();
    std::deque<Job> waiting;
    while (m_jobs.size() > (m_isHeadOnLane ? 1U : 0U)) {
        waiting.push_front(std::move(m_jobs.back()));
        m_jobs.pop_back();
    }
    for (const Job& job : waiting)
        failJob(job, disconnected("send"));
    stopInScope({ Scope::Kind::Everything, 0 }, "unplugged", disconnected("stream"));
    close({});
    m_hasDeparted = true;
}

void DeviceSession::turn(Nanoseconds time, bool isTimeToPublish)
{
    m_finishedShots.clear();
    for (auto& [id, active] : m_streams)
        active.stream->tick(time);
    if (isInDoubt() && time >= m_doubtEnds)
        survived();
    recoverStreams();
    publishStreams(isTimeToPublish);
    reapStreams();
    payBandwidth();
    freeUnusedStreams();
    pump();
    if (m_isStateStale || isTimeToPublish)
        publishState();
}

void DeviceSession::publishStreams(bool isTime)
{
    std::vector<StreamStatus> changed;
    for (auto& [id, active] : m_streams) {
        if (const auto loss = active.stream->takeLoss())
            suspectLoss(*loss);
        if ((isTime || active.stream->isStopped()) && active.stream->takeNews())
            changed.push_back(active.stream->status());
    }
    if (!changed.empty())
        m_host.outbox.send(Message(std::move(changed)));
}

void DeviceSession::recoverStreams()
{
    for (const auto& [id, active] : m_streams) {
        const usb::EndpointAddress endpoint = active.stream->endpoint();
        if (active.stream->wishesRecovery() && drainToRecover(endpoint))
            return recoverEndpoint(endpoint); // which may change the list; the next turn looks for others
    }
}

// A halt is cleared where no stream has anything in flight (P28): the others of the endpoint take theirs back, too.
bool DeviceSession::drainToRecover(usb::EndpointAddress endpoint)
{
    bool isReady = true;
    for (const auto& [id, active] : m_streams) {
        if (active.stream->endpoint() != endpoint)
            continue;
        active.stream->joinRecovery();
        isReady = isReady && active.stream->inFlight() == 0;
    }
    return isReady;
}

void DeviceSession::recoverEndpoint(usb::EndpointAddress endpoint)
{
    for (const auto& [id, active] : m_streams)
        if (active.stream->endpoint() == endpoint)
            active.stream->recoveryAsked();
    Operation operation;
    operation.name = "recover endpoint";
    operation.work
        = [endpoint, policy = m_policy](DeviceControl& control) { return control.clearHalt(endpoint, policy); };
    operation.then = [this, endpoint](const Status& outcome) {
        for (const auto& [id, active] : m_streams)
            if (active.stream->endpoint() == endpoint)
                active.stream->recovered(outcome);
    };
    run({}, std::move(operation));
}

void DeviceSession::reapStreams()
{
    const auto hasEnded = [](const auto& entry) { return entry.second.stream->isStopped(); };
    if (std::erase_if(m_streams, hasEnded) > 0)
        m_isStateStale = true;
}

// Not before nobody uses the interface and no job waits: to select a setting ends what is in flight, and what waits may
// want the one that is selected.
void DeviceSession::payBandwidth()
{
    if (!m_jobs.empty() || m_hasDeparted)
        return;
    const auto found = std::find_if(
        m_alternatesOwed.begin(), m_alternatesOwed.end(), [this](const auto& owed) { return isIdle(owed.first); });
    if (found == m_alternatesOwed.end())
        return;
    const std::uint8_t number = found->first;
    const std::uint8_t alternate = found->second;
    m_alternatesOwed.erase(found);
    const InterfaceState* state = stateOf({ number, std::nullopt });
    if (!state || state->alternate == alternate)
        return;
    Operation operation;
    operation.name = "give bandwidth back";
    operation.scope = { Scope::Kind::Interface, number };
    operation.work
        = [number, alternate](DeviceControl& control) { return control.giveBandwidthBack(number, alternate); };
    run({}, std::move(operation));
}

bool DeviceSession::canBeDestroyed() const
{
    return !m_handle && m_jobs.empty() && m_oneShots.empty() && m_streams.empty() && m_held.empty();
}

bool DeviceSession::hasActiveStream() const
{
    return std::any_of(
        m_streams.begin(), m_streams.end(), [](const auto& entry) { return !entry.second.stream->isStopped(); });
}

std::uint64_t DeviceSession::streamMemory() const
{
    std::uint64_t bytes = 0;
    for (const auto& [id, active] : m_streams)
        bytes += active.stream->isStopped() ? 0 : transferMemory(active.stream->config());
    return bytes;
}

std::optional<Nanoseconds> DeviceSession::nextDue() const
{
    std::optional<Nanoseconds> next;
    for (const auto& [id, active] : m_streams)
        if (const auto due = active.stream->nextDue(); due && (!next || *due < *next))
            next = due;
    return next;
}

bool DeviceSession::touches(const Scope& scope, std::uint8_t interfaceNumber, usb::EndpointAddress endpoint)
{
    switch (scope.kind) {
    case Scope::Kind::Nothing:
        return false;
    case Scope::Kind::Endpoint:
        return endpoint.value == scope.number;
    case Scope::Kind::Interface:
        return interfaceNumber == scope.number;
    case Scope::Kind::Everything:
        return true;
    }
    return true;
}

void DeviceSession::stopInScope(const Scope& scope, const std::string& reason, const std::optional<Error>& error)
{
    for (auto& [id, active] : m_streams)
        if (touches(scope, active.interfaceNumber, active.stream->endpoint()))
            active.stream->stop(reason, error);
    for (auto& [request, shot] : m_oneShots)
        if (touches(scope, shot->interfaceNumber, shot->transfer->endpoint))
            shot->transfer->cancel();
}

bool DeviceSession::isDrained(const Scope& scope) const
{
    for (const auto& [id, active] : m_streams)
        if (!active.stream->isStopped() && touches(scope, active.interfaceNumber, active.stream->endpoint()))
            return false; // it may be writing the end of its file
    for (const auto& [request, shot] : m_oneShots)
        if (touches(scope, shot->interfaceNumber, shot->transfer->endpoint))
            return false;
    return true;
}

std::uint32_t DeviceSession::inFlight() const
{
    auto count = static_cast<std::uint32_t>(m_oneShots.size());
    for (const auto& [id, active] : m_streams)
        count += active.stream->inFlight();
    return count;
}

void DeviceSession::publishState()
{
    m_isStateStale = false;
    SessionState state;
    state.device = m_device->id;
    state.policy = m_policy;
    state.interfaces = m_interfaces;
    for (InterfaceState& entry : state.interfaces)
        entry.driver = m_device->driverOf(entry.number);
    state.configuration = m_configuration;
    state.inFlight = inFlight();
    if (isClosing())
        state.phase = SessionPhase::Closing;
    else if (m_handle)
        state.phase = SessionPhase::Open;
    else
        state.phase = m_isHeadOnLane ? SessionPhase::Opening : SessionPhase::Closed;
    if (const auto running = m_lane->running(); running && running->elapsed > kBlockedAfter) {
        state.isBlocked = true;
        state.blockedOperation = running->name;
    }
    const bool differs = state.phase != m_published.phase || state.interfaces != m_published.interfaces
        || state.configuration != m_published.configuration || state.inFlight != m_published.inFlight
        || state.isBlocked != m_published.isBlocked || !(state.policy == m_published.policy);
    if (!differs)
        return;
    m_published = state;
    m_host.outbox.send(Message(std::move(state)));
}

void DeviceSession::failJob(const Job& job, const Error& error)
{
    const bool isTransfer = std::holds_alternative<TransferJob>(job.what) || m_hostTransfers.erase(job.request) > 0;
    if (isTransfer) {
        failTransfer(job.request, error);
    } else if (const auto* stream = std::get_if<StreamJob>(&job.what)) {
        failStream(stream->stream, stream->config, error);
    } else if (const auto& operation = std::get<Operation>(job.what); operation.then) {
        operation.then(tl::unexpected(error));
    } else if (job.request.isValid()) {
        m_host.outbox.send(Message(FinishedOperation { job.request, m_device->id, tl::unexpected(error) }));
    }
}

void DeviceSession::failTransfer(RequestId request, Error error)
{
    m_host.outbox.send(FinishedTransfer { request, m_device->id, std::move(error), {} });
}

void DeviceSession::failStream(StreamId stream, const StreamConfig& config, Error error)
{
    StreamStatus status;
    status.id = stream;
    status.device = m_device->id;
    status.config = config;
    status.phase = StreamPhase::Stopped;
    status.stopReason = "could not start";
    status.error = std::move(error);
    m_host.outbox.send(Message(std::vector<StreamStatus> { std::move(status) }));
}

void DeviceSession::notify(Notice::Kind kind, std::string text)
{
    m_host.outbox.send(Message(Notice { kind, now(), m_device->id, std::move(text) }));
}

} // namespace wb::engine
