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

std::optional<Error> keep(Output& out, ByteView answer)
{
    out.bytes(answer);
    out.flush();
    return out.error();
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
    const auto result = session.transfer((*device)->id, request);
    if (!result)
        return session.messages().failure(result.error(), device->get());
    if (options.outPath)
        if (const auto failed = keep(*file ? **file : session.out(), movedBytes(*result, request.type)))
            return session.messages().failure(*failed, ExitCode::File);
    print(session.out(), request, *result, options, **device);
    return judge(session, **device, "control transfer", *result);
}

} // namespace wb::cli
