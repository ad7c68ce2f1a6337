// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/fact_model.h"

#include "ui/text/device_text.h"
#include "ui/text/format.h"

namespace wb::ui {

namespace {

QString orUnknown(const QString& value) { return value.isEmpty() ? FactModel::tr("not known") : value; }

QString withName(std::uint16_t number, const std::string& name)
{
    const QString id = text::hexNumber(number, 4);
    return name.empty() ? id : QStringLiteral("%1  %2").arg(id, text::fromStd(name));
}

QString classTriple(const usb::DeviceDescriptorInfo& descriptor, const descriptors::UsbIds& ids)
{
    const QString numbers
        = QStringLiteral("%1 / %2 / %3")
              .arg(text::hexNumber(descriptor.deviceClass, 2), text::hexNumber(descriptor.deviceSubClass, 2),
                  text::hexNumber(descriptor.deviceProtocol, 2));
    return descriptor.deviceClass == 0
        ? FactModel::tr("%1  defined by its interfaces").arg(numbers)
        : QStringLiteral("%1  %2").arg(numbers, text::className(descriptor.deviceClass, ids));
}

QString configurationValue(const usb::DeviceInfo& device)
{
    if (!device.activeConfiguration)
        return FactModel::tr("unconfigured, of %1").arg(device.configurations.size());
    return FactModel::tr("%1 of %2").arg(*device.activeConfiguration).arg(device.configurations.size());
}

void appendDrivers(std::vector<Fact>& facts, const usb::DeviceInfo& device)
{
    if (const usb::ConfigurationInfo* active = device.active())
        for (const usb::InterfaceInfo& interface : active->interfaces) {
            const QString driver = text::safe(device.driverOf(interface.number));
            facts.push_back({ FactModel::tr("Driver of interface %1").arg(interface.number),
                driver.isEmpty() ? FactModel::tr("none") : driver, {} });
        }
}

} // namespace

std::vector<Fact> factsOf(const usb::DeviceInfo& device, const descriptors::UsbIds& ids)
{
    using Model = FactModel;
    const usb::DeviceDescriptorInfo& descriptor = device.descriptor;
    std::vector<Fact> facts {
        { Model::tr("Manufacturer"), orUnknown(text::safe(device.manufacturer)), {} },
        { Model::tr("Product"), orUnknown(text::safe(device.product)), {} },
        { Model::tr("Serial number"), orUnknown(text::safe(device.serial)), {} },
        { Model::tr("Vendor id"), withName(descriptor.vendorId, ids.vendor(descriptor.vendorId)),
            text::bothWays(descriptor.vendorId, 4) },
        { Model::tr("Product id"),
            withName(descriptor.productId, ids.product(descriptor.vendorId, descriptor.productId)),
            text::bothWays(descriptor.productId, 4) },
        { Model::tr("Class"), classTriple(descriptor, ids), {} },
        { Model::tr("USB version"), text::fromStd(usb::formatBcd(descriptor.bcdUsb)),
            text::bothWays(descriptor.bcdUsb, 4) },
        { Model::tr("Device release"), text::fromStd(usb::formatBcd(descriptor.bcdDevice)),
            text::bothWays(descriptor.bcdDevice, 4) },
        { Model::tr("Speed"), text::speedWithRate(device.speed), {} },
        { Model::tr("Place"), QStringLiteral("%1  (%2)").arg(text::place(device.path), text::path(device)), {} },
        { Model::tr("Address"), QString::number(device.address), text::bothWays(device.address, 2) },
        { Model::tr("Configuration"), configurationValue(device), {} },
    };
    if (device.active())
        facts.push_back(
            { Model::tr("Power"), Model::tr("at most %1").arg(text::power(*device.active(), device.speed)), {} });
    appendDrivers(facts, device);
    facts.push_back({ Model::tr("Device node"), orUnknown(text::safe(device.deviceNode)), {} });
    facts.push_back({ Model::tr("System path"), orUnknown(text::safe(device.systemPath)), {} });
    if (device.isOffline())
        facts.push_back({ Model::tr("Snapshot"), text::safe(device.origin), {} });
    facts.push_back({ Model::tr("Reached through"), text::safe(device.backend), {} });
    for (const std::string& problem : device.problems)
        facts.push_back({ Model::tr("▲ Problem"), text::safe(problem), {} });
    return facts;
}

void FactModel::setFacts(std::vector<Fact> facts)
{
    beginResetModel();
    m_facts = std::move(facts);
    endResetModel();
}

int FactModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_facts.size());
}

int FactModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : 2; }

QVariant FactModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Fact& fact = m_facts[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole)
        return index.column() == 0 ? fact.name : fact.value;
    if (role == Qt::ToolTipRole)
        return fact.hint.isEmpty() ? fact.value : fact.hint;
    return {};
}

QVariant FactModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Fact") : tr("Value");
}

} // namespace wb::ui
