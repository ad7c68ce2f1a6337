// SPDX-License-Identifier: GPL-3.0-or-later
// The devices that are open, being opened or being closed, one row each: what is claimed, with which settings, whose
// driver is detached, what is in flight.
// Source of truth: UsbService::sessions() and sessionChanged. Rows come in the order of opening and keep their place.
// Thread: GUI. Ownership: `context` outlives the model. Text is safe to show.
#pragma once

#include "ui/bridge/app_context.h"

#include <QAbstractTableModel>

namespace wb::ui {

class SessionModel : public QAbstractTableModel {
    Q_OBJECT

public:
    // Claimed, Alternates and Detached name interfaces by their numbers.
    enum Column { Device, Place, State, Configuration, Claimed, Alternates, Detached, InFlight, ColumnCount };
    enum Role { ToneRole = Qt::UserRole }; // text::Tone as int

    explicit SessionModel(AppContext& context, QObject* parent = nullptr);

    [[nodiscard]] const engine::SessionState* at(int row) const; // nullptr when there is no such row
    [[nodiscard]] usb::DevicePtr device(int row) const; // null: none, or nothing is known of it any more

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void updated();

private:
    struct Row {
        engine::SessionState state;
        usb::DevicePtr device;
    };

    void take(const engine::SessionState& state);
    void put(const engine::SessionState& state, int row);
    void remove(int row);
    [[nodiscard]] int rowOf(usb::DeviceId device) const; // -1: none
    [[nodiscard]] QString cell(const Row& row, int column) const;
    [[nodiscard]] static QString toolTip(const Row& row);

    AppContext& m_context;
    std::vector<Row> m_rows;
};

} // namespace wb::ui
