// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/json.h"
#include "app/cli/target.h"
#include "app/cli/text.h"

#include <QTimer>

namespace wb::cli {
namespace {

constexpr std::size_t kMaxPattern = std::size_t { 16 } << 20;
constexpr std::uint32_t kBulkSize = 65536;
constexpr std::chrono::seconds kProgressInterval { 1 };
constexpr std::chrono::seconds kStoppingLimit { 10 };

// An interrupt transfer ends with its last byte: larger than a report it would collect many before it tells of one.
std::uint32_t standardSize(const EndpointTarget& target)
{
    switch (target.endpoint.type()) {
    case usb::TransferType::Isochronous:
        return 0; // whatever the packets hold
    case usb::TransferType::Interrupt:
        return target.bytesPerInterval;
    case usb::TransferType::Bulk:
    case usb::TransferType::Control:
        return kBulkSize;
    }
    return kBulkSize;
}

engine::StreamConfig makeConfig(const EndpointTarget& target, const StreamOptions& options, Bytes pattern)
{
    engine::StreamConfig config;
    config.endpoint = options.endpoint;
    config.depth = options.depth;
    config.packetsPerTransfer = options.packets.value_or(0);
    config.transferBytes = options.size.value_or(standardSize(target));
    config.timeoutMs = options.timeoutMs;
    config.payload.bytes = std::move(pattern);
    config.stopAfter = options.duration.value_or(Nanoseconds { 0 });
    return config;
}

std::optional<engine::StreamStatus> find(const engine::UsbService& service, engine::StreamId id)
{
    for (engine::StreamStatus& status : service.streams())
        if (status.id == id)
            return std::move(status);
    return std::nullopt;
}

// Prints one line a second while the stream runs.
class Progress : public QObject {
public:
    Progress(Session& session, engine::StreamId id, bool json)
        : m_session(session)
        , m_id(id)
        , m_json(json)
    {
        connect(&m_timer, &QTimer::timeout, this, [this] { print(); });
        m_timer.start(kProgressInterval);
    }

private:
    void print()
    {
        const auto status = find(m_session.service(), m_id);
        if (!status || !status->isActive())
            return;
        const double seconds = status->seconds() - m_seconds;
        StreamRates rates;
        if (seconds > 0) {
            rates.bytesPerSecond = static_cast<double>(status->bytes - m_bytes) / seconds;
            rates.transfersPerSecond = static_cast<double>(status->transfers - m_transfers) / seconds;
        }
        m_seconds = status->seconds();
        m_bytes = status->bytes;
        m_transfers = status->transfers;
        m_session.out().line(m_json ? toLine(streamProgress(*status, rates)) : streamLine(*status, rates));
        m_session.poke(); // the reader may be gone
    }

    Session& m_session;
    const engine::StreamId m_id;
    const bool m_json;
    QTimer m_timer;
    double m_seconds = 0;
    std::uint64_t m_bytes = 0;
    std::uint64_t m_transfers = 0;
};

// Until it has stopped by itself, by Ctrl+C, or because nobody reads any more.
std::optional<engine::StreamStatus> runStream(Session& session, engine::StreamId id, bool json)
{
    const auto hasStopped = [&] {
        const auto status = find(session.service(), id);
        return !status || !status->isActive();
    };
    const Progress progress(session, id, json);
    session.waitUntil([&] { return hasStopped() || !session.out().isUsable(); });
    if (!hasStopped()) {
        session.service().stopStream(id);
        session.waitUntil(hasStopped, Session::Patience::Always, kStoppingLimit);
    }
    return find(session.service(), id);
}

ExitCode conclude(Session& session, const usb::DeviceInfo& device, const engine::StreamStatus& status)
{
    if (status.error)
        return session.messages().failure(*status.error, &device);
    if (status.packets > 0 && status.packetErrors == status.packets)
        return session.messages().failure(
            Error { ErrorKind::Io, 0, "stream " + usb::toString(status.config.endpoint),
                nameOf(device) + ": every packet failed; are they of the size that the device sends?" },
            &device);
    if (session.isInterrupted() && status.transfers == 0)
        return ExitCode::Interrupted;
    return ExitCode::Success;
}

} // namespace

ExitCode run(Session& session, const StreamOptions& options)
{
    auto pattern = loadPayload(session, options.payload, kMaxPattern);
    if (!pattern)
        return pattern.error();
    if (options.payload.isGiven && pattern->empty())
        return session.messages().failure(Error { ErrorKind::InvalidArgument, 0, "stream", "the data is empty" });
    const auto target
        = openEndpoint(session, options.target, { options.endpoint, options.packets.has_value(), options.isConfirmed });
    if (!target)
        return target.error();
    const engine::StreamId id
        = session.service().startStream(target->device->id, makeConfig(*target, options, std::move(*pattern)));
    const auto status = runStream(session, id, options.json);
    if (status && options.size && status->config.transferBytes != *options.size)
        session.messages().note("transfers were of " + std::to_string(status->config.transferBytes)
            + (target->endpoint.type() == usb::TransferType::Isochronous
                    ? " bytes: the same for each of their packets"
                    : " bytes: whole packets, so that none overflows"));
    if (!status)
        return session.messages().failure(Error { ErrorKind::Internal, 0, "stream", "it was lost" });
    session.flushLog();
    if (options.json)
        session.out().line(toLine(streamEnd(*status, session.logCounters())));
    else
        session.out().text(streamSummary(*status, session.logCounters()));
    return conclude(session, *target->device, *status);
}

} // namespace wb::cli
