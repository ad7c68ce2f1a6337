// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/iso_packet_model.h"

#include "ui/text/format.h"
#include "ui/text/transfer_text.h"

namespace wb::ui {

void IsoPacketModel::setPackets(std::vector<usb::IsoPacket> packets)
{
    beginResetModel();
    m_packets = std::move(packets);
    endResetModel();
}

int IsoPacketModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_packets.size());
}

int IsoPacketModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant IsoPacketModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || static_cast<std::size_t>(index.row()) >= m_packets.size())
        return {};
    const usb::IsoPacket& packet = m_packets[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (index.column() == State ? Qt::AlignLeft : Qt::AlignRight));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Number:
        return index.row();
    case Offset:
        return text::count(packet.offset);
    case Requested:
        return text::count(packet.requested);
    case Actual:
        return text::count(packet.actual);
    case State:
        return text::statusWord(packet.status);
    default:
        return {};
    }
}

QVariant IsoPacketModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Number:
        return tr("Packet");
    case Offset:
        return tr("Offset");
    case Requested:
        return tr("Requested");
    case Actual:
        return tr("Actual");
    case State:
        return tr("Status");
    default:
        return {};
    }
}

} // namespace wb::ui
