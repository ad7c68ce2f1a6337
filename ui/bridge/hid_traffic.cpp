// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/hid_traffic.h"

#include "core/descriptors/hid_values.h"

#include <algorithm>

namespace wb::ui {

namespace {

constexpr std::uint32_t kDepth = 4; // P21

} // namespace

HidTraffic::HidTraffic(engine::UsbService& service, QObject* parent)
    : QObject(parent)
    , m_service(service)
{
    connect(&service, &engine::UsbService::streamsChanged, this, &HidTraffic::takeStreams);
    connect(&service, &engine::UsbService::transfersFinished, this,
        [this](const std::vector<engine::FinishedTransfer>& finished) {
            for (const engine::FinishedTransfer& one : finished)
                takeTransfer(one);
        });
    connect(&service, &engine::UsbService::operationsFinished, this,
        [this](const std::vector<engine::FinishedOperation>& finished) {
            for (const engine::FinishedOperation& one : finished)
                if (one.request == m_release)
                    m_release = {};
        });
}

HidTraffic::~HidTraffic() { halt(); }

void HidTraffic::halt()
{
    if (isWaiting())
        m_service.cancel(m_pending->request);
    m_pending.reset();
    if (isLive()) {
        m_service.stopStream(m_stream);
        release();
    }
    m_stream = {};
}

bool HidTraffic::setInterface(
    const usb::DevicePtr& device, const std::optional<descriptors::HidTransport>& transport, MapPtr map)
{
    const bool isSame = device && m_device && device->id == m_device->id && transport && m_transport
        && transport->interfaceNumber == m_transport->interfaceNumber && map && m_map && map->fields == m_map->fields;
    if (!isSame)
        halt();
    m_device = device;
    m_transport = transport;
    m_map = std::move(map);
    if (isSame)
        return false;
    m_live.reset();
    m_release = {}; // of another interface
    m_reports.clear();
    Q_EMIT stateChanged();
    Q_EMIT reportsChanged();
    return true;
}

// What is being released still looks claimed.
void HidTraffic::noteClaim()
{
    const engine::SessionState session = m_service.session(m_device->id);
    const engine::InterfaceState* state = session.find(m_transport->interfaceNumber);
    m_owesRelease = m_release.isValid() || state == nullptr || !state->isClaimed;
}

// It waits in the session behind the end of the stream. What others do with the device is not disturbed.
void HidTraffic::release()
{
    if (!std::exchange(m_owesRelease, false) || isWaiting())
        return;
    const std::vector<engine::StreamStatus> streams = m_service.streams();
    const bool isUsed = std::any_of(streams.begin(), streams.end(), [this](const engine::StreamStatus& stream) {
        return stream.device == m_device->id && stream.isActive() && stream.config.endpoint != m_transport->in->address;
    });
    if (!isUsed && m_service.session(m_device->id).isOpen())
        m_release = m_service.release(m_device->id, m_transport->interfaceNumber);
}

void HidTraffic::startLive()
{
    noteClaim();
    engine::StreamConfig config;
    config.endpoint = m_transport->in->address;
    config.depth = kDepth;
    config.transferBytes = descriptors::inputTransferBytes(*m_map, *m_transport->in);
    config.reports
        = descriptors::usesReportIds(*m_map) ? engine::StreamReports::LatestOfEachId : engine::StreamReports::Latest;
    m_live.reset();
    m_stream = m_service.startStream(m_device->id, config);
    Q_EMIT stateChanged();
}

void HidTraffic::stopLive()
{
    if (isLive())
        m_service.stopStream(m_stream);
}

void HidTraffic::takeStreams(const std::vector<engine::StreamStatus>& changed)
{
    for (const engine::StreamStatus& status : changed) {
        if (!isLive() || status.id != m_stream)
            continue;
        m_live = status;
        takeReports(status);
        if (!status.isActive()) {
            m_stream = {};
            release();
        }
        Q_EMIT stateChanged();
        if (!status.isActive() && status.error)
            Q_EMIT failed(*status.error, true);
        return;
    }
}

void HidTraffic::takeReports(const engine::StreamStatus& status)
{
    bool isNews = false;
    for (const auto& [id, bytes] : status.reports) {
        Bytes& known = m_reports[{ descriptors::HidReportType::Input, id }];
        isNews = isNews || known != bytes;
        known = bytes;
    }
    if (isNews)
        Q_EMIT reportsChanged();
}

void HidTraffic::get(const descriptors::HidReport& report)
{
    send(descriptors::getReportRequest(*m_transport, report), report, false);
}

void HidTraffic::set(const descriptors::HidReport& report, const Bytes& bytes)
{
    send(descriptors::setReportRequest(*m_transport, report, bytes), report, true);
}

void HidTraffic::send(const usb::TransferRequest& request, const descriptors::HidReport& report, bool isSet)
{
    m_pending = Pending { m_service.transfer(m_device->id, request), { report.type, report.id }, request.data, isSet };
    Q_EMIT stateChanged();
}

// A report that came under another ID is no answer, and is kept nowhere.
void HidTraffic::takeTransfer(const engine::FinishedTransfer& finished)
{
    if (!m_pending || finished.request != m_pending->request)
        return;
    const Pending done = std::move(*m_pending);
    m_pending.reset();
    const Bytes& moved = done.isSet ? done.sent : finished.result.data;
    const bool isReport = !moved.empty() && (done.key.id == 0 || moved.front() == done.key.id);
    const bool isGood = !finished.error && finished.result.status == usb::TransferStatus::Completed && isReport;
    if (isGood)
        m_reports[done.key] = moved;
    Q_EMIT stateChanged();
    if (finished.error)
        Q_EMIT failed(*finished.error, false);
    else
        Q_EMIT answered(done.key, done.isSet, finished.result);
    if (isGood)
        Q_EMIT reportsChanged();
}

const Bytes* HidTraffic::report(Key key) const
{
    const auto found = m_reports.find(key);
    return found == m_reports.end() ? nullptr : &found->second;
}

} // namespace wb::ui
