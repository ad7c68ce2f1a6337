// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/json.h"
#include "app/cli/target.h"
#include "app/cli/text.h"
#include "core/descriptors/decode.h"

namespace wb::cli {
namespace {

constexpr std::size_t kMaxData = 0xffff; // wLength is 16 bits

void print(Output& out, const usb::TransferRequest& request, const usb::TransferResult& result, bool json)
{
    const Bytes moved = request.isIn() ? movedBytes(result, request.type) : request.data;
    if (json)
        out.line(toLine(transferDocument(result, request.requestedBytes(), moved, request.type)));
    else if (request.isIn())
        out.text(descriptors::toHexDump(moved));
    else
        out.line(transferLine("sent", result, request.requestedBytes()));
}

} // namespace

ExitCode run(Session& session, const ControlOptions& options)
{
    auto data = loadPayload(session, options.payload, kMaxData);
    if (!data)
        return data.error();
    ControlOptions complete = options;
    if (!options.setup.isIn())
        complete.setup.wLength = static_cast<std::uint16_t>(data->size());
    if (options.payload.file && options.length.value_or(complete.setup.wLength) != complete.setup.wLength)
        return session.messages().failure(Error { ErrorKind::InvalidArgument, 0, "read WLENGTH",
            "it is " + std::to_string(*options.length) + " but the file has " + std::to_string(data->size())
                + " bytes" });

    const auto found = findTarget(session, options.target.device);
    if (!found)
        return found.error();
    const usb::RiskAssessment risk = usb::assessRisk(complete.setup, (*found)->classCodes());
    const ExitCode allowed = checkRisk(session, **found, "send a request", risk, options.isConfirmed);
    if (allowed != ExitCode::Success)
        return allowed;
    const auto device = openTarget(session, options.target);
    if (!device)
        return device.error();

    usb::TransferRequest request;
    request.setup = complete.setup;
    request.data = std::move(*data);
    request.length = complete.setup.isIn() ? complete.setup.wLength : 0U;
    request.timeoutMs = options.timeoutMs;
    const auto result = session.transfer((*device)->id, request);
    if (!result)
        return session.messages().failure(result.error(), device->get());
    print(session.out(), request, *result, options.json);
    return judge(session, **device, "control transfer", *result);
}

} // namespace wb::cli
