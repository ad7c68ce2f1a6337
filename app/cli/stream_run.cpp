// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/stream_run.h"

#include "app/cli/json.h"
#include "app/cli/text.h"

#include <algorithm>

namespace wb::cli {
namespace {

constexpr std::chrono::seconds kProgressInterval { 1 };
constexpr std::chrono::seconds kEchoPatience { 1 };
constexpr std::chrono::seconds kStoppingLimit { 10 };

// Not by a limit: there is nothing left to go on for.
bool endsOthers(const engine::StreamStatus& status)
{
    return !status.isActive()
        && (status.error || status.patternAt || (status.config.stopAtDifference && status.firstDifference));
}

} // namespace

StreamRun::StreamRun(Session& session, bool isLoopback, bool json)
    : m_session(session)
    , m_isLoopback(isLoopback)
    , m_json(json)
{
    m_echo.setSingleShot(true);
    connect(&m_progress, &QTimer::timeout, this, &StreamRun::printProgress);
    connect(&m_echo, &QTimer::timeout, this, [this] {
        stopAll();
        m_session.poke();
    });
}

void StreamRun::start(usb::DeviceId device, const engine::StreamConfig& config)
{
    m_streams.push_back({ m_session.service().startStream(device, config) });
}

std::vector<engine::StreamStatus> StreamRun::run()
{
    m_progress.start(kProgressInterval);
    const auto isOver = [this] { return advance(); };
    m_session.waitUntil([&] { return isOver() || !m_session.out().isUsable(); });
    m_progress.stop();
    if (!isOver()) {
        stopAll();
        m_session.waitUntil(isOver, Session::Patience::Always, kStoppingLimit);
    }
    std::vector<engine::StreamStatus> statuses;
    for (engine::StreamStatus& status : m_session.service().streams())
        statuses.push_back(std::move(status));
    return statuses;
}

bool StreamRun::advance()
{
    const std::vector<engine::StreamStatus> statuses = m_session.service().streams();
    if (std::any_of(statuses.begin(), statuses.end(), endsOthers))
        stopAll();
    if (m_isLoopback && statuses.size() == 2) {
        const bool isFirstReceiver = statuses.front().config.endpoint.isIn();
        waitForEcho(statuses[isFirstReceiver ? 1 : 0], statuses[isFirstReceiver ? 0 : 1]);
    }
    tellWhoMustStop(statuses);
    return std::none_of(statuses.begin(), statuses.end(), [](const auto& status) { return status.isActive(); });
}

// More than once if need be: one whose interface is just being claimed does not hear it.
void StreamRun::tellWhoMustStop(std::span<const engine::StreamStatus> statuses)
{
    for (const engine::StreamStatus& status : statuses)
        for (const Stream& stream : m_streams)
            if (stream.id == status.id && stream.mustStop && status.isActive()
                && status.phase != engine::StreamPhase::Stopping)
                m_session.service().stopStream(status.id);
}

// What is on its way counts when its transfer completes: the last may be waited for in vain, then its bytes are taken
// from the cancelled transfer.
void StreamRun::waitForEcho(const engine::StreamStatus& sender, const engine::StreamStatus& receiver)
{
    if (sender.isActive() || !receiver.isActive())
        return;
    if (receiver.bytes >= sender.bytes)
        return stop(receiver.id);
    if (m_echoed != receiver.bytes) {
        m_echoed = receiver.bytes;
        m_echo.start(kEchoPatience);
    }
}

void StreamRun::stop(engine::StreamId id)
{
    for (Stream& stream : m_streams)
        stream.mustStop = stream.mustStop || stream.id == id;
}

void StreamRun::stopAll()
{
    for (Stream& stream : m_streams)
        stream.mustStop = true;
}

void StreamRun::printProgress()
{
    for (const engine::StreamStatus& status : m_session.service().streams())
        for (Stream& stream : m_streams)
            if (stream.id == status.id && status.isActive())
                print(stream, status);
    m_session.poke(); // the reader may be gone
}

void StreamRun::print(Stream& stream, const engine::StreamStatus& status) const
{
    const double seconds = status.seconds() - stream.seconds;
    StreamRates rates;
    if (seconds > 0) {
        rates.bytesPerSecond = static_cast<double>(status.bytes - stream.bytes) / seconds;
        rates.transfersPerSecond = static_cast<double>(status.transfers - stream.transfers) / seconds;
    }
    stream.seconds = status.seconds();
    stream.bytes = status.bytes;
    stream.transfers = status.transfers;
    if (m_json)
        m_session.out().line(toLine(streamProgress(status, rates)));
    else
        m_session.out().text(streamLine(status, rates, count() > 1));
}

} // namespace wb::cli
