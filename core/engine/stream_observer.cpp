// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/stream_observer.h"

#include <algorithm>

namespace wb::engine {
namespace {

constexpr std::size_t kPreviewBytes = 4096;
constexpr std::size_t kReportBytes = 4096;

} // namespace

StreamObserver::StreamObserver(const StreamPlan& plan)
    : m_config(plan.config)
    , m_wantsPreview(plan.config.sink == StreamSink::Preview)
{
    if (!m_config.endpoint.isIn())
        return;
    if (m_config.expected)
        m_check.emplace(*m_config.expected);
    if (!m_config.stopPattern.empty())
        m_finder.emplace(m_config.stopPattern);
    if (m_config.sink == StreamSink::File)
        m_file = std::make_unique<StreamFile>(m_config.sinkPath);
}

void StreamObserver::completed(const backend::Transfer& transfer, bool isTakenBack, StreamStatus& status)
{
    const usb::TransferStatus outcome = transfer.outcome.status;
    ++status.transfers;
    status.bytes += transfer.outcome.actualLength; // cancelled and timed-out transfers may carry data (P12, P13)
    if (isTakenBack)
        ++status.cancelled;
    else if (outcome != usb::TransferStatus::Completed)
        ++status.errors;
    if (transfer.type == usb::TransferType::Isochronous) {
        if (outcome != usb::TransferStatus::Cancelled)
            countPackets(transfer, status);
    } else if (outcome == usb::TransferStatus::Completed && transfer.outcome.actualLength < transfer.buffer.size()) {
        ++status.shortTransfers;
    }
    if (transfer.endpoint.isIn() && transfer.outcome.actualLength > 0)
        takeReceived(transfer, status);
    if (transfer.endpoint.isIn() && outcome == usb::TransferStatus::Completed)
        keepReport(transfer, status);
}

void StreamObserver::keepReport(const backend::Transfer& transfer, StreamStatus& status) const
{
    const ByteView bytes = transfer.buffer.first(transfer.outcome.actualLength);
    if (m_config.reports == StreamReports::None || bytes.empty())
        return;
    const Byte id = m_config.reports == StreamReports::LatestOfEachId ? bytes.front() : Byte { 0 };
    const ByteView kept = bytes.first(std::min(bytes.size(), kReportBytes));
    status.reports[id].assign(kept.begin(), kept.end());
}

// The transfer's own status says nothing about its packets (P30).
void StreamObserver::countPackets(const backend::Transfer& transfer, StreamStatus& status) const
{
    status.packets += transfer.isoPackets.size();
    for (const usb::IsoPacket& packet : transfer.isoPackets) {
        if (packet.status != usb::TransferStatus::Completed)
            ++status.packetErrors;
        else if (packet.actual == 0 && packet.requested > 0)
            ++status.emptyPackets;
    }
}

void StreamObserver::takeReceived(const backend::Transfer& transfer, StreamStatus& status)
{
    if (!m_check && !m_finder && !m_file && !m_wantsPreview)
        return;
    if (m_check)
        m_check->startTransfer();
    if (m_wantsPreview)
        status.preview.clear();
    if (transfer.type != usb::TransferType::Isochronous) {
        take(transfer.buffer.first(transfer.outcome.actualLength), status);
    } else {
        for (const usb::IsoPacket& packet : transfer.isoPackets)
            take(slice(transfer.buffer.view(), packet.offset, packet.actual), status);
    }
    m_wantsPreview = false;
}

void StreamObserver::take(ByteView bytes, StreamStatus& status)
{
    if (m_check)
        m_check->feed(bytes);
    if (m_finder)
        if (const auto found = m_finder->feed(bytes); found && !status.patternAt)
            status.patternAt = found;
    if (m_file)
        m_file->append(bytes);
    if (m_wantsPreview) {
        const ByteView shown = bytes.first(std::min(bytes.size(), kPreviewBytes - status.preview.size()));
        status.preview.insert(status.preview.end(), shown.begin(), shown.end());
    }
}

std::string StreamObserver::reasonToStop(const StreamStatus& status) const
{
    if (status.patternAt)
        return "pattern found at byte " + std::to_string(*status.patternAt);
    if (m_check && m_check->first() && m_config.stopAtDifference)
        return "difference at byte " + std::to_string(m_check->first()->offset);
    return {};
}

void StreamObserver::publish(StreamStatus& status)
{
    if (m_check) {
        status.comparedBytes = m_check->compared();
        status.differingBytes = m_check->differing();
        status.firstDifference = m_check->first();
    }
    if (m_file)
        status.fileBytes = m_file->written();
    m_wantsPreview = m_config.sink == StreamSink::Preview && m_config.endpoint.isIn();
}

void StreamObserver::finish() const
{
    if (m_file)
        m_file->finish();
}

} // namespace wb::engine
