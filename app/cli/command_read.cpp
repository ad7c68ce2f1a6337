// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/json.h"
#include "app/cli/target.h"
#include "app/cli/text.h"
#include "core/descriptors/decode.h"

#include <algorithm>

namespace wb::cli {
namespace {

constexpr std::uint32_t kStandardPackets = 8;

usb::TransferRequest makeRequest(const EndpointTarget& target, const ReadOptions& options)
{
    usb::TransferRequest request;
    request.endpoint = target.endpoint.address;
    request.type = target.endpoint.type();
    request.timeoutMs = options.timeoutMs;
    request.shortIsError = options.shortIsError;
    if (request.type == usb::TransferType::Isochronous) {
        const std::uint32_t packets = options.packets.value_or(kStandardPackets);
        request.isoPacketLengths = packetLengths(options.size.value_or(packets * target.bytesPerInterval), packets);
        for (const std::uint32_t length : request.isoPacketLengths)
            request.length += length;
    } else {
        request.length = options.size.value_or(target.bytesPerInterval);
    }
    return request;
}

void warnOfOverflow(const Session& session, const EndpointTarget& target, const usb::TransferRequest& request)
{
    const std::uint32_t packet = std::max<std::uint32_t>(target.endpoint.maxPacketSize & 0x7ff, 1);
    if (request.type != usb::TransferType::Isochronous && request.length % packet != 0)
        session.messages().note("--size " + std::to_string(request.length) + " is not a multiple of the endpoint's "
            + std::to_string(packet) + "-byte packets: a device that sends more overflows");
}

// Where the bytes go: stdout as text or JSON, or a file as they are.
class Sink {
public:
    Sink(Session& session, const ReadOptions& options)
        : m_session(session)
        , m_options(options)
    {
    }

    Status open()
    {
        if (!m_options.outPath || *m_options.outPath == "-")
            return {};
        auto file = Output::toFile(*m_options.outPath);
        if (!file)
            return tl::unexpected(file.error());
        m_file = std::move(*file);
        return {};
    }

    void put(const usb::TransferRequest& request, const usb::TransferResult& result)
    {
        const Bytes data = movedBytes(result, request.type);
        if (m_options.outPath)
            raw().bytes(data);
        if (m_options.json)
            m_session.out().line(toLine(transferDocument(result, request.requestedBytes(), data, request.type)));
        else if (!m_options.outPath)
            m_session.out().text(descriptors::toHexDump(data));
        else if (m_file)
            m_session.out().line(transferLine("read", result, request.requestedBytes()));
    }

    [[nodiscard]] bool isUsable() const { return m_session.out().isUsable() && (!m_file || m_file->isUsable()); }

    // The failure of the file, if there was one; that of stdout is the session's to tell.
    std::optional<Error> finish()
    {
        if (!m_file)
            return std::nullopt;
        m_file->flush();
        return m_file->error();
    }

private:
    Output& raw() { return m_file ? *m_file : m_session.out(); }

    Session& m_session;
    const ReadOptions& m_options;
    std::optional<Output> m_file;
};

} // namespace

ExitCode run(Session& session, const ReadOptions& options)
{
    const auto target = openEndpoint(
        session, options.target, options.endpoint, { options.packets ? "--packets" : "", false, options.shortIsError });
    if (!target)
        return target.error();
    Sink sink(session, options);
    if (const Status opened = sink.open(); !opened)
        return session.messages().failure(opened.error(), ExitCode::File);
    const usb::TransferRequest request = makeRequest(*target, options);
    warnOfOverflow(session, *target, request);

    ExitCode code = ExitCode::Success;
    for (std::uint64_t i = 0; i < options.count && code == ExitCode::Success && sink.isUsable(); ++i) {
        const auto result = session.transfer(target->device->id, request);
        if (!result) {
            code = session.messages().failure(result.error(), target->device.get());
            break;
        }
        sink.put(request, *result);
        code = judge(session, *target->device, "read " + usb::toString(options.endpoint), *result);
        if (options.shortIsError && result->status == usb::TransferStatus::Error)
            session.messages().hint("a transfer that brings less than --size ends like this with --short-is-error");
    }
    if (const std::optional<Error> failed = sink.finish())
        return session.messages().failure(*failed, ExitCode::File);
    return code;
}

} // namespace wb::cli
