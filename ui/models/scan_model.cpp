// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/scan_model.h"

#include "core/requests/catalogue.h"
#include "core/requests/identify.h"
#include "ui/text/format.h"
#include "ui/text/transfer_text.h"

#include <algorithm>

namespace wb::ui {

namespace {

using engine::ScanVerdict;

constexpr std::size_t kShownBytes = 256; // in a cell, and in what is copied

text::Tone toneOf(ScanVerdict verdict)
{
    switch (verdict) {
    case ScanVerdict::Answered:
        return text::Tone::Good;
    case ScanVerdict::TimedOut:
        return text::Tone::Warning;
    case ScanVerdict::Failed:
        return text::Tone::Bad;
    case ScanVerdict::Stalled:
    case ScanVerdict::Skipped:
        return text::Tone::Muted;
    }
    return text::Tone::Neutral;
}

bool isCodeChosen(const requests::Request& request)
{
    return std::any_of(request.parameters.begin(), request.parameters.end(),
        [](const requests::Parameter& parameter) { return parameter.place == requests::Place::Code; });
}

QString resultWords(const usb::SetupPacket& setup, const engine::ScanAnswer& answer)
{
    switch (answer.verdict) {
    case ScanVerdict::Answered:
        if (!setup.isIn())
            return ScanModel::tr("accepted");
        return answer.data.empty()
            ? ScanModel::tr("answered, no data")
            : text::counted(answer.data.size(), ScanModel::tr("answered, 1 byte"), ScanModel::tr("answered, %1 bytes"));
    case ScanVerdict::Stalled:
        return ScanModel::tr("stalled");
    case ScanVerdict::TimedOut:
        return ScanModel::tr("timed out");
    case ScanVerdict::Failed:
        return ScanModel::tr("failed: %1").arg(text::fromStd(answer.reason));
    case ScanVerdict::Skipped:
        return ScanModel::tr("not sent: %1").arg(text::fromStd(answer.reason));
    }
    return {};
}

} // namespace

void ScanModel::begin(requests::Targets targets)
{
    beginResetModel();
    m_targets = std::move(targets);
    m_suiting = requests::requestsFor(m_targets);
    m_rows.clear();
    m_shown.clear();
    endResetModel();
}

void ScanModel::add(const usb::SetupPacket& setup, const engine::ScanAnswer& answer)
{
    Row row { setup, answer, nameOf(setup) };
    if (!isShown(row)) {
        m_rows.push_back(std::move(row));
        return;
    }
    const int place = rowCount();
    beginInsertRows({}, place, place);
    m_shown.push_back(m_rows.size());
    m_rows.push_back(std::move(row));
    endInsertRows();
}

void ScanModel::setOnlyAnswered(bool on)
{
    if (m_isOnlyAnswered == on)
        return;
    beginResetModel();
    m_isOnlyAnswered = on;
    m_shown.clear();
    for (std::size_t place = 0; place < m_rows.size(); ++place)
        if (isShown(m_rows[place]))
            m_shown.push_back(place);
    endResetModel();
}

bool ScanModel::isShown(const Row& row) const
{
    return !m_isOnlyAnswered || row.answer.verdict == ScanVerdict::Answered;
}

const usb::SetupPacket& ScanModel::setupOf(int row) const { return rowAt(row).setup; }

std::size_t ScanModel::count(ScanVerdict verdict) const
{
    const auto isIt = [verdict](const Row& row) { return row.answer.verdict == verdict; };
    return static_cast<std::size_t>(std::count_if(m_rows.begin(), m_rows.end(), isIt));
}

// The values of a scan seldom make a whole request of the catalogue; its code alone may still say which one it is.
QString ScanModel::nameOf(const usb::SetupPacket& setup) const
{
    if (setup.type() == usb::RequestType::Standard)
        return text::fromStd(usb::standardRequestName(setup.bRequest));
    if (const auto identity = requests::identify(setup, {}, m_targets))
        return text::fromStd(requests::spokenName(*identity));
    QString name;
    for (const requests::Request* request : m_suiting) {
        const bool isIt = request->bmRequestType == setup.bmRequestType && request->bRequest == setup.bRequest;
        if (!isIt || isCodeChosen(*request))
            continue;
        if (!name.isEmpty())
            return {}; // several share it
        name = text::fromStd(request->name);
    }
    return name;
}

int ScanModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int ScanModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString ScanModel::words(const Row& row, int column) const
{
    switch (column) {
    case RequestColumn:
        return QStringLiteral("%1 %2").arg(
            text::hexNumber(row.setup.bRequest, 2), text::directionWord(row.setup.isIn()));
    case NameColumn:
        return row.name;
    case ResultColumn:
        return resultWords(row.setup, row.answer);
    case LatencyColumn:
        return row.answer.latency.count() > 0 ? text::duration(row.answer.latency) : QString();
    case DataColumn:
        return text::hexPreview(row.answer.data, kShownBytes);
    default:
        return {};
    }
}

QVariant ScanModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Row& row = rowAt(index.row());
    if (role == ToneRole)
        return static_cast<int>(toneOf(row.answer.verdict));
    if (role == Qt::ToolTipRole && index.column() == RequestColumn)
        return text::bothWays(row.setup.bRequest, 2);
    if (role == Qt::ToolTipRole && index.column() == DataColumn && !row.answer.data.empty())
        return text::printable(slice(row.answer.data, 0, kShownBytes));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    return words(row, index.column());
}

QVariant ScanModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case RequestColumn:
        return tr("Request");
    case NameColumn:
        return tr("Name");
    case ResultColumn:
        return tr("Result");
    case LatencyColumn:
        return tr("Latency");
    case DataColumn:
        return tr("Data");
    default:
        return {};
    }
}

} // namespace wb::ui
