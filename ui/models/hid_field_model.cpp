// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/hid_field_model.h"

#include "core/descriptors/hid_report_text.h"
#include "ui/text/format.h"

#include <QStringList>

#include <algorithm>

namespace wb::ui {

HidFieldModel::HidFieldModel(const descriptors::UsbIds& ids, QObject* parent)
    : QAbstractTableModel(parent)
    , m_ids(ids)
{
}

void HidFieldModel::setFields(std::shared_ptr<const descriptors::HidReportMap> map, std::vector<std::size_t> fields)
{
    beginResetModel();
    m_map = std::move(map);
    m_fields = std::move(fields);
    endResetModel();
}

int HidFieldModel::rowOf(std::size_t field) const
{
    const auto found = std::find(m_fields.begin(), m_fields.end(), field);
    return found == m_fields.end() ? -1 : static_cast<int>(found - m_fields.begin());
}

int HidFieldModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_fields.size());
}

int HidFieldModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString HidFieldModel::cell(const descriptors::HidField& field, int column) const
{
    // The report's id is its byte 0, as it is transferred.
    const std::uint64_t first = field.firstBit + (field.reportId != 0 ? 8 : 0);
    const std::uint64_t last = first + std::uint64_t { field.size } * field.count;
    switch (column) {
    case PlaceColumn:
        if (last == first)
            return tr("nowhere");
        return tr("%1.%2 to %3.%4").arg(first / 8).arg(first % 8).arg((last - 1) / 8).arg((last - 1) % 8);
    case UsageColumn:
        return text::fromStd(descriptors::hidUsagesText(field, &m_ids));
    case SizeColumn:
        return QStringLiteral("%1 × %2").arg(
            text::count(field.count), text::counted(field.size, tr("1 bit"), tr("%1 bits")));
    case LogicalColumn:
        return field.flags.isConstant() ? QString()
                                        : tr("%1 to %2").arg(field.logicalMinimum).arg(field.logicalMaximum);
    case PhysicalColumn:
        return text::fromStd(descriptors::hidPhysicalText(field));
    case FlagsColumn:
        return text::fromStd(descriptors::hidFlagsText(field.flags, field.type));
    case CollectionColumn: {
        QStringList names;
        for (const std::size_t collection : field.collections)
            names.append(text::fromStd(descriptors::hidCollectionText(m_map->collections[collection], &m_ids)));
        return names.join(QStringLiteral(" › "));
    }
    default:
        return {};
    }
}

QVariant HidFieldModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    return cell(m_map->fields[fieldAt(index.row())], index.column());
}

QVariant HidFieldModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::ToolTipRole && section == PlaceColumn)
        return tr("Byte and bit of its first and of its last bit, as the report is transferred");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case PlaceColumn:
        return tr("Byte.bit");
    case UsageColumn:
        return tr("Usage");
    case SizeColumn:
        return tr("Size");
    case LogicalColumn:
        return tr("Logical");
    case PhysicalColumn:
        return tr("Physical");
    case FlagsColumn:
        return tr("Flags");
    case CollectionColumn:
        return tr("Collection");
    default:
        return {};
    }
}

} // namespace wb::ui
