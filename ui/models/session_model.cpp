// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/session_model.h"

#include "ui/text/device_text.h"
#include "ui/text/format.h"
#include "ui/text/transfer_text.h"

#include <algorithm>

namespace wb::ui {

namespace {

using engine::InterfaceState;

QString none() { return QStringLiteral("–"); }

template <class WordsOf> QString listed(const engine::SessionState& state, WordsOf wordsOf)
{
    QStringList parts;
    for (const InterfaceState& interface : state.interfaces)
        if (const QString words = wordsOf(interface); !words.isEmpty())
            parts.append(words);
    return parts.isEmpty() ? none() : parts.join(QStringLiteral(", "));
}

QString claimedWords(const InterfaceState& interface)
{
    return interface.isClaimed ? QString::number(interface.number) : QString();
}

// Of what is not claimed, only its driver knows.
QString alternateWords(const InterfaceState& interface)
{
    return interface.isClaimed ? QStringLiteral("%1: %2").arg(interface.number).arg(interface.alternate) : QString();
}

QString detachedWords(const InterfaceState& interface)
{
    return interface.detachedDriver.empty()
        ? QString()
        : QStringLiteral("%1: %2").arg(interface.number).arg(text::safe(interface.detachedDriver));
}

QString sentence(const InterfaceState& interface)
{
    QStringList parts { interface.isClaimed ? SessionModel::tr("claimed, alternate setting %1").arg(interface.alternate)
                                            : SessionModel::tr("not claimed") };
    if (!interface.detachedDriver.empty())
        parts.append(SessionModel::tr("%1 detached, owed").arg(text::safe(interface.detachedDriver)));
    else if (!interface.driver.empty() && !interface.isClaimed)
        parts.append(interface.driver == "usbfs" ? SessionModel::tr("held by a program")
                                                 : SessionModel::tr("driver %1").arg(text::safe(interface.driver)));
    return SessionModel::tr("Interface %1: %2").arg(interface.number).arg(parts.join(QStringLiteral(", ")));
}

QString configurationWords(const engine::SessionState& state)
{
    if (state.configuration)
        return QString::number(*state.configuration);
    return state.isOpen() ? SessionModel::tr("unconfigured") : none();
}

text::Tone toneOf(const engine::SessionState& state)
{
    if (state.isBlocked)
        return text::Tone::Warning;
    return state.isOpen() ? text::Tone::Good : text::Tone::Neutral;
}

} // namespace

SessionModel::SessionModel(AppContext& context, QObject* parent)
    : QAbstractTableModel(parent)
    , m_context(context)
{
    for (const engine::SessionState& state : context.service.sessions())
        take(state);
    connect(&context.service, &engine::UsbService::sessionChanged, this, &SessionModel::take);
}

const engine::SessionState* SessionModel::at(int row) const
{
    const auto place = static_cast<std::size_t>(row);
    return row >= 0 && place < m_rows.size() ? &m_rows[place].state : nullptr;
}

usb::DevicePtr SessionModel::device(int row) const
{
    return at(row) ? m_rows[static_cast<std::size_t>(row)].device : nullptr;
}

int SessionModel::rowOf(usb::DeviceId device) const
{
    const auto place
        = std::find_if(m_rows.begin(), m_rows.end(), [device](const Row& row) { return row.state.device == device; });
    return place == m_rows.end() ? -1 : static_cast<int>(place - m_rows.begin());
}

void SessionModel::take(const engine::SessionState& state)
{
    const int row = rowOf(state.device);
    if (state.phase != engine::SessionPhase::Closed)
        put(state, row);
    else if (row >= 0)
        remove(row);
    Q_EMIT updated();
}

void SessionModel::put(const engine::SessionState& state, int row)
{
    if (row < 0) {
        beginInsertRows({}, rowCount(), rowCount());
        m_rows.push_back({ state, m_context.service.device(state.device) });
        endInsertRows();
        return;
    }
    m_rows[static_cast<std::size_t>(row)].state = state;
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

void SessionModel::remove(int row)
{
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    endRemoveRows();
}

int SessionModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int SessionModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant SessionModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || !at(index.row()))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return cell(row, index.column());
    case Qt::ToolTipRole:
        return toolTip(row);
    case ToneRole:
        return static_cast<int>(toneOf(row.state));
    default:
        return {};
    }
}

QString SessionModel::toolTip(const Row& row)
{
    QStringList lines { text::sessionPhase(row.state) };
    for (const InterfaceState& interface : row.state.interfaces)
        lines.append(sentence(interface));
    return lines.join(QLatin1Char('\n'));
}

QString SessionModel::cell(const Row& row, int column) const
{
    switch (column) {
    case Device:
        return row.device ? text::deviceName(*row.device, m_context.ids) : tr("unplugged device");
    case Place:
        return row.device ? text::path(*row.device) : none();
    case State:
        return text::sessionPhase(row.state);
    case Configuration:
        return configurationWords(row.state);
    case Claimed:
        return listed(row.state, claimedWords);
    case Alternates:
        return listed(row.state, alternateWords);
    case Detached:
        return listed(row.state, detachedWords);
    case InFlight:
        return text::count(row.state.inFlight);
    default:
        return {};
    }
}

QVariant SessionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Device:
        return tr("Device");
    case Place:
        return tr("Place");
    case State:
        return tr("State");
    case Configuration:
        return tr("Configuration");
    case Claimed:
        return tr("Claimed");
    case Alternates:
        return tr("Alternate settings");
    case Detached:
        return tr("Drivers detached");
    case InFlight:
        return tr("In flight");
    default:
        return {};
    }
}

} // namespace wb::ui
