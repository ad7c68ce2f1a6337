// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/bandwidth_bar.h"

#include "ui/text/device_text.h"
#include "ui/text/format.h"

#include <QLocale>

#include <algorithm>

namespace wb::ui {

namespace {

constexpr std::chrono::milliseconds kSoon { 50 };
constexpr int kWhole = 1000; // steps of the bar
constexpr qsizetype kMostLines = 20;

QString percent(double share)
{
    constexpr double kPercent = 100;
    return QLocale().toString(share * kPercent, 'f', 1) + QChar(QChar::Nbsp) + QLatin1Char('%');
}

} // namespace

BandwidthBar::BandwidthBar(AppContext& context, QWidget* parent)
    : QProgressBar(parent)
    , m_context(context)
{
    setObjectName(QStringLiteral("bandwidthBar"));
    setAccessibleName(tr("Periodic bandwidth of the bus"));
    setRange(0, kWhole);
    setAlignment(Qt::AlignCenter);
    m_soon.setSingleShot(true);
    m_soon.setInterval(kSoon);
    connect(&m_soon, &QTimer::timeout, this, &BandwidthBar::refresh);
    const auto soon = [this] {
        if (!m_soon.isActive())
            m_soon.start();
    };
    connect(&context.service, &engine::UsbService::devicesChanged, this, soon);
    connect(&context.service, &engine::UsbService::sessionChanged, this, soon);
    refresh();
}

void BandwidthBar::setDevice(const usb::DevicePtr& device)
{
    m_device = device;
    refresh();
}

std::vector<usb::BusMember> BandwidthBar::members() const
{
    std::vector<usb::BusMember> members;
    for (const usb::DevicePtr& device : m_context.service.devices()) {
        if (device->path.bus != m_device->path.bus)
            continue;
        usb::BusMember member { device, {} };
        for (const engine::InterfaceState& state : m_context.service.session(device->id).interfaces)
            member.selectedAlternates.emplace_back(state.number, state.alternate);
        members.push_back(std::move(member));
    }
    return members;
}

void BandwidthBar::refresh()
{
    const usb::PeriodicLoad load = m_device ? usb::periodicLoad(*m_device, members()) : usb::PeriodicLoad {};
    const bool hasBus = load.limit > 0 && !m_device->isOffline();
    setVisible(hasBus);
    if (!hasBus)
        return;
    setValue(std::clamp(static_cast<int>(load.used() * kWhole), 0, kWhole));
    const QString words = tr("%1, %2: %3 reserved by periodic endpoints, %4 at most")
                              .arg(text::busTitle(m_device->path.bus), text::speed(m_device->speed),
                                  percent(load.used()), percent(load.limit));
    setFormat(words); // in which no sign of percent is before a letter, so none is a placeholder
    setAccessibleDescription(words);
    setToolTip(details(load));
}

QString BandwidthBar::details(const usb::PeriodicLoad& load) const
{
    QStringList lines;
    for (const usb::PeriodicLoad::Reservation& reservation : load.reservations) {
        const usb::DevicePtr device = m_context.service.device(reservation.device);
        if (device && lines.size() < kMostLines)
            lines << QStringLiteral("%1  %2: %3")
                         .arg(text::deviceName(*device, m_context.ids), text::endpoint(reservation.endpoint),
                             percent(reservation.share));
    }
    if (lines.isEmpty())
        lines << tr("No selected alternate setting on this bus has a periodic endpoint.");
    lines << tr(
        "By the bus times of USB 2.0 §5.11.3, at SuperSpeed by the bytes of each interval. Devices that are not "
        "open here count with alternate settings 0; split transactions of hubs are not counted.");
    return lines.join(QLatin1Char('\n'));
}

} // namespace wb::ui
