// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/json.h"
#include "app/cli/replay_source.h"
#include "app/cli/target.h"
#include "app/cli/text.h"
#include "core/replay/risks.h"

namespace wb::cli {
namespace {

constexpr std::chrono::seconds kStoppingLimit { 3 };

void noteOtherKind(const Session& session, const capture::LoggedDevice& recorded, const usb::DeviceInfo& device)
{
    if (!replay::isAnotherKind(recorded, device))
        return;
    const usb::DeviceDescriptorInfo& was = recorded.descriptor;
    session.messages().note("the log is of " + usb::formatVidPid(was.vendorId, was.productId) + ", another kind than "
        + nameOf(device) + ": it may answer differently or take the data for something else");
}

// Success when the steps may go out (P74).
ExitCode checkRisks(const Session& session, std::span<const replay::Step> steps, const usb::DeviceInfo& device)
{
    const replay::SequenceRisks risks = replay::assessRisks(steps, device);
    if (risks.toConfirm == 0)
        return ExitCode::Success;
    session.messages().refusal("replay to " + nameOf(device) + ": " + std::to_string(risks.toConfirm)
        + (risks.toConfirm == 1 ? " transfer" : " transfers")
        + " of the log could do harm; the first: " + risks.firstReason);
    session.messages().hint("nothing was sent; --yes sends them all the same");
    return ExitCode::Usage;
}

void print(Session& session, const std::string& request, const replay::Step& step, const engine::StepOutcome& outcome,
    bool json)
{
    session.out().line(json ? toLine(replayStep(request, step, outcome)) : replayLine(request, step, outcome));
    session.poke(); // the reader may be gone
}

bool isDeparture(const engine::StepOutcome& outcome)
{
    return outcome.error ? outcome.error->kind == ErrorKind::Disconnected
                         : outcome.result.status == usb::TransferStatus::NoDevice;
}

ExitCode conclude(Session& session, const usb::DeviceInfo& device, const engine::Player& player)
{
    const engine::Player::Summary summary = player.summary();
    if (session.isInterrupted() && summary.wasCancelled)
        return ExitCode::Interrupted;
    if (const auto& outcomes = player.outcomes(); !outcomes.empty() && isDeparture(outcomes.back())) {
        const Error error { ErrorKind::Disconnected, 0, "replay to " + nameOf(device),
            "after " + std::to_string(outcomes.size()) + " of " + std::to_string(player.steps().size()) + " steps" };
        return session.messages().failure(error, &device);
    }
    if (const std::size_t sent = summary.same + summary.differs + summary.failed; sent == 0 && summary.skipped > 0)
        return session.messages().failure(Error { ErrorKind::InvalidArgument, 0, "replay to " + nameOf(device),
                                              "no step could be sent; each says why it was skipped" },
            ExitCode::Failed);
    for (const engine::StepOutcome& outcome : player.outcomes()) // once, with what to do: the steps all say the same
        if (outcome.error && (outcome.error->kind == ErrorKind::Busy || outcome.error->kind == ErrorKind::AccessDenied))
            return session.messages().failure(*outcome.error, &device);
    if (summary.differs > 0)
        return ExitCode::Differs;
    return summary.failed > 0 ? ExitCode::Failed : ExitCode::Success;
}

ExitCode play(Session& session, const usb::DeviceInfo& device, std::vector<replay::Step> steps,
    const capture::TransferSource& source, const ReplayOptions& options)
{
    engine::Player player(session.service(), device.id, std::move(steps),
        engine::PlayerOptions { options.originalTiming, options.stopAtFirstDifference });
    QObject::connect(&player, &engine::Player::stepFinished, &session, [&](const engine::StepOutcome& outcome) {
        const replay::Step& step = player.steps()[outcome.step];
        print(session, describeStep(step, source), step, outcome, options.json);
    });
    bool isFinished = false;
    QObject::connect(&player, &engine::Player::finished, &session, [&] {
        isFinished = true;
        session.poke();
    });
    player.start();
    session.waitUntil([&] { return isFinished || !session.out().isUsable(); });
    if (!isFinished) {
        player.cancel();
        session.waitUntil([&] { return isFinished; }, Session::Patience::Always, kStoppingLimit);
    }
    if (options.json)
        session.out().line(toLine(replayEnd(player.summary())));
    else
        session.out().text(replaySummary(player.summary()));
    return conclude(session, device, player);
}

} // namespace

ExitCode run(Session& session, const ReplayOptions& options)
{
    const auto source = openReplaySource(session, options.file);
    if (!source)
        return source.error();
    const auto device = findTarget(session, options.target.device);
    if (!device)
        return device.error();
    const auto index = chooseLoggedDevice((*source)->devices(), **device, options.from);
    if (!index)
        return session.messages().failure(
            index.error(), (*source)->devices().empty() ? ExitCode::File : ExitCode::NoDevice);

    noteOtherKind(session, (*source)->devices()[*index], **device);
    replay::SequenceOptions sequence;
    sequence.isForeign = isForeign(**source);
    const std::vector<std::size_t> entries = replay::entriesOfDevice(**source, *index);
    std::vector<replay::Step> steps = replay::buildSequence(**source, entries, sequence);
    if (steps.empty())
        session.messages().note("the log has no transfers of this device: nothing to send");
    if (!options.isConfirmed)
        if (const ExitCode refused = checkRisks(session, steps, **device); refused != ExitCode::Success)
            return refused;

    if (const auto opened = openTarget(session, options.target); !opened)
        return opened.error();
    const ExitCode code = play(session, **device, std::move(steps), **source, options);
    const std::size_t problems = (*source)->problems().size();
    if (code != ExitCode::Success || problems == 0)
        return code;
    return session.messages().failure(Error { ErrorKind::Malformed, 0, "read " + escapeForDisplay(options.file),
                                          "only what could be read was sent; the notes above say what is missing" },
        ExitCode::File);
}

} // namespace wb::cli
