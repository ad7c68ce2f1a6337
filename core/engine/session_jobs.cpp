// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/device_session.h"

#include <algorithm>

// Jobs of a DeviceSession: what waits, what is on the lane, what an answer from the lane means.
namespace wb::engine {

void DeviceSession::pump()
{
    if (m_isPumping)
        return;
    m_isPumping = true;
    while (!m_jobs.empty() && !m_isHeadOnLane && !isInDoubt() && startJob(m_jobs.front()))
        m_jobs.pop_front();
    m_isPumping = false;
}

bool DeviceSession::startJob(Job& job)
{
    if (std::holds_alternative<Operation>(job.what))
        return startOperation(job);
    if (std::holds_alternative<TransferJob>(job.what))
        return startTransfer(job);
    return startStreamJob(job);
}

bool DeviceSession::startOperation(Job& job)
{
    auto& operation = std::get<Operation>(job.what);
    stopInScope(operation.scope, "stopped by: " + operation.name);
    if (!isDrained(operation.scope))
        return false;
    if (operation.kind == Operation::Kind::Close || operation.kind == Operation::Kind::OpenAgain) {
        m_finishedShots.clear();
        publishStreams(true); // their last word, before they are gone
        m_streams.clear();
        m_handle.reset(); // our share; the last one dies on the lane (P8)
    }
    if (operation.kind == Operation::Kind::Close) {
        const bool isAttached = !m_hasDeparted;
        sendToLane(operation.name, [isAttached](DeviceControl& control) {
            control.close(isAttached);
            return Status {};
        });
        return false;
    }
    sendToLane(operation.name, operation.work);
    return false;
}

bool DeviceSession::satisfies(const Needs& needs) const { return m_handle && needs.missing(stateOf(needs)).empty(); }

const InterfaceState* DeviceSession::stateOf(const Needs& needs) const
{
    for (const InterfaceState& state : m_interfaces)
        if (state.number == needs.interfaceNumber)
            return &state;
    return nullptr;
}

// Selecting another alternate setting ends what is in flight on the interface, so it is taken back before (P9): libusb
// would tell of some that they are completed.
bool DeviceSession::makesRoomFor(const Needs& needs)
{
    if (!needs.alternate || !m_policy.selectAlternateAutomatically)
        return true;
    const Scope scope { Scope::Kind::Interface, *needs.interfaceNumber };
    stopInScope(scope, "stopped by: select alternate setting");
    return isDrained(scope);
}

bool DeviceSession::startTransfer(Job& job)
{
    auto& what = std::get<TransferJob>(job.what).what;
    const Result<Needs> needs = planTransfer(*m_device, m_interfaces, what);
    if (!needs) {
        failTransfer(job.request, needs.error());
        return true;
    }
    if (!satisfies(*needs)) {
        if (const Status allowed = mayChangeStreams(*needs, "send"); !allowed) {
            failTransfer(job.request, allowed.error());
            return true;
        }
        if (!makesRoomFor(*needs))
            return false;
        sendToLane("prepare transfer",
            [wanted = *needs, policy = m_policy](DeviceControl& control) { return control.prepare(wanted, policy); });
        return false;
    }
    submitOneShot(job.request, std::move(what), *needs);
    return true;
}

bool DeviceSession::startStreamJob(Job& job)
{
    const auto& wanted = std::get<StreamJob>(job.what);
    Result<StreamPlan> plan = planStream(*m_device, m_interfaces, wanted.config);
    if (!plan) {
        failStream(wanted.stream, wanted.config, plan.error());
        return true;
    }
    if (const Status room = m_host.checkMemory(plan->config); !room) { // before anything is done to the device
        failStream(wanted.stream, wanted.config, room.error());
        return true;
    }
    if (!satisfies(plan->endpoint.needs)) {
        if (const Status allowed = mayChangeStreams(plan->endpoint.needs, "start stream"); !allowed) {
            failStream(wanted.stream, wanted.config, allowed.error());
            return true;
        }
        if (!makesRoomFor(plan->endpoint.needs))
            return false;
        sendToLane("prepare stream", [needs = plan->endpoint.needs, policy = m_policy](DeviceControl& control) {
            return control.prepare(needs, policy);
        });
        return false;
    }
    beginStream(wanted.stream, wanted.config, std::move(*plan));
    return true;
}

void DeviceSession::sendToLane(std::string name, std::function<Status(DeviceControl&)> work)
{
    m_isHeadOnLane = true;
    m_isStateStale = true;
    // The task holds what it needs by value: a lane that is left behind must not reach into this session.
    m_lane->post(std::move(name),
        [control = m_control, device = m_device, commands = m_host.commands, work = std::move(work),
            self = this]() mutable {
            control->setDevice(device);
            Status outcome = work(*control);
            auto report = std::make_shared<LaneReport>(control->report(std::move(outcome)));
            control.reset();
            commands->post([self, report = std::move(report)] { self->laneAnswered(std::move(*report)); });
        });
}

void DeviceSession::takeReport(LaneReport& report)
{
    m_handle = std::move(report.handle);
    m_configuration = report.configuration;
    m_interfaces = std::move(report.interfaces);
    for (const HostRequest& request : report.hostRequests)
        m_log.hostRequest(request);
    for (std::string& text : report.notices)
        notify(Notice::Kind::Information, std::move(text));
    if (report.changedDrivers)
        m_host.deviceFactsChanged();
}

void DeviceSession::laneAnswered(LaneReport report)
{
    const std::vector<InterfaceState> before = m_interfaces;
    takeReport(report);
    m_isHeadOnLane = false;
    Job job = std::move(m_jobs.front());
    m_jobs.pop_front();
    noteAlternates(job, report.outcome, before);
    if (!report.outcome && report.outcome.error().kind == ErrorKind::Disconnected)
        suspectLoss(Loss::NoDevice);
    if (std::holds_alternative<Operation>(job.what)) {
        finishOperation(job, report.outcome);
    } else if (!report.outcome) {
        failJob(job, report.outcome.error());
    } else if (m_hasDeparted) {
        failJob(job, disconnected("send"));
    } else if (job.isTakenBack) {
        failJob(job, takenBack(job));
    } else if (auto* shot = std::get_if<TransferJob>(&job.what)) {
        if (const auto needs = planTransfer(*m_device, m_interfaces, shot->what))
            submitOneShot(job.request, std::move(shot->what), *needs);
        else
            failTransfer(job.request, needs.error());
    } else {
        streamPrepared(job);
    }
    m_isStateStale = true;
    pump();
}

void DeviceSession::streamPrepared(const Job& job)
{
    const auto& wanted = std::get<StreamJob>(job.what);
    if (auto plan = planStream(*m_device, m_interfaces, wanted.config))
        beginStream(wanted.stream, wanted.config, std::move(*plan));
    else
        failStream(wanted.stream, wanted.config, plan.error());
}

// Owed is what was selected before the first of the streams, whatever came of them since: what one selected by itself
// may keep bandwidth that others want (P36). A setting that was asked for is nobody's debt.
void DeviceSession::noteAlternates(const Job& job, const Status& outcome, const std::vector<InterfaceState>& before)
{
    if (const auto* operation = std::get_if<Operation>(&job.what);
        operation && outcome && operation->scope.kind == Scope::Kind::Interface)
        m_alternatesOwed.erase(operation->scope.number);
    if (!m_handle)
        m_alternatesOwed.clear();
    if (!std::holds_alternative<StreamJob>(job.what))
        return;
    for (const InterfaceState& state : m_interfaces) {
        const auto was = std::find_if(before.begin(), before.end(),
            [&state](const InterfaceState& entry) { return entry.number == state.number; });
        const std::uint8_t alternate = was == before.end() ? std::uint8_t { 0 } : was->alternate;
        if (state.alternate != alternate)
            m_alternatesOwed.try_emplace(state.number, alternate);
    }
}

void DeviceSession::finishOperation(Job& job, const Status& outcome)
{
    const auto& operation = std::get<Operation>(job.what);
    if (operation.kind == Operation::Kind::Reset)
        handleResetOutcome(outcome);
    if (m_hostTransfers.contains(job.request)) {
        finishHostTransfer(job.request, outcome);
        return;
    }
    if (operation.then)
        operation.then(outcome);
    else if (job.request.isValid())
        m_host.outbox.send(Message(FinishedOperation { job.request, m_device->id, outcome }));
    else if (!outcome)
        notify(Notice::Kind::Warning, escapeForDisplay(describe(outcome.error())));
}

void DeviceSession::handleResetOutcome(const Status& outcome)
{
    if (outcome)
        return;
    const ErrorKind kind = outcome.error().kind;
    if (kind != ErrorKind::NotFound && kind != ErrorKind::Disconnected)
        return;
    notify(
        Notice::Kind::Warning, "the device came back from the reset as another one; looking for it at the same port");
    m_host.expectReturn(*m_device, m_interfaces);
    close({});
}

} // namespace wb::engine
