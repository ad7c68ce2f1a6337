// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/stream_form.h"

#include "core/usb/risk.h"
#include "ui/dialogs/risk_gate.h"
#include "ui/text/device_text.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"
#include "ui/text/transfer_text.h"
#include "ui/views/data_edit.h"
#include "ui/views/number_edit.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

namespace wb::ui {

namespace {

constexpr std::uint64_t kMostTransferBytes = std::uint64_t { 16 } << 20;
constexpr std::uint64_t kUsbfsBytes = std::uint64_t { 16 } << 20; // the kernel's default for all programs (P23)
constexpr std::uint64_t kMostDepth = 1024;
constexpr std::uint64_t kMostPackets = 128; // P34
constexpr std::uint32_t kShortTimeoutMs = 20; // P14

} // namespace

StreamForm::StreamForm(AppContext& context, RiskGate& gate, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_gate(gate)
    , m_depth(new NumberEdit(tr("Queue depth"), 1, kMostDepth, NumberEdit::Notation::Decimal, 3, this))
    , m_size(new NumberEdit(tr("Transfer size"), 1, kMostTransferBytes, NumberEdit::Notation::Decimal, 4, this))
    , m_packets(new NumberEdit(tr("Packets"), 1, kMostPackets, NumberEdit::Notation::Decimal, 2, this))
    , m_timeout(new NumberEdit(tr("Timeout"), 0, 3'600'000, NumberEdit::Notation::Decimal, 4, this))
    , m_sizeLabel(new QLabel(tr("Size, bytes"), this))
    , m_packetsLabel(new QLabel(tr("Packets"), this))
    , m_patternLabel(new QLabel(tr("Pattern, repeated through every transfer; empty sends zeros"), this))
    , m_round(new QCheckBox(tr("Round up to whole packets"), this))
    , m_pattern(new DataEdit(QStringLiteral("streamPattern"), kMostTransferBytes, this))
    , m_problem(new ProblemLabel(QStringLiteral("streamProblem"), this))
    , m_plan(new QLabel(this))
    , m_start(new QPushButton(tr("Start"), this))
    , m_stop(new QPushButton(tr("Stop"), this))
    , m_reason(new QLabel(this))
{
    build();
    for (NumberEdit* edit : { m_depth, m_size, m_packets, m_timeout }) {
        m_problem->watch(edit);
        connect(edit, &NumberEdit::valueChanged, this, &StreamForm::refresh);
    }
    connect(m_round, &QCheckBox::toggled, this, &StreamForm::refresh);
    connect(m_pattern, &DataEdit::changed, this, &StreamForm::refresh);
    connect(m_start, &QPushButton::clicked, this, &StreamForm::startNow);
    connect(m_stop, &QPushButton::clicked, this, &StreamForm::stopNow);
    m_depth->setValue(8);
    m_size->setValue(65536);
    m_packets->setValue(32);
    m_timeout->setValue(0);
    setEndpoint(nullptr, std::nullopt, {});
}

void StreamForm::build()
{
    m_depth->setObjectName(QStringLiteral("streamDepth"));
    m_size->setObjectName(QStringLiteral("streamSize"));
    m_packets->setObjectName(QStringLiteral("streamPackets"));
    m_timeout->setObjectName(QStringLiteral("streamTimeout"));
    m_round->setObjectName(QStringLiteral("streamRound"));
    m_round->setChecked(true);
    m_round->setToolTip(tr("A length that is no multiple of the packet size can overflow and lose data."));
    m_plan->setObjectName(QStringLiteral("streamPlan"));
    m_plan->setWordWrap(true);
    m_patternLabel->setWordWrap(true);
    m_start->setObjectName(QStringLiteral("streamStart"));
    m_stop->setObjectName(QStringLiteral("streamStop"));
    m_stop->setToolTip(tr("Stop the stream of this endpoint (Esc)"));
    m_reason->setObjectName(QStringLiteral("streamReason"));
    m_reason->setWordWrap(true);
    auto* depthLabel = new QLabel(tr("Queue depth"), this);
    depthLabel->setBuddy(m_depth);
    m_sizeLabel->setBuddy(m_size);
    m_packetsLabel->setBuddy(m_packets);
    auto* timeoutLabel = new QLabel(tr("Timeout, ms"), this);
    timeoutLabel->setBuddy(m_timeout);
    timeoutLabel->setToolTip(tr("0 waits for ever. Short timeouts can lose data."));

    auto* fields = new QGridLayout; // one row would not fit beside the device's switches
    fields->addWidget(depthLabel, 0, 0);
    fields->addWidget(m_depth, 0, 1);
    fields->addWidget(timeoutLabel, 0, 2);
    fields->addWidget(m_timeout, 0, 3);
    fields->addWidget(m_sizeLabel, 1, 0);
    fields->addWidget(m_size, 1, 1);
    fields->addWidget(m_packetsLabel, 1, 2); // isochronous, where nothing is rounded
    fields->addWidget(m_packets, 1, 3);
    fields->addWidget(m_round, 1, 2, 1, 3);
    fields->setColumnStretch(4, 1);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_start);
    buttons->addWidget(m_stop);
    buttons->addWidget(m_reason, 1);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(fields);
    layout->addWidget(m_problem);
    layout->addWidget(m_patternLabel);
    layout->addWidget(m_pattern);
    layout->addWidget(m_plan);
    layout->addLayout(buttons);
}

void StreamForm::setEndpoint(
    const usb::DevicePtr& device, const std::optional<EndpointChoice>& choice, const QString& obstacle)
{
    const bool isOther = !isSamePlace(m_device, m_choice, device, choice);
    m_device = device;
    m_choice = choice;
    m_obstacle = obstacle;
    const bool isIso = choice && choice->isIsochronous();
    const bool isOut = choice && !choice->isIn();
    m_sizeLabel->setText(isIso ? tr("Packet size, bytes") : tr("Size, bytes"));
    m_round->setVisible(!isIso && !isOut);
    m_packetsLabel->setVisible(isIso);
    m_packets->setVisible(isIso);
    m_patternLabel->setVisible(isOut);
    m_pattern->setVisible(isOut);
    if (isOther && choice && choice->endpoint.type() == usb::TransferType::Interrupt) {
        m_depth->setValue(4); // P21
        m_size->setValue(std::max<std::uint32_t>(1, choice->packetBytes()));
    } else if (isOther && choice && choice->endpoint.type() == usb::TransferType::Bulk) {
        m_depth->setValue(8);
        m_size->setValue(65536);
    } else if (isOther && isIso) {
        m_depth->setValue(8);
        m_size->setValue(std::max<std::uint64_t>(1, intervalBytes()));
    }
    refresh();
    if (isOther)
        m_pattern->abandon(); // last: what it says is about the endpoint left behind
}

void StreamForm::setActive(bool isActive)
{
    if (m_isActive == isActive)
        return;
    m_isActive = isActive;
    refresh();
}

std::uint64_t StreamForm::intervalBytes() const { return usb::bytesPerInterval(m_choice->endpoint, m_device->speed); }

std::uint64_t StreamForm::transferBytes() const
{
    const std::uint64_t wanted = m_size->value().value_or(0);
    if (m_choice->isIsochronous())
        return m_packets->value().value_or(0) * wanted;
    return m_choice->isIn() && m_round->isChecked() ? roundToPackets(wanted, m_choice->packetBytes()) : wanted;
}

QString StreamForm::plan() const
{
    if (!m_choice || !m_device || !m_depth->value() || transferBytes() == 0)
        return {};
    const std::uint64_t each = transferBytes();
    const std::uint64_t total = each * *m_depth->value();
    QStringList lines;
    lines << tr("%1 transfers of %2 in flight: %3.")
                 .arg(text::count(*m_depth->value()), text::bytes(each), text::bytes(total));
    const bool isWhole = m_choice->packetBytes() == 0 || each % m_choice->packetBytes() == 0;
    if (m_choice->isIn() && !m_choice->isIsochronous() && !isWhole)
        lines << tr("Not a multiple of the packet size (%1): the device may overflow the transfer and lose data.")
                     .arg(text::bytes(m_choice->packetBytes()));
    if (m_device->backend == "libusb1" && total > kUsbfsBytes)
        lines << tr("The system lends all programs together 16 MiB by default; use fewer or smaller transfers, "
                    "or raise usbfs_memory_mb.");
    if (m_timeout->value() && *m_timeout->value() > 0 && *m_timeout->value() < kShortTimeoutMs)
        lines << tr("Timeouts this short can lose data that arrives late.");
    return lines.join(QLatin1Char(' '));
}

QString StreamForm::reasonNotToStart() const
{
    if (!m_device || !m_choice)
        return tr("Choose an endpoint first.");
    if (!m_obstacle.isEmpty())
        return m_obstacle;
    if (m_isActive)
        return tr("A stream runs on this endpoint.");
    if (!m_depth->value())
        return m_depth->problem();
    if (!m_size->value())
        return m_size->problem();
    if (m_choice->isIsochronous() && !m_packets->value())
        return m_packets->problem();
    if (m_choice->isIsochronous() && *m_size->value() > intervalBytes())
        return tr("A packet of this endpoint holds at most %1.").arg(text::exactBytes(intervalBytes()));
    if (!m_timeout->value())
        return m_timeout->problem();
    return m_choice->isIn() ? QString() : m_pattern->problem();
}

void StreamForm::refresh()
{
    const QString why = reasonNotToStart();
    m_start->setEnabled(why.isEmpty());
    m_start->setToolTip(why.isEmpty() ? tr("Start the queue (Ctrl+Enter)") : why);
    m_stop->setEnabled(m_isActive || m_pattern->isReading());
    m_reason->setText(why);
    m_plan->setText(plan());
}

engine::StreamConfig StreamForm::config() const
{
    engine::StreamConfig config;
    config.endpoint = m_choice->endpoint.address;
    config.depth = static_cast<std::uint32_t>(*m_depth->value());
    config.transferBytes = static_cast<std::uint32_t>(transferBytes());
    config.timeoutMs = static_cast<std::uint32_t>(*m_timeout->value());
    if (m_choice->isIsochronous())
        config.packetsPerTransfer = static_cast<std::uint32_t>(*m_packets->value());
    return config;
}

void StreamForm::startNow()
{
    if (!reasonNotToStart().isEmpty())
        return;
    if (m_choice->isIn()) {
        start(m_device, config());
        return;
    }
    m_pattern->read([this, wanted = config(), device = m_device](const Result<Bytes>& pattern) {
        if (!pattern) {
            Q_EMIT refused(text::sentenceOnFile(pattern.error()));
            return;
        }
        engine::StreamConfig whole = wanted;
        whole.payload.bytes = *pattern;
        ask(device, whole);
    });
}

void StreamForm::stopNow()
{
    if (m_pattern->isReading())
        m_pattern->abandon();
    else
        Q_EMIT stopRequested();
}

void StreamForm::ask(const usb::DevicePtr& device, const engine::StreamConfig& wanted)
{
    const usb::RiskAssessment risk = usb::assessRisk(wanted.endpoint, *device);
    m_gate.pass(device->id, text::deviceName(*device, m_context.ids), text::fromStd(risk.reason),
        [this, device, wanted] { start(device, wanted); });
}

void StreamForm::start(const usb::DevicePtr& device, const engine::StreamConfig& wanted)
{
    Q_EMIT started(m_context.service.startStream(device->id, wanted));
}

} // namespace wb::ui
