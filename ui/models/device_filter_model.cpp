// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/device_filter_model.h"

namespace wb::ui {

DeviceFilterModel::DeviceFilterModel(DeviceTreeModel& tree, const descriptors::UsbIds& ids, QObject* parent)
    : QSortFilterProxyModel(parent)
    , m_tree(tree)
    , m_ids(ids)
{
    setRecursiveFilteringEnabled(true);
    setSourceModel(&tree);
}

void DeviceFilterModel::setFilter(const DeviceFilter& filter)
{
    m_filter = filter;
    m_verdicts.clear();
    invalidateFilter();
}

bool DeviceFilterModel::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    if (m_filter.isEmpty())
        return true;
    const TreeNode& owner = m_tree.nodeAt(m_tree.index(row, 0, parent))->owner();
    return owner.device && isMatch(*owner.device);
}

bool DeviceFilterModel::isMatch(const usb::DeviceInfo& device) const
{
    const auto found = m_verdicts.find(device.id);
    if (found != m_verdicts.end() && found->second.first == &device)
        return found->second.second;
    const bool verdict = m_filter.matches(device, m_ids);
    m_verdicts[device.id] = { &device, verdict };
    return verdict;
}

} // namespace wb::ui
