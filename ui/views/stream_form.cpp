// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/stream_form.h"

#include "core/usb/risk.h"
#include "ui/bridge/loopback_check.h"
#include "ui/dialogs/risk_gate.h"
#include "ui/text/device_text.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"
#include "ui/views/stream_data_page.h"
#include "ui/views/stream_events_page.h"
#include "ui/views/stream_queue_page.h"
#include "ui/views/stream_stop_page.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QTabWidget>

#include <algorithm>

namespace wb::ui {

StreamForm::StreamForm(AppContext& context, RiskGate& gate, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_gate(gate)
    , m_check(new LoopbackCheck(context.service, this))
    , m_pages(new QTabWidget(this))
    , m_queue(new StreamQueuePage(this))
    , m_data(new StreamDataPage(this))
    , m_limits(new StreamStopPage(this))
    , m_events(new StreamEventsPage(this))
    , m_plan(new QLabel(this))
    , m_start(new QPushButton(tr("Start"), this))
    , m_stop(new QPushButton(tr("Stop"), this))
    , m_loopback(new QPushButton(tr("Loopback check"), this))
    , m_partner(new QComboBox(this))
    , m_reason(new QLabel(this))
{
    build();
    connect(m_queue, &StreamQueuePage::changed, this, &StreamForm::refresh);
    connect(m_data, &StreamDataPage::changed, this, &StreamForm::refresh);
    connect(m_limits, &StreamStopPage::changed, this, &StreamForm::refresh);
    connect(m_partner, &QComboBox::currentIndexChanged, this, &StreamForm::refresh);
    connect(m_start, &QPushButton::clicked, this, &StreamForm::startNow);
    connect(m_stop, &QPushButton::clicked, this, &StreamForm::stopNow);
    connect(m_loopback, &QPushButton::clicked, this, &StreamForm::checkLoopback);
    connect(m_check, &LoopbackCheck::started, this, &StreamForm::started);
    connect(m_check, &LoopbackCheck::finished, this, &StreamForm::tellVerdict);
    setEndpoint(nullptr, std::nullopt, {});
}

void StreamForm::build()
{
    m_pages->setObjectName(QStringLiteral("streamSettings"));
    m_pages->setAccessibleName(tr("Settings of the stream"));
    m_pages->addTab(m_queue, tr("Queue"));
    m_pages->addTab(m_data, tr("Data"));
    m_pages->addTab(m_limits, tr("Stop when"));
    m_pages->addTab(m_events, tr("On events"));
    m_pages->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    m_plan->setObjectName(QStringLiteral("streamPlan"));
    m_plan->setWordWrap(true);
    m_start->setObjectName(QStringLiteral("streamStart"));
    m_stop->setObjectName(QStringLiteral("streamStop"));
    m_stop->setToolTip(tr("Stop the stream of this endpoint (Esc)"));
    m_loopback->setObjectName(QStringLiteral("streamLoopback"));
    m_partner->setObjectName(QStringLiteral("streamPartner"));
    m_partner->setAccessibleName(tr("Endpoint at the other end of the loop"));
    m_partner->setToolTip(tr("The endpoint at the other end of the loop"));
    m_reason->setObjectName(QStringLiteral("streamReason"));
    m_reason->setTextFormat(Qt::PlainText);
    m_reason->setWordWrap(true);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_start);
    buttons->addWidget(m_stop);
    buttons->addWidget(m_loopback);
    buttons->addWidget(m_partner);
    buttons->addWidget(m_reason, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, layout->spacing(), 0, 0); // aligned with the list below it
    layout->addWidget(m_pages);
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
    m_pages->setEnabled(choice.has_value());
    m_queue->setEndpoint(device, choice, isOther);
    m_limits->setEndpoint(choice);
    if (isOther) {
        m_data->abandon(); // what it says is about the endpoint left behind
        fillPartners();
    }
    m_data->setEndpoint(choice);
    refresh();
}

// Of the same kind and the other direction; the one of the same number first.
void StreamForm::fillPartners()
{
    const QSignalBlocker quiet(m_partner);
    m_partner->clear();
    if (!m_device || !m_choice || m_choice->isIsochronous())
        return;
    for (const EndpointChoice& other : endpointChoices(*m_device)) {
        const bool isOtherSetting
            = other.interfaceNumber == m_choice->interfaceNumber && other.alternate != m_choice->alternate;
        const usb::EndpointAddress address = other.endpoint.address;
        if (other.isIn() == m_choice->isIn() || other.endpoint.type() != m_choice->endpoint.type() || isOtherSetting
            || m_partner->findData(address.value) >= 0)
            continue;
        m_partner->addItem(tr("with %1").arg(text::endpoint(address)), address.value);
        if (address.number() == m_choice->endpoint.address.number())
            m_partner->setCurrentIndex(m_partner->count() - 1);
    }
}

void StreamForm::setActive(const std::vector<usb::EndpointAddress>& endpoints)
{
    if (m_active == endpoints)
        return;
    m_active = endpoints;
    refresh();
}

void StreamForm::setMemory(const engine::TransferMemory& memory)
{
    if (m_memory == memory)
        return;
    m_memory = memory;
    refresh();
}

bool StreamForm::isActive(usb::EndpointAddress endpoint) const
{
    return std::find(m_active.begin(), m_active.end(), endpoint) != m_active.end();
}

std::optional<usb::EndpointAddress> StreamForm::partner() const
{
    if (m_partner->currentIndex() < 0)
        return std::nullopt;
    return usb::EndpointAddress { static_cast<std::uint8_t>(m_partner->currentData().toUInt()) };
}

QString StreamForm::commonReason() const
{
    if (!m_device || !m_choice)
        return tr("Choose an endpoint first.");
    if (!m_obstacle.isEmpty())
        return m_obstacle;
    if (isActive(m_choice->endpoint.address) && !m_queue->usesBulkStream())
        return tr("A stream runs on this endpoint. Changes here count from the next start: stop it first.");
    const QString why = m_queue->problem();
    return why.isEmpty() ? m_limits->problem() : why;
}

QString StreamForm::reasonNotToStart() const
{
    const QString why = commonReason();
    return why.isEmpty() ? m_data->problem() : why;
}

QString StreamForm::reasonNotToCheck() const
{
    const QString why = commonReason();
    if (!why.isEmpty())
        return why;
    if (m_choice->isIsochronous())
        return tr("Isochronous packets may be lost: what comes back is no proof.");
    if (!partner())
        return tr("There is no endpoint of this kind in the other direction.");
    if (m_check->isRunning())
        return tr("A loopback check is running.");
    if (isActive(*partner()))
        return tr("A stream runs on the other endpoint.");
    const QString whyNoData = m_data->problem();
    return whyNoData.isEmpty() ? m_data->payloadProblem() : whyNoData;
}

void StreamForm::showProblems()
{
    const bool hasEndpoint = m_device && m_choice;
    const QIcon sign = style()->standardIcon(QStyle::SP_MessageBoxWarning);
    const auto mark = [&](QWidget* page, const QString& problem) {
        const int index = m_pages->indexOf(page);
        m_pages->setTabIcon(index, problem.isEmpty() ? QIcon() : sign);
        m_pages->setTabToolTip(index, problem);
    };
    mark(m_queue, hasEndpoint ? m_queue->problem() : QString());
    mark(m_data, hasEndpoint && !m_data->isReading() ? m_data->problem() : QString());
    mark(m_limits, hasEndpoint ? m_limits->problem() : QString());
}

void StreamForm::refresh()
{
    m_limits->setComparing(m_data->isComparing());
    showProblems();
    const QString why = reasonNotToStart();
    m_start->setEnabled(why.isEmpty());
    m_start->setToolTip(why.isEmpty() ? tr("Start the queue (Ctrl+Enter)") : why);
    m_stop->setEnabled(m_data->isReading() || (m_choice && isActive(m_choice->endpoint.address)));
    const QString whyNotCheck = reasonNotToCheck();
    m_loopback->setEnabled(whyNotCheck.isEmpty());
    m_loopback->setToolTip(whyNotCheck.isEmpty()
            ? tr("Send the data of the page Data through OUT, and compare what comes back through IN")
            : whyNotCheck);
    m_partner->setEnabled(m_partner->count() > 0);
    m_reason->setText(why);
    m_plan->setText(m_device && m_choice ? m_queue->plan(m_memory) : QString());
}

engine::StreamConfig StreamForm::config() const
{
    engine::StreamConfig config;
    config.endpoint = m_choice->endpoint.address;
    config.policy = m_events->policy();
    m_queue->fill(config);
    m_data->fill(config);
    m_limits->fill(config);
    return config;
}

void StreamForm::startNow()
{
    if (!reasonNotToStart().isEmpty())
        return;
    const auto start = [this, device = m_device](const engine::StreamConfig& wanted) {
        Q_EMIT started(m_context.service.startStream(device->id, wanted));
    };
    const engine::StreamConfig wanted = config();
    if (m_choice->isIn() && !m_data->isComparing()) {
        start(wanted);
        return;
    }
    withPayload([this, start, wanted, device = m_device](const stream::PayloadSpec& payload) {
        engine::StreamConfig whole = wanted;
        if (whole.endpoint.isIn()) {
            whole.expected = payload;
            start(whole);
        } else {
            whole.payload = payload;
            withLeave(device, whole.endpoint, [start, whole] { start(whole); });
        }
    });
}

void StreamForm::checkLoopback()
{
    if (!reasonNotToCheck().isEmpty())
        return;
    const usb::EndpointAddress own = m_choice->endpoint.address;
    const usb::EndpointAddress out = own.isIn() ? *partner() : own;
    const usb::EndpointAddress in = own.isIn() ? own : *partner();
    withPayload([this, base = config(), out, in, device = m_device](const stream::PayloadSpec& payload) {
        withLeave(device, out, [this, device, streams = LoopbackCheck::streamsFor(base, out, in, payload)] {
            if (!m_check->isRunning())
                m_check->start(device->id, streams);
        });
    });
}

void StreamForm::withPayload(std::function<void(const stream::PayloadSpec& payload)> use)
{
    m_data->readPayload([this, use = std::move(use)](const Result<stream::PayloadSpec>& payload) {
        if (payload)
            use(*payload);
        else
            Q_EMIT refused(text::sentenceOnFile(payload.error()));
    });
}

void StreamForm::withLeave(const usb::DevicePtr& device, usb::EndpointAddress out, std::function<void()> agreed)
{
    const usb::RiskAssessment risk = usb::assessRisk(out, *device);
    m_gate.pass(device->id, text::deviceName(*device, m_context.ids), text::fromStd(risk.reason), std::move(agreed));
}

void StreamForm::stopNow()
{
    if (m_data->isReading()) {
        m_data->abandon();
        return;
    }
    if (m_device && m_choice && m_check->uses(m_device->id, m_choice->endpoint.address))
        m_check->stop();
    else
        Q_EMIT stopRequested();
}

void StreamForm::tellVerdict(const engine::StreamStatus& out, const engine::StreamStatus& in)
{
    refresh();
    const QString good = text::bytes(in.comparedBytes - in.differingBytes);
    if (const auto& first = in.firstDifference) {
        Q_EMIT told(text::Tone::Bad,
            tr("Loopback check: byte %1 was sent as %2 and came back as %3.")
                .arg(text::count(first->offset), text::hexNumber(first->expected, 2),
                    text::hexNumber(first->actual, 2)));
    } else if (!out.error && !in.error) {
        const std::uint64_t missing = out.bytes > in.bytes ? out.bytes - in.bytes : 0;
        if (missing == 0)
            Q_EMIT told(text::Tone::Good, tr("Loopback check: %1 came back as sent.").arg(good));
        else
            Q_EMIT told(text::Tone::Warning,
                tr("Loopback check: %1 came back as sent; %2 had not come back when it ended.")
                    .arg(good, text::bytes(missing)));
    }
}

} // namespace wb::ui
