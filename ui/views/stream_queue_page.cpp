// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/stream_queue_page.h"

#include "core/engine/transfer_rules.h"
#include "ui/bridge/packet_lengths.h"
#include "ui/text/format.h"
#include "ui/text/transfer_text.h"
#include "ui/views/form_fields.h"
#include "ui/views/number_edit.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QLineEdit>

#include <algorithm>
#include <numeric>

namespace wb::ui {

namespace {

constexpr std::uint64_t kMostTransferBytes = std::uint64_t { 16 } << 20;
constexpr std::uint32_t kShortTimeoutMs = 20; // P14
constexpr std::uint64_t kMostTimeoutMs = 3'600'000;
constexpr double kMostPerSecond = 1'000'000;

} // namespace

StreamQueuePage::StreamQueuePage(QWidget* parent)
    : QWidget(parent)
    , m_depth(new NumberEdit(tr("Queue depth"), 1, engine::kMaxStreamDepth, NumberEdit::Notation::Decimal, 3, this))
    , m_timeout(new NumberEdit(tr("Timeout"), 0, kMostTimeoutMs, NumberEdit::Notation::Decimal, 4, this))
    , m_pacing(new QDoubleSpinBox(this))
    , m_size(new NumberEdit(tr("Transfer size"), 1, kMostTransferBytes, NumberEdit::Notation::Decimal, 4, this))
    , m_packets(new NumberEdit(tr("Packets"), 1, engine::kMaxIsoPackets, NumberEdit::Notation::Decimal, 2, this))
    , m_lengths(new QLineEdit(this))
    , m_bulkStream(new NumberEdit(tr("Stream id"), 0, 0, NumberEdit::Notation::Decimal, 4, this))
    , m_bulkStreams(new NumberEdit(tr("Streams to allocate"), 0, 0, NumberEdit::Notation::Decimal, 4, this))
    , m_zeroCopy(new QCheckBox(tr("Zero-copy buffers"), this))
    , m_shortIsError(new QCheckBox(tr("A short transfer is an error"), this))
    , m_zeroPacket(new QCheckBox(tr("End whole packets with a zero-length packet"), this))
{
    build();
    for (NumberEdit* edit : { m_depth, m_timeout, m_size, m_packets, m_bulkStream, m_bulkStreams })
        connect(edit, &NumberEdit::valueChanged, this, &StreamQueuePage::changed);
    connect(m_pacing, &QDoubleSpinBox::valueChanged, this, &StreamQueuePage::changed);
    connect(m_lengths, &QLineEdit::textChanged, this, [this] {
        showPossible();
        Q_EMIT changed();
    });
    m_depth->setValue(8);
    m_size->setValue(65536);
    m_packets->setValue(32);
}

void StreamQueuePage::build()
{
    m_depth->setObjectName(QStringLiteral("streamDepth"));
    m_timeout->setObjectName(QStringLiteral("streamTimeout"));
    m_size->setObjectName(QStringLiteral("streamSize"));
    m_packets->setObjectName(QStringLiteral("streamPackets"));
    m_lengths->setObjectName(QStringLiteral("streamPacketLengths"));
    m_lengths->setPlaceholderText(tr("all alike; or 180, 3x176"));
    m_shortIsError->setObjectName(QStringLiteral("streamShortIsError"));
    m_shortIsError->setToolTip(tr("A transfer that the device ends early counts as failed."));
    m_zeroPacket->setObjectName(QStringLiteral("streamZeroPacket"));
    m_zeroPacket->setToolTip(
        tr("When a transfer fills its last packet, an empty one tells the device that this was all."));
    m_bulkStream->setObjectName(QStringLiteral("streamBulkStream"));
    m_bulkStreams->setObjectName(QStringLiteral("streamBulkStreams"));
    m_zeroCopy->setObjectName(QStringLiteral("streamZeroCopy"));
    m_zeroCopy->setToolTip(
        tr("Memory that the kernel shares with the program, so that it need not copy the data. Where "
           "there is none, the data is copied as ever; on some systems reading it is slow."));
    m_pacing->setObjectName(QStringLiteral("streamPacing"));
    m_pacing->setRange(0, kMostPerSecond);
    m_pacing->setDecimals(2);
    m_pacing->setGroupSeparatorShown(false);
    m_pacing->setSpecialValueText(tr("no limit"));
    m_pacing->setButtonSymbols(QAbstractSpinBox::NoButtons);

    auto* grid = new QGridLayout(this);
    addField(*grid, 0, 0, tr("Queue depth"), m_depth, tr("How many transfers are kept in flight"));
    addField(*grid, 0, 1, tr("Timeout, ms"), m_timeout, tr("0 waits for ever. Short timeouts can lose data."));
    addField(*grid, 0, 2, tr("Transfers a second"), m_pacing, tr("At most so many are started; 0 is no limit."));
    m_pacing->findChild<QLineEdit*>()->setAccessibleName(m_pacing->accessibleName());
    m_sizeLabel = addField(*grid, 1, 0, tr("Size, bytes"), m_size, tr("Of each transfer; IN asks for whole packets."));
    m_packetsLabel = addField(*grid, 1, 1, tr("Packets"), m_packets, tr("In each transfer"));
    m_lengthsLabel = addField(*grid, 1, 2, tr("Packet lengths"), m_lengths,
        tr("Of each packet of a transfer, in bytes: 180, 3x176. Nothing: all packets are of the size given."));
    m_bulkStreamLabel = addField(*grid, 1, 1, tr("Stream id"), m_bulkStream);
    m_bulkStreamsLabel = addField(*grid, 1, 2, tr("Streams to allocate"), m_bulkStreams);
    grid->addWidget(m_zeroCopy, 2, 4, 1, 2);
    grid->addWidget(m_shortIsError, 2, 0, 1, 4);
    grid->addWidget(m_zeroPacket, 2, 0, 1, 4);
    constexpr int kFields = 6;
    grid->setColumnStretch(kFields - 1, 1);
    grid->setRowStretch(grid->rowCount(), 1);
}

void StreamQueuePage::setEndpoint(
    const usb::DevicePtr& device, const std::optional<EndpointChoice>& choice, bool isOther)
{
    m_device = device;
    m_choice = choice;
    const bool isBulk = choice && choice->endpoint.type() == usb::TransferType::Bulk;
    m_sizeLabel->setText(isIsochronous() ? tr("Packet size, bytes") : tr("Size, bytes"));
    for (QWidget* widget : std::initializer_list<QWidget*> { m_packetsLabel, m_packets, m_lengthsLabel, m_lengths })
        widget->setVisible(isIsochronous());
    m_shortIsError->setVisible(choice && choice->isIn() && !isIsochronous());
    m_zeroPacket->setVisible(isBulk && !choice->isIn());
    for (QWidget* widget :
        std::initializer_list<QWidget*> { m_bulkStreamLabel, m_bulkStream, m_bulkStreamsLabel, m_bulkStreams })
        widget->setVisible(!isIsochronous()); // whose packets are set in the same place
    if (isOther) {
        m_bulkStream->setValue(0);
        m_bulkStreams->setValue(0);
    }
    showBulkStreams();
    if (isOther && choice) {
        const bool isInterrupt = choice->endpoint.type() == usb::TransferType::Interrupt;
        m_depth->setValue(isInterrupt ? 4 : 8); // P21
        m_lengths->clear();
        if (isBulk)
            m_size->setValue(65536);
        else
            m_size->setValue(std::max<std::uint64_t>(1, isInterrupt ? choice->packetBytes() : intervalBytes()));
    }
    showPossible();
}

void StreamQueuePage::showBulkStreams()
{
    const std::uint32_t offered = bulkStreamsOffered();
    const std::uint32_t last = std::min(offered, engine::kMaxBulkStream);
    m_bulkStream->setRange(0, last);
    m_bulkStreams->setRange(0, offered);
    const QString why = tr("This endpoint has no bulk streams: no companion descriptor of SuperSpeed offers any.");
    const QString idTip = tr("Bulk stream that the transfers go through, 1 to %1; 0 is none.").arg(text::count(last));
    const QString countTip = tr(
        "For the endpoints of this interface, at most %1; 0 is as many as the id needs. The system may grant fewer.")
                                 .arg(text::count(offered));
    setPossible(*m_bulkStreamLabel, offered > 0, idTip, why);
    setPossible(*m_bulkStreamsLabel, offered > 0, countTip, why);
    for (NumberEdit* edit : { m_bulkStream, m_bulkStreams })
        setPossible(*edit, offered > 0, edit->toolTip(), why); // which tells the number both ways
}

QString StreamQueuePage::bulkStreamProblem() const
{
    for (const NumberEdit* edit : { m_bulkStream, m_bulkStreams })
        if (!edit->value())
            return edit->problem();
    const std::uint64_t id = *m_bulkStream->value();
    const std::uint64_t count = *m_bulkStreams->value();
    if (count == 1)
        return tr("Streams to allocate: the system allocates two at least.");
    if (count > 0 && id == 0)
        return tr("Stream id: which of the streams do the transfers go through?");
    if (count > 0 && id > count)
        return tr("Stream id: only %1 streams are to be allocated.").arg(text::count(count));
    return {};
}

bool StreamQueuePage::usesBulkStream() const
{
    return bulkStreamsOffered() > 0 && m_bulkStream->value().value_or(0) > 0;
}

void StreamQueuePage::showPossible()
{
    const bool isListed = isIsochronous() && !m_lengths->text().trimmed().isEmpty();
    m_size->setEnabled(!isListed);
    m_packets->setEnabled(!isListed);
    const QString why = tr("The packet lengths say it.");
    m_sizeLabel->setToolTip(isListed ? why : tr("Of each transfer; IN asks for whole packets."));
    m_packetsLabel->setToolTip(isListed ? why : tr("In each transfer"));
    const auto lengths = packetLengths();
    markInput(m_lengths, !lengths);
    m_lengths->setToolTip(!lengths ? text::fromStd(lengths.error().detail) : m_lengthsLabel->toolTip());
    m_lengths->setAccessibleDescription(lengths ? QString() : text::fromStd(lengths.error().detail));
}

std::uint64_t StreamQueuePage::intervalBytes() const
{
    return usb::bytesPerInterval(m_choice->endpoint, m_device->speed);
}

Result<std::vector<std::uint32_t>> StreamQueuePage::packetLengths() const
{
    if (!isIsochronous())
        return std::vector<std::uint32_t> {};
    return parsePacketLengths(m_lengths->text(), intervalBytes(), engine::kMaxIsoPackets);
}

QString StreamQueuePage::problem() const
{
    const auto lengths = packetLengths();
    if (!lengths)
        return text::fromStd(lengths.error().detail);
    QList<const NumberEdit*> edits { m_depth, m_timeout };
    if (lengths->empty())
        edits.append(m_size);
    if (isIsochronous() && lengths->empty())
        edits.append(m_packets);
    for (const NumberEdit* edit : edits)
        if (!edit->value())
            return edit->problem();
    if (isIsochronous() && lengths->empty() && *m_size->value() > intervalBytes())
        return tr("A packet of this endpoint holds at most %1.").arg(text::exactBytes(intervalBytes()));
    return bulkStreamProblem();
}

std::uint64_t StreamQueuePage::transferBytes() const
{
    const std::uint64_t wanted = m_size->value().value_or(0);
    if (!isIsochronous())
        return m_choice->isIn() ? roundToPackets(wanted, m_choice->packetBytes()) : wanted; // P25
    const auto lengths = packetLengths();
    if (!lengths)
        return 0;
    if (lengths->empty())
        return m_packets->value().value_or(0) * wanted;
    return std::accumulate(lengths->begin(), lengths->end(), std::uint64_t { 0 });
}

void StreamQueuePage::fill(engine::StreamConfig& config) const
{
    config.depth = static_cast<std::uint32_t>(*m_depth->value());
    config.timeoutMs = static_cast<std::uint32_t>(*m_timeout->value());
    config.transfersPerSecond = m_pacing->value();
    config.transferBytes = static_cast<std::uint32_t>(transferBytes());
    config.shortIsError = m_shortIsError->isVisibleTo(this) && m_shortIsError->isChecked();
    config.addZeroPacket = m_zeroPacket->isVisibleTo(this) && m_zeroPacket->isChecked();
    config.wantsDeviceMemory = m_zeroCopy->isChecked();
    config.bulkStream = static_cast<std::uint32_t>(*m_bulkStream->value());
    config.bulkStreams = static_cast<std::uint32_t>(*m_bulkStreams->value());
    if (!isIsochronous())
        return;
    config.packetLengths = *packetLengths();
    config.packetsPerTransfer
        = static_cast<std::uint32_t>(config.packetLengths.empty() ? *m_packets->value() : config.packetLengths.size());
}

QString StreamQueuePage::memoryPlan(const engine::StreamConfig& config, const engine::TransferMemory& memory)
{
    if (engine::checkTransferMemory(config, memory))
        return {};
    const QString allowed = tr("The system lends the transfers of all programs %1").arg(text::bytes(*memory.limit));
    const QString held = memory.inUse > 0
        ? tr("%1, of which running streams hold %2").arg(allowed, text::bytes(memory.inUse))
        : allowed;
    return tr("%1: use fewer or smaller transfers, or raise usbfs_memory_mb.").arg(held);
}

QString StreamQueuePage::plan(const engine::TransferMemory& memory) const
{
    if (!m_choice || !m_device || !m_depth->value() || transferBytes() == 0)
        return {};
    const std::uint64_t each = transferBytes();
    const std::uint64_t total = each * *m_depth->value();
    QStringList lines;
    lines << tr("%1 transfers of %2 in flight: %3.")
                 .arg(text::count(*m_depth->value()), text::bytes(each), text::bytes(total));
    if (!isIsochronous() && each != m_size->value())
        lines << tr("The size is rounded up to whole packets of %1.").arg(text::exactBytes(m_choice->packetBytes()));
    engine::StreamConfig queue;
    queue.depth = static_cast<std::uint32_t>(*m_depth->value());
    queue.transferBytes = static_cast<std::uint32_t>(each);
    if (const QString lack = memoryPlan(queue, memory); !lack.isEmpty())
        lines << lack;
    if (m_timeout->value() && *m_timeout->value() > 0 && *m_timeout->value() < kShortTimeoutMs)
        lines << tr("Timeouts this short can lose data that arrives late.");
    return lines.join(QLatin1Char(' '));
}

} // namespace wb::ui
