// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/recipient_picker.h"

#include "ui/text/format.h"

namespace wb::ui {

namespace {

std::optional<requests::Kind> kindOf(usb::Recipient recipient)
{
    if (recipient == usb::Recipient::Interface)
        return requests::Kind::Interface;
    if (recipient == usb::Recipient::Endpoint)
        return requests::Kind::Endpoint;
    return std::nullopt;
}

} // namespace

RecipientPicker::RecipientPicker(QWidget* parent)
    : QComboBox(parent)
{
    setObjectName(QStringLiteral("recipientPicker"));
    setAccessibleName(tr("Addressed to"));
    setToolTip(tr("The low byte of wIndex, by name"));
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(this, &QComboBox::activated, this,
        [this](int index) { Q_EMIT picked(static_cast<std::uint8_t>(itemData(index).toUInt())); });
}

void RecipientPicker::setTargets(const requests::Targets& targets)
{
    m_targets = targets;
    m_filledFor.reset();
}

void RecipientPicker::fill(usb::Recipient recipient)
{
    if (m_filledFor == recipient)
        return;
    m_filledFor = recipient;
    clear();
    const auto kind = kindOf(recipient);
    if (!kind)
        return;
    requests::Parameter wanted;
    wanted.kind = *kind;
    for (const requests::Candidate& candidate : requests::candidates({}, wanted, m_targets))
        addItem(text::safe(candidate.label), static_cast<unsigned>(candidate.value));
    if (recipient == usb::Recipient::Endpoint && !m_targets.interfaces.empty())
        addItem(tr("Control endpoint (0x00)"), 0U);
}

bool RecipientPicker::show(usb::Recipient recipient, std::uint8_t number)
{
    fill(recipient);
    if (count() == 0)
        return false;
    const int place = findData(static_cast<unsigned>(number));
    setPlaceholderText(tr("%1: not of this configuration").arg(text::hexNumber(number, 2)));
    setCurrentIndex(place);
    return true;
}

} // namespace wb::ui
