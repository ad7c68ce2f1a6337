// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/loopback_check.h"

namespace wb::ui {

LoopbackCheck::LoopbackCheck(engine::UsbService& service, QObject* parent)
    : QObject(parent)
    , m_service(service)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatience);
    connect(&m_patience, &QTimer::timeout, this, [this] { m_service.stopStream(m_in.id); });
    connect(&service, &engine::UsbService::streamsChanged, this, &LoopbackCheck::take);
}

LoopbackCheck::Streams LoopbackCheck::streamsFor(const engine::StreamConfig& base, usb::EndpointAddress out,
    usb::EndpointAddress in, const stream::PayloadSpec& payload)
{
    Streams streams { base, base };
    streams.out.endpoint = out;
    streams.out.payload = payload;
    streams.out.expected.reset();
    streams.out.shortIsError = false;
    streams.out.sink = engine::StreamSink::Log;
    streams.out.sinkPath.clear();
    streams.out.stopPattern.clear();
    streams.out.stopAtDifference = false;
    streams.in.endpoint = in;
    streams.in.payload = {};
    streams.in.expected = payload;
    streams.in.stopAtDifference = true;
    streams.in.addZeroPacket = false;
    streams.in.transfersPerSecond = 0; // OUT sets the pace
    streams.in.stopAfterBytes = 0; // and the end
    streams.in.stopAfterTransfers = 0;
    streams.in.stopAfter = {};
    return streams;
}

void LoopbackCheck::start(usb::DeviceId device, const Streams& streams)
{
    m_out = {};
    m_in = {};
    m_device = device;
    m_streams = streams;
    m_isRunning = true;
    m_in.id = m_service.startStream(device, streams.in); // first: nothing that comes back is missed
    m_out.id = m_service.startStream(device, streams.out);
    Q_EMIT started(m_in.id);
    Q_EMIT started(m_out.id);
}

void LoopbackCheck::stop()
{
    if (!m_isRunning)
        return;
    m_service.stopStream(m_out.id);
    m_service.stopStream(m_in.id);
}

bool LoopbackCheck::uses(usb::DeviceId device, usb::EndpointAddress endpoint) const
{
    return m_isRunning && device == m_device
        && (endpoint == m_streams.out.endpoint || endpoint == m_streams.in.endpoint);
}

void LoopbackCheck::take(const std::vector<engine::StreamStatus>& changed)
{
    if (!m_isRunning)
        return;
    for (const engine::StreamStatus& status : changed) {
        if (status.id == m_out.id)
            m_out = status;
        if (status.id != m_in.id)
            continue;
        if (status.bytes > m_in.bytes && m_patience.isActive())
            m_patience.start();
        m_in = status;
    }
    bringToAnEnd();
}

void LoopbackCheck::bringToAnEnd()
{
    if (!m_in.isActive() && m_out.isActive()) {
        m_service.stopStream(m_out.id);
    } else if (m_in.isActive() && !m_out.isActive()) {
        const bool isAllBack = m_in.bytes >= m_out.bytes;
        if (m_out.error || isAllBack)
            m_service.stopStream(m_in.id);
        else if (!m_patience.isActive())
            m_patience.start();
    } else if (!m_in.isActive()) {
        m_patience.stop();
        m_isRunning = false;
        Q_EMIT finished(m_out, m_in);
    }
}

} // namespace wb::ui
