// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of one HID report as a table: where they are, what they mean, which values they take and have.
// Source of truth: HidReportMap, and a report as it is transferred. Values can be typed where that is allowed; each
// changes the report kept here, and edited() tells.
// Thread: GUI. Ownership: shares the map. Errors: refused() with what is wrong with a typed value; text is safe to
// show.
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
        ValueColumn,
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
    // Empty: no values are known. Only the values that differ are told to views.
    void setReport(const Bytes& report);
    [[nodiscard]] const Bytes& report() const { return m_report; }
    void setEditable(bool isEditable);
    [[nodiscard]] std::size_t fieldAt(int row) const { return m_fields[static_cast<std::size_t>(row)]; }
    [[nodiscard]] int rowOf(std::size_t field) const; // -1: not among them

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

Q_SIGNALS:
    void edited();
    void refused(const QString& why);

private:
    [[nodiscard]] const descriptors::HidField& fieldOfRow(int row) const { return m_map->fields[fieldAt(row)]; }
    [[nodiscard]] std::vector<std::int64_t> numbersOf(const descriptors::HidField& field) const;
    [[nodiscard]] QString value(const descriptors::HidField& field) const;
    [[nodiscard]] QString valueHint(const descriptors::HidField& field) const;
    [[nodiscard]] QString cell(const descriptors::HidField& field, int column) const;

    const descriptors::UsbIds& m_ids;
    std::shared_ptr<const descriptors::HidReportMap> m_map;
    std::vector<std::size_t> m_fields;
    Bytes m_report; // as it is transferred; may be cut
    bool m_isEditable = false;
};

} // namespace wb::ui
