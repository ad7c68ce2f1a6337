// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/single_transfer_form.h"

#include "core/usb/risk.h"
#include "ui/bridge/default_timeout.h"
#include "ui/dialogs/risk_gate.h"
#include "ui/text/device_text.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"
#include "ui/text/transfer_text.h"
#include "ui/views/data_edit.h"
#include "ui/views/number_edit.h"
#include "ui/views/transfer_result_view.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

namespace wb::ui {

namespace {

constexpr std::uint64_t kMostTransferBytes = std::uint64_t { 16 } << 20;
constexpr std::uint64_t kMostPackets = 128; // usbfs, P34

QPushButton* makeButton(const QString& words, const QString& name, QWidget* parent)
{
    auto* button = new QPushButton(words, parent);
    button->setObjectName(name);
    return button;
}

// The last one takes what is left.
std::vector<std::uint32_t> fullPackets(std::size_t bytes, std::uint32_t each)
{
    std::vector<std::uint32_t> lengths;
    for (std::size_t left = bytes; left > 0; left -= lengths.back())
        lengths.push_back(static_cast<std::uint32_t>(std::min<std::size_t>(left, each)));
    return lengths;
}

} // namespace

SingleTransferForm::SingleTransferForm(AppContext& context, RiskGate& gate, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_gate(gate)
    , m_defaultTimeout(new DefaultTimeout(context.service, this))
    , m_length(new NumberEdit(tr("Length"), 1, kMostTransferBytes, NumberEdit::Notation::Decimal, 4, this))
    , m_packets(new NumberEdit(tr("Packets"), 1, kMostPackets, NumberEdit::Notation::Decimal, 2, this))
    , m_timeout(new NumberEdit(tr("Timeout"), 0, 3'600'000, NumberEdit::Notation::Decimal, 4, this))
    , m_lengthLabel(new QLabel(tr("Length, bytes"), this))
    , m_packetsLabel(new QLabel(tr("Packets"), this))
    , m_round(new QCheckBox(tr("Round up to whole packets"), this))
    , m_shortIsError(new QCheckBox(tr("A short transfer is an error"), this))
    , m_zeroPacket(new QCheckBox(tr("End with a zero-length packet"), this))
    , m_data(new DataEdit(QStringLiteral("singleData"), kMostTransferBytes, this))
    , m_size(new QLabel(this))
    , m_problem(new ProblemLabel(QStringLiteral("singleProblem"), this))
    , m_send(makeButton(tr("Read"), QStringLiteral("singleSend"), this))
    , m_cancel(makeButton(tr("Cancel"), QStringLiteral("singleCancel"), this))
    , m_reason(new QLabel(this))
    , m_result(new TransferResultView(QStringLiteral("singleResult"), this))
{
    build();
    for (NumberEdit* edit : { m_length, m_packets, m_timeout }) {
        m_problem->watch(edit);
        connect(edit, &NumberEdit::valueChanged, this, &SingleTransferForm::refresh);
    }
    connect(m_defaultTimeout, &DefaultTimeout::changed, m_timeout, &NumberEdit::setValue);
    connect(m_data, &DataEdit::changed, this, &SingleTransferForm::refresh);
    connect(m_round, &QCheckBox::toggled, this, &SingleTransferForm::refresh);
    connect(m_send, &QPushButton::clicked, this, &SingleTransferForm::sendNow);
    connect(m_cancel, &QPushButton::clicked, this, &SingleTransferForm::stopNow);
    connect(&context.service, &engine::UsbService::transfersFinished, this, &SingleTransferForm::finish);
    m_length->setValue(512);
    m_packets->setValue(8);
    m_timeout->setValue(usb::kDefaultTimeoutMs);
    setEndpoint(nullptr, std::nullopt, {});
}

void SingleTransferForm::build()
{
    m_length->setObjectName(QStringLiteral("singleLength"));
    m_packets->setObjectName(QStringLiteral("singlePackets"));
    m_timeout->setObjectName(QStringLiteral("singleTimeout"));
    m_round->setObjectName(QStringLiteral("singleRound"));
    m_round->setChecked(true);
    m_round->setToolTip(tr("A length that is no multiple of the packet size can overflow and lose data."));
    m_shortIsError->setObjectName(QStringLiteral("singleShortIsError"));
    m_shortIsError->setToolTip(tr("A transfer that the device ends early counts as failed; what came is shown."));
    m_zeroPacket->setObjectName(QStringLiteral("singleZeroPacket"));
    m_zeroPacket->setToolTip(
        tr("When the data fills its last packet, an empty one tells the device that this was all."));
    m_size->setObjectName(QStringLiteral("singleSize"));
    m_size->setWordWrap(true);
    m_reason->setObjectName(QStringLiteral("singleReason"));
    m_reason->setWordWrap(true);
    m_lengthLabel->setBuddy(m_length);
    m_packetsLabel->setBuddy(m_packets);
    auto* timeoutLabel = new QLabel(tr("Timeout, ms"), this);
    timeoutLabel->setBuddy(m_timeout);

    auto* fields = new QHBoxLayout;
    for (QWidget* widget :
        std::initializer_list<QWidget*> { m_lengthLabel, m_length, m_packetsLabel, m_packets, timeoutLabel, m_timeout })
        fields->addWidget(widget);
    fields->addStretch(1);
    auto* flags = new QHBoxLayout;
    for (QWidget* widget : std::initializer_list<QWidget*> { m_round, m_shortIsError, m_zeroPacket })
        flags->addWidget(widget);
    flags->addStretch(1);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_send);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_reason, 1);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(fields);
    layout->addLayout(flags);
    layout->addWidget(m_problem);
    layout->addWidget(m_data);
    layout->addWidget(m_size);
    layout->addLayout(buttons);
    layout->addWidget(m_result, 1);
}

void SingleTransferForm::setEndpoint(
    const usb::DevicePtr& device, const std::optional<EndpointChoice>& choice, const QString& obstacle)
{
    const bool isOther = !isSamePlace(m_device, m_choice, device, choice);
    m_device = device;
    m_choice = choice;
    m_obstacle = obstacle;
    m_defaultTimeout->setDevice(device);
    const bool isIn = choice && choice->isIn();
    const bool isIso = choice && choice->isIsochronous();
    m_lengthLabel->setVisible(isIn && !isIso);
    m_length->setVisible(isIn && !isIso);
    m_round->setVisible(isIn && !isIso);
    m_shortIsError->setVisible(isIn && !isIso);
    m_packetsLabel->setVisible(isIso);
    m_packets->setVisible(isIso);
    m_data->setVisible(choice && !isIn);
    m_zeroPacket->setVisible(choice && !isIn && choice->endpoint.type() == usb::TransferType::Bulk);
    m_send->setText(!choice || isIn ? tr("Read") : tr("Write"));
    if (isOther) {
        if (choice && isIn && choice->packetBytes() > 0)
            m_length->setValue(choice->packetBytes());
        if (!m_pending)
            m_result->clear(choice ? tr("Nothing transferred yet.") : tr("Choose an endpoint."));
    }
    refresh();
    if (isOther)
        m_data->abandon(); // last: what it says is about the endpoint left behind
}

QString SingleTransferForm::reasonNotToSend() const
{
    if (!m_device || !m_choice)
        return tr("Choose an endpoint first.");
    if (!m_obstacle.isEmpty())
        return m_obstacle;
    if (m_pending)
        return tr("Waiting for the device.");
    const bool isIso = m_choice->isIsochronous();
    if (m_choice->isIn() && !isIso && !m_length->value())
        return m_length->problem();
    if (isIso && !m_packets->value())
        return m_packets->problem();
    if (!m_timeout->value())
        return m_timeout->problem();
    if (m_choice->isIn())
        return {};
    if (!m_data->length())
        return m_data->problem();
    return *m_data->length() <= room() ? QString() : tooLong(room());
}

std::uint64_t SingleTransferForm::room() const
{
    return m_choice->isIsochronous() ? *m_packets->value() * packetBytes() : kMostTransferBytes;
}

QString SingleTransferForm::tooLong(std::uint64_t room)
{
    return tr("The data does not fit: these packets hold %1.").arg(text::bytes(room));
}

bool SingleTransferForm::isWaiting() const { return m_pending || m_data->isReading(); }

void SingleTransferForm::refresh()
{
    const QString why = reasonNotToSend();
    m_send->setEnabled(why.isEmpty());
    m_send->setToolTip(why.isEmpty() ? tr("Ctrl+Enter") : why);
    m_cancel->setEnabled(isWaiting());
    m_reason->setText(why);
    showSize();
}

// What will really be asked for (P25, P31).
void SingleTransferForm::showSize()
{
    m_size->hide();
    if (!m_choice || !m_device)
        return;
    if (m_choice->isIsochronous() && m_packets->value()) {
        m_size->setText(tr("%1 packets of up to %2").arg(text::count(*m_packets->value()), text::bytes(packetBytes())));
        m_size->show();
        return;
    }
    if (!m_choice->isIn() || !m_length->value())
        return;
    const std::uint64_t rounded = roundToPackets(*m_length->value(), m_choice->packetBytes());
    if (rounded == *m_length->value())
        return;
    m_size->setText(m_round->isChecked()
            ? tr("%1 will be asked for: whole packets of %2.")
                  .arg(text::exactBytes(rounded), text::exactBytes(m_choice->packetBytes()))
            : tr("Not a multiple of the packet size (%1): the device may overflow the transfer and lose data.")
                  .arg(text::bytes(m_choice->packetBytes())));
    m_size->show();
}

std::uint32_t SingleTransferForm::packetBytes() const
{
    return usb::bytesPerInterval(m_choice->endpoint, m_device->speed);
}

usb::TransferRequest SingleTransferForm::request() const
{
    usb::TransferRequest request;
    request.endpoint = m_choice->endpoint.address;
    request.type = m_choice->endpoint.type();
    request.timeoutMs = static_cast<std::uint32_t>(*m_timeout->value());
    if (!m_choice->isIn()) {
        request.addZeroPacket = m_zeroPacket->isVisibleTo(this) && m_zeroPacket->isChecked();
    } else if (m_choice->isIsochronous()) {
        const auto packets = static_cast<std::uint32_t>(*m_packets->value());
        request.isoPacketLengths.assign(packets, packetBytes());
        request.length = packets * packetBytes();
    } else {
        const std::uint64_t wanted = *m_length->value();
        const std::uint64_t rounded = m_round->isChecked() ? roundToPackets(wanted, m_choice->packetBytes()) : wanted;
        request.length = static_cast<std::uint32_t>(rounded);
        request.shortIsError = m_shortIsError->isChecked();
    }
    return request;
}

void SingleTransferForm::sendNow()
{
    if (!reasonNotToSend().isEmpty())
        return;
    const usb::TransferRequest wanted = request();
    if (m_choice->isIn()) {
        send(m_device, wanted);
        return;
    }
    const std::uint32_t each = m_choice->isIsochronous() ? packetBytes() : 0;
    m_data->read([this, wanted, each, most = room(), device = m_device](const Result<Bytes>& bytes) {
        if (!bytes || bytes->size() > most) { // the file may have grown since its length was shown
            Q_EMIT refused(bytes ? tooLong(most) : text::sentenceOnFile(bytes.error()));
            return;
        }
        usb::TransferRequest whole = wanted;
        whole.data = *bytes;
        if (each > 0)
            whole.isoPacketLengths = fullPackets(whole.data.size(), each);
        ask(device, whole);
    });
}

void SingleTransferForm::ask(const usb::DevicePtr& device, const usb::TransferRequest& wanted)
{
    const usb::RiskAssessment risk = usb::assessRisk(wanted, *device);
    m_gate.pass(device->id, text::deviceName(*device, m_context.ids), text::fromStd(risk.reason),
        [this, device, wanted] { send(device, wanted); });
}

void SingleTransferForm::send(const usb::DevicePtr& device, const usb::TransferRequest& wanted)
{
    if (m_pending)
        return;
    m_pending = Pending { m_context.service.transfer(device->id, wanted), wanted, device };
    m_result->showWaiting(tr("Waiting for the device…"));
    refresh();
}

void SingleTransferForm::stopNow()
{
    m_data->abandon();
    if (m_pending)
        m_context.service.cancel(m_pending->request);
}

void SingleTransferForm::finish(const std::vector<engine::FinishedTransfer>& finished)
{
    for (const engine::FinishedTransfer& one : finished) {
        if (!m_pending || one.request != m_pending->request)
            continue;
        const Pending done = std::move(*m_pending);
        m_pending.reset();
        if (one.error && one.error->kind == ErrorKind::Cancelled) {
            m_result->clear(tr("Cancelled before it was sent."));
        } else if (one.error) {
            m_result->clear(tr("Nothing was transferred."));
            Q_EMIT failed(*one.error);
        } else {
            m_result->showResult(done.sent, one.result);
            Q_EMIT succeeded();
            if (one.result.status == usb::TransferStatus::Stall)
                Q_EMIT recoverNeeded();
        }
        refresh();
    }
}

} // namespace wb::ui
