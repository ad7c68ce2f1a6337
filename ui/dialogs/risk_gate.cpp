// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/risk_gate.h"

#include <QCheckBox>
#include <QMessageBox>
#include <QPushButton>

namespace wb::ui {

RiskGate::RiskGate(const engine::UsbService& service, const QString& question, const QString& verb, QWidget* window)
    : QObject(window)
    , m_service(service)
    , m_title(question)
    , m_verb(verb)
    , m_window(window)
{
}

void RiskGate::pass(
    usb::DeviceId device, const QString& deviceName, const QString& reason, std::function<void()> agreed)
{
    if (reason.isEmpty() || m_trusted.contains({ device, reason }) || m_service.isReadOnly()) {
        agreed();
        return;
    }
    if (m_question)
        return;
    m_question = new QMessageBox(QMessageBox::Question, m_title, reason, QMessageBox::NoButton, m_window);
    m_question->setObjectName(QStringLiteral("riskQuestion"));
    m_question->setAttribute(Qt::WA_DeleteOnClose);
    m_question->setTextFormat(Qt::PlainText);
    m_question->setInformativeText(tr("Device: %1").arg(deviceName));
    QPushButton* yes = m_question->addButton(m_verb, QMessageBox::AcceptRole);
    yes->setObjectName(QStringLiteral("riskAgree"));
    QPushButton* no = m_question->addButton(QMessageBox::Cancel);
    no->setObjectName(QStringLiteral("riskCancel"));
    m_question->setDefaultButton(no);
    auto* remember = new QCheckBox(tr("Do not ask this again here while this device stays plugged in"), m_question);
    remember->setObjectName(QStringLiteral("riskRemember"));
    m_question->setCheckBox(remember);
    connect(m_question, &QMessageBox::buttonClicked, this,
        [this, device, reason, yes, remember, go = std::move(agreed)](QAbstractButton* button) {
            m_question.clear(); // what follows may ask the next one
            if (button != yes)
                return;
            if (remember->isChecked())
                m_trusted.emplace(device, reason);
            go();
        });
    m_question->open();
}

} // namespace wb::ui
