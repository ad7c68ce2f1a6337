// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of a device without opening it, as a table of names and values.
// Source of truth: the DeviceInfo snapshot. Thread: GUI. Errors: what was wrong at enumeration is listed as a fact.
#pragma once

#include "core/descriptors/usb_ids.h"
#include "core/usb/device_info.h"

#include <QAbstractTableModel>

#include <vector>

namespace wb::ui {

struct Fact {
    QString name;
    QString value;
    QString hint; // tooltip; may be empty
};

[[nodiscard]] std::vector<Fact> factsOf(const usb::DeviceInfo& device, const descriptors::UsbIds& ids);

class FactModel : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setFacts(std::vector<Fact> facts);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Fact> m_facts;
};

} // namespace wb::ui
