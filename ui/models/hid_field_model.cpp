// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/hid_field_model.h"

#include "core/descriptors/hid_report_text.h"
#include "core/descriptors/hid_values_text.h"
#include "core/descriptors/hid_words.h"
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
    m_report.clear();
    endResetModel();
}

std::vector<std::int64_t> HidFieldModel::numbersOf(const descriptors::HidField& field) const
{
    std::vector<std::int64_t> numbers;
    if (!descriptors::holdsNumbers(field))
        return numbers;
    for (std::uint32_t element = 0; element < field.count; ++element) {
        const std::optional<std::int64_t> number = descriptors::readElement(field, element, m_report);
        if (!number)
            break;
        numbers.push_back(*number);
    }
    return numbers;
}

void HidFieldModel::setReport(const Bytes& report)
{
    std::vector<std::vector<std::int64_t>> before;
    for (int row = 0; row < rowCount(); ++row)
        before.push_back(numbersOf(fieldOfRow(row)));
    m_report = report;
    for (int row = 0; row < rowCount(); ++row)
        if (before[static_cast<std::size_t>(row)] != numbersOf(fieldOfRow(row)))
            Q_EMIT dataChanged(index(row, ValueColumn), index(row, ValueColumn));
}

void HidFieldModel::setEditable(bool isEditable)
{
    if (m_isEditable == isEditable)
        return;
    m_isEditable = isEditable;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, ValueColumn), index(rowCount() - 1, ValueColumn));
}

Qt::ItemFlags HidFieldModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    const bool isValue = m_isEditable && index.isValid() && index.column() == ValueColumn;
    return isValue && descriptors::holdsNumbers(fieldOfRow(index.row())) ? flags | Qt::ItemIsEditable : flags;
}

bool HidFieldModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::EditRole || !flags(index).testFlag(Qt::ItemIsEditable))
        return false;
    const descriptors::HidField& field = fieldOfRow(index.row());
    const auto numbers = descriptors::parseFieldValue(field, value.toString().toStdString(), &m_ids);
    Bytes changed = m_report;
    Status written = numbers ? Status {} : Status(tl::unexpected(numbers.error()));
    for (std::uint32_t element = 0; written && element < numbers->size(); ++element)
        written = descriptors::writeElement(field, element, (*numbers)[element], changed);
    if (!written) {
        Q_EMIT refused(text::fromStd(written.error().detail));
        return false;
    }
    setReport(changed);
    Q_EMIT edited();
    return true;
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

QString HidFieldModel::value(const descriptors::HidField& field) const
{
    const bool isWide = !field.flags.isConstant() && field.count > 0 && !descriptors::holdsNumbers(field);
    if (isWide && !m_report.empty())
        return tr("no number");
    return text::fromStd(descriptors::hidFieldText(field, numbersOf(field), &m_ids));
}

// The whole of it, and what can be typed.
QString HidFieldModel::valueHint(const descriptors::HidField& field) const
{
    const QString words = value(field);
    if (!m_isEditable || !descriptors::holdsNumbers(field))
        return words;
    const bool isChosen = !field.flags.isVariable() || descriptors::isRowOfSwitches(field);
    const QString how = isChosen ? tr("Edit: the usages that are on, with commas between them, or “none”.")
                                 : tr("Edit: numbers from %1 to %2 with commas between them, 18 or 0x12.")
                                       .arg(field.logicalMinimum)
                                       .arg(field.logicalMaximum);
    return words.isEmpty() ? how : words + QLatin1Char('\n') + how;
}

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
    case ValueColumn:
        return value(field);
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
    if (!index.isValid())
        return {};
    const descriptors::HidField& field = fieldOfRow(index.row());
    if (role == Qt::EditRole && index.column() == ValueColumn)
        return text::fromStd(descriptors::fieldValueWords(field, numbersOf(field), &m_ids));
    if (role == Qt::ToolTipRole && index.column() == ValueColumn)
        return valueHint(field);
    return role == Qt::DisplayRole || role == Qt::ToolTipRole ? cell(field, index.column()) : QVariant();
}

QVariant HidFieldModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::ToolTipRole && section == PlaceColumn)
        return tr("Byte and bit of its first and of its last bit, as the report is transferred");
    if (role == Qt::ToolTipRole && section == ValueColumn)
        return tr("What the report shown says; buttons and keys: which are on");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case PlaceColumn:
        return tr("Byte.bit");
    case UsageColumn:
        return tr("Usage");
    case ValueColumn:
        return tr("Value");
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
