// SPDX-License-Identifier: GPL-3.0-or-later
// One logged transfer in full: plain words, its fields, its packets when isochronous, its bytes.
// Thread: GUI. Ownership: keeps a copy of the record shown. Errors: a record that cannot be read says so.
#pragma once

#include "core/capture/record.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTabWidget;
class QTableView;
class QTreeWidget;

namespace wb::ui {

class HexView;
class IsoPacketModel;

class TransferDetail : public QWidget {
    Q_OBJECT

public:
    explicit TransferDetail(QWidget* parent = nullptr);

    void showRecord(std::size_t entry, const QString& device, const capture::TransferRecord& record);
    void showProblem(const QString& words);
    void clear();

Q_SIGNALS:
    void sendAgainRequested();
    void editRequested(const wb::usb::SetupPacket& setup, const QByteArray& payload);

private:
    void build();
    void addField(const QString& name, const QString& value);
    void addFields(std::size_t entry, const QString& device);
    void addSetup(const usb::SetupPacket& setup);

    std::optional<capture::TransferRecord> m_record;
    QLabel* m_words;
    QPushButton* m_again;
    QPushButton* m_edit;
    QTabWidget* m_tabs;
    HexView* m_hex;
    QTreeWidget* m_fields;
    QTableView* m_packets;
    IsoPacketModel* m_packetModel;
};

} // namespace wb::ui
