// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/facts_panel.h"

#include "core/system/device_facts.h"
#include "ui/bridge/background.h"
#include "ui/text/device_text.h"
#include "ui/text/format.h"
#include "ui/views/empty_state.h"
#include "ui/views/port_status_strip.h"
#include "ui/views/table_tools.h"
#include "ui/views/tone_colors.h"
#include "ui/views/tone_delegate.h"

#include <QHeaderView>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

namespace wb::ui {

namespace {

constexpr std::chrono::seconds kReadAgain { 2 };

// What devices are called in the tree, for the ports they are on.
std::map<std::string, std::string> namesOf(const std::vector<usb::DevicePtr>& devices, const descriptors::UsbIds& ids)
{
    std::map<std::string, std::string> names;
    for (const usb::DevicePtr& device : devices)
        names[usb::toString(device->path)] = text::toStd(text::deviceName(*device, ids));
    return names;
}

} // namespace

FactsPanel::FactsPanel(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_ports(new PortStatusStrip(context, this))
    , m_model(new FactModel(this))
    , m_table(new QTableView(this))
    , m_stack(new QStackedWidget(this))
    , m_timer(new QTimer(this))
{
    setObjectName(QStringLiteral("factsPanel"));
    m_table->setObjectName(QStringLiteral("factsTable"));
    m_table->setAccessibleName(tr("Facts"));
    m_table->setModel(m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setItemDelegate(new ToneDelegate(FactModel::kToneRole, m_table));
    prepareTable(*m_table, context.settings, QStringLiteral("facts/columns"));
    if (!context.settings.contains(QStringLiteral("facts/columns")))
        m_table->setColumnWidth(0, 32 * m_table->fontMetrics().averageCharWidth());
    addCopyAction(*m_table);

    auto* nothing = new EmptyState(QStringLiteral("device"), m_stack);
    nothing->setWords(tr("No device is selected"), tr("Select one on the left to see what is known about it."));
    m_stack->addWidget(nothing);
    m_stack->addWidget(m_table);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_ports);
    layout->addWidget(m_stack, 1);
    setFocusProxy(m_table);
    m_timer->setInterval(kReadAgain);
    connect(m_timer, &QTimer::timeout, this, &FactsPanel::readSystem);
    connect(m_ports, &PortStatusStrip::changed, this, [this](bool isFirst) {
        showFacts();
        if (isFirst)
            m_table->scrollToTop(); // what was asked for is seen at once
    });
}

void FactsPanel::setSubject(const Selection& subject)
{
    m_stack->setCurrentIndex(subject.device ? 1 : 0);
    m_ports->setDevice(subject.device);
    if (subject.device == m_device)
        return;
    const bool isSameDevice = m_device && subject.device && m_device->id == subject.device->id;
    m_device = subject.device;
    if (!isSameDevice) {
        m_groups.clear();
        m_hasDeparted = false;
    }
    showFacts();
    readSystem();
}

void FactsPanel::setDeparted(bool departed)
{
    m_hasDeparted = departed;
    m_ports->setDeparted(departed);
    QPalette palette;
    if (departed)
        palette.setColor(QPalette::Text, toneColor(text::Tone::Muted, palette));
    m_table->setPalette(departed ? palette : QPalette());
}

void FactsPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    readSystem();
    m_timer->start();
}

void FactsPanel::hideEvent(QHideEvent* event)
{
    m_timer->stop();
    QWidget::hideEvent(event);
}

void FactsPanel::readSystem()
{
    if (!m_device || m_hasDeparted || !isVisible())
        return;
    m_isStale = m_isReading;
    if (m_isReading)
        return;
    m_isReading = true;
    system::KnownBeside known;
    known.names = namesOf(m_context.service.devices(), m_context.ids);
    inBackground(
        this,
        [reader = m_context.systemReader, device = m_device, known = std::move(known)] {
            return system::readDeviceFacts(*reader, *device, known);
        },
        [this, id = m_device->id](const system::FactGroups& groups) { take(id, groups); });
}

void FactsPanel::take(usb::DeviceId device, const system::FactGroups& groups)
{
    m_isReading = false;
    // The directory of a device that is being unplugged goes before anybody says so.
    if (m_device && m_device->id == device && !groups.empty()) {
        m_groups = groups;
        showFacts();
    }
    if (m_isStale)
        readSystem();
}

void FactsPanel::showFacts()
{
    std::vector<Fact> facts;
    if (m_device) {
        facts = m_ports->facts();
        const std::vector<Fact> ofDevice = factsOf(*m_device, m_context.ids);
        facts.insert(facts.end(), ofDevice.begin(), ofDevice.end());
    }
    const std::vector<Fact> ofSystem = factsOf(m_groups);
    facts.insert(facts.end(), ofSystem.begin(), ofSystem.end());
    m_model->setFacts(std::move(facts));
}

} // namespace wb::ui
