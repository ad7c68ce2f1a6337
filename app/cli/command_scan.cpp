// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/json.h"
#include "app/cli/progress_line.h"
#include "app/cli/target.h"
#include "app/cli/text.h"
#include "core/engine/request_scan.h"

namespace wb::cli {
namespace {

constexpr std::chrono::seconds kStoppingLimit { 10 };

void tell(Session& session, const ScanOptions& options, const engine::ScanAnswer& answer, ProgressLine& progress)
{
    const std::string line = options.json ? toLine(scanRequest(options.plan, answer)) : scanLine(options.plan, answer);
    if (!line.empty()) {
        progress.clear();
        session.out().line(line);
    }
    if (answer.verdict != engine::ScanVerdict::Skipped)
        progress.show("request 0x" + hex(answer.bRequest, 2) + " of 0x" + hex(options.plan.first, 2) + " to 0x"
            + hex(options.plan.last, 2));
    session.poke(); // the reader may be gone
}

ExitCode conclude(Session& session, const usb::DeviceInfo& device, const std::optional<Error>& error)
{
    if (!error)
        return ExitCode::Success;
    if (error->kind == ErrorKind::Cancelled) // whoever did it knows
        return session.isInterrupted() ? ExitCode::Interrupted : ExitCode::Success;
    return session.messages().failure(*error, &device);
}

} // namespace

ExitCode run(Session& session, const ScanOptions& options)
{
    const auto device = openTarget(session, options.target);
    if (!device)
        return device.error();
    engine::RequestScan scan(session.service(), *device, options.plan);
    ProgressLine progress(stderr, isTerminal(stderr));
    QObject::connect(&scan, &engine::RequestScan::answered, &session,
        [&](const engine::ScanAnswer& answer) { tell(session, options, answer, progress); });
    QObject::connect(&scan, &engine::RequestScan::finished, &session, &Session::poke);
    scan.start();
    const auto isOver = [&scan] { return !scan.isRunning(); };
    session.waitUntil([&] { return isOver() || !session.out().isUsable(); });
    if (!isOver()) {
        scan.cancel();
        session.waitUntil(isOver, Session::Patience::Always, kStoppingLimit);
    }
    progress.clear();
    if (options.json)
        session.out().line(toLine(scanEnd(scan.answers(), scan.error())));
    else
        session.out().text(scanSummary(scan.answers()));
    return conclude(session, **device, scan.error());
}

} // namespace wb::cli
