// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/json.h"
#include "app/cli/target.h"
#include "app/cli/text.h"

namespace wb::cli {
namespace {

// What is at the device's port instead of it: a reset may bring new descriptors, and other ids (P46).
usb::DevicePtr successorOf(Session& session, const usb::DeviceInfo& before)
{
    for (const usb::DevicePtr& device : session.service().devices())
        if (device->path == before.path && device->id != before.id)
            return device;
    return nullptr;
}

bool isHandleLost(const Error& error)
{
    return error.kind == ErrorKind::NotFound || error.kind == ErrorKind::Disconnected;
}

OrExit<usb::DevicePtr> awaitReturn(Session& session, const usb::DeviceInfo& before, std::uint32_t timeoutMs)
{
    Session::Limit limit;
    if (timeoutMs > 0)
        limit = std::chrono::milliseconds(timeoutMs);
    const auto isBack = [&session, &before] { return successorOf(session, before) != nullptr; };
    if (session.waitUntil(isBack, Session::Patience::UntilInterrupted, limit))
        return successorOf(session, before);
    if (session.isInterrupted())
        return tl::unexpected(ExitCode::Interrupted);
    const Error error { ErrorKind::Disconnected, 0, "reset",
        nameOf(before) + ": nothing came back at its port within " + std::to_string(timeoutMs) + " ms" };
    return tl::unexpected(session.messages().failure(error, &before));
}

} // namespace

ExitCode run(Session& session, const ResetOptions& options)
{
    const auto found = findTarget(session, options.target.device);
    if (!found)
        return found.error();
    const usb::DevicePtr& before = *found;
    const usb::RiskAssessment risk = usb::assessRisk(usb::Intervention::Reset, *before);
    if (const ExitCode allowed = checkRisk(session, *before, "send a reset", risk, options.isConfirmed);
        allowed != ExitCode::Success)
        return allowed;
    if (const ExitCode opened = openFound(session, before, options.target); opened != ExitCode::Success)
        return opened;
    const Status done = session.reset(before->id);
    if (!done && !isHandleLost(done.error()))
        return session.messages().failure(done.error(), before.get());
    const auto after = done ? OrExit<usb::DevicePtr>(before) : awaitReturn(session, *before, options.timeoutMs);
    if (!after)
        return after.error();
    if (options.json)
        session.out().line(toLine(resetDocument(*before, **after)));
    else
        session.out().line(resetLine(*before, **after));
    return ExitCode::Success;
}

} // namespace wb::cli
