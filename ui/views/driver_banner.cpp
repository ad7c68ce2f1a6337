// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/driver_banner.h"

#include "ui/text/device_text.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"

#include <QAbstractButton>
#include <QVBoxLayout>

namespace wb::ui {

namespace {

QString oneLine(const engine::DriverOffers::Offer& offer, const descriptors::UsbIds& ids)
{
    return DriverBanner::tr("%1 from interface %2 of %3")
        .arg(text::safe(offer.driver))
        .arg(offer.interfaceNumber)
        .arg(text::deviceName(*offer.device, ids));
}

} // namespace

DriverBanner::DriverBanner(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_message(new InlineMessage(QStringLiteral("driverBanner"), this))
    , m_giveBack(m_message->addButton(tr("Put back"), QStringLiteral("driverGiveBack")))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_message);
    m_giveBack->setToolTip(tr("Give the interfaces back to their kernel drivers"));
    hide();
    if (context.driverOffers == nullptr)
        return;
    engine::DriverOffers* offers = context.driverOffers;
    connect(m_giveBack, &QAbstractButton::clicked, offers, &engine::DriverOffers::giveBack);
    connect(m_message, &InlineMessage::dismissed, offers, &engine::DriverOffers::forget);
    connect(offers, &engine::DriverOffers::changed, this, &DriverBanner::update);
    connect(offers, &engine::DriverOffers::failed, this, &DriverBanner::showFailure);
    update();
}

void DriverBanner::update()
{
    QStringList lines;
    for (const engine::DriverOffers::Offer& offer : m_context.driverOffers->offers())
        lines.append(oneLine(offer, m_context.ids));
    setVisible(!lines.isEmpty());
    if (lines.isEmpty())
        m_message->clear();
    else
        m_message->show(text::Tone::Warning,
            tr("An earlier run ended before it put back what it had detached: %1.").arg(lines.join(tr(", "))));
}

void DriverBanner::showFailure(const Error& error)
{
    m_message->show(text::Tone::Bad, text::sentenceWithAdvice(error));
}

} // namespace wb::ui
