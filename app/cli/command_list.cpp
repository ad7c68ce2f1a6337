// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/json.h"
#include "app/cli/text.h"

namespace wb::cli {

ExitCode run(Session& session, const ListOptions& options)
{
    const std::vector<usb::DevicePtr> devices = session.service().devices();
    if (devices.empty())
        session.messages().note("no USB devices found; --demo shows the demo bus, which needs none");
    if (options.json)
        session.out().line(toLine(devicesDocument(devices)));
    else
        session.out().text(deviceTable(devices));
    return ExitCode::Success;
}

} // namespace wb::cli
