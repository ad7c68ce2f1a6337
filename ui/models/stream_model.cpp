// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/stream_model.h"

#include "ui/text/device_text.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"
#include "ui/text/transfer_text.h"

#include <algorithm>

namespace wb::ui {

namespace {

bool isWords(int column)
{
    return column == StreamModel::State || column == StreamModel::Endpoint || column == StreamModel::Findings
        || column == StreamModel::Device;
}

} // namespace

StreamModel::StreamModel(AppContext& context, QObject* parent)
    : QAbstractTableModel(parent)
    , m_context(context)
{
    take(context.service.streams());
    connect(&context.service, &engine::UsbService::streamsChanged, this, &StreamModel::take);
}

const engine::StreamStatus* StreamModel::at(int row) const
{
    const auto place = static_cast<std::size_t>(row);
    return row >= 0 && place < m_rows.size() ? &m_rows[place].status : nullptr;
}

int StreamModel::rowOf(engine::StreamId stream) const
{
    const auto place
        = std::find_if(m_rows.begin(), m_rows.end(), [stream](const Row& row) { return row.status.id == stream; });
    return place == m_rows.end() ? -1 : static_cast<int>(place - m_rows.begin());
}

const engine::StreamStatus* StreamModel::find(engine::StreamId stream) const { return at(rowOf(stream)); }

QString StreamModel::title(int row) const
{
    const engine::StreamStatus* status = at(row);
    if (!status)
        return {};
    return QStringLiteral("%1 · %2").arg(
        text::endpoint(status->config.endpoint), m_rows[static_cast<std::size_t>(row)].device);
}

std::size_t StreamModel::activeCount() const
{
    return static_cast<std::size_t>(
        std::count_if(m_rows.begin(), m_rows.end(), [](const Row& row) { return row.status.isActive(); }));
}

std::vector<engine::StreamId> StreamModel::activeOn(usb::DeviceId device, usb::EndpointAddress endpoint) const
{
    std::vector<engine::StreamId> found;
    for (const Row& row : m_rows)
        if (row.status.isActive() && row.status.device == device && row.status.config.endpoint == endpoint)
            found.push_back(row.status.id);
    return found;
}

std::vector<usb::EndpointAddress> StreamModel::activeEndpoints(usb::DeviceId device) const
{
    std::vector<usb::EndpointAddress> found;
    for (const Row& row : m_rows)
        if (row.status.isActive() && row.status.device == device)
            found.push_back(row.status.config.endpoint);
    return found;
}

void StreamModel::forget(int row)
{
    const engine::StreamStatus* status = at(row);
    if (!status || status->isActive())
        return;
    m_context.service.forgetStream(status->id);
    m_history.forget(status->id);
    m_groups.forget(status->id);
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    endRemoveRows();
    Q_EMIT updated();
}

void StreamModel::take(const std::vector<engine::StreamStatus>& changed)
{
    for (const engine::StreamStatus& status : changed) {
        m_history.take(status);
        put(status);
    }
    takeGroups(changed);
    Q_EMIT updated();
}

void StreamModel::put(const engine::StreamStatus& status)
{
    const int known = rowOf(status.id);
    const int row = known < 0 ? rowCount() : known;
    if (known >= 0) {
        m_rows[static_cast<std::size_t>(row)].status = status;
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
        return;
    }
    const usb::DevicePtr device = m_context.service.device(status.device);
    beginInsertRows({}, row, row);
    m_rows.push_back({ status, device ? text::deviceName(*device, m_context.ids) : tr("unplugged device") });
    endInsertRows();
}

void StreamModel::takeGroups(const std::vector<engine::StreamStatus>& changed)
{
    for (const engine::StreamStatus& status : changed) {
        StreamGroups::Members together = activeOn(status.device, status.config.endpoint);
        std::erase_if(together, [this](engine::StreamId stream) { return find(stream)->started.count() == 0; });
        m_groups.join(together);
    }
    for (const StreamGroups::Members& group : m_groups.all())
        if (const engine::StreamStatus together = sum(group); together.isActive())
            m_groups.take(together);
}

engine::StreamStatus StreamModel::sum(const StreamGroups::Members& group) const
{
    std::vector<const engine::StreamStatus*> members;
    for (const engine::StreamId stream : group)
        members.push_back(find(stream)); // whoever is forgotten leaves its group
    return sumOf(members);
}

QString StreamModel::groupTitle(const StreamGroups::Members& group) const
{
    const int row = rowOf(group.front());
    return tr("%1, %2 streams · %3")
        .arg(text::endpoint(m_rows[static_cast<std::size_t>(row)].status.config.endpoint), text::count(group.size()),
            m_rows[static_cast<std::size_t>(row)].device);
}

int StreamModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int StreamModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant StreamModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || static_cast<std::size_t>(index.row()) >= m_rows.size())
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return cell(row, index.column());
    case Qt::ToolTipRole:
        return toolTip(row);
    case ToneRole:
        return static_cast<int>(text::streamTone(row.status));
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter | (isWords(index.column()) ? Qt::AlignLeft : Qt::AlignRight));
    default:
        return {};
    }
}

QString StreamModel::toolTip(const Row& row)
{
    const QString end
        = row.status.error ? text::sentenceWithAdvice(*row.status.error) : text::streamPhaseWord(row.status);
    QStringList lines { end, text::streamFindings(row.status), text::streamTransport(row.status) };
    lines.removeAll(QString());
    return lines.join(QLatin1Char('\n'));
}

QString StreamModel::cell(const Row& row, int column) const
{
    const engine::StreamStatus& status = row.status;
    const bool isIsochronous = status.type == usb::TransferType::Isochronous;
    switch (column) {
    case State:
        return text::streamPhaseWord(status);
    case Device:
        return row.device;
    case Endpoint:
        return status.config.bulkStream > 0
            ? tr("%1, stream %2")
                  .arg(text::fromStd(usb::toString(status.config.endpoint)), text::count(status.config.bulkStream))
            : text::fromStd(usb::toString(status.config.endpoint));
    case Rate:
        return text::rate(status.bytesPerSecond);
    case Findings:
        return text::streamFindings(status);
    case TransferRate:
        return text::perSecond(status.transfersPerSecond);
    case TotalBytes:
        return text::bytes(status.bytes);
    case Transfers:
        return text::count(status.transfers);
    case Errors:
        return isIsochronous && status.packetErrors > 0
            ? tr("%1 + %2 packets").arg(text::count(status.errors), text::count(status.packetErrors))
            : text::count(status.errors);
    case ShortTransfers:
        return text::count(status.shortTransfers);
    case InFlight:
        return text::count(status.inFlight);
    case RunTime:
        return text::duration(status.ended - status.started);
    default:
        return {};
    }
}

QVariant StreamModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case State:
        return tr("State");
    case Device:
        return tr("Device");
    case Endpoint:
        return tr("Endpoint");
    case Rate:
        return tr("Bytes/s");
    case Findings:
        return tr("Found");
    case TransferRate:
        return tr("Transfers/s");
    case TotalBytes:
        return tr("Bytes");
    case Transfers:
        return tr("Transfers");
    case Errors:
        return tr("Errors");
    case ShortTransfers:
        return tr("Short");
    case InFlight:
        return tr("In flight");
    case RunTime:
        return tr("Time");
    default:
        return {};
    }
}

} // namespace wb::ui
