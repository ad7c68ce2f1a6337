// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of one HID report as a table: where they are, what they mean, which values they take.
// Source of truth: HidReportMap. Thread: GUI. Ownership: shares the map. Errors: none; text is safe to show.
#pragma once

#include "core/descriptors/hid_report.h"
#include "core/descriptors/usb_ids.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace wb::ui {

class HidFieldModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        PlaceColumn,
        UsageColumn,
        SizeColumn,
        LogicalColumn,
        PhysicalColumn,
        FlagsColumn,
        CollectionColumn,
        ColumnCount
    };

    explicit HidFieldModel(const descriptors::UsbIds& ids, QObject* parent = nullptr);

    // `fields`: indices in the map.
    void setFields(std::shared_ptr<const descriptors::HidReportMap> map, std::vector<std::size_t> fields);
    [[nodiscard]] std::size_t fieldAt(int row) const { return m_fields[static_cast<std::size_t>(row)]; }
    [[nodiscard]] int rowOf(std::size_t field) const; // -1: not among them

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString cell(const descriptors::HidField& field, int column) const;

    const descriptors::UsbIds& m_ids;
    std::shared_ptr<const descriptors::HidReportMap> m_map;
    std::vector<std::size_t> m_fields;
};

} // namespace wb::ui
