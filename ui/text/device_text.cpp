// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/device_text.h"

#include "ui/text/format.h"

#include <QCoreApplication>
#include <QStringList>

namespace wb::ui::text {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(wb::ui::text)
};

QString nameFromIds(const usb::DeviceInfo& device, const descriptors::UsbIds& ids)
{
    const auto [vendorId, productId] = std::pair(device.descriptor.vendorId, device.descriptor.productId);
    const QString product = fromStd(ids.product(vendorId, productId));
    if (!product.isEmpty())
        return product;
    const QString vendor = fromStd(ids.vendor(vendorId));
    return vendor.isEmpty() ? QString() : Words::tr("%1 device").arg(vendor);
}

} // namespace

QString deviceName(const usb::DeviceInfo& device, const descriptors::UsbIds& ids)
{
    const QString product = safe(device.product).trimmed();
    if (!product.isEmpty())
        return product;
    const QString known = nameFromIds(device, ids);
    return known.isEmpty() ? Words::tr("Device %1").arg(vidPid(device)) : known;
}

QString vidPid(const usb::DeviceInfo& device)
{
    return fromStd(usb::formatVidPid(device.descriptor.vendorId, device.descriptor.productId));
}

QString path(const usb::DeviceInfo& device) { return fromStd(usb::toString(device.path)); }

QString place(const usb::PortPath& path)
{
    if (path.bus == 0)
        return Words::tr("place not known");
    if (path.isRootHub())
        return Words::tr("bus %1, root hub").arg(path.bus);
    QStringList ports;
    for (const std::uint8_t port : path.ports)
        ports.append(QString::number(port));
    return Words::tr("bus %1, port %2").arg(path.bus).arg(ports.join(QLatin1Char('.')));
}

QString speed(usb::Speed speed) { return fromStd(usb::toString(speed)); }

QString speedWord(usb::Speed speed)
{
    switch (speed) {
    case usb::Speed::Unknown:
        return {};
    case usb::Speed::Low:
        return Words::tr("Low");
    case usb::Speed::Full:
        return Words::tr("Full");
    case usb::Speed::High:
        return Words::tr("High");
    case usb::Speed::Super:
        return Words::tr("Super");
    case usb::Speed::SuperPlus:
        return Words::tr("Super+");
    case usb::Speed::SuperPlusX2:
        return Words::tr("Super+ x2");
    }
    return {};
}

QString speedWithRate(usb::Speed speed)
{
    const std::uint64_t bits = usb::bitsPerSecond(speed);
    if (bits == 0)
        return text::speed(speed);
    const double megabits = static_cast<double>(bits) / 1e6;
    const QString rate
        = megabits >= 1000 ? Words::tr("%1 Gbit/s").arg(megabits / 1000) : Words::tr("%1 Mbit/s").arg(megabits);
    return QStringLiteral("%1 (%2)").arg(text::speed(speed), rate);
}

QString drivers(const usb::DeviceInfo& device)
{
    QStringList names;
    for (const auto& [number, driver] : device.drivers) {
        const QString name = safe(driver);
        if (!name.isEmpty() && !names.contains(name))
            names.append(name);
    }
    return names.join(QStringLiteral(", "));
}

QString power(const usb::ConfigurationInfo& configuration, usb::Speed speed)
{
    return Words::tr("%1 mA").arg(usb::maxPowerMilliamps(configuration, speed));
}

QString className(std::uint8_t classCode, const descriptors::UsbIds& ids)
{
    QString name = fromStd(ids.className(classCode));
    if (name.isEmpty())
        name = fromStd(descriptors::standardClassName(classCode));
    return name.isEmpty() ? Words::tr("class %1").arg(hexNumber(classCode, 2)) : name;
}

QString busTitle(std::uint16_t bus) { return bus == 0 ? Words::tr("Bus not known") : Words::tr("Bus %1").arg(bus); }

QString configurationTitle(const usb::ConfigurationInfo& configuration)
{
    return Words::tr("Configuration %1").arg(configuration.value);
}

QString interfaceTitle(const usb::InterfaceInfo& interface, const descriptors::UsbIds& ids)
{
    const std::uint8_t classCode = interface.alternates.empty() ? 0 : interface.alternates.front().interfaceClass;
    return Words::tr("Interface %1: %2").arg(interface.number).arg(className(classCode, ids));
}

QString alternateTitle(const usb::AlternateSetting& alternate)
{
    const std::size_t endpoints = alternate.endpoints.size();
    const QString title = Words::tr("Alternate setting %1").arg(alternate.number);
    return endpoints == 0 ? Words::tr("%1: no endpoints").arg(title) : title;
}

QString endpointTitle(const usb::EndpointInfo& endpoint, usb::Speed speed)
{
    const std::uint32_t perInterval = usb::bytesPerInterval(endpoint, speed);
    return Words::tr("EP%1 %2 %3, %4")
        .arg(endpoint.address.number())
        .arg(fromStd(usb::toString(endpoint.address.direction())), fromStd(usb::toString(endpoint.type())))
        .arg(counted(perInterval, Words::tr("1 byte"), Words::tr("%1 bytes")));
}

QString endpoint(usb::EndpointAddress address) { return fromStd(usb::toString(address)); }

QString unplugged(Nanoseconds time)
{
    return time.count() == 0 ? Words::tr("unplugged") : Words::tr("unplugged %1").arg(timeOfDay(time));
}

QString sessionPhase(const engine::SessionState& state)
{
    if (state.isBlocked)
        return Words::tr("not answering: %1").arg(safe(state.blockedOperation));
    switch (state.phase) {
    case engine::SessionPhase::Closed:
        return Words::tr("closed");
    case engine::SessionPhase::Opening:
        return Words::tr("opening");
    case engine::SessionPhase::Closing:
        return Words::tr("closing");
    case engine::SessionPhase::Open:
        break;
    }
    return Words::tr("open");
}

QString sessionState(const engine::SessionState& state)
{
    QStringList claimed;
    for (const engine::InterfaceState& interface : state.interfaces)
        if (interface.isClaimed)
            claimed.append(QString::number(interface.number));
    if (!state.isOpen() || state.isBlocked || claimed.isEmpty())
        return sessionPhase(state);
    return claimed.size() == 1 ? Words::tr("open, interface %1 claimed").arg(claimed.front())
                               : Words::tr("open, interfaces %1 claimed").arg(claimed.join(QStringLiteral(", ")));
}

} // namespace wb::ui::text
