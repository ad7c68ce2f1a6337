// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/request_type_edit.h"

#include "core/usb/setup_packet.h"
#include "ui/text/format.h"
#include "ui/views/number_edit.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>

namespace wb::ui {

namespace {

QComboBox* makeCombo(const QString& name, const QString& accessible, QWidget* parent)
{
    auto* combo = new QComboBox(parent);
    combo->setObjectName(name);
    combo->setAccessibleName(accessible);
    combo->setToolTip(accessible);
    return combo;
}

} // namespace

RequestTypeEdit::RequestTypeEdit(QWidget* parent)
    : QWidget(parent)
    , m_direction(makeCombo(QStringLiteral("requestDirection"), tr("Direction"), this))
    , m_type(makeCombo(QStringLiteral("requestType"), tr("Type"), this))
    , m_recipient(makeCombo(QStringLiteral("requestRecipient"), tr("Recipient"), this))
    , m_number(new NumberEdit(QStringLiteral("bmRequestType"), 0, 0xff, NumberEdit::Notation::Hex, 2, this))
{
    m_number->setObjectName(QStringLiteral("bmRequestTypeEdit"));
    m_direction->addItem(tr("IN, to host"), 0x80);
    m_direction->addItem(tr("OUT, to device"), 0x00);
    m_type->addItem(tr("Standard"), 0x00);
    m_type->addItem(tr("Class"), 0x20);
    m_type->addItem(tr("Vendor"), 0x40);
    m_type->addItem(tr("Reserved"), 0x60);
    m_recipient->addItem(tr("Device"), 0);
    m_recipient->addItem(tr("Interface"), 1);
    m_recipient->addItem(tr("Endpoint"), 2);
    m_recipient->addItem(tr("Other"), 3);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_direction, 2);
    layout->addWidget(m_type, 1);
    layout->addWidget(m_recipient, 1);
    layout->addWidget(m_number, 1);
    setFocusProxy(m_direction);

    for (QComboBox* combo : { m_direction, m_type, m_recipient })
        connect(combo, &QComboBox::currentIndexChanged, this, &RequestTypeEdit::takeFromCombos);
    connect(m_number, &NumberEdit::valueChanged, this, [this] {
        if (const auto number = value())
            showInCombos(*number);
        Q_EMIT valueChanged();
    });
    setValue(0x80);
}

std::optional<std::uint8_t> RequestTypeEdit::value() const
{
    const auto number = m_number->value();
    if (!number)
        return std::nullopt;
    return static_cast<std::uint8_t>(*number);
}

void RequestTypeEdit::setValue(std::uint8_t value) { m_number->setValue(value); }

void RequestTypeEdit::showInCombos(std::uint8_t value)
{
    const QSignalBlocker quietDirection(m_direction);
    const QSignalBlocker quietType(m_type);
    const QSignalBlocker quietRecipient(m_recipient);
    m_direction->setCurrentIndex(m_direction->findData(value & 0x80));
    m_type->setCurrentIndex(m_type->findData(value & 0x60));
    const int recipient = value & 0x1f;
    while (m_recipient->count() > 4)
        m_recipient->removeItem(4);
    if (recipient > 3)
        m_recipient->addItem(tr("Reserved (%1)").arg(recipient), recipient);
    m_recipient->setCurrentIndex(m_recipient->findData(recipient));
}

void RequestTypeEdit::takeFromCombos()
{
    const int value
        = m_direction->currentData().toInt() | m_type->currentData().toInt() | m_recipient->currentData().toInt();
    m_number->setText(text::hexNumber(static_cast<std::uint64_t>(value), 2));
}

} // namespace wb::ui
