// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/configuration_edit.h"

#include "core/usb/risk.h"
#include "ui/dialogs/risk_gate.h"
#include "ui/text/device_text.h"
#include "ui/text/format.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace wb::ui {

namespace {

constexpr int kUnconfigured = -1; // as libusb_set_configuration() takes it

int itemData(std::optional<std::uint8_t> configuration)
{
    return configuration ? int { *configuration } : kUnconfigured;
}

} // namespace

ConfigurationEdit::ConfigurationEdit(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_gate(new RiskGate(context.service, tr("Set this configuration?"), tr("Set"), this))
    , m_choice(new QComboBox(this))
    , m_apply(new QPushButton(tr("Apply"), this))
    , m_reason(new QLabel(this))
{
    m_choice->setObjectName(QStringLiteral("sessionConfiguration"));
    m_choice->setAccessibleName(tr("Configuration"));
    m_choice->setToolTip(tr("Configurations of this device; without one it has no interfaces (USB 2.0 §9.1.1.5)."));
    m_apply->setObjectName(QStringLiteral("sessionConfigurationApply"));
    m_reason->setObjectName(QStringLiteral("sessionConfigurationReason"));
    m_reason->setTextFormat(Qt::PlainText);
    m_reason->setWordWrap(true);
    auto* row = new QHBoxLayout;
    row->addWidget(m_choice, 1);
    row->addWidget(m_apply);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_reason);
    connect(m_choice, &QComboBox::currentIndexChanged, this, &ConfigurationEdit::refresh);
    connect(m_apply, &QPushButton::clicked, this, &ConfigurationEdit::ask);
    refresh();
}

void ConfigurationEdit::setDevice(const usb::DevicePtr& device)
{
    const bool isSame = m_device && device && m_device->id == device->id
        && m_device->activeConfiguration == device->activeConfiguration
        && m_device->configurations.size() == device->configurations.size();
    m_device = device;
    if (!isSame)
        fill();
    refresh();
}

void ConfigurationEdit::fill()
{
    const QSignalBlocker quiet(m_choice);
    m_choice->clear();
    if (!m_device)
        return;
    const std::optional<std::uint8_t> active = m_device->activeConfiguration;
    const auto add = [this, active](const QString& words, std::optional<std::uint8_t> value) {
        m_choice->addItem(value == active ? tr("%1 (now)").arg(words) : words, itemData(value));
    };
    for (const usb::ConfigurationInfo& configuration : m_device->configurations)
        add(text::configurationTitle(configuration), configuration.value);
    add(tr("Unconfigured"), std::nullopt);
    m_choice->setCurrentIndex(m_choice->findData(itemData(active)));
}

std::optional<std::uint8_t> ConfigurationEdit::chosen() const
{
    const int value = m_choice->currentIndex() < 0 ? kUnconfigured : m_choice->currentData().toInt();
    return value == kUnconfigured ? std::nullopt : std::optional(static_cast<std::uint8_t>(value));
}

bool ConfigurationEdit::isActive() const { return m_device && chosen() == m_device->activeConfiguration; }

QString ConfigurationEdit::obstacle(const engine::SessionState& session) const
{
    if (!session.isOpen())
        return tr("Open the device first.");
    if (isActive())
        return {};
    if (session.inFlight > 0)
        return tr("Transfers are under way, and would be lost: stop them first.");
    QStringList claimed;
    for (const engine::InterfaceState& state : session.interfaces)
        if (state.isClaimed)
            claimed << QString::number(state.number);
    if (!claimed.isEmpty())
        return tr("Nobody may hold an interface meanwhile: release %1 first.").arg(claimed.join(tr(", ")));
    if (session.policy.detachKernelDriver)
        return {};
    for (const engine::InterfaceState& state : session.interfaces)
        if (const std::string driver = m_device->kernelDriverOf(state.number); !driver.empty())
            return tr("The kernel driver %1 holds interface %2: detach it first, or let drivers be detached.")
                .arg(text::safe(driver))
                .arg(state.number);
    return {};
}

void ConfigurationEdit::refresh()
{
    const engine::SessionState session = m_device ? m_context.service.session(m_device->id) : engine::SessionState {};
    const QString why = m_device ? obstacle(session) : tr("Select a device first.");
    m_choice->setEnabled(m_device != nullptr);
    m_apply->setEnabled(why.isEmpty());
    m_apply->setToolTip(!why.isEmpty() ? why
            : isActive()               ? tr("It is set already: nothing is sent, as that would be a light reset")
                                       : tr("Set this configuration; its alternate settings and halts begin anew"));
    m_reason->setText(why);
    m_reason->setVisible(session.isOpen() && !why.isEmpty());
}

void ConfigurationEdit::ask()
{
    const usb::RiskAssessment risk = usb::assessRisk(usb::Intervention::Configure, *m_device);
    m_gate->pass(m_device->id, text::deviceName(*m_device, m_context.ids),
        isActive() ? QString() : text::fromStd(risk.reason), [this, device = m_device->id, value = chosen()] {
            if (m_device && m_device->id == device) // else another one was selected while the question was open
                Q_EMIT agreed(value);
        });
}

} // namespace wb::ui
