// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/request_scan.h"

#include "core/usb/risk.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace wb::engine {
namespace {

using usb::TransferStatus;

constexpr auto kNanosecondsPerSecond = 1e9;

ScanVerdict verdictOf(TransferStatus status)
{
    switch (status) {
    case TransferStatus::Completed:
        return ScanVerdict::Answered;
    case TransferStatus::Stall:
        return ScanVerdict::Stalled;
    case TransferStatus::TimedOut:
        return ScanVerdict::TimedOut;
    case TransferStatus::Error:
    case TransferStatus::Cancelled:
    case TransferStatus::NoDevice:
    case TransferStatus::Overflow:
    case TransferStatus::SubmitFailed:
    case TransferStatus::Pending:
        return ScanVerdict::Failed;
    }
    return ScanVerdict::Failed;
}

std::string reasonOf(const usb::TransferResult& result)
{
    std::string reason(toString(result.status));
    if (!result.detail.empty())
        reason += ", " + escapeForDisplay(result.detail);
    return reason;
}

} // namespace

RequestScan::RequestScan(UsbService& service, usb::DevicePtr device, ScanPlan plan, QObject* parent)
    : QObject(parent)
    , m_service(service)
    , m_device(std::move(device))
    , m_plan(std::move(plan))
{
    m_pause.setSingleShot(true);
    m_pause.setTimerType(Qt::PreciseTimer);
    connect(&m_pause, &QTimer::timeout, this, &RequestScan::advance);
    connect(&service, &UsbService::transfersFinished, this, [this](const std::vector<FinishedTransfer>& finished) {
        for (const FinishedTransfer& transfer : finished)
            if (m_pending.isValid() && transfer.request == m_pending)
                takeTransfer(transfer);
    });
}

void RequestScan::start()
{
    assert(!m_isRunning && m_answers.empty() && m_plan.first <= m_plan.last);
    m_isRunning = true;
    m_pause.start(0); // no signal before this returns
}

void RequestScan::cancel()
{
    if (!m_isRunning || std::exchange(m_isCancelled, true))
        return;
    if (m_pending.isValid())
        m_service.cancel(m_pending);
    else
        m_pause.start(0);
}

usb::SetupPacket RequestScan::nextSetup() const
{
    usb::SetupPacket setup = m_plan.setup;
    setup.bRequest = static_cast<std::uint8_t>(m_plan.first + m_answers.size());
    if (!setup.isIn())
        setup.wLength = static_cast<std::uint16_t>(m_plan.data.size());
    return setup;
}

std::string RequestScan::reasonToSkip(const usb::SetupPacket& setup) const
{
    const usb::RiskAssessment assessed = usb::assessRisk(setup, m_device->classCodes());
    if (assessed.risk == usb::Risk::Forbidden || (assessed.risk == usb::Risk::Confirm && !m_plan.isArmed))
        return assessed.reason;
    if (!setup.isIn() && !m_plan.isArmed)
        return "It writes, and the scan is only to read.";
    return {};
}

// Goes on from the first request that nothing is known of; what is skipped takes no time.
void RequestScan::advance()
{
    while (m_isRunning) {
        if (m_isCancelled)
            return end(errorOf(ErrorKind::Cancelled, "interrupted"));
        if (m_answers.size() == m_plan.count())
            return end({});
        const usb::SetupPacket setup = nextSetup();
        if (std::string reason = reasonToSkip(setup); !reason.empty()) {
            take({ setup.bRequest, ScanVerdict::Skipped, {}, {}, std::move(reason) });
            continue;
        }
        const Nanoseconds time = now();
        if (time < m_due)
            return m_pause.start(std::chrono::ceil<std::chrono::milliseconds>(m_due - time));
        if (m_plan.requestsPerSecond > 0)
            m_due = time + Nanoseconds(static_cast<std::int64_t>(kNanosecondsPerSecond / m_plan.requestsPerSecond));
        return send(setup);
    }
}

void RequestScan::send(const usb::SetupPacket& setup)
{
    usb::TransferRequest request;
    request.setup = setup;
    request.timeoutMs = m_plan.timeoutMs;
    if (setup.isIn())
        request.length = setup.wLength;
    else
        request.data = m_plan.data;
    m_pending = m_service.transfer(m_device->id, std::move(request));
}

void RequestScan::takeTransfer(const FinishedTransfer& finished)
{
    m_pending = {};
    if (!finished.error) {
        m_hasSent = true;
        takeResult(finished.result);
    } else if (m_isCancelled) {
        return end(errorOf(ErrorKind::Cancelled, "interrupted"));
    } else if (!m_hasSent || !isAttached()) { // none of them would go any further
        return end(finished.error);
    } else {
        take({ nextSetup().bRequest, ScanVerdict::Failed, {}, {}, escapeForDisplay(describe(*finished.error)) });
    }
    advance();
}

void RequestScan::takeResult(const usb::TransferResult& result)
{
    const std::uint8_t code = nextSetup().bRequest;
    if (result.status == TransferStatus::NoDevice)
        return end(errorOf(ErrorKind::Disconnected, "it went at request 0x" + hex(code, 2)));
    if (result.status == TransferStatus::Cancelled && m_isCancelled)
        return; // advance() ends it
    ScanAnswer answer { code, verdictOf(result.status), result.data, result.latency(), {} };
    if (answer.verdict == ScanVerdict::Failed)
        answer.reason = reasonOf(result);
    m_silences = answer.verdict == ScanVerdict::TimedOut ? m_silences + 1 : 0;
    take(std::move(answer));
    if (m_silences == kMostSilences)
        end(errorOf(ErrorKind::Timeout, std::to_string(kMostSilences) + " requests in a row have had no answer"));
}

void RequestScan::take(ScanAnswer answer)
{
    m_answers.push_back(std::move(answer));
    Q_EMIT answered(m_answers.back());
}

void RequestScan::end(std::optional<Error> error)
{
    m_isRunning = false;
    m_pause.stop();
    m_error = std::move(error);
    Q_EMIT finished();
}

bool RequestScan::isAttached() const
{
    const std::vector<usb::DevicePtr> devices = m_service.devices();
    return std::any_of(
        devices.begin(), devices.end(), [this](const usb::DevicePtr& device) { return device->id == m_device->id; });
}

Error RequestScan::errorOf(ErrorKind kind, const std::string& detail) const
{
    return { kind, 0, "scan requests", usb::toString(m_device->path) + " " + m_device->displayName() + ": " + detail };
}

} // namespace wb::engine
