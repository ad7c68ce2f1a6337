// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/json.h"
#include "app/cli/target.h"
#include "app/cli/text.h"

namespace wb::cli {
namespace {

ExitCode refuse(Session& session, const usb::DeviceInfo& device)
{
    const ExitCode code = session.messages().failure(
        Error { ErrorKind::InvalidArgument, 0, "read the port status", nameOf(device) + ": it is no hub" },
        ExitCode::Usage);
    session.messages().hint("usb-workbench list shows what is attached; its hub is the device above it in its path");
    return code;
}

} // namespace

ExitCode showPorts(Session& session, const ShowOptions& options)
{
    const auto found = findTarget(session, options.device);
    if (!found)
        return found.error();
    if (!(*found)->isHub())
        return refuse(session, **found);
    TargetOptions target;
    target.device = options.device;
    const auto hub = openTarget(session, target);
    if (!hub)
        return hub.error();
    engine::HubPortReader reader(session.service(), *hub);
    QObject::connect(&reader, &engine::HubPortReader::finished, &session, &Session::poke);
    reader.start();
    if (!session.waitUntil([&] { return !reader.isReading(); }))
        return ExitCode::Interrupted;
    const engine::HubPorts& ports = reader.result();
    if (options.format == ShowOptions::Format::Json)
        session.out().line(toLine(portsDocument(**hub, ports)));
    else if (!ports.ports.empty() || !ports.error)
        session.out().text(portsText(**hub, ports));
    return ports.error ? session.messages().failure(*ports.error, hub->get()) : ExitCode::Success;
}

} // namespace wb::cli
