// SPDX-License-Identifier: GPL-3.0-or-later
// What came of one transfer: status, bytes and latency in a line; the bytes as hexadecimal with their fields below
// when somebody knows them, as text, and packet by packet when they are isochronous.
// Thread: GUI. Ownership: keeps a copy of the bytes shown.
#pragma once

#include "core/descriptors/node.h"
#include "core/usb/transfer.h"
#include "ui/text/transfer_text.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QTabWidget;
class QTableView;
class QTreeWidget;

namespace wb::ui {

class HexView;
class IsoPacketModel;

class TransferResultView : public QWidget {
    Q_OBJECT

public:
    // Object names inside start with `prefix`.
    explicit TransferResultView(const QString& prefix, QWidget* parent = nullptr);

    void showWaiting(const QString& words);
    void showResult(const usb::TransferRequest& request, const usb::TransferResult& result,
        std::span<const descriptors::Node> decoded = {});
    void clear(const QString& words); // nothing to show yet, and what to do

protected:
    void changeEvent(QEvent* event) override;

private:
    void setLine(text::Tone tone, const QString& words);
    void paintTone();
    void showDecoded(std::span<const descriptors::Node> nodes);
    void showPackets(const usb::TransferResult& result);

    text::Tone m_tone = text::Tone::Neutral;
    QLabel* m_line;
    QLabel* m_advice;
    QTabWidget* m_tabs;
    HexView* m_hex;
    QPlainTextEdit* m_text;
    QTreeWidget* m_decoded;
    QTableView* m_packets;
    IsoPacketModel* m_packetModel;
};

} // namespace wb::ui
