// SPDX-License-Identifier: GPL-3.0-or-later
// What happened, oldest first: arrivals, departures, rules that they match, and everything the program did by itself or
// wants known. Bounded: the oldest tenth goes at once when it is full (evicting row by row is many times slower).
// Thread: GUI. Text is safe to show.
#pragma once

#include "core/descriptors/usb_ids.h"
#include "core/engine/hotplug_rules.h"

#include <QAbstractTableModel>

#include <deque>
#include <unordered_map>

namespace wb::ui {

class EventModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { TimeColumn, KindColumn, DeviceColumn, TextColumn, ColumnCount };
    enum class Kind : std::uint8_t { Arrival, Departure, Match, Information, Warning, Error };
    enum Role { KindRole = Qt::UserRole + 1, DeviceIdRole };

    explicit EventModel(const descriptors::UsbIds& ids, std::size_t capacity = 5000, QObject* parent = nullptr);

    void addChanges(const engine::DeviceChanges& changes); // the list at start is no news
    void addMatches(const std::vector<engine::HotplugMatch>& matches, Nanoseconds time);
    void addNotice(const engine::Notice& notice);
    void clear();
    [[nodiscard]] std::uint64_t forgottenCount() const { return m_forgotten; } // evicted since the last clear

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Event {
        Nanoseconds time { 0 };
        Kind kind = Kind::Information;
        usb::DeviceId device;
        QString deviceName;
        QString text;
    };

    void append(std::vector<Event> events);
    [[nodiscard]] Event deviceEvent(const usb::DeviceInfo& device, Kind kind, Nanoseconds time) const;
    [[nodiscard]] static QString kindWord(Kind kind);

    const descriptors::UsbIds& m_ids;
    const std::size_t m_capacity;
    std::deque<Event> m_events;
    std::unordered_map<usb::DeviceId, QString> m_names; // of devices seen, for notices about them
    std::uint64_t m_forgotten = 0;
};

} // namespace wb::ui
