// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/event_model.h"

#include "ui/models/hotplug_rule_model.h"
#include "ui/text/device_text.h"
#include "ui/text/format.h"

#include <algorithm>
#include <iterator>

namespace wb::ui {

EventModel::EventModel(const descriptors::UsbIds& ids, std::size_t capacity, QObject* parent)
    : QAbstractTableModel(parent)
    , m_ids(ids)
    , m_capacity(std::max<std::size_t>(capacity, 10))
{
}

void EventModel::addChanges(const engine::DeviceChanges& changes)
{
    for (const std::vector<usb::DevicePtr>* list : { &changes.arrived, &changes.updated })
        for (const usb::DevicePtr& device : *list)
            m_names[device->id] = text::deviceName(*device, m_ids);
    if (changes.isInitial)
        return;
    std::vector<Event> events;
    for (const usb::DevicePtr& device : changes.departed)
        if (!device->isOffline()) // closing a file unplugs nothing
            events.push_back(deviceEvent(*device, Kind::Departure, changes.time));
    for (const usb::DevicePtr& device : changes.arrived)
        if (!device->isOffline())
            events.push_back(deviceEvent(*device, Kind::Arrival, changes.time));
    append(std::move(events));
}

void EventModel::addMatches(const std::vector<engine::HotplugMatch>& matches, Nanoseconds time)
{
    std::vector<Event> events;
    for (const engine::HotplugMatch& match : matches) {
        const QString words
            = match.event == engine::HotplugEvent::Arrival ? tr("%1 arrived: %2") : tr("%1 departed: %2");
        events.push_back({ time, Kind::Match, match.device->id, text::deviceName(*match.device, m_ids),
            words.arg(text::vidPid(*match.device), hotplugRuleWords(match.what)) });
    }
    append(std::move(events));
}

void EventModel::addNotice(const engine::Notice& notice)
{
    Event event;
    event.time = notice.time;
    switch (notice.kind) {
    case engine::Notice::Kind::Information:
        event.kind = Kind::Information;
        break;
    case engine::Notice::Kind::Warning:
        event.kind = Kind::Warning;
        break;
    case engine::Notice::Kind::Error:
        event.kind = Kind::Error;
        break;
    }
    event.device = notice.device;
    const auto name = m_names.find(notice.device);
    event.deviceName = name == m_names.end() ? QString() : name->second;
    event.text = text::fromStd(notice.text);
    std::vector<Event> one;
    one.push_back(std::move(event));
    append(std::move(one));
}

void EventModel::clear()
{
    m_forgotten = 0;
    if (m_events.empty())
        return;
    beginRemoveRows({}, 0, rowCount() - 1);
    m_events.clear();
    endRemoveRows();
}

EventModel::Event EventModel::deviceEvent(const usb::DeviceInfo& device, Kind kind, Nanoseconds time) const
{
    const QString words = kind == Kind::Arrival ? tr("%1 plugged in at %2, %3") : tr("%1 unplugged from %2");
    QString sentence = words.arg(text::vidPid(device), text::place(device.path));
    if (kind == Kind::Arrival)
        sentence = sentence.arg(text::speed(device.speed));
    return { time, kind, device.id, text::deviceName(device, m_ids), sentence };
}

void EventModel::append(std::vector<Event> events)
{
    if (events.size() > m_capacity) {
        m_forgotten += events.size() - m_capacity;
        events.erase(events.begin(), events.end() - static_cast<std::ptrdiff_t>(m_capacity));
    }
    if (events.empty())
        return;
    if (m_events.size() + events.size() > m_capacity) {
        const std::size_t excess = m_events.size() + events.size() - m_capacity;
        const std::size_t count = std::min(m_events.size(), std::max(excess, m_capacity / 10));
        beginRemoveRows({}, 0, static_cast<int>(count) - 1);
        m_events.erase(m_events.begin(), m_events.begin() + static_cast<std::ptrdiff_t>(count));
        m_forgotten += count;
        endRemoveRows();
    }
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(events.size()) - 1);
    std::move(events.begin(), events.end(), std::back_inserter(m_events));
    endInsertRows();
}

int EventModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_events.size());
}

int EventModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant EventModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Event& event = m_events[static_cast<std::size_t>(index.row())];
    if (role == KindRole)
        return static_cast<int>(event.kind);
    if (role == DeviceIdRole)
        return static_cast<qulonglong>(event.device.value);
    if (role == Qt::ToolTipRole)
        return event.text;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case TimeColumn:
        return text::preciseTimeOfDay(event.time);
    case KindColumn:
        return kindWord(event.kind);
    case DeviceColumn:
        return event.deviceName;
    case TextColumn:
        return event.text;
    default:
        return {};
    }
}

QVariant EventModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case KindColumn:
        return tr("Event");
    case DeviceColumn:
        return tr("Device");
    case TextColumn:
        return tr("What happened");
    default:
        return {};
    }
}

QString EventModel::kindWord(Kind kind)
{
    switch (kind) {
    case Kind::Arrival:
        return tr("+ plugged in");
    case Kind::Departure:
        return tr("− unplugged");
    case Kind::Match:
        return tr("◆ rule");
    case Kind::Information:
        return tr("note");
    case Kind::Warning:
        return tr("▲ warning");
    case Kind::Error:
        return tr("✗ error");
    }
    return {};
}

} // namespace wb::ui
