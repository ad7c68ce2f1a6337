// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/device_actions.h"

#include "core/usb/risk.h"
#include "ui/dialogs/risk_gate.h"
#include "ui/text/device_text.h"
#include "ui/text/format.h"
#include "ui/views/themed_icon.h"

#include <QApplication>
#include <QClipboard>
#include <QWidget>

namespace wb::ui {

DeviceActions::DeviceActions(AppContext& context, QWidget* window)
    : QObject(window)
    , m_context(context)
    , m_resetGate(new RiskGate(context.service, tr("Reset this device?"), tr("Reset"), window))
    , m_openOrClose(add(tr("&Open device"), QStringLiteral("openDevice"), QStringLiteral("open-device")))
    , m_reset(add(tr("&Reset device…"), QStringLiteral("resetDevice"), QStringLiteral("reset")))
    , m_compare(add(tr("Compare &with…"), QStringLiteral("compareDevice"), {}))
{
    m_openOrClose->setShortcut(QKeySequence(tr("Ctrl+D")));
    connect(m_openOrClose, &QAction::triggered, this, &DeviceActions::toggleOpen);
    connect(m_reset, &QAction::triggered, this, &DeviceActions::askToReset);
    connect(m_compare, &QAction::triggered, this, [this] { Q_EMIT compareRequested(m_device); });
    addCopy(tr("Copy &VID:PID"), QStringLiteral("copyVidPid"), &text::vidPid);
    addCopy(tr("Copy &path"), QStringLiteral("copyPath"), &text::path);
    addCopy(tr("Copy &serial number"), QStringLiteral("copySerial"),
        [](const usb::DeviceInfo& device) { return text::safe(device.serial); });
    connect(&context.service, &engine::UsbService::sessionChanged, this, [this](const engine::SessionState& state) {
        if (m_device && state.device == m_device->id)
            updateActions();
    });
    connect(&context.service, &engine::UsbService::operationsFinished, this, &DeviceActions::follow);
    updateActions();
}

QAction* DeviceActions::add(const QString& words, const QString& objectName, const QString& icon)
{
    auto* action = new QAction(words, this);
    action->setObjectName(objectName);
    if (!icon.isEmpty())
        action->setIcon(themedIcon(icon));
    return action;
}

void DeviceActions::addCopy(const QString& words, const QString& objectName, QString (*textOf)(const usb::DeviceInfo&))
{
    QAction* action = add(words, objectName, {});
    connect(action, &QAction::triggered, this, [this, textOf] {
        if (m_device)
            QApplication::clipboard()->setText(textOf(*m_device));
    });
    m_copyActions.append(action);
}

QList<QAction*> DeviceActions::subjectActions() const
{
    QList<QAction*> actions { m_openOrClose, m_reset, m_compare };
    actions.append(m_copyActions);
    return actions;
}

void DeviceActions::setSubject(const Selection& subject, bool hasDeparted)
{
    m_device = subject.device;
    m_hasDeparted = hasDeparted;
    updateActions();
}

void DeviceActions::toggleOpen()
{
    if (!m_device)
        return;
    const bool isOpen = m_context.service.session(m_device->id).isOpen();
    m_requests.insert(isOpen ? m_context.service.close(m_device->id) : m_context.service.open(m_device->id));
}

void DeviceActions::retryOpen()
{
    if (m_device && m_openOrClose->isEnabled() && !m_context.service.session(m_device->id).isOpen())
        toggleOpen();
}

void DeviceActions::askToReset()
{
    if (!m_device)
        return;
    const usb::DeviceId device = m_device->id;
    const usb::RiskAssessment risk = usb::assessRisk(usb::Intervention::Reset, *m_device);
    m_resetGate->pass(device, text::deviceName(*m_device, m_context.ids), text::fromStd(risk.reason),
        [this, device] { m_requests.insert(m_context.service.reset(device)); });
}

void DeviceActions::follow(const std::vector<engine::FinishedOperation>& finished)
{
    for (const engine::FinishedOperation& operation : finished) {
        if (m_requests.erase(operation.request) == 0 || !m_device || m_device->id != operation.device)
            continue;
        if (operation.outcome)
            Q_EMIT succeeded(m_device);
        else
            Q_EMIT failed(m_device, operation.outcome.error());
    }
}

void DeviceActions::updateActions()
{
    const bool isPresent = m_device && !m_hasDeparted;
    const engine::SessionState session = m_device ? m_context.service.session(m_device->id) : engine::SessionState {};
    const bool isBusy
        = session.phase == engine::SessionPhase::Opening || session.phase == engine::SessionPhase::Closing;
    m_openOrClose->setText(session.isOpen() ? tr("Cl&ose device") : tr("&Open device"));
    m_openOrClose->setIconText(session.isOpen() ? tr("Close") : tr("Open"));
    m_openOrClose->setIcon(
        themedIcon(session.isOpen() ? QStringLiteral("close-device") : QStringLiteral("open-device")));
    m_openOrClose->setToolTip(session.isOpen() ? tr("Stop its transfers, release its interfaces and close it (Ctrl+D)")
                                               : tr("Open it for transfers (Ctrl+D)"));
    const bool isOffline = m_device && m_device->isOffline();
    m_openOrClose->setEnabled((isPresent && !isBusy && !isOffline) || session.isOpen());
    m_reset->setIconText(tr("Reset"));
    m_reset->setToolTip(session.isOpen() ? tr("Reset the device's port")
                                         : tr("Open the device first: only an open device can be reset"));
    m_reset->setEnabled(isPresent && session.isOpen());
    if (isOffline)
        for (QAction* action : { m_openOrClose, m_reset })
            action->setToolTip(text::fromStd(usb::offlineReason(m_device->origin)));
    for (QAction* action : m_copyActions)
        action->setEnabled(m_device != nullptr);
}

} // namespace wb::ui
