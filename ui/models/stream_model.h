// SPDX-License-Identifier: GPL-3.0-or-later
// The streams of this run, one row each, with live rates.
// Source of truth: UsbService::streams() and streamsChanged. Rows keep their place; numbers change in place.
// Units: bytes, bytes per second. Thread: GUI. Ownership: `context` outlives the model.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/models/stream_groups.h"

#include <QAbstractTableModel>

namespace wb::ui {

class StreamModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        State,
        Endpoint,
        Rate,
        TotalBytes,
        Errors,
        Findings, // difference, pattern, file
        TransferRate,
        Transfers,
        ShortTransfers,
        InFlight,
        RunTime,
        Device, // last: mostly the one that is looked at
        ColumnCount
    };

    enum Role { ToneRole = Qt::UserRole }; // text::Tone as int

    explicit StreamModel(AppContext& context, QObject* parent = nullptr);

    [[nodiscard]] const engine::StreamStatus* at(int row) const; // nullptr when there is no such row
    [[nodiscard]] const engine::StreamStatus* find(engine::StreamId stream) const;
    [[nodiscard]] int rowOf(engine::StreamId stream) const; // -1: none
    [[nodiscard]] QString title(int row) const; // "EP1 IN (0x81) · Loopback device"
    [[nodiscard]] const StreamHistory& history() const { return m_history; }
    [[nodiscard]] std::size_t activeCount() const;
    [[nodiscard]] std::vector<engine::StreamId> activeOn(usb::DeviceId device, usb::EndpointAddress endpoint) const;
    [[nodiscard]] std::vector<usb::EndpointAddress> activeEndpoints(usb::DeviceId device) const;
    // Streams that use, or used, one endpoint at the same time.
    [[nodiscard]] const StreamGroups& groups() const { return m_groups; }
    [[nodiscard]] engine::StreamStatus sum(const StreamGroups::Members& group) const;
    [[nodiscard]] QString groupTitle(const StreamGroups::Members& group) const; // "EP1 IN (0x81), 2 streams · Loopback"
    void forget(int row); // an ended one

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void updated();

private:
    struct Row {
        engine::StreamStatus status;
        QString device;
    };

    void take(const std::vector<engine::StreamStatus>& changed);
    void put(const engine::StreamStatus& status);
    void takeGroups(const std::vector<engine::StreamStatus>& changed);
    [[nodiscard]] QString cell(const Row& row, int column) const;
    [[nodiscard]] static QString toolTip(const Row& row);

    AppContext& m_context;
    std::vector<Row> m_rows;
    StreamHistory m_history;
    StreamGroups m_groups;
};

} // namespace wb::ui
