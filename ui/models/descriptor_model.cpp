// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/descriptor_model.h"

#include "ui/text/format.h"

#include <QStringList>

#include <algorithm>

namespace wb::ui {

namespace {

constexpr std::uint8_t kEndpointDescriptor = 5; // USB 2.0 table 9-5
constexpr std::uint8_t kInterfaceDescriptor = 4;

int countDiagnostics(const std::vector<descriptors::Node>& nodes)
{
    int total = 0;
    for (const descriptors::Node& node : nodes)
        total += static_cast<int>(node.diagnostics.size()) + countDiagnostics(node.children);
    return total;
}

// The endpoint descriptor with this address after the interface descriptor at `from`.
std::optional<std::size_t> endpointOffset(ByteView configuration, std::size_t from, usb::EndpointAddress address)
{
    std::size_t at = from;
    while (at + 2 < configuration.size()) {
        const std::size_t length = configuration[at];
        const Byte type = configuration[at + 1];
        if (length < 2 || (at != from && type == kInterfaceDescriptor))
            return std::nullopt;
        if (type == kEndpointDescriptor && configuration[at + 2] == address.value)
            return at;
        at += length;
    }
    return std::nullopt;
}

const usb::AlternateSetting* selectedAlternate(const usb::ConfigurationInfo& configuration, const Selection& selection)
{
    const usb::InterfaceInfo* interface = configuration.findInterface(*selection.interfaceNumber);
    if (!interface || interface->alternates.empty())
        return nullptr;
    const auto found = std::find_if(interface->alternates.begin(), interface->alternates.end(),
        [&](const usb::AlternateSetting& alternate) { return alternate.number == selection.alternate.value_or(0); });
    return found == interface->alternates.end() ? &interface->alternates.front() : &*found;
}

} // namespace

std::optional<std::size_t> descriptorOffset(const Selection& selection)
{
    if (!selection.device)
        return std::nullopt;
    if (!selection.configuration)
        return 0;
    std::size_t base = selection.device->descriptor.raw.size();
    for (const usb::ConfigurationInfo& configuration : selection.device->configurations) {
        if (configuration.value != *selection.configuration) {
            base += configuration.raw.size();
            continue;
        }
        if (!selection.interfaceNumber)
            return base;
        const usb::AlternateSetting* alternate = selectedAlternate(configuration, selection);
        if (!alternate)
            return std::nullopt;
        if (!selection.endpoint)
            return base + alternate->offset;
        const auto endpoint = endpointOffset(configuration.raw, alternate->offset, *selection.endpoint);
        return endpoint ? std::optional(base + *endpoint) : std::nullopt;
    }
    return std::nullopt;
}

DescriptorModel::DescriptorModel(const descriptors::UsbIds& ids, QObject* parent)
    : QAbstractItemModel(parent)
    , m_ids(ids)
{
}

DescriptorModel::~DescriptorModel() = default;

void DescriptorModel::setDevice(usb::DevicePtr device)
{
    Bytes blob;
    if (device) {
        blob = device->descriptor.raw;
        for (const usb::ConfigurationInfo& configuration : device->configurations)
            blob.insert(blob.end(), configuration.raw.begin(), configuration.raw.end());
    }
    beginResetModel();
    m_root.children.clear();
    m_device = std::move(device);
    m_bytes = QByteArray(
        static_cast<const char*>(static_cast<const void*>(blob.data())), static_cast<qsizetype>(blob.size()));
    m_nodes = m_device ? descriptors::decodeBlob(blob, { m_device->speed }) : std::vector<descriptors::Node> {};
    for (const descriptors::Node& node : m_nodes)
        appendDescriptor(m_root, node);
    endResetModel();
}

int DescriptorModel::problemCount() const { return countDiagnostics(m_nodes); }

DescriptorModel::Row& DescriptorModel::append(Row& parent, Kind kind, const descriptors::Node& node) const
{
    auto row = std::make_unique<Row>();
    row->kind = kind;
    row->parent = &parent;
    row->position = static_cast<int>(parent.children.size());
    row->node = &node;
    parent.children.push_back(std::move(row));
    return *parent.children.back();
}

void DescriptorModel::appendDescriptor(Row& parent, const descriptors::Node& node) const
{
    Row& row = append(parent, DescriptorRow, node);
    for (const descriptors::Diagnostic& diagnostic : node.diagnostics)
        append(row, DiagnosticRow, node).diagnostic = &diagnostic;
    for (const descriptors::Field& field : node.fields)
        appendField(row, node, field);
    for (const descriptors::Node& child : node.children)
        appendDescriptor(row, child);
}

void DescriptorModel::appendField(Row& parent, const descriptors::Node& node, const descriptors::Field& field) const
{
    Row& row = append(parent, FieldRow, node);
    row.field = &field;
    for (const descriptors::Field::Bits& bits : field.bits) {
        Row& child = append(row, BitsRow, node);
        child.field = &field;
        child.bits = &bits;
    }
}

QModelIndex DescriptorModel::rowOfByte(std::size_t offset) const
{
    const descriptors::Hit hit = descriptors::findByte(m_nodes, offset);
    if (!hit.node)
        return {};
    const auto search = [&hit](const auto& self, const Row& row) -> const Row* {
        for (const auto& child : row.children) {
            const bool isHit = child->node == hit.node && child->field == hit.field && child->kind != BitsRow;
            if (isHit && (child->kind == FieldRow || !hit.field))
                return child.get();
            if (child->kind == DescriptorRow)
                if (const Row* found = self(self, *child))
                    return found;
        }
        return nullptr;
    };
    return toIndex(search(search, m_root));
}

QModelIndex DescriptorModel::rowOfDescriptor(std::size_t offset) const
{
    const auto search = [offset](const auto& self, const Row& row) -> const Row* {
        const Row* best = nullptr;
        for (const auto& child : row.children) {
            if (child->kind != DescriptorRow || !child->node->range.contains(offset))
                continue;
            if (child->node->range.begin == offset)
                return child.get();
            best = self(self, *child);
        }
        return best;
    };
    return toIndex(search(search, m_root));
}

QString DescriptorModel::textOf(const QModelIndex& index) const
{
    const Row* row = index.isValid() ? toRow(index) : nullptr;
    return text::fromStd(row ? descriptors::toText({ row->node, 1 }) : descriptors::toText(m_nodes));
}

QByteArray DescriptorModel::bytesOf(const QModelIndex& index) const
{
    if (!index.isValid())
        return m_bytes;
    const descriptors::ByteRange range = toRow(index)->node->range;
    return m_bytes.mid(static_cast<qsizetype>(range.begin), static_cast<qsizetype>(range.size()));
}

QModelIndex DescriptorModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const Row& above = parent.isValid() ? *toRow(parent) : m_root;
    return createIndex(row, column, above.children[static_cast<std::size_t>(row)].get());
}

QModelIndex DescriptorModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? toIndex(toRow(child)->parent) : QModelIndex();
}

int DescriptorModel::rowCount(const QModelIndex& parent) const
{
    if (parent.column() > 0)
        return 0;
    const Row& row = parent.isValid() ? *toRow(parent) : m_root;
    return static_cast<int>(row.children.size());
}

int DescriptorModel::columnCount(const QModelIndex&) const { return ColumnCount; }

QVariant DescriptorModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Row& row = *toRow(index);
    switch (role) {
    case Qt::DisplayRole:
        return cell(row, index.column());
    case Qt::ToolTipRole:
        return toolTip(row);
    case KindRole:
        return row.kind;
    case BeginRole:
        return static_cast<qulonglong>(rangeOf(row).begin);
    case EndRole:
        return static_cast<qulonglong>(rangeOf(row).end);
    case DescriptorBeginRole:
        return static_cast<qulonglong>(ownRange(*row.node).begin);
    case DescriptorEndRole:
        return static_cast<qulonglong>(ownRange(*row.node).end);
    case SeverityRole:
        return row.diagnostic ? QVariant(static_cast<int>(row.diagnostic->severity)) : QVariant();
    default:
        return {};
    }
}

QVariant DescriptorModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case FieldColumn:
        return tr("Field");
    case ValueColumn:
        return tr("Value");
    case MeaningColumn:
        return tr("Meaning");
    default:
        return {};
    }
}

QString DescriptorModel::cell(const Row& row, int column) const
{
    switch (row.kind) {
    case DescriptorRow:
        if (column == FieldColumn)
            return text::fromStd(row.node->title);
        return column == ValueColumn ? text::bytes(row.node->range.size()) : QString();
    case FieldRow:
        if (column == FieldColumn)
            return text::fromStd(row.field->name);
        return column == ValueColumn ? text::fromStd(row.field->value) : fieldMeaning(*row.field);
    case BitsRow:
        if (column == FieldColumn)
            return text::fromStd(row.bits->name);
        return text::fromStd(column == ValueColumn ? row.bits->value : row.bits->meaning);
    case DiagnosticRow:
        if (column == FieldColumn)
            return row.diagnostic->severity == descriptors::Severity::Error ? tr("✗ Error")
                : row.diagnostic->severity == descriptors::Severity::Note   ? tr("Note")
                                                                            : tr("▲ Warning");
        if (column == ValueColumn)
            return {};
        return row.diagnostic->spec.empty() ? text::fromStd(row.diagnostic->message)
                                            : QStringLiteral("%1 (%2)").arg(text::fromStd(row.diagnostic->message),
                                                text::fromStd(row.diagnostic->spec));
    }
    return {};
}

QString DescriptorModel::stringText(std::uint8_t index) const
{
    const usb::DeviceDescriptorInfo& descriptor = m_device->descriptor;
    std::string known;
    if (index == descriptor.manufacturerIndex)
        known = m_device->manufacturer;
    else if (index == descriptor.productIndex)
        known = m_device->product;
    else if (index == descriptor.serialIndex)
        known = m_device->serial;
    return known.empty() ? QString() : QStringLiteral("“%1”").arg(text::safe(known));
}

QString DescriptorModel::fieldMeaning(const descriptors::Field& field) const
{
    const usb::DeviceDescriptorInfo& descriptor = m_device->descriptor;
    QString joined;
    if (field.stringIndex && *field.stringIndex != 0)
        joined = stringText(*field.stringIndex);
    else if (field.name == "idVendor")
        joined = text::fromStd(m_ids.vendor(descriptor.vendorId));
    else if (field.name == "idProduct")
        joined = text::fromStd(m_ids.product(descriptor.vendorId, descriptor.productId));
    return joined.isEmpty() ? text::fromStd(field.meaning) : joined;
}

QString DescriptorModel::toolTip(const Row& row) const
{
    QStringList lines;
    const descriptors::ByteRange range = rangeOf(row);
    if (row.kind == FieldRow) {
        const std::size_t width = range.size();
        lines.append(text::fromStd(row.field->name));
        if (width > 0 && width <= 8)
            lines.append(text::bothWays(row.field->raw, static_cast<int>(2 * width)));
        lines.append(text::fromStd(row.field->spec));
    } else {
        lines.append(cell(row, row.kind == DiagnosticRow ? MeaningColumn : FieldColumn));
    }
    lines.append(tr("Bytes %1 to %2").arg(range.begin).arg(range.end == range.begin ? range.begin : range.end - 1));
    lines.removeAll(QString());
    return lines.join(QLatin1Char('\n'));
}

descriptors::ByteRange DescriptorModel::rangeOf(const Row& row)
{
    switch (row.kind) {
    case DescriptorRow:
        return ownRange(*row.node);
    case FieldRow:
    case BitsRow:
        return row.field->range;
    case DiagnosticRow:
        return row.diagnostic->range;
    }
    return {};
}

descriptors::ByteRange DescriptorModel::ownRange(const descriptors::Node& node)
{
    const std::size_t end = node.children.empty() ? node.range.end : node.children.front().range.begin;
    return { node.range.begin, std::max(end, node.range.begin) };
}

const DescriptorModel::Row* DescriptorModel::toRow(const QModelIndex& index) const
{
    return static_cast<const Row*>(index.constInternalPointer());
}

QModelIndex DescriptorModel::toIndex(const Row* row) const
{
    return !row || row == &m_root ? QModelIndex() : createIndex(row->position, 0, row);
}

} // namespace wb::ui
