// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/device_tree_text.h"

#include "ui/models/device_tree_model.h"
#include "ui/text/device_text.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QStringList>

namespace wb::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(wb::ui::DeviceTreeModel)
};

QString withMark(const QString& name, const TreeNode& node)
{
    switch (node.mark) {
    case TreeMark::None:
        return name;
    case TreeMark::New:
        return Words::tr("%1 (new)").arg(name);
    case TreeMark::Departed:
        return QStringLiteral("%1 (%2)").arg(name, text::unplugged(node.departed));
    }
    return name;
}

QString busName(const TreeNode& node, const descriptors::UsbIds& ids)
{
    const QString title = text::busTitle(node.path.bus);
    return node.device ? QStringLiteral("%1: %2").arg(title, text::deviceName(*node.device, ids)) : title;
}

QString configurationName(const TreeNode& node)
{
    const QString title = text::configurationTitle(node.configurationInfo());
    const bool isActive = node.owner().device->activeConfiguration == node.configurationInfo().value;
    return isActive ? title : Words::tr("%1 (not active)").arg(title);
}

QString name(const TreeNode& node, const descriptors::UsbIds& ids)
{
    switch (node.kind) {
    case TreeKind::Snapshot:
        return Words::tr("Snapshot %1 (offline)").arg(text::safe(node.origin));
    case TreeKind::Bus:
        return withMark(busName(node, ids), node);
    case TreeKind::Device:
        return withMark(text::deviceName(*node.device, ids), node);
    case TreeKind::Configuration:
        return configurationName(node);
    case TreeKind::Interface:
        return text::interfaceTitle(node.interfaceInfo(), ids);
    case TreeKind::Alternate:
        return text::alternateTitle(node.alternateInfo());
    case TreeKind::Endpoint:
        return text::endpointTitle(node.endpointInfo(), node.owner().device->speed);
    }
    return {};
}

QString driver(const TreeNode& node)
{
    const usb::DeviceInfo& device = *node.owner().device;
    if (node.isDevice())
        return text::drivers(device);
    if (node.kind != TreeKind::Interface || device.activeConfiguration != node.configurationInfo().value)
        return {};
    return text::safe(device.driverOf(node.interfaceInfo().number));
}

QString power(const TreeNode& node)
{
    const usb::DeviceInfo& device = *node.owner().device;
    if (node.kind == TreeKind::Configuration)
        return text::power(node.configurationInfo(), device.speed);
    if (!node.isDevice() || !device.active())
        return {};
    return text::power(*device.active(), device.speed);
}

} // namespace

QString treeCell(const TreeNode& node, int column, const descriptors::UsbIds& ids)
{
    if (column == DeviceTreeModel::NameColumn)
        return name(node, ids);
    if (!node.owner().device)
        return {};
    if (column == DeviceTreeModel::DriverColumn)
        return driver(node);
    if (column == DeviceTreeModel::PowerColumn)
        return power(node);
    if (!node.isDevice())
        return {};
    switch (column) {
    case DeviceTreeModel::VidPidColumn:
        return text::vidPid(*node.device);
    case DeviceTreeModel::SpeedColumn:
        return text::speedWord(node.device->speed);
    case DeviceTreeModel::PathColumn:
        return text::path(*node.device);
    default:
        return {};
    }
}

QString treeHeader(int column)
{
    switch (column) {
    case DeviceTreeModel::NameColumn:
        return Words::tr("Device");
    case DeviceTreeModel::VidPidColumn:
        return Words::tr("VID:PID");
    case DeviceTreeModel::SpeedColumn:
        return Words::tr("Speed");
    case DeviceTreeModel::DriverColumn:
        return Words::tr("Driver");
    case DeviceTreeModel::PowerColumn:
        return Words::tr("Power");
    case DeviceTreeModel::PathColumn:
        return Words::tr("Path");
    default:
        return {};
    }
}

QString treeToolTip(const TreeNode& node, const descriptors::UsbIds& ids)
{
    if (!node.isDevice() || !node.device)
        return name(node, ids);
    const usb::DeviceInfo& device = *node.device;
    QStringList lines { name(node, ids),
        text::vidPid(device) + QLatin1Char(' ') + text::fromStd(ids.vendor(device.descriptor.vendorId)),
        text::place(device.path), text::speedWithRate(device.speed) };
    if (!device.serial.empty())
        lines.append(Words::tr("Serial number %1").arg(text::safe(device.serial)));
    if (device.isOffline())
        lines.append(text::fromStd(usb::offlineReason(device.origin)));
    for (const std::string& problem : device.problems)
        lines.append(text::safe(problem));
    if (!node.badge.words.isEmpty())
        lines.append(Words::tr("Checks: %1").arg(node.badge.words));
    return lines.join(QLatin1Char('\n'));
}

QString treeIconName(const TreeNode& node)
{
    switch (node.kind) {
    case TreeKind::Snapshot:
        return QStringLiteral("snapshot");
    case TreeKind::Bus:
        return QStringLiteral("bus");
    case TreeKind::Device:
        return node.device->isHub() ? QStringLiteral("hub") : QStringLiteral("device");
    case TreeKind::Configuration:
        return QStringLiteral("configuration");
    case TreeKind::Interface:
        return QStringLiteral("interface");
    case TreeKind::Alternate:
        return QStringLiteral("alternate");
    case TreeKind::Endpoint:
        return node.endpointInfo().address.isIn() ? QStringLiteral("endpoint-in") : QStringLiteral("endpoint-out");
    }
    return {};
}

} // namespace wb::ui
