// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/session_switches.h"

#include "ui/dialogs/risk_gate.h"
#include "ui/text/device_text.h"
#include "ui/text/format.h"
#include "ui/text/transfer_text.h"
#include "ui/views/configuration_edit.h"
#include "ui/views/form_fields.h"
#include "ui/views/number_edit.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>

namespace wb::ui {

namespace {

constexpr std::uint64_t kMostTimeoutMs = 3'600'000;

QString numbered(const char* name, std::uint8_t number) { return QLatin1String(name) + QString::number(number); }

} // namespace

SessionSwitches::SessionSwitches(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_detachGate(new RiskGate(context.service, tr("Detach the kernel driver?"), tr("Detach"), this))
    , m_open(new QCheckBox(tr("Open"), this))
    , m_state(new QLabel(this))
    , m_configuration(new ConfigurationEdit(context, this))
    , m_interfaces(new QWidget(this))
    , m_automatic(new QCheckBox(tr("Open and claim when needed"), this))
    , m_detachPolicy(new QCheckBox(tr("Detach kernel drivers when claiming"), this))
    , m_timeout(new NumberEdit(tr("Timeout"), 0, kMostTimeoutMs, NumberEdit::Notation::Decimal, 4, this))
    , m_timeoutProblem(new ProblemLabel(QStringLiteral("sessionTimeoutProblem"), this))
{
    build();
    connect(&context.service, &engine::UsbService::sessionChanged, this, [this](const engine::SessionState& state) {
        if (m_device && state.device == m_device->id)
            refresh();
    });
    connect(&context.service, &engine::UsbService::operationsFinished, this, &SessionSwitches::finish);
    connect(&context.service, &engine::UsbService::readOnlyChanged, this, &SessionSwitches::refresh);
    connect(&context.service, &engine::UsbService::defaultTimeoutChanged, this, [this](usb::DeviceId device) {
        if (m_device && device == m_device->id)
            showTimeout();
    });
    setDevice(nullptr);
}

void SessionSwitches::build()
{
    m_open->setObjectName(QStringLiteral("sessionOpen"));
    m_state->setObjectName(QStringLiteral("sessionState"));
    m_state->setWordWrap(true);
    m_automatic->setObjectName(QStringLiteral("sessionAutomatic"));
    m_automatic->setToolTip(tr("Off: a transfer fails instead of opening or claiming by itself. "
                               "Everything done automatically is told in the event history."));
    m_detachPolicy->setObjectName(QStringLiteral("sessionDetachPolicy"));
    auto* head = new QHBoxLayout;
    head->addWidget(m_open);
    head->addWidget(m_state, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(head);
    layout->addWidget(m_configuration);
    layout->addWidget(m_interfaces);
    layout->addWidget(m_automatic);
    layout->addWidget(m_detachPolicy);
    layout->addLayout(buildTimeout());
    layout->addWidget(m_timeoutProblem);
    layout->addStretch(1);

    connect(m_open, &QCheckBox::clicked, this, [this](bool on) {
        expect(on ? m_context.service.open(m_device->id) : m_context.service.close(m_device->id), std::nullopt);
    });
    connect(m_configuration, &ConfigurationEdit::agreed, this, [this](std::optional<std::uint8_t> value) {
        expect(m_context.service.setConfiguration(m_device->id, value), std::nullopt);
    });
    connect(m_automatic, &QCheckBox::clicked, this, [this](bool on) {
        setPolicy(&engine::AccessPolicy::openAutomatically, on);
        setPolicy(&engine::AccessPolicy::claimAutomatically, on);
        setPolicy(&engine::AccessPolicy::selectAlternateAutomatically, on);
    });
    connect(m_detachPolicy, &QCheckBox::clicked, this, [this](bool on) {
        m_detachGate->pass(m_device->id, text::deviceName(*m_device, m_context.ids),
            on ? text::detachWarning(*m_device) : QString(), [this, on, device = m_device->id] {
                if (m_device && m_device->id == device)
                    setPolicy(&engine::AccessPolicy::detachKernelDriver, on);
                refresh();
            });
        refresh();
    });
}

QLayout* SessionSwitches::buildTimeout()
{
    m_timeout->setObjectName(QStringLiteral("sessionTimeout"));
    m_timeoutProblem->watch(m_timeout);
    auto* label = new QLabel(tr("Timeout, ms"), this);
    label->setBuddy(m_timeout);
    label->setToolTip(tr("What single transfers and control requests of this device begin with; 0 waits for ever."));
    connect(m_timeout, &NumberEdit::valueChanged, this, &SessionSwitches::takeTimeout);
    auto* row = new QHBoxLayout;
    row->addWidget(label);
    row->addWidget(m_timeout);
    row->addStretch(1);
    return row;
}

void SessionSwitches::takeTimeout()
{
    if (m_device && m_timeout->value())
        m_context.service.setDefaultTimeout(m_device->id, static_cast<std::uint32_t>(*m_timeout->value()));
}

void SessionSwitches::showTimeout()
{
    m_timeout->setValue(m_device ? m_context.service.defaultTimeout(m_device->id) : usb::kDefaultTimeoutMs);
}

void SessionSwitches::setPolicy(bool engine::AccessPolicy::*flag, bool on)
{
    engine::AccessPolicy policy = m_context.service.session(m_device->id).policy;
    policy.*flag = on;
    m_context.service.setPolicy(m_device->id, policy);
}

void SessionSwitches::setDevice(const usb::DevicePtr& device)
{
    const bool isSame = m_device && device && m_device->id == device->id;
    const bool hasSameShape = isSame && m_device->activeConfiguration == device->activeConfiguration;
    m_device = device;
    if (!isSame)
        m_unplugged.clear();
    if (!hasSameShape)
        rebuildInterfaces();
    m_configuration->setDevice(device);
    if (!isSame)
        showTimeout();
    refresh();
}

void SessionSwitches::setUnplugged(const QString& words)
{
    m_unplugged = words;
    refresh();
}

void SessionSwitches::rebuildInterfaces()
{
    delete m_interfaces->layout();
    const auto old = m_interfaces->findChildren<QWidget*>(Qt::FindDirectChildrenOnly);
    for (QWidget* widget : old)
        delete widget;
    auto* grid = new QGridLayout(m_interfaces);
    grid->setContentsMargins(0, 0, 0, 0);
    const usb::ConfigurationInfo* configuration = m_device ? m_device->active() : nullptr;
    if (!configuration) {
        auto* none = new QLabel(
            m_device ? tr("The device is not configured; it has no interfaces now.") : QString(), m_interfaces);
        none->setWordWrap(true);
        grid->addWidget(none, 0, 0);
        return;
    }
    for (const usb::InterfaceInfo& interface : configuration->interfaces)
        addInterfaceRow(*grid, interface);
    grid->setColumnStretch(2, 1);
}

void SessionSwitches::addInterfaceRow(QGridLayout& grid, const usb::InterfaceInfo& interface)
{
    const std::uint8_t number = interface.number;
    auto* claim = new QCheckBox(tr("Claim interface %1").arg(number), m_interfaces);
    claim->setObjectName(numbered("sessionClaim", number));
    claim->setToolTip(text::interfaceTitle(interface, m_context.ids));
    auto* alternate = new QComboBox(m_interfaces);
    alternate->setObjectName(numbered("sessionAlternate", number));
    alternate->setAccessibleName(tr("Alternate setting of interface %1").arg(number));
    for (const usb::AlternateSetting& setting : interface.alternates)
        alternate->addItem(tr("alternate %1").arg(setting.number), setting.number);
    auto* driver = new QLabel(m_interfaces);
    driver->setObjectName(numbered("sessionDriver", number));
    driver->setTextFormat(Qt::PlainText);
    auto* detach = new QPushButton(m_interfaces);
    detach->setObjectName(numbered("sessionDetach", number));

    const int row = grid.rowCount();
    grid.addWidget(claim, row, 0);
    grid.addWidget(alternate, row, 1);
    grid.addWidget(driver, row + 1, 0);
    grid.addWidget(detach, row + 1, 1, Qt::AlignLeft);

    connect(claim, &QCheckBox::clicked, this, [this, number](bool on) {
        const bool detachDriver = m_context.service.session(m_device->id).policy.detachKernelDriver
            && !m_context.service.isReadOnly(); // what is free can be claimed then, too
        expect(on ? m_context.service.claim(m_device->id, number, detachDriver)
                  : m_context.service.release(m_device->id, number),
            number);
    });
    connect(alternate, &QComboBox::activated, this, [this, number, alternate] {
        const auto value = static_cast<std::uint8_t>(alternate->currentData().toUInt());
        expect(m_context.service.setAlternateSetting(m_device->id, number, value), number);
    });
    connect(detach, &QPushButton::clicked, this, [this, number] { moveDriver(number); });
}

// Detaches the kernel driver, puts back what we detached (P56), or lets the system look for one.
void SessionSwitches::moveDriver(std::uint8_t interfaceNumber)
{
    const usb::DeviceId device = m_device->id;
    const engine::SessionState state = m_context.service.session(device);
    const engine::InterfaceState* current = state.find(interfaceNumber);
    const bool isOurs = current && !current->detachedDriver.empty();
    if (isOurs || boundDriver(state, interfaceNumber).empty()) {
        expect(m_context.service.attachDriver(device, interfaceNumber), interfaceNumber);
        return;
    }
    m_detachGate->pass(device, text::deviceName(*m_device, m_context.ids),
        text::detachWarning(*m_device, interfaceNumber), [this, device, interfaceNumber] {
            if (m_device && m_device->id == device)
                expect(m_context.service.detachDriver(device, interfaceNumber), interfaceNumber);
        });
}

std::string SessionSwitches::boundDriver(const engine::SessionState& state, std::uint8_t interfaceNumber) const
{
    const engine::InterfaceState* current = state.find(interfaceNumber);
    return current && !current->driver.empty() ? current->driver : m_device->driverOf(interfaceNumber);
}

QString SessionSwitches::driverWords(const engine::SessionState& state, std::uint8_t interfaceNumber) const
{
    const engine::InterfaceState* current = state.find(interfaceNumber);
    if (current && !current->detachedDriver.empty())
        return tr("%1 detached, owed").arg(text::safe(current->detachedDriver));
    const std::string driver = boundDriver(state, interfaceNumber);
    if (driver.empty())
        return tr("no driver");
    return driver == "usbfs" ? tr("held by a program") : tr("driver %1").arg(text::safe(driver));
}

void SessionSwitches::refresh()
{
    const bool isUsable = m_device && m_unplugged.isEmpty() && !m_device->isOffline();
    for (QWidget* widget : std::initializer_list<QWidget*> {
             m_open, m_configuration, m_interfaces, m_automatic, m_detachPolicy, m_timeout })
        widget->setEnabled(isUsable);
    m_configuration->setVisible(isUsable);
    m_configuration->refresh();
    if (!m_device) {
        m_state->setText(tr("Select a device in the tree."));
        m_open->setChecked(false);
        return;
    }
    const engine::SessionState state = m_context.service.session(m_device->id);
    const bool isMoving = state.phase == engine::SessionPhase::Opening || state.phase == engine::SessionPhase::Closing;
    m_open->setChecked(state.isOpen() || state.phase == engine::SessionPhase::Opening);
    m_open->setEnabled(isUsable && !isMoving);
    if (m_device->isOffline())
        m_state->setText(text::fromStd(usb::offlineReason(m_device->origin)));
    else
        m_state->setText(m_unplugged.isEmpty() ? text::sessionState(state) : m_unplugged);
    refreshPolicy(state, isUsable);
    if (const usb::ConfigurationInfo* configuration = m_device->active())
        for (const usb::InterfaceInfo& interface : configuration->interfaces)
            refreshInterface(state, interface);
}

void SessionSwitches::refreshPolicy(const engine::SessionState& state, bool isUsable)
{
    m_automatic->setChecked(state.policy.openAutomatically && state.policy.claimAutomatically);
    m_detachPolicy->setChecked(state.policy.detachKernelDriver);
    setPossible(*m_detachPolicy, isUsable && !m_context.service.isReadOnly(),
        (tr("The driver is put back when the interface is released.") + QLatin1Char(' ')
            + text::detachWarning(*m_device))
            .trimmed(),
        isUsable ? tr("In read-only mode no driver is taken off.") : QString());
}

void SessionSwitches::refreshInterface(const engine::SessionState& state, const usb::InterfaceInfo& interface)
{
    const std::uint8_t number = interface.number;
    auto* claim = m_interfaces->findChild<QCheckBox*>(numbered("sessionClaim", number));
    auto* alternate = m_interfaces->findChild<QComboBox*>(numbered("sessionAlternate", number));
    if (!claim || !alternate)
        return;
    const engine::InterfaceState* current = state.find(number);
    const bool isClaimed = current && current->isClaimed;
    claim->setChecked(isClaimed);
    claim->setEnabled(state.isOpen());
    const QString title = text::interfaceTitle(interface, m_context.ids);
    claim->setToolTip(state.isOpen() ? title : tr("%1. Open the device first.").arg(title));
    alternate->setCurrentIndex(alternate->findData(current ? current->alternate : 0));
    alternate->setEnabled(isClaimed && interface.alternates.size() > 1);
    alternate->setToolTip(interface.alternates.size() < 2 ? tr("This interface has one setting only.")
            : isClaimed                                   ? tr("Select another setting of this interface")
                                                          : tr("Claim the interface first."));
    refreshDriver(state, number);
}

void SessionSwitches::refreshDriver(const engine::SessionState& state, std::uint8_t interfaceNumber)
{
    auto* driver = m_interfaces->findChild<QLabel*>(numbered("sessionDriver", interfaceNumber));
    auto* detach = m_interfaces->findChild<QPushButton*>(numbered("sessionDetach", interfaceNumber));
    if (!driver || !detach)
        return;
    const engine::InterfaceState* current = state.find(interfaceNumber);
    const bool isClaimed = current && current->isClaimed;
    const bool isOurs = current && !current->detachedDriver.empty();
    const std::string bound = boundDriver(state, interfaceNumber);
    const bool hasKernelDriver = !bound.empty() && bound != "usbfs";
    const bool isFree = bound.empty() && !isClaimed;
    const bool isRefused = !isOurs && !hasKernelDriver && m_context.service.isReadOnly();
    driver->setText(driverWords(state, interfaceNumber));
    driver->setToolTip(!isOurs ? QString()
                               : tr("It is put back when the interface is released, the device closed or the program "
                                    "left; after a crash the next start offers it."));
    detach->setVisible(isOurs || hasKernelDriver || (isFree && state.isOpen()));
    detach->setEnabled(state.isOpen() && !(isOurs && isClaimed) && !isRefused);
    detach->setText(isOurs ? tr("Put back") : hasKernelDriver ? tr("Detach") : tr("Attach"));
    const QString taking = tr("Take the interface from its kernel driver.") + QLatin1Char(' ')
        + text::detachWarning(*m_device, interfaceNumber);
    detach->setToolTip(!state.isOpen() ? tr("Open the device first.")
            : isOurs && isClaimed      ? tr("Release the interface first.")
            : isOurs                   ? tr("Give the interface back to its kernel driver")
            : hasKernelDriver          ? taking.trimmed()
            : isRefused                ? tr("In read-only mode no driver is attached: see the Device menu.")
                                       : tr("Let the system look for a driver for this interface"));
}

void SessionSwitches::expect(engine::RequestId request, std::optional<std::uint8_t> interfaceNumber)
{
    m_expected[request] = interfaceNumber;
    refresh(); // a switch shows the state, not the click
}

void SessionSwitches::finish(const std::vector<engine::FinishedOperation>& finished)
{
    for (const engine::FinishedOperation& operation : finished) {
        const auto place = m_expected.find(operation.request);
        if (place == m_expected.end())
            continue;
        const std::optional<std::uint8_t> interfaceNumber = place->second;
        m_expected.erase(place);
        if (!m_device || operation.device != m_device->id)
            continue;
        if (!operation.outcome)
            Q_EMIT failed(operation.outcome.error(), interfaceNumber);
        else
            Q_EMIT succeeded();
        refresh();
    }
}

void SessionSwitches::openNow()
{
    if (m_device && m_unplugged.isEmpty())
        expect(m_context.service.open(m_device->id), std::nullopt);
}

} // namespace wb::ui
