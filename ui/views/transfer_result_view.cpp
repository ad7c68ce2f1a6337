// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/transfer_result_view.h"

#include "ui/models/iso_packet_model.h"
#include "ui/text/format.h"
#include "ui/views/hex_view.h"
#include "ui/views/tone_colors.h"

#include <QEvent>
#include <QFontDatabase>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace wb::ui {

namespace {

constexpr std::size_t kMostText = 65536; // bytes; more text than this is not read by anyone

void addNode(QTreeWidget& tree, QTreeWidgetItem* parent, const descriptors::Node& node)
{
    auto* item = parent ? new QTreeWidgetItem(parent) : new QTreeWidgetItem(&tree);
    item->setText(0, text::fromStd(node.title));
    for (const descriptors::Field& field : node.fields)
        new QTreeWidgetItem(
            item, { text::fromStd(field.name), text::fromStd(field.value), text::fromStd(field.meaning) });
    for (const descriptors::Diagnostic& diagnostic : node.diagnostics) {
        auto* line = new QTreeWidgetItem(item, { QObject::tr("Problem"), {}, text::fromStd(diagnostic.message) });
        line->setForeground(2, toneColor(text::Tone::Warning, tree.palette()));
    }
    for (const descriptors::Node& child : node.children)
        addNode(tree, item, child);
}

} // namespace

TransferResultView::TransferResultView(const QString& prefix, QWidget* parent)
    : QWidget(parent)
    , m_line(new QLabel(this))
    , m_advice(new QLabel(this))
    , m_tabs(new QTabWidget(this))
    , m_hex(new HexView(this))
    , m_text(new QPlainTextEdit(this))
    , m_decoded(new QTreeWidget(this))
    , m_packets(new QTableView(this))
    , m_packetModel(new IsoPacketModel(this))
{
    m_line->setObjectName(prefix + QStringLiteral("Line"));
    m_line->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_line->setWordWrap(true);
    m_advice->setObjectName(prefix + QStringLiteral("Advice"));
    m_advice->setWordWrap(true);
    m_tabs->setObjectName(prefix + QStringLiteral("Tabs"));
    m_tabs->setDocumentMode(true);
    m_hex->setObjectName(prefix + QStringLiteral("Hex"));
    m_hex->setAccessibleName(tr("Answer as hexadecimal"));
    m_text->setObjectName(prefix + QStringLiteral("Text"));
    m_text->setAccessibleName(tr("Answer as text"));
    m_text->setReadOnly(true);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_decoded->setObjectName(prefix + QStringLiteral("Decoded"));
    m_decoded->setAccessibleName(tr("Answer decoded"));
    m_decoded->setHeaderLabels({ tr("Field"), tr("Value"), tr("Meaning") });
    m_decoded->setUniformRowHeights(true);
    m_packets->setObjectName(prefix + QStringLiteral("Packets"));
    m_packets->setAccessibleName(tr("Packets"));
    m_packets->setModel(m_packetModel);
    m_packets->verticalHeader()->hide();
    m_packets->setSelectionBehavior(QAbstractItemView::SelectRows);
    auto* bytes = new QSplitter(Qt::Vertical, this);
    bytes->setObjectName(prefix + QStringLiteral("Bytes"));
    bytes->setChildrenCollapsible(false);
    bytes->addWidget(m_hex);
    bytes->addWidget(m_decoded);
    m_tabs->addTab(bytes, tr("Hex"));
    m_tabs->addTab(m_text, tr("Text"));
    m_tabs->addTab(m_packets, tr("Packets"));

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_line);
    layout->addWidget(m_advice);
    layout->addWidget(m_tabs, 1);
    clear({});
}

void TransferResultView::showWaiting(const QString& words) { clear(words); }

void TransferResultView::clear(const QString& words)
{
    setLine(text::Tone::Neutral, words);
    m_advice->hide();
    m_hex->setBytes({});
    m_hex->setPlaceholderText(tr("No data"));
    m_text->clear();
    m_decoded->clear();
    m_packetModel->setPackets({});
    m_decoded->hide();
    m_tabs->setTabVisible(m_tabs->indexOf(m_packets), false);
}

void TransferResultView::setLine(text::Tone tone, const QString& words)
{
    m_tone = tone;
    m_line->setText((toneMark(tone) + QLatin1Char(' ') + words).trimmed());
    paintTone();
}

void TransferResultView::paintTone()
{
    QPalette colors = palette();
    const QColor background = colors.color(QPalette::Window);
    colors.setColor(QPalette::WindowText, readableOn(background, toneColor(m_tone, colors)));
    m_line->setPalette(colors);
}

void TransferResultView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        paintTone();
    QWidget::changeEvent(event);
}

void TransferResultView::showResult(
    const usb::TransferRequest& request, const usb::TransferResult& result, std::span<const descriptors::Node> decoded)
{
    clear({});
    setLine(text::statusTone(result.status),
        tr("%1 · %2 of %3 %4 · %5")
            .arg(text::statusWord(result.status), text::count(result.actualLength),
                text::exactBytes(request.requestedBytes()), request.isIn() ? tr("received") : tr("sent"),
                text::duration(result.latency())));

    const QString advice = text::resultAdvice(request, result);
    m_advice->setText(advice);
    m_advice->setVisible(!advice.isEmpty());

    const ByteView moved = request.isIn() ? ByteView(result.data) : ByteView(request.data);
    m_hex->setBytes(text::toByteArray(moved));
    m_text->setPlainText(text::printable(slice(moved, 0, kMostText)));
    if (!decoded.empty())
        showDecoded(decoded);
    if (!result.isoPackets.empty())
        showPackets(result);
}

void TransferResultView::showDecoded(std::span<const descriptors::Node> nodes)
{
    for (const descriptors::Node& node : nodes)
        addNode(*m_decoded, nullptr, node);
    m_decoded->expandAll();
    m_decoded->resizeColumnToContents(0);
    m_decoded->resizeColumnToContents(1);
    m_decoded->show();
}

void TransferResultView::showPackets(const usb::TransferResult& result)
{
    m_packetModel->setPackets(result.isoPackets);
    m_tabs->setTabVisible(m_tabs->indexOf(m_packets), true);
}

} // namespace wb::ui
