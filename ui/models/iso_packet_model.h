// SPDX-License-Identifier: GPL-3.0-or-later
// The packets of one isochronous transfer, one row each (P30).
// Units: bytes. Thread: GUI. Ownership: keeps a copy of the packets.
#pragma once

#include "core/usb/transfer.h"

#include <QAbstractTableModel>

namespace wb::ui {

class IsoPacketModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Number, Offset, Requested, Actual, State, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setPackets(std::vector<usb::IsoPacket> packets);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<usb::IsoPacket> m_packets;
};

} // namespace wb::ui
