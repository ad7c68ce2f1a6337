// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/port_status_strip.h"

#include "ui/models/port_status_facts.h"
#include "ui/text/error_text.h"
#include "ui/views/access_help.h"
#include "ui/views/inline_message.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QStyle>
#include <QTimer>

namespace wb::ui {

namespace {

constexpr std::chrono::seconds kRepeatAfter { 1 };

} // namespace

PortStatusStrip::PortStatusStrip(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_read(new QPushButton(tr("Read &port status"), this))
    , m_repeat(new QCheckBox(tr("E&very second"), this))
    , m_message(new InlineMessage(QStringLiteral("portStatusMessage"), this))
    , m_help(new AccessHelp(context, this))
    , m_timer(new QTimer(this))
{
    setObjectName(QStringLiteral("portStatusStrip"));
    build();
    m_timer->setSingleShot(true);
    m_timer->setInterval(kRepeatAfter);
    connect(m_timer, &QTimer::timeout, this, &PortStatusStrip::read);
    connect(m_read, &QPushButton::clicked, this, &PortStatusStrip::read);
    connect(m_help, &AccessHelp::retryRequested, this, &PortStatusStrip::read);
    connect(m_repeat, &QCheckBox::toggled, this, [this](bool isOn) { isOn ? read() : m_timer->stop(); });
    connect(&context.descriptors, &DescriptorStore::readingFinished, this, &PortStatusStrip::updateButtons);
    connect(&context.service, &engine::UsbService::sessionChanged, this, [this](const engine::SessionState& state) {
        const bool isClosed
            = state.phase == engine::SessionPhase::Closing || state.phase == engine::SessionPhase::Closed;
        if (m_device && state.device == m_device->id && isClosed)
            stopRepeating(); // the next request would open what a person has closed
    });
    hide();
}

void PortStatusStrip::build()
{
    m_read->setObjectName(QStringLiteral("readPortStatus"));
    m_repeat->setObjectName(QStringLiteral("repeatPortStatus"));
    const int gap = style()->pixelMetric(QStyle::PM_LayoutHorizontalSpacing, nullptr, this);
    auto* bar = new QHBoxLayout;
    bar->setSpacing(gap);
    bar->addWidget(m_read);
    bar->addWidget(m_repeat);
    bar->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(gap, gap / 2, gap, gap / 2);
    layout->addLayout(bar);
    layout->addWidget(m_message);
    layout->addWidget(m_help);
    m_help->clear();
}

void PortStatusStrip::setDevice(const usb::DevicePtr& device)
{
    const usb::DevicePtr hub = device && device->isHub() ? device : nullptr;
    const bool isSame = hub && m_device && hub->id == m_device->id;
    m_device = hub;
    if (!isSame) {
        stopRepeating();
        m_reader.reset();
        m_facts.clear();
        m_hasDeparted = false;
        m_message->clear();
        m_help->clear();
    }
    setVisible(hub != nullptr);
    updateButtons();
}

void PortStatusStrip::setDeparted(bool departed)
{
    m_hasDeparted = departed;
    if (departed)
        stopRepeating();
    updateButtons();
}

void PortStatusStrip::hideEvent(QHideEvent* event)
{
    stopRepeating();
    QWidget::hideEvent(event);
}

void PortStatusStrip::stopRepeating()
{
    m_repeat->setChecked(false);
    m_timer->stop();
}

void PortStatusStrip::updateButtons()
{
    const QString refusal = m_context.descriptors.readRefusal(m_device, m_hasDeparted);
    for (QWidget* widget : { static_cast<QWidget*>(m_read), static_cast<QWidget*>(m_repeat) })
        widget->setEnabled(refusal.isEmpty());
    m_read->setToolTip(!refusal.isEmpty() ? refusal
                                          : tr("Open the hub and ask it for the status of each of its ports; "
                                               "nothing is changed by that"));
    m_repeat->setToolTip(!refusal.isEmpty() ? refusal : tr("Ask again and again, until this page is left"));
}

// The store may have read the hub descriptor; then the hub need not be asked for it.
usb::DevicePtr PortStatusStrip::withKnownSections() const
{
    auto known = std::make_shared<usb::DeviceInfo>(*m_device);
    known->sections = m_context.descriptors.sectionsOf(m_device);
    return known;
}

void PortStatusStrip::read()
{
    if (!m_device || m_hasDeparted || (m_reader && m_reader->isReading()))
        return;
    if (!m_reader) {
        m_reader = std::make_unique<engine::HubPortReader>(m_context.service, withKnownSections());
        connect(m_reader.get(), &engine::HubPortReader::finished, this, &PortStatusStrip::take);
    }
    m_reader->start();
}

void PortStatusStrip::take()
{
    const engine::HubPorts& result = m_reader->result();
    m_message->clear();
    m_help->clear();
    if (result.error) {
        stopRepeating();
        tell(*result.error);
    } else if (m_repeat->isChecked()) {
        m_timer->start();
    }
    std::vector<Fact> facts = factsOf(result, m_device->speed);
    if (facts.empty())
        return;
    const bool isFirst = m_facts.empty();
    m_facts = std::move(facts);
    Q_EMIT changed(isFirst);
}

void PortStatusStrip::tell(const Error& error)
{
    if (!m_help->showFor(m_device, error, std::nullopt))
        m_message->show(text::Tone::Bad, text::sentenceWithAdvice(error));
}

} // namespace wb::ui
