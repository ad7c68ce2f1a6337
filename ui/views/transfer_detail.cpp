// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/transfer_detail.h"

#include "ui/models/iso_packet_model.h"
#include "ui/text/format.h"
#include "ui/text/transfer_text.h"
#include "ui/views/hex_view.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace wb::ui {

TransferDetail::TransferDetail(QWidget* parent)
    : QWidget(parent)
    , m_words(new QLabel(this))
    , m_again(new QPushButton(tr("Send again…"), this))
    , m_edit(new QPushButton(tr("Edit request"), this))
    , m_tabs(new QTabWidget(this))
    , m_hex(new HexView(this))
    , m_fields(new QTreeWidget(this))
    , m_packets(new QTableView(this))
    , m_packetModel(new IsoPacketModel(this))
{
    build();
    connect(m_again, &QPushButton::clicked, this, &TransferDetail::sendAgainRequested);
    connect(m_edit, &QPushButton::clicked, this, [this] {
        if (m_record && m_record->setup)
            Q_EMIT editRequested(*m_record->setup, m_record->isIn() ? QByteArray() : text::toByteArray(m_record->data));
    });
    clear();
}

void TransferDetail::build()
{
    setObjectName(QStringLiteral("logDetail"));
    m_words->setObjectName(QStringLiteral("logDetailWords"));
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_again->setObjectName(QStringLiteral("logSendAgain"));
    m_edit->setObjectName(QStringLiteral("logEditRequest"));
    m_edit->setToolTip(tr("Put this request into the Control panel"));
    m_tabs->setObjectName(QStringLiteral("logDetailTabs"));
    m_tabs->setDocumentMode(true);
    m_hex->setObjectName(QStringLiteral("logDetailHex"));
    m_hex->setAccessibleName(tr("Bytes of the transfer"));
    m_fields->setObjectName(QStringLiteral("logDetailFields"));
    m_fields->setAccessibleName(tr("Fields of the transfer"));
    m_fields->setHeaderLabels({ tr("Field"), tr("Value") });
    m_fields->setRootIsDecorated(false);
    m_fields->setUniformRowHeights(true);
    m_fields->setAlternatingRowColors(true);
    m_packets->setObjectName(QStringLiteral("logDetailPackets"));
    m_packets->setAccessibleName(tr("Packets of the transfer"));
    m_packets->setModel(m_packetModel);
    m_packets->verticalHeader()->hide();
    m_packets->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_tabs->addTab(m_hex, tr("Data"));
    m_tabs->addTab(m_fields, tr("Fields"));
    m_tabs->addTab(m_packets, tr("Packets"));

    auto* corner = new QWidget(m_tabs);
    auto* buttons = new QHBoxLayout(corner);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->addWidget(m_edit);
    buttons->addWidget(m_again);
    m_tabs->setCornerWidget(corner);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_words);
    layout->addWidget(m_tabs, 1);
}

void TransferDetail::clear() { showProblem(tr("Select a transfer to see it in full.")); }

void TransferDetail::showProblem(const QString& words)
{
    m_record.reset();
    m_words->setText(words);
    m_again->hide();
    m_edit->hide();
    m_tabs->hide();
}

void TransferDetail::showRecord(std::size_t entry, const QString& device, const capture::TransferRecord& record)
{
    m_record = record;
    const QString sentence = record.setup ? text::sentence(*record.setup)
                                          : tr("%1 %2 transfer on endpoint %3.")
                                                .arg(text::directionWord(record.isIn()), text::typeWord(record.type),
                                                    text::hexNumber(record.endpoint.value, 2));
    m_words->setText(QStringLiteral("%1 %2").arg(sentence, text::statusAdvice(record.status, record.type)).trimmed());
    m_again->show();
    m_edit->setVisible(record.setup.has_value());
    m_tabs->show();
    m_hex->setBytes(text::toByteArray(record.data));
    m_hex->setPlaceholderText(record.fullDataLength > 0
            ? tr("%1 were moved but not kept in the log.").arg(text::bytes(record.fullDataLength))
            : tr("No data"));
    m_fields->clear();
    addFields(entry, device);
    m_fields->resizeColumnToContents(0);
    m_packetModel->setPackets(record.isoPackets);
    m_tabs->setTabVisible(m_tabs->indexOf(m_packets), !record.isoPackets.empty());
}

void TransferDetail::addField(const QString& name, const QString& value)
{
    auto* item = new QTreeWidgetItem(m_fields, { name, value });
    item->setToolTip(1, value);
}

void TransferDetail::addFields(std::size_t entry, const QString& device)
{
    const capture::TransferRecord& record = *m_record;
    addField(tr("Number"), text::count(entry + 1));
    addField(tr("Device"), device);
    addField(tr("Endpoint"), text::fromStd(usb::toString(record.endpoint)));
    addField(tr("Type"), text::typeWord(record.type));
    if (record.setup)
        addSetup(*record.setup);
    addField(tr("Status"), text::statusWord(record.status));
    addField(tr("Submitted"), text::fromStd(formatTimestamp(record.submitted)));
    if (record.status != usb::TransferStatus::Pending) {
        addField(tr("Completed"), text::fromStd(formatTimestamp(record.completed)));
        addField(tr("Latency"), text::duration(record.completed - record.submitted));
    }
    addField(tr("Requested"), text::bytes(record.requestedLength));
    addField(tr("Actual"), text::bytes(record.actualLength));
    if (record.isCut())
        addField(tr("Kept in the log"),
            tr("%1 of %2").arg(text::count(record.data.size()), text::bytes(record.fullDataLength)));
    addField(tr("Identifier"), text::hexNumber(record.urbId, 1));
    if (!record.comment.empty())
        addField(tr("Comment"), text::safe(record.comment));
}

void TransferDetail::addSetup(const usb::SetupPacket& setup)
{
    addField(QStringLiteral("bmRequestType"),
        tr("%1: %2, %3, %4")
            .arg(text::hexNumber(setup.bmRequestType, 2), text::directionWord(setup.isIn()),
                text::fromStd(usb::toString(setup.type())), text::fromStd(usb::toString(setup.recipient()))));
    addField(QStringLiteral("bRequest"),
        QStringLiteral("%1: %2").arg(text::bothWays(setup.bRequest, 2), text::setupSummary(setup)));
    addField(QStringLiteral("wValue"), text::bothWays(setup.wValue, 4));
    addField(QStringLiteral("wIndex"), text::bothWays(setup.wIndex, 4));
    addField(QStringLiteral("wLength"), text::bothWays(setup.wLength, 4));
}

} // namespace wb::ui
