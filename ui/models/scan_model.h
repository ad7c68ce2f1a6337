// SPDX-License-Identifier: GPL-3.0-or-later
// What a scan of control requests has found out so far: a row for each request, with its name where the catalogue
// knows one that suits the device.
// Thread: GUI. Errors: none; text is safe to show.
#pragma once

#include "core/engine/scan_types.h"
#include "core/requests/targets.h"

#include <QAbstractTableModel>

#include <vector>

namespace wb::ui {

class ScanModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { RequestColumn, NameColumn, ResultColumn, LatencyColumn, DataColumn, ColumnCount };
    enum Role { ToneRole = Qt::UserRole }; // text::Tone as int

    using QAbstractTableModel::QAbstractTableModel;

    void begin(requests::Targets targets); // empties it; names are those that suit these
    void add(const usb::SetupPacket& setup, const engine::ScanAnswer& answer);
    void setOnlyAnswered(bool on); // rows of other requests are left out
    [[nodiscard]] const usb::SetupPacket& setupOf(int row) const; // REQUIRES: the row exists
    [[nodiscard]] std::size_t count() const { return m_rows.size(); } // with those that are left out
    [[nodiscard]] std::size_t count(engine::ScanVerdict verdict) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        usb::SetupPacket setup;
        engine::ScanAnswer answer;
        QString name;
    };

    [[nodiscard]] const Row& rowAt(int row) const { return m_rows[m_shown[static_cast<std::size_t>(row)]]; }
    [[nodiscard]] bool isShown(const Row& row) const;
    [[nodiscard]] QString nameOf(const usb::SetupPacket& setup) const;
    [[nodiscard]] QString words(const Row& row, int column) const;

    requests::Targets m_targets;
    std::vector<const requests::Request*> m_suiting;
    std::vector<Row> m_rows;
    std::vector<std::size_t> m_shown; // places in m_rows
    bool m_isOnlyAnswered = false;
};

} // namespace wb::ui
