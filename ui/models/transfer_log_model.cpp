// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/transfer_log_model.h"

#include "ui/text/error_text.h"
#include "ui/text/format.h"
#include "ui/text/transfer_text.h"

#include <QElapsedTimer>

#include <algorithm>

namespace wb::ui {

namespace {

constexpr int kTickMs = 33;
constexpr int kSlowestTickMs = 500;
constexpr qint64 kBusyMs = 6; // of a tick; what is left waits for the next
constexpr std::size_t kBudget = 20'000; // entries between two looks at the clock
constexpr std::size_t kMostRows = 20'000'000; // a table view counts pixels and rows in int
constexpr std::size_t kCachedRows = 4096;
constexpr std::size_t kPreviewBytes = 32;

} // namespace

TransferLogModel::TransferLogModel(QObject* parent)
    : QAbstractTableModel(parent)
{
    m_timer.setInterval(kTickMs);
    connect(&m_timer, &QTimer::timeout, this, &TransferLogModel::tick);
}

void TransferLogModel::setSource(std::shared_ptr<const capture::TransferSource> source)
{
    m_source = std::move(source);
    m_hidden = 0;
    m_deviceNames.clear();
    restart();
}

void TransferLogModel::setFilter(const capture::Filter& filter)
{
    m_filter = filter;
    restart();
}

void TransferLogModel::restart()
{
    beginResetModel();
    m_cache.clear();
    m_count = 0;
    m_revision = 0;
    m_rows = m_source ? std::make_unique<capture::FilteredRows>(m_source, m_filter) : nullptr;
    endResetModel();
    if (m_source) {
        m_timer.start();
        tick();
    } else {
        m_timer.stop();
        Q_EMIT updated();
    }
}

void TransferLogModel::clearFromNow()
{
    if (!m_source)
        return;
    m_hidden = m_source->count();
    restart();
}

void TransferLogModel::showAll()
{
    m_hidden = 0;
    restart();
}

std::size_t TransferLogModel::shownCount() const { return m_rows ? m_rows->count() - firstRow() : 0; }

// Rows of entries submitted before the view was cleared; they are at the front because rows are in entry order.
std::size_t TransferLogModel::firstRow() const
{
    std::size_t low = 0;
    std::size_t high = m_rows ? m_rows->count() : 0;
    if (m_hidden == 0)
        return 0;
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (m_rows->entryAt(middle) < m_hidden)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void TransferLogModel::tick()
{
    if (!m_rows)
        return;
    QElapsedTimer clock;
    clock.start();
    const std::uint64_t revision = m_source->revision();
    const bool isChanged = revision != m_revision;
    if (!isChanged && m_rows->isComplete())
        return;
    m_revision = revision;
    do {
        m_rows->update(kBudget);
    } while (!m_rows->isComplete() && clock.elapsed() < kBusyMs);

    m_firstRow = firstRow();
    const int before = m_count;
    const auto wanted = static_cast<int>(std::min(shownCount(), kMostRows));
    if (isChanged)
        refreshPending();
    if (wanted > before) {
        beginInsertRows({}, before, wanted - 1);
        m_count = wanted;
        endInsertRows();
    }
    Q_EMIT updated();
    // Views do work for every batch; a slow one gets fewer, larger batches.
    m_timer.setInterval(std::clamp(static_cast<int>(clock.elapsed()) * 4, kTickMs, kSlowestTickMs));
}

// Pending transfers may have completed: forget what was read of them, and have what is visible painted again.
void TransferLogModel::refreshPending()
{
    std::erase_if(m_cache, [](const auto& item) { return !item.second.isFinal; });
    if (m_count > 0)
        Q_EMIT dataChanged(index(0, 0), index(m_count - 1, ColumnCount - 1));
}

std::size_t TransferLogModel::entryAt(int row) const
{
    return m_rows->entryAt(m_firstRow + static_cast<std::size_t>(row));
}

int TransferLogModel::rowOf(std::size_t entry) const
{
    if (!m_rows)
        return -1;
    const auto row = m_rows->rowOf(entry);
    if (!row || *row < m_firstRow || *row - m_firstRow >= static_cast<std::size_t>(m_count))
        return -1;
    return static_cast<int>(*row - m_firstRow);
}

Result<capture::TransferRecord> TransferLogModel::record(int row) const
{
    if (row < 0 || row >= m_count)
        return fail(ErrorKind::NotFound, "read the transfer", "there is no such row");
    return m_source->record(entryAt(row));
}

std::optional<capture::IndexEntry> TransferLogModel::indexEntry(int row) const
{
    if (row < 0 || row >= m_count)
        return std::nullopt;
    std::array<capture::IndexEntry, 1> entry {};
    if (m_source->entries(entryAt(row), entry) == 0)
        return std::nullopt;
    return entry[0];
}

std::vector<capture::LoggedDevice> TransferLogModel::devices() const
{
    return m_source ? m_source->devices() : std::vector<capture::LoggedDevice> {};
}

QString TransferLogModel::deviceWords(std::size_t deviceIndex) const
{
    if (deviceIndex >= m_deviceNames.size() && m_source) {
        m_deviceNames.clear();
        for (const capture::LoggedDevice& device : m_source->devices())
            m_deviceNames.push_back(text::loggedDevice(device));
    }
    return deviceIndex < m_deviceNames.size() ? m_deviceNames[deviceIndex] : tr("unknown device");
}

bool TransferLogModel::isFiltering() const { return m_rows && !m_rows->isComplete() && progress() < 0.999; }

double TransferLogModel::progress() const
{
    if (!m_rows || m_source->count() == 0)
        return 1.0;
    return static_cast<double>(m_rows->examined()) / static_cast<double>(m_source->count());
}

std::size_t TransferLogModel::rowsBeyondLimit() const { return shownCount() - static_cast<std::size_t>(m_count); }

int TransferLogModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : m_count; }

int TransferLogModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

const TransferLogModel::Cells& TransferLogModel::cells(int row) const
{
    const std::size_t entry = entryAt(row);
    const auto known = m_cache.find(entry);
    if (known != m_cache.end())
        return known->second;
    if (m_cache.size() >= kCachedRows)
        m_cache.clear();
    return m_cache.emplace(entry, format(row)).first->second;
}

TransferLogModel::Cells TransferLogModel::format(int row) const
{
    Cells cells;
    cells.text[Number] = QString::number(entryAt(row) + 1);
    const auto read = m_source->record(entryAt(row));
    if (!read) {
        cells.text[Data] = text::sentence(read.error());
        cells.tone = text::Tone::Bad;
        return cells;
    }
    const capture::TransferRecord& record = *read;
    cells.isFinal = record.status != usb::TransferStatus::Pending;
    cells.isIn = record.isIn();
    cells.tone = text::statusTone(record.status);
    cells.text[Time] = text::preciseTimeOfDay(record.submitted);
    cells.text[Device] = deviceWords(record.deviceIndex);
    cells.text[Endpoint] = text::hexNumber(record.endpoint.value, 2);
    cells.text[Type] = text::typeWord(record.type);
    cells.text[Direction] = text::directionWord(record.isIn());
    cells.text[Length]
        = cells.isFinal ? text::count(record.actualLength) : tr("0 of %1").arg(text::count(record.requestedLength));
    cells.text[Status] = text::statusWord(record.status);
    if (cells.isFinal)
        cells.text[Latency] = text::duration(record.completed - record.submitted);
    const QString preview = text::hexPreview(record.data, kPreviewBytes);
    cells.text[Data]
        = record.setup ? (text::setupSummary(*record.setup) + QStringLiteral("  ") + preview).trimmed() : preview;
    return cells;
}

QVariant TransferLogModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_count || index.column() >= ColumnCount)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return cells(index.row()).text[static_cast<std::size_t>(index.column())];
    case Qt::TextAlignmentRole: {
        const bool isNumber = index.column() == Number || index.column() == Length || index.column() == Latency;
        return QVariant::fromValue(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
    }
    case ToneRole:
        return static_cast<int>(cells(index.row()).tone);
    case IsInRole:
        return cells(index.row()).isIn;
    default:
        return {};
    }
}

QVariant TransferLogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Number:
        return tr("#");
    case Time:
        return tr("Time");
    case Device:
        return tr("Device");
    case Endpoint:
        return tr("EP");
    case Type:
        return tr("Type");
    case Direction:
        return tr("Dir");
    case Length:
        return tr("Length");
    case Status:
        return tr("Status");
    case Latency:
        return tr("Latency");
    case Data:
        return tr("Data");
    default:
        return {};
    }
}

} // namespace wb::ui
