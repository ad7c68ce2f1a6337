// SPDX-License-Identifier: GPL-3.0-or-later
// The device tree with only the devices a filter matches; the hubs and buses above them stay.
// Configurations and what is below them come and go with their device.
// Thread: GUI. REQUIRES: the source is a DeviceTreeModel.
#pragma once

#include "ui/models/device_filter.h"
#include "ui/models/device_tree_model.h"

#include <QSortFilterProxyModel>

namespace wb::ui {

class DeviceFilterModel : public QSortFilterProxyModel {
    Q_OBJECT

public:
    DeviceFilterModel(DeviceTreeModel& tree, const descriptors::UsbIds& ids, QObject* parent = nullptr);

    void setFilter(const DeviceFilter& filter);
    [[nodiscard]] const DeviceFilter& filter() const { return m_filter; }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    [[nodiscard]] bool isMatch(const usb::DeviceInfo& device) const;

    DeviceTreeModel& m_tree;
    const descriptors::UsbIds& m_ids;
    DeviceFilter m_filter;
    // A device is asked about once for each of its rows; the snapshot is the key, so a changed device is asked again.
    mutable std::unordered_map<usb::DeviceId, std::pair<const usb::DeviceInfo*, bool>> m_verdicts;
};

} // namespace wb::ui
