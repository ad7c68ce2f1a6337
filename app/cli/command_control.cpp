// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/json.h"
#include "app/cli/named_request.h"
#include "app/cli/target.h"
#include "app/cli/text.h"
#include "core/descriptors/decode.h"
#include "core/descriptors/usb_ids.h"

namespace wb::cli {
namespace {

constexpr std::size_t kMaxData = 0xffff; // wLength is 16 bits

usb::TransferRequest transferRequest(const requests::Built& built, std::uint32_t timeoutMs)
{
    usb::TransferRequest request;
    request.setup = built.setup;
    request.data = built.data;
    request.length = built.setup.isIn() ? built.setup.wLength : 0U;
    request.timeoutMs = timeoutMs;
    return request;
}

Result<requests::Built> fromNumbers(const ControlOptions& options, Bytes data)
{
    requests::Built built { options.setup, std::move(data) };
    if (!built.setup.isIn())
        built.setup.wLength = static_cast<std::uint16_t>(built.data.size());
    if (options.payload.file && options.length.value_or(built.setup.wLength) != built.setup.wLength)
        return fail(ErrorKind::InvalidArgument, "read WLENGTH",
            "it is " + std::to_string(*options.length) + " but the file has " + std::to_string(built.data.size())
                + " bytes");
    return built;
}

// Where the answer goes as it is, instead of being shown; nullopt: stdout, or nowhere.
Result<std::optional<Output>> openAnswerFile(const ControlOptions& options)
{
    if (!options.outPath || *options.outPath == "-")
        return std::nullopt;
    auto file = Output::toFile(*options.outPath);
    if (!file)
        return tl::unexpected(file.error());
    return std::optional(std::move(*file));
}

// A request that nothing stands in the way of any more.
struct Sending {
    Session& session;
    const ControlOptions& options;
    const usb::DeviceInfo& device;
    const usb::TransferRequest& request;
    Output* file; // of --out; null: stdout
};

// Why the answer could not be kept as it is; nothing to do without --out.
ExitCode keep(const Sending& sending, const usb::TransferResult& result)
{
    if (!sending.options.outPath)
        return ExitCode::Success;
    Output& out = sending.file != nullptr ? *sending.file : sending.session.out();
    out.bytes(movedBytes(result, sending.request.type));
    out.flush();
    const std::optional<Error>& failed = out.error();
    return failed ? sending.session.messages().failure(*failed, ExitCode::File) : ExitCode::Success;
}

// What was asked for by name is told by name, and the answer field by field.
void print(Output& out, const usb::TransferRequest& request, const usb::TransferResult& result,
    const ControlOptions& options, const usb::DeviceInfo& device)
{
    const Bytes moved = request.isIn() ? movedBytes(result, request.type) : request.data;
    std::vector<descriptors::Node> nodes;
    if (options.requestName && request.isIn())
        nodes
            = requests::decodeAnswer(request.setup, moved, requests::targetsOf(device), &descriptors::UsbIds::system());
    if (options.json) {
        Json document = transferDocument(result, request.requestedBytes(), moved, request.type);
        if (options.requestName)
            document.update(namedAnswer(request, device, nodes));
        out.line(toLine(document));
    } else if (options.outPath) {
        if (*options.outPath != "-")
            out.line(transferLine("read", result, request.requestedBytes()));
    } else if (request.isIn()) {
        out.text(descriptors::toHexDump(moved));
        out.text(descriptors::toText(nodes));
    } else {
        out.line(transferLine("sent", result, request.requestedBytes()));
    }
}

ExitCode sendOnce(const Sending& sending)
{
    Session& session = sending.session;
    const auto result = session.transfer(sending.device.id, sending.request);
    if (!result)
        return session.messages().failure(result.error(), &sending.device);
    if (const ExitCode kept = keep(sending, *result); kept != ExitCode::Success)
        return kept;
    print(session.out(), sending.request, *result, sending.options, sending.device);
    return judge(session, sending.device, "control transfer", *result);
}

// One of a row. Its first failure is told like any other; those after it are in their lines.
ExitCode take(const Sending& sending, const usb::TransferResult& result, RepeatTally& tally)
{
    Session& session = sending.session;
    tally.add(result);
    if (const ExitCode kept = keep(sending, result); kept != ExitCode::Success)
        return kept;
    if (sending.options.json)
        print(session.out(), sending.request, result, sending.options, sending.device);
    else if (sending.options.outPath != "-")
        session.out().line(
            repeatLine(tally.sent, sending.request.isIn() ? "read" : "sent", result, sending.request.requestedBytes()));
    return tally.failed < 2 ? judge(session, sending.device, "control transfer", result) : exitCodeFor(result.status);
}

void printEnd(const Sending& sending, const RepeatTally& tally)
{
    Session& session = sending.session;
    if (sending.options.json)
        session.out().line(toLine(repeatEnd(tally, session.isInterrupted())));
    else if (sending.options.outPath == "-") // where nothing but the answers belongs
        session.messages().note(repeatSummary(tally));
    else
        session.out().line(repeatSummary(tally));
}

// False: there is no next one.
bool awaitTurn(Session& session, Nanoseconds due)
{
    const Nanoseconds left = due - now();
    if (left.count() > 0)
        session.waitUntil([] { return false; }, Session::Patience::UntilInterrupted,
            std::chrono::ceil<std::chrono::milliseconds>(left));
    return !session.isInterrupted() && session.out().isUsable();
}

// It is no answer, and no failure of the device.
bool isTakenBack(const Session& session, const Result<usb::TransferResult>& result)
{
    const bool isCancelled
        = result ? result->status == usb::TransferStatus::Cancelled : result.error().kind == ErrorKind::Cancelled;
    return isCancelled && session.isInterrupted();
}

ExitCode sendAgainAndAgain(const Sending& sending, const RepeatOptions& repeat)
{
    Session& session = sending.session;
    RepeatTally tally;
    ExitCode code = ExitCode::Success;
    Nanoseconds due { 0 };
    bool goesOn = true;
    while (goesOn && (repeat.times == 0 || tally.sent < repeat.times) && awaitTurn(session, due)) {
        due = now() + std::chrono::milliseconds(repeat.everyMs);
        const auto result = session.transfer(sending.device.id, sending.request);
        if (isTakenBack(session, result))
            break;
        const ExitCode one
            = result ? take(sending, *result, tally) : session.messages().failure(result.error(), &sending.device);
        if (code == ExitCode::Success)
            code = one;
        // What failed before it became a transfer, or has no device any more, would fail again.
        goesOn = one == ExitCode::Success || (result && repeat.keepsGoing && one == ExitCode::Failed);
    }
    if (tally.sent > 0)
        printEnd(sending, tally);
    const bool isCutShort = session.isInterrupted() && repeat.times != 0 && tally.sent < repeat.times;
    return isCutShort && code == ExitCode::Success ? ExitCode::Interrupted : code;
}

ExitCode listRequests(Session& session, const ControlOptions& options)
{
    const auto found = findTarget(session, options.target.device);
    if (!found)
        return found.error();
    if (options.json)
        session.out().line(toLine(requestsDocument(**found)));
    else
        session.out().text(requestsText(**found));
    return ExitCode::Success;
}

} // namespace

ExitCode run(Session& session, const ControlOptions& options)
{
    if (options.listsRequests)
        return listRequests(session, options);
    auto data = loadPayload(session, options.payload, kMaxData);
    if (!data)
        return data.error();
    auto built = fromNumbers(options, *data);
    if (!built)
        return session.messages().failure(built.error());

    const auto found = findTarget(session, options.target.device);
    if (!found)
        return found.error();
    if (options.requestName)
        built = namedRequest(**found, options, std::move(*data));
    if (!built)
        return session.messages().failure(built.error(), ExitCode::Usage);
    const usb::RiskAssessment risk = usb::assessRisk(built->setup, (*found)->classCodes());
    const ExitCode allowed = checkRisk(session, **found, "send a request", risk, options.isConfirmed);
    if (allowed != ExitCode::Success)
        return allowed;
    if (options.outPath && !built->setup.isIn())
        return session.messages().failure(
            Error { ErrorKind::InvalidArgument, 0, "write the answer", "an OUT request has none: --out is of no use" },
            ExitCode::Usage);
    const auto device = openTarget(session, options.target);
    if (!device)
        return device.error();
    auto file = openAnswerFile(options); // which empties one that exists: not before nothing stands in the way
    if (!file)
        return session.messages().failure(file.error(), ExitCode::File);

    const usb::TransferRequest request = transferRequest(*built, options.timeoutMs);
    const Sending sending { session, options, **device, request, *file ? &**file : nullptr };
    return options.repeat ? sendAgainAndAgain(sending, *options.repeat) : sendOnce(sending);
}

} // namespace wb::cli
