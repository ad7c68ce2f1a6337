// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/fact_model.h"

#include "ui/text/device_text.h"
#include "ui/text/format.h"

#include <QFont>

#include <algorithm>

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

// Where the system tells the drivers, it tells them itself, as they are at that moment.
void appendDrivers(std::vector<Fact>& facts, const QString& group, const usb::DeviceInfo& device)
{
    const usb::ConfigurationInfo* active = device.active();
    if (active == nullptr || !device.systemPath.empty())
        return;
    for (const usb::InterfaceInfo& interface : active->interfaces) {
        const QString driver = text::safe(device.driverOf(interface.number));
        facts.push_back({ group, FactModel::tr("Driver of interface %1").arg(interface.number),
            driver.isEmpty() ? FactModel::tr("none") : driver });
    }
}

bool isSameFact(const Fact& a, const Fact& b) { return a.group == b.group && a.name == b.name; }

} // namespace

std::vector<Fact> factsOf(const usb::DeviceInfo& device, const descriptors::UsbIds& ids)
{
    using Model = FactModel;
    const usb::DeviceDescriptorInfo& descriptor = device.descriptor;
    const QString group = Model::tr("Device");
    std::vector<Fact> facts { { group, {}, {} } };
    const auto add = [&](const QString& name, const QString& value, const QString& hint = {}) {
        facts.push_back({ group, name, value, hint });
    };
    add(Model::tr("Manufacturer"), orUnknown(text::safe(device.manufacturer)));
    add(Model::tr("Product"), orUnknown(text::safe(device.product)));
    add(Model::tr("Serial number"), orUnknown(text::safe(device.serial)));
    add(Model::tr("Vendor id"), withName(descriptor.vendorId, ids.vendor(descriptor.vendorId)),
        text::bothWays(descriptor.vendorId, 4));
    add(Model::tr("Product id"), withName(descriptor.productId, ids.product(descriptor.vendorId, descriptor.productId)),
        text::bothWays(descriptor.productId, 4));
    add(Model::tr("Class"), classTriple(descriptor, ids));
    add(Model::tr("USB version"), text::fromStd(usb::formatBcd(descriptor.bcdUsb)),
        text::bothWays(descriptor.bcdUsb, 4));
    add(Model::tr("Device release"), text::fromStd(usb::formatBcd(descriptor.bcdDevice)),
        text::bothWays(descriptor.bcdDevice, 4));
    add(Model::tr("Speed"), text::speedWithRate(device.speed));
    if (device.path.bus != 0) {
        add(Model::tr("Place"), QStringLiteral("%1  (%2)").arg(text::place(device.path), text::path(device)));
        add(Model::tr("Address"), QString::number(device.address), text::bothWays(device.address, 2));
    }
    add(Model::tr("Configuration"), configurationValue(device));
    if (device.active() && device.systemPath.empty())
        add(Model::tr("Power"), Model::tr("at most %1").arg(text::power(*device.active(), device.speed)));
    appendDrivers(facts, group, device);
    if (device.systemPath.empty())
        add(Model::tr("Device node"), orUnknown(text::safe(device.deviceNode)));
    add(Model::tr("System path"), orUnknown(text::safe(device.systemPath)));
    if (device.isOffline())
        add(Model::tr("Snapshot"), text::safe(device.origin));
    add(Model::tr("Reached through"), text::safe(device.backend));
    for (const std::string& problem : device.problems)
        facts.push_back({ group, Model::tr("Problem"), text::safe(problem), {}, text::Tone::Warning });
    return facts;
}

std::vector<Fact> factsOf(const system::FactGroups& groups)
{
    std::vector<Fact> facts;
    for (const system::FactGroup& group : groups) {
        const QString title = text::fromStd(group.title);
        facts.push_back({ title, {}, {} });
        for (const system::Fact& fact : group.facts)
            facts.push_back({ title, text::fromStd(fact.name), text::fromStd(fact.value), text::fromStd(fact.hint),
                fact.tone == system::Tone::Attention ? text::Tone::Warning : text::Tone::Neutral });
    }
    return facts;
}

void FactModel::setFacts(std::vector<Fact> facts)
{
    const auto [oldEnd, newEnd] = std::mismatch(m_facts.begin(), m_facts.end(), facts.begin(), facts.end(), isSameFact);
    const auto same = static_cast<std::size_t>(oldEnd - m_facts.begin());
    const std::size_t most = std::min(m_facts.size(), facts.size()) - same;
    std::size_t tail = 0; // rows that stay behind what differs
    while (tail < most && isSameFact(m_facts[m_facts.size() - 1 - tail], facts[facts.size() - 1 - tail]))
        ++tail;
    removeRowsAt(same, m_facts.size() - same - tail);
    insertRowsAt(same, facts, facts.size() - same - tail);
    takeValues(std::move(facts));
}

void FactModel::removeRowsAt(std::size_t first, std::size_t count)
{
    if (count == 0)
        return;
    beginRemoveRows({}, static_cast<int>(first), static_cast<int>(first + count - 1));
    const auto begin = m_facts.begin() + static_cast<std::ptrdiff_t>(first);
    m_facts.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
    endRemoveRows();
}

void FactModel::insertRowsAt(std::size_t first, const std::vector<Fact>& from, std::size_t count)
{
    if (count == 0)
        return;
    beginInsertRows({}, static_cast<int>(first), static_cast<int>(first + count - 1));
    const auto place = static_cast<std::ptrdiff_t>(first);
    m_facts.insert(
        m_facts.begin() + place, from.begin() + place, from.begin() + place + static_cast<std::ptrdiff_t>(count));
    endInsertRows();
}

void FactModel::takeValues(std::vector<Fact> facts)
{
    m_facts.swap(facts);
    for (std::size_t row = 0; row < m_facts.size(); ++row)
        if (facts[row] != m_facts[row])
            Q_EMIT dataChanged(index(static_cast<int>(row), 0), index(static_cast<int>(row), 1));
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
    if (fact.isHeading()) {
        QFont bold;
        bold.setBold(true);
        if (role == Qt::FontRole)
            return index.column() == 0 ? bold : QVariant();
        if (role != Qt::DisplayRole)
            return {};
        return index.column() == 0 ? fact.group : fact.value;
    }
    if (role == Qt::DisplayRole)
        return index.column() == 0 ? fact.name : fact.value;
    if (role == Qt::ToolTipRole)
        return fact.hint.isEmpty() ? fact.value : fact.hint;
    if (role == kToneRole)
        return static_cast<int>(index.column() == 0 ? text::Tone::Neutral : fact.tone);
    return {};
}

QVariant FactModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Fact") : tr("Value");
}

} // namespace wb::ui
