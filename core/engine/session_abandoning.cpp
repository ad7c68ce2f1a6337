// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/device_session.h"

// The end of a DeviceSession that hangs: whoever waits for it is told, and what may still reach for it stays (P10).
namespace wb::engine {

std::string DeviceSession::nameOf(const Job& job)
{
    if (const auto* operation = std::get_if<Operation>(&job.what))
        return operation->name;
    return std::holds_alternative<StreamJob>(job.what) ? "start stream" : "send";
}

Error DeviceSession::givenUp(std::string operation) const
{
    const auto running = m_lane->running();
    const std::string what = running ? '"' + running->name + "\" has not returned" : "what is under way does not end";
    return { ErrorKind::Timeout, 0, std::move(operation),
        what + ", so the device was given up; unplug it, or end the program" };
}

void DeviceSession::abandonOneShot(const OneShot& shot)
{
    m_log.leftBehind(shot.ticket, *shot.transfer);
    FinishedTransfer finished { shot.request, m_device->id, givenUp("send"), {} };
    finished.result.id = shot.ticket.id;
    finished.result.status = usb::TransferStatus::Cancelled;
    finished.result.submitted = shot.submitted;
    finished.result.completed = now();
    m_host.outbox.send(std::move(finished));
}

// Streams first: a job may be what one of them waits for.
void DeviceSession::abandon()
{
    m_isAbandoned = true;
    endDoubt();
    for (const auto& [id, active] : m_streams)
        active.stream->abandon(givenUp("stream " + toString(active.stream->endpoint())));
    publishStreams(true);
    for (const auto& [request, shot] : m_oneShots)
        abandonOneShot(*shot);
    for (const Job& job : m_jobs)
        failJob(job, givenUp(nameOf(job)));
    notify(Notice::Kind::Warning, escapeForDisplay(describe(givenUp("close"))));
    SessionState last;
    last.device = m_device->id;
    last.policy = m_policy;
    last.isQuarantined = true;
    m_host.outbox.send(Message(std::move(last)));
}

} // namespace wb::engine
